"""Frequency: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("frequency"))
def test_frequency(case: Case) -> None:
    assert holds("frequency", case), told("frequency", case)
