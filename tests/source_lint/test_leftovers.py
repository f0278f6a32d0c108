"""Leftovers of a web page in an article."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("leftovers"))
def test_leftovers(case: Case) -> None:
    assert holds("leftovers", case), told("leftovers", case)
