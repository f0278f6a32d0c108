"""Files from outside: scraped text becomes an article, catalogs are looked at where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.intake import import_text
from tests.projects import SCRAPED, project


def test_scraped_text_becomes_an_article_and_loses_no_word(tmp_path: Path) -> None:
    clinic = project(tmp_path, articles={})
    name, notices = import_text(clinic, SCRAPED, "knee-pain", replace=False)
    assert name == "source/knee-pain.md"
    written = (tmp_path / name).read_text(encoding="utf-8")
    source = SCRAPED.read_text(encoding="utf-8")
    assert set(source.split()) <= set(written.split())
    lines = source.split("\n")
    said = {(n.line, w) for n in notices for w in ("MRIThe", "ibuprofin", "carbamezapine")
            if f"'{w}'" in n.message}  # fmt: skip
    assert {word for _, word in said} == {"MRIThe", "ibuprofin", "carbamezapine"}
    assert all(word in lines[line - 1] for line, word in said)
    assert [n.line for n in notices] == sorted(n.line for n in notices)


def test_an_article_is_not_overwritten_unasked(tmp_path: Path) -> None:
    clinic = project(tmp_path)
    before = (tmp_path / "source/shoulder.md").read_bytes()
    with pytest.raises(InputError, match=r"source/shoulder\.md: .*--replace"):
        import_text(clinic, SCRAPED, "shoulder", replace=False)
    assert (tmp_path / "source/shoulder.md").read_bytes() == before
    import_text(clinic, SCRAPED, "shoulder", replace=True)
    assert (tmp_path / "source/shoulder.md").read_bytes() != before


@pytest.mark.parametrize(
    ("content", "slug", "said"),
    [
        (b"A title\n\nwith \0 in it", "knee", "page.txt:3: "),
        (b"\xff\xfe", "knee", "page.txt:1: "),
        (b"", "knee", "page.txt"),
        (b" \n\n", "knee", "page.txt"),
        (None, "knee", "page.txt: cannot read this file"),
        (b"A title\n\nText.", "Knee Pain", "'Knee Pain'"),
        (b"A title\n\nText.", "../knee", "knee"),
        (b"A title\n\nText.", "sub/knee", "knee"),
        (b"A title\n\nText.", "", "''"),
    ],
)
def test_what_cannot_be_imported_writes_nothing(
    tmp_path: Path, content: bytes | None, slug: str, said: str
) -> None:
    clinic = project(tmp_path / "clinic", articles={})
    page = tmp_path / "page.txt"
    if content is not None:
        page.write_bytes(content)
    with pytest.raises(InputError) as fault:
        import_text(clinic, page, slug, replace=False)
    assert said in str(fault.value)
    assert not list(tmp_path.rglob("*.md"))


def test_a_broken_glossary_stops_an_import(tmp_path: Path) -> None:
    clinic = project(tmp_path, articles={}, glossary="terms: [{id: a}]")
    with pytest.raises(InputError, match=r"^glossary\.yaml:1: "):
        import_text(clinic, SCRAPED, "knee", replace=False)
    assert not list(tmp_path.rglob("*.md"))
