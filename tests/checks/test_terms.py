"""Locked terms in translations: what passes, what is reported, in which words."""

from __future__ import annotations

import pytest

from pipeline.checks import CHECKS, check
from pipeline.model import Severity, Unit
from tests.checks.cases import Case, cases, given, holds, told


@pytest.mark.parametrize("case", cases("terms"))
def test_terms(case: Case) -> None:
    assert holds("terms", case), told("terms", case)


@pytest.mark.parametrize("msgstr", ["", "  "])
def test_an_empty_translation_is_not_asked(msgstr: str) -> None:
    assert check(Unit("Take **5 mg** ibuprofen.", None, msgstr), given("es")) == ()


def test_findings_say_where_they_belong() -> None:
    unit = Unit("Take **5 mg** ibuprofen now.", "cell", "Take 50 mg now.", line=12)
    found = check(unit, given("es"))
    assert {f.check for f in found} >= {"terms", "numbers", "markup"}
    errors = {f.check for f in found if f.severity is Severity.ERROR}
    assert errors >= {"terms", "numbers", "markup"}
    assert {(f.line, f.locale, f.msgctxt, f.msgid) for f in found} == {
        (12, "es", "cell", unit.msgid)
    }


def test_each_finding_is_of_the_check_it_names() -> None:
    unit = Unit("Rest at home for 5 days.", None, "Rest at home.")
    for name, function in CHECKS.items():
        assert all(f.check == name for f in function(unit, given("es")))
