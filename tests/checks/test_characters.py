"""Characters: the table of `checks.yaml`."""

from __future__ import annotations

import pytest

from tests.checks.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("characters"))
def test_characters(case: Case) -> None:
    assert holds("characters", case), told("characters", case)
