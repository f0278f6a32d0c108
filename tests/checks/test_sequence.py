"""Sequence: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("sequence"))
def test_sequence(case: Case) -> None:
    assert holds("sequence", case), told("sequence", case)
