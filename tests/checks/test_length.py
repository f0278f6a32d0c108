"""Omissions and additions: the table of `checks.yaml`, and what words and markup may change."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.checks.length import REPEATED, length
from pipeline.model import Severity, Unit
from tests.checks.cases import Case, cases, findings, given, holds, told

WORDS = st.lists(
    st.sampled_from(["lave", "mano", "niño", "agua", "sal", "leche", "cama", "día", "pie"]),
    min_size=REPEATED,
    max_size=8,
    unique=True,
)


@pytest.mark.parametrize("case", cases("length"))
def test_length(case: Case) -> None:
    assert holds("length", case), told("length", case)


@pytest.mark.parametrize("case", cases("length"))
def test_places_hold_the_words_that_are_told(case: Case) -> None:
    for finding in findings("length", case):
        if finding.at_source:
            assert case["source"][slice(*finding.at_source)] == finding.expected
        if finding.at_target:
            written = case["target"][slice(*finding.at_target)]
            assert written.casefold() == finding.found.casefold()


@each(WORDS)
def test_words_that_stand_twice_in_a_row_are_found(words: list[str]) -> None:
    unit = Unit("Wash the child.", msgstr=" ".join(words + words))
    found = [f for f in length(unit, given("es")) if "twice" in f.message]
    assert [f.severity for f in found] == [Severity.ERROR]


# Stars beside a space would make nothing bold.
TEXTS = st.text(alphabet="abcdé ,.;1", max_size=80).map(str.strip)


@each(TEXTS, TEXTS)
@settings(max_examples=50)
def test_bold_changes_nothing(source: str, target: str) -> None:
    plain = tuple(length(Unit(source, msgstr=target), given("es")))
    bold = tuple(length(Unit(f"**{source}**", msgstr=f"**{target}**"), given("es")))
    assert [f.message for f in plain] == [f.message for f in bold]
