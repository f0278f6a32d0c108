"""Dangerous abbreviations, each with whose list it is on."""

from __future__ import annotations

import pytest

from tests.source_lint.cases import Case, cases, holds, told


@pytest.mark.parametrize("case", cases("do-not-use"))
def test_do_not_use(case: Case) -> None:
    assert holds("do-not-use", case), told("do-not-use", case)
