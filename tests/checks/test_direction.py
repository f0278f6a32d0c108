"""Direction: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("direction"))
def test_direction(case: Case) -> None:
    assert holds("direction", case), told("direction", case)
