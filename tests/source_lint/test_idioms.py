"""Idioms, as the tables of meanings have them."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("idioms"))
def test_idioms(case: Case) -> None:
    assert holds("idioms", case), told("idioms", case)
