"""Abbreviations: what explains one, and what needs no explanation."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("abbreviations"))
def test_abbreviations(case: Case) -> None:
    assert holds("abbreviations", case), told("abbreviations", case)
