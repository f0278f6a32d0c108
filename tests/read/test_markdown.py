"""Markdown as an article: bodies (a table in `tests/data/articles.yaml`), front matter, lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import inline
from pipeline.errors import InputError
from pipeline.model import Block, Figure, Heading, Listing, Paragraph, Quote, Role, Table, Text
from pipeline.read.markdown import read

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "articles.yaml").read_text(encoding="utf-8")
)
IMAGES = {
    "source/figures/knee.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b"<text>Knee</text><g><text>Left  side</text></g></svg>"
}
FRONT = "---\ntitle: Title\n---\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_body(case: dict[str, Any]) -> None:
    content = FRONT + case["markdown"]
    if "error" in case:
        with pytest.raises(InputError) as refused:
            read(content, "source/a.md", IMAGES)
        assert case["error"] in refused.value.message
        assert (refused.value.path, refused.value.line) == ("source/a.md", case["line"] + 3)
    else:
        blocks = read(content, "source/a.md", IMAGES).blocks
        assert list(_lines(blocks)) == case["blocks"].splitlines()


def _lines(blocks: tuple[Block[Text], ...], indent: str = "") -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(level=level, text=text):
                yield f"{indent}{'#' * level} {_shown(text)}"
            case Paragraph(text=text):
                yield f"{indent}p {_shown(text)}"
            case Quote(blocks=inner, urgent=urgent):
                mark = ">!" if urgent else ">"
                yield from (f"{indent}{mark} {line}" for line in _lines(inner))
            case Figure(alt=alt, caption=caption, labels=labels):
                yield f"{indent}! {_shown(alt)}"
                yield f"{indent}  {' '.join(f'[{_shown(label)}]' for label in labels)}"
                if caption:
                    yield f"{indent}  {_shown(caption)}"
            case Table(head=head, rows=rows):
                yield from (
                    "".join(f"| {_shown(t)} " for t in row).rstrip() for row in (head, *rows)
                )
            case Listing(ordered=ordered, items=items, start=start):
                for number, item in enumerate(items, start):
                    mark = f"{number}." if ordered else "-"
                    first, *rest = _lines(item, indent + "  ")
                    yield f"{indent}{mark} {first.strip().removeprefix('p ')}"
                    yield from rest


def _shown(text: Text) -> str:
    context = f" ({text.context})" if text.context else ""
    return text.source.replace("\u00a0", "⍽") + context + ("" if text.translate else " (no)")


def test_front_matter_keeps_values_as_written() -> None:
    article = read(
        "---\ntitle: 'Knee: *pain*'\nid: no\nsummary: >\n  One\n  two.\nversion: 1.10\n"
        "date: 2024-05-31\nreview_by:\n---\nText.\n",
        "source/knee-pain.md",
    )
    assert article.title == Text(r"Knee: \*pain\*", Role.TITLE, 2)
    assert article.summary == Text("One two.", Role.SUMMARY, 4)
    assert (article.slug, article.path) == ("knee-pain", "source/knee-pain.md")
    assert (article.id, article.version) == ("no", "1.10")
    assert (article.date, article.review_by) == ("2024-05-31", "")


def test_the_id_is_the_slug_unless_given() -> None:
    assert read(FRONT + "Text.", "source/knee-pain.md").id == "knee-pain"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("Text.", 1, "must start with front matter"),
        ("---\ntitle: a\n", 1, "must start with front matter"),
        ("---\n---\nText.", 1, "needs a line 'title"),
        ("---\ntitle:\n---\nText.", 1, "needs a line 'title"),
        ("---\ntitle: a\nauthor: b\n---\nText.", 3, "unknown front matter 'author'"),
        ("---\ntitle: a\ntitle: b\n---\nText.", 3, "stands twice"),
        ("---\ntitle: [a]\n---\nText.", 2, "must be one line of text"),
        ("---\ntitle: a: b\n---\nText.", 2, "in quotes"),
        ("---\ntitle: a\ndate: 2024-02-30\n---\nText.", 3, "is not a day"),
        ("---\ntitle: a\nreview_by: 20240131\n---\nText.", 3, "is not a day"),
        ("---\n- a\n---\nText.", 2, "lines like"),
        ("---\ntitle: \x07\n---\nText.", 1, "not text"),
    ],
)
def test_front_matter_is_refused(content: str, line: int, message: str) -> None:
    with pytest.raises(InputError) as refused:
        read(content, "a.md")
    assert message in refused.value.message
    assert refused.value.line == line


def test_lines_and_sections_count_in_the_whole_file() -> None:
    article = read(FRONT + "Äöü.\n\n## *First* one\n\n- a\n\n  b\n\n> c\n", "a.md")
    places = [(t.source, t.line, t.section, t.role) for t in article.texts()]
    assert places == [
        ("Title", 2, "", Role.TITLE),
        ("Äöü.", 4, "", Role.PARAGRAPH),
        ("*First* one", 6, "", Role.HEADING),
        ("a", 8, "First one", Role.ITEM),
        ("b", 10, "First one", Role.ITEM),
        ("c", 12, "First one", Role.PARAGRAPH),
    ]


def test_depth_is_limited_and_said() -> None:
    with pytest.raises(InputError, match="deep in one another"):
        read(FRONT + "> " * 5000 + "a", "a.md")


@given(st.text(alphabet="ab *_`[]()<>!#-+|\\&;:~^$.1\n\té\u0301\u00a0", max_size=60))
def test_any_body_is_an_article_or_an_input_error(body: str) -> None:
    try:
        article = read(FRONT + body, "a.md")
    except InputError:
        return
    for text in article.texts():
        assert unicodedata.is_normalized("NFC", text.source)
        assert text.source == inline.normal(inline.parse(text.source))
