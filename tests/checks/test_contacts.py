"""Phones, web and mail addresses: the table of `checks.yaml`, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks.contacts import contacts
from pipeline.model import Unit
from tests.checks.cases import Case, cases, findings, given, holds, told


@pytest.mark.parametrize("case", cases("contacts"))
def test_contacts(case: Case) -> None:
    assert holds("contacts", case), told("contacts", case)


@pytest.mark.parametrize("case", cases("contacts"))
def test_places_hold_the_words_that_are_told(case: Case) -> None:
    for finding in findings("contacts", case):
        if finding.at_target:
            assert case["target"][slice(*finding.at_target)] == finding.found


PHONES = st.from_regex(r"[2-9][0-9]{2}-555-01[0-9]{2}", fullmatch=True)


@each(PHONES, st.sampled_from(("-", " ", ".", "–")))
def test_a_phone_may_be_written_otherwise(phone: str, mark: str) -> None:
    unit = Unit(f"Call {phone}.", msgstr=f"Llame al {phone.replace('-', mark)}.")
    assert not tuple(contacts(unit, given("es")))


@each(PHONES, PHONES)
def test_no_other_phone_will_do(phone: str, other: str) -> None:
    unit = Unit(f"Call {phone}.", msgstr=f"Llame al {other}.")
    assert bool(tuple(contacts(unit, given("es")))) is (phone != other)


@each(st.text(alphabet="abc123-.@/:( )+x", max_size=60))
def test_a_text_has_its_own_contacts(text: str) -> None:
    unit = Unit(text, msgstr=text)
    assert not [f for f in contacts(unit, given("es")) if f.severity == "error"]
