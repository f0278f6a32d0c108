"""Long sentences: the limit itself is not too long."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("long-sentences"))
def test_long_sentences(case: Case) -> None:
    assert holds("long-sentences", case), told("long-sentences", case)
