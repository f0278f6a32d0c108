"""What is beside the articles and locales of a project."""

from __future__ import annotations

from pathlib import Path

from pipeline import files
from pipeline.completeness import beside, changed
from pipeline.model import Severity
from pipeline.stages import Result
from tests.projects import project


def test_a_tidy_project_has_nothing_beside(tmp_path: Path) -> None:
    clinic = project(tmp_path)
    files.write(clinic.po("es", "shoulder"), b"")
    assert list(beside(clinic)) == []


def test_a_locale_that_is_not_configured_is_named_once(tmp_path: Path) -> None:
    clinic = project(tmp_path)
    for slug in ("shoulder", "knee"):
        files.write(clinic.po("fr", slug), b"")
    (found,) = beside(clinic)
    assert (found.file, found.locale, found.severity) == ("locales/fr", "fr", Severity.WARNING)
    assert "polyclinic.toml does not have this locale" in found.message


def test_a_catalog_without_its_article_is_named(tmp_path: Path) -> None:
    clinic = project(tmp_path)
    files.write(clinic.po("es", "knee"), b"")
    (found,) = beside(clinic)
    assert found.file == "locales/es/LC_MESSAGES/knee.po"
    assert "bring 'knee' back" in found.message


def test_what_changed_since_an_approval_is_one_warning() -> None:
    assert list(changed(Result("back", "es"), "es.po")) == []
    (found,) = changed(Result("back", "es", changes=("one", "two")), "es.po")
    assert (found.file, found.locale, found.severity) == ("es.po", "es", Severity.WARNING)
