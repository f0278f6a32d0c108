"""Marks and spaces: the table of `checks.yaml`, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks.punctuation import punctuation
from pipeline.model import Unit
from tests.checks.cases import Case, cases, findings, given, holds, told


@pytest.mark.parametrize("case", cases("punctuation"))
def test_punctuation(case: Case) -> None:
    assert holds("punctuation", case), told("punctuation", case)


@pytest.mark.parametrize("case", cases("punctuation"))
def test_places_hold_the_words_that_are_told(case: Case) -> None:
    for finding in findings("punctuation", case):
        if finding.at_target:
            assert case["target"][slice(*finding.at_target)] == finding.found


@each(st.text(alphabet='abc ,.;:!?()"', max_size=60))
def test_only_hints_are_given(text: str) -> None:
    assert {f.severity for f in punctuation(Unit("Rest.", msgstr=text), given("es"))} <= {"hint"}
