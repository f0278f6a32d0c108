"""Misspelled terms of the glossary."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("misspelled"))
def test_misspelled(case: Case) -> None:
    assert holds("misspelled", case), told("misspelled", case)
