"""Waivers: for the words as they were, with a reason, and for an error with a second person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import CHECKS
from pipeline.model import Finding, Severity, State, Unit
from pipeline.project import Project
from pipeline.review import objections, refusals
from pipeline.waivers import applied, faults, said, stamp, stamped, waivers, with_waiver
from tests.projects import LATER, edit, perform_all, units
from tests.signing_off import (
    BEA,
    UPDATE,
    approve,
    clinic,
    laid_out,
    submit,
    translate,
)

FOOD = "Take 400 mg of ibuprofen with food."
UNIT = Unit(
    "Take 2.", msgstr="Tome 3.", remarks=("mine", "polyclinic: allow numbers: on the label")
)
ERROR = Finding("numbers", Severity.ERROR, "the number 2 is missing")
HINT = Finding("numbers", Severity.HINT, "an unusual number")


def test_a_remark_waives_the_findings_of_its_check() -> None:
    assert [w.reason for w in waivers(UNIT)] == ["on the label"]
    (hint,) = applied([HINT], UNIT, ())
    assert hint.waived == "on the label"
    assert applied([replace(HINT, check="units")], UNIT, ())[0].waived == ""


def test_an_error_needs_its_approval() -> None:
    approved = said(ERROR, {"numbers": "on the label"})
    assert applied([ERROR], UNIT, ())[0].is_error
    assert not applied([ERROR], UNIT, [approved])[0].is_error
    assert applied([replace(ERROR, message="another one")], UNIT, [approved])[0].is_error
    changed = replace(UNIT, remarks=("polyclinic: allow numbers: because",))
    assert applied([ERROR], changed, [approved])[0].is_error


def test_a_stamp_binds_it_to_the_words() -> None:
    bound = stamped(UNIT)
    assert bound.remarks == ("mine", f"polyclinic: allow numbers [{stamp(UNIT)}]: on the label")
    assert waivers(bound)
    changed = replace(bound, msgstr="Tome 4.")
    assert waivers(changed) == ()
    assert list(faults(changed, CHECKS)) == [
        "the waiver of 'numbers' is void: the words have changed since"
    ]
    assert stamped(changed) == changed


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ("polyclinic: allow numbers", "is no waiver"),
        ("polyclinic: allow numbers:   ", "is no waiver"),
        ("polyclinic: allow poetry: it rhymes", "there is no check 'poetry'"),
    ],
)
def test_what_waives_nothing_is_named(remark: str, said: str) -> None:
    unit = replace(UNIT, remarks=(remark,))
    assert [said in fault for fault in faults(unit, CHECKS)] == [True]
    assert applied([HINT], unit, ())[0].waived == ""


@given(st.text(), st.sampled_from(list(CHECKS)), st.text("abc :[]", min_size=1).filter(str.strip))
def test_a_waiver_is_read_back(msgstr: str, check: str, reason: str) -> None:
    unit = with_waiver(replace(UNIT, msgstr=msgstr, remarks=()), check, reason)
    (found,) = waivers(unit)
    assert found.reason == reason.strip()
    assert stamped(unit) == unit


# ── in a project ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def faulty(tmp_path: Path) -> Project:
    """A clinic whose translator insists on another dose."""
    found = clinic(tmp_path)
    translate(found)
    translate(found, {FOOD: "Tome 300 mg de ibuprofeno con comida."})
    return found


def insist(found: Project) -> None:
    checks = sorted({f.check for f in laid_out(found)[1].findings if f.is_error})
    remarks = tuple(f"polyclinic: allow {check}: this brand has 300 mg" for check in checks)

    def noted(unit: Unit) -> Unit:
        return replace(unit, remarks=remarks) if unit.msgid == FOOD else unit

    edit(found, noted, slug="back")
    perform_all(found, UPDATE)


def errors(found: Project) -> list[str]:
    return [f.message for f in laid_out(found)[1].findings if f.is_error]


def test_update_stamps_it(faulty: Project) -> None:
    insist(faulty)
    remarks = units(faulty, slug="back")[FOOD].remarks
    assert any(remark.startswith("polyclinic: allow numbers [") for remark in remarks)


def test_an_error_stands_in_the_way_until_it_is_waived_and_approved(faulty: Project) -> None:
    submit(faulty)
    opened, state = laid_out(faulty)
    assert objections(opened.ledger, state.entries, BEA, False)
    insist(faulty)
    opened, state = laid_out(faulty)
    assert errors(faulty)
    assert "nobody has answered for its waiver" in str(
        objections(opened.ledger, state.entries, BEA, False)
    )
    submit(faulty)
    opened, state = laid_out(faulty)
    assert not objections(opened.ledger, state.entries, BEA, False)
    assert any(
        "no second person approved its waiver" in why
        for _, why in refusals(opened.ledger, state.entries, State.TRANSLATED, ())
    )
    approve(faulty)
    opened, state = laid_out(faulty)
    assert errors(faulty) == []
    assert refusals(opened.ledger, state.entries, State.APPROVED, ()) == ()


def test_an_approval_covers_no_waiver_that_came_later(faulty: Project) -> None:
    translate(faulty)
    submit(faulty)
    approve(faulty)
    translate(faulty, {FOOD: "Tome 300 mg de ibuprofeno con comida."})
    insist(faulty)
    submit(faulty)
    assert errors(faulty)
    approve(faulty, LATER)
    assert errors(faulty) == []


def test_the_editors_own_approval_waives_no_error(faulty: Project) -> None:
    insist(faulty)
    submit(faulty)
    from pipeline.review import approvals
    from pipeline.run import record
    from tests.signing_off import ANA

    opened, state = laid_out(faulty)
    record(faulty, "es", approvals(opened.ledger, state.entries, ANA, "translator", LATER))
    assert errors(faulty)
