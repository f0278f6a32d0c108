"""Laterality: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("laterality"))
def test_laterality(case: Case) -> None:
    assert holds("laterality", case), told("laterality", case)
