"""Units: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("units"))
def test_units(case: Case) -> None:
    assert holds("units", case), told("units", case)
