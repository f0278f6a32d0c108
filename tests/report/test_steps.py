"""What people can do now."""

from __future__ import annotations

from pipeline.model import Finding, Severity
from pipeline.report import Checked, Tally, next_steps
from pipeline.report.steps import what_next
from tests.report.found import LOST, PO, checked, counts

HERE = "locales/{locale}/LC_MESSAGES/{slug}.po"


def test_next_steps() -> None:
    todo = {
        "es": {"back": counts(untranslated=1, outdated=2, drafted=3)},
        "pt_BR": {"back": counts(translated=4, approved=1), "neck": counts(approved=5)},
    }
    assert next_steps(todo, "{locale}/{slug}.po") == [
        "es/back.po: translate 3 units by hand and review 3 drafts and clear the fuzzy flag",
        "pt_BR/back.po: polyclinic submit, then approve pt_BR back",
    ]


def test_errors_come_before_sign_off() -> None:
    todo = {"es": {"back": counts(translated=4)}}
    assert next_steps(todo, "{slug}.po", {"back.po": 2}) == ["back.po: correct 2 errors"]


def counted(template: str, *catalogs: Checked) -> Tally:
    tally = Tally(template)
    list(tally.count(catalogs))
    return tally


def test_gaps_come_first_and_what_is_no_catalog_too() -> None:
    gap = Finding("completeness", Severity.ERROR, "this catalog is missing", PO)
    stray = Finding("terms", Severity.ERROR, "no", "glossary.yaml", 3)
    assert what_next(counted(HERE, checked(gap, gap, stray))) == [
        f"{PO}: this catalog is missing",
        "glossary.yaml: correct 1 error",
        f"{PO}: review 3 drafts and clear the fuzzy flag",
    ]


def test_outside_a_project_nobody_is_asked_to_submit() -> None:
    assert what_next(counted("", checked(LOST))) == [f"{PO}: correct 1 error"]
