"""Source words that were left standing."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks.untranslated import untranslated
from pipeline.model import Severity, Unit
from tests.checks.cases import Case, cases, given, holds, told


@pytest.mark.parametrize("case", cases("untranslated"))
def test_untranslated(case: Case) -> None:
    assert holds("untranslated", case), told("untranslated", case)


WORDS = st.lists(st.sampled_from(["rest", "at", "home", "now"]), min_size=3, max_size=6)


@each(WORDS, st.lists(st.sampled_from(["uno", "dos"]), max_size=3))
def test_a_run_of_source_words_is_found_wherever_it_stands(
    words: list[str], others: list[str]
) -> None:
    unit = Unit(" ".join(words), None, " ".join([*others, *words, *others]))
    (finding,) = untranslated(unit, given("es"))
    assert finding.severity is Severity.ERROR
    assert " ".join(words) in finding.message
