"""Figures that are read as another number."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("figures"))
def test_figures(case: Case) -> None:
    assert holds("figures", case), told("figures", case)
