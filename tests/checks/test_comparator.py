"""Comparator: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("comparator"))
def test_comparator(case: Case) -> None:
    assert holds("comparator", case), told("comparator", case)
