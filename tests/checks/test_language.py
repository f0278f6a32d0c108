"""Another language or script than the catalog's: the table of `checks.yaml`, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks.language import language
from pipeline.model import Unit
from tests.checks.cases import Case, cases, findings, given, holds, told


@pytest.mark.parametrize("case", cases("language"))
def test_language(case: Case) -> None:
    assert holds("language", case), told("language", case)


@pytest.mark.parametrize("case", cases("language"))
def test_places_hold_the_words_that_are_told(case: Case) -> None:
    for finding in findings("language", case):
        if finding.at_target:
            assert case["target"][slice(*finding.at_target)] == finding.found


@each(st.text(alphabet="0123456789 .,-%/()", max_size=40), st.sampled_from(("es", "ru", "zh_Hans")))
def test_figures_are_of_every_language(text: str, locale: str) -> None:
    assert not tuple(language(Unit(text, msgstr=text), given(locale)))
