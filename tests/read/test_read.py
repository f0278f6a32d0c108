"""Which reader a file gets, and what is refused before any reader sees it."""

from __future__ import annotations

import pytest

from pipeline.errors import InputError
from pipeline.read import READERS, decoded, read

ARTICLE = "---\ntitle: Title\n---\nText.\n"


@pytest.mark.parametrize(
    "content",
    [
        ARTICLE.encode(),
        b"\xef\xbb\xbf" + ARTICLE.encode(),
        ARTICLE.replace("\n", "\r\n").encode(),
        ARTICLE.replace("\n", "\r").encode(),
    ],
)
def test_marks_and_line_ends_do_not_matter(content: bytes) -> None:
    assert read(content, "source/a.md") == read(ARTICLE.encode(), "source/a.md")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"a\nb\0", 2, "not a text file"),
        (b"a\r\n\r\n\xff", 3, "not UTF-8"),
        (ARTICLE.encode("utf-16"), 1, "not a text file"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, line: int, message: str) -> None:
    with pytest.raises(InputError) as refused:
        decoded(content, "source/a.md")
    assert message in refused.value.message
    assert (refused.value.path, refused.value.line) == ("source/a.md", line)


@pytest.mark.parametrize("name", ["Upper.md", "a b.md", "-a.md", "é.md", "a_b.md", ".md"])
def test_a_file_name_must_be_a_slug(name: str) -> None:
    with pytest.raises(InputError):
        read(ARTICLE.encode(), f"source/{name}")


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"\.odt.*\.md") as refused:
        read(ARTICLE.encode(), "source/a.odt")
    assert all(suffix in refused.value.message for suffix in READERS)
