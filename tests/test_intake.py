"""Files from outside: scraped text becomes an article, catalogs are looked at where they lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.intake import check_files, import_text
from pipeline.stages import Stage
from tests.projects import SCRAPED, Fake, enter, perform_all, project, toy


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


# ── catalogs ──────────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_of_the_project_is_checked_as_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, Fake(toy))
    clinic = project(tmp_path / "clinic", chain=["fake"])
    perform_all(clinic, frozenset({Stage.UPDATE, Stage.DRAFT}))
    path = clinic.po("es", "shoulder")
    ((name, outcome),) = check_files(clinic.root, [path], None, "drafted")
    assert (name, outcome.exit_code) == ("locales/es/LC_MESSAGES/shoulder.po", 0)
    ((_, by_policy),) = check_files(clinic.root, [path], None, None)
    assert {f.message for f in by_policy.findings if f.check == "completeness"} == {
        "this unit is drafted, not yet approved"
    }
    stray = tmp_path / "copy.po"
    shutil.copy(path, stray)
    ((name, alone),) = check_files(clinic.root, [stray], None, None)
    assert name == str(stray)
    assert {f.message for f in alone.findings if f.check == "completeness"} == {
        "this unit is drafted, not yet translated"
    }
    assert alone.completeness.keys() == {"es"}


def test_a_folder_stands_for_its_catalogs_and_a_bad_one_for_itself(tmp_path: Path) -> None:
    good = 'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Rest."\nmsgstr "Descanse."\n'
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "good.po").write_text(good)
    (tmp_path / "bad.po").write_text('msgid "x')
    (_, bad), (name, outcome) = check_files(tmp_path, [tmp_path], None, None)
    assert [f"{tmp_path / 'bad.po'}:1: " in fault for fault in bad.faults] == [True]
    assert bad.exit_code == 2
    assert name == str(tmp_path / "deep" / "good.po")
    assert outcome.completeness["es"]["good"]["translated"] == 1


def test_a_glossary_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text('msgid "Rest."\nmsgstr "Descanse."\n')
    ((_, outcome),) = check_files(tmp_path, [tmp_path / "a.po"], tmp_path / "no.yaml", None)
    assert ["no.yaml" in fault for fault in outcome.faults] == [True]


def test_a_folder_without_catalogs_is_no_green_check(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.po file in this folder"):
        list(check_files(tmp_path, [tmp_path], None, None))
