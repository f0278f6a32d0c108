"""`check --source`: a project's articles, and a file that lies outside of any."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import commands
from pipeline.commands.source import articles
from pipeline.errors import InputError
from pipeline.model import Finding
from pipeline.project import start
from pipeline.report import Tally

ARTICLE = "---\ntitle: Back pain\n---\n\nTake 5.0 mg of acetominophen.\n"
CATALOG = 'msgid ""\nmsgstr "Language: vi\\n"\n\nmsgid "Rest."\nmsgstr "Nghỉ."\n'
TERMS = """terms:
  - {id: acetaminophen, kind: drug, source: acetaminophen, misspelled: [acetominophen]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two articles, which knows a misspelling and has one catalog."""
    start(tmp_path)
    settings = tmp_path / "polyclinic.toml"
    settings.write_text('[project]\norganisation = "Clinic"\nlocales = ["vi", "es"]\n', "utf-8")
    (tmp_path / "glossary.yaml").write_text(TERMS, "utf-8")
    for slug in ("back-pain", "knee-pain"):
        (tmp_path / "source" / f"{slug}.md").write_text(ARTICLE, "utf-8")
    catalog = tmp_path / "locales/vi/LC_MESSAGES/back-pain.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(CATALOG, "utf-8")
    return tmp_path


def told(
    root: Path,
    *paths: Path,
    glossary: Path | None = None,
    locales: tuple[str, ...] = (),
    slugs: tuple[str, ...] = (),
) -> tuple[list[Finding], Tally]:
    tally = Tally()
    seen = tally.count(articles(root, paths, glossary, locales, slugs, tally))
    return [finding for checked in seen for finding in checked.findings], tally


def test_a_project(project: Path) -> None:
    found, tally = told(project)
    assert [(f.file, f.line, f.check) for f in found] == [
        ("source/back-pain.md", 5, "figure"),
        ("source/back-pain.md", 5, "misspelled"),
        ("locales/vi/LC_MESSAGES/back-pain.po", 0, "reading-level"),
        ("source/knee-pain.md", 5, "figure"),
        ("source/knee-pain.md", 5, "misspelled"),
    ]
    assert tally.exit_code == 1


def test_the_command_says_it(project: Path) -> None:
    done = CliRunner().invoke(commands, ["-C", str(project), "check", "--source"])
    assert done.exit_code == 1
    assert "source/back-pain.md:5: error: '5.0' is read as ten times as much" in done.output


def test_one_article_in_one_locale(project: Path) -> None:
    found, _ = told(project, slugs=("back-pain",), locales=("es",))
    assert {f.file for f in found} == {"source/back-pain.md"}


def test_an_article_or_locale_that_is_not_there(project: Path) -> None:
    with pytest.raises(InputError, match="no article 'hip'; source/ has back-pain, knee-pain"):
        told(project, slugs=("hip",))
    with pytest.raises(InputError, match="no locale 'fr'"):
        told(project, locales=("fr",))


def test_a_file_outside_a_project(tmp_path: Path) -> None:
    file = tmp_path / "back-pain.md"
    file.write_text(ARTICLE, "utf-8")
    assert [f.check for f in told(tmp_path, file)[0]] == ["figure"]
    terms = tmp_path / "terms.yaml"
    terms.write_text(TERMS, "utf-8")
    found, _ = told(tmp_path, file, glossary=terms)
    assert [(f.file, f.check) for f in found] == [
        (file.as_posix(), "figure"),
        (file.as_posix(), "misspelled"),
    ]


def test_a_catalog_that_cannot_be_read_hides_no_finding(project: Path) -> None:
    (project / "locales/vi/LC_MESSAGES/back-pain.po").write_text("rubbish", "utf-8")
    found, tally = told(project, slugs=("back-pain",))
    assert [f.check for f in found] == ["figure", "misspelled"]
    assert tally.exit_code == 2


def test_a_file_that_cannot_be_read_does_not_stop_the_others(project: Path) -> None:
    (project / "source/back-pain.md").write_bytes(b"\xff")
    found, tally = told(project)
    assert {f.file for f in found} == {"source/knee-pain.md"}
    assert tally.exit_code == 2
    assert "source/back-pain.md:1: is not UTF-8 text" in tally.faults[0]
