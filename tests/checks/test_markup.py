"""Markup in translations: the source's own, no more and no less."""

from __future__ import annotations

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks.markup import markup
from pipeline.model import Unit
from tests.checks.cases import Case, cases, given, holds, told


@pytest.mark.parametrize("case", cases("markup"))
def test_markup(case: Case) -> None:
    assert holds("markup", case), told("markup", case)


@each(st.text("ab *`[]()\\"))
def test_a_text_has_its_own_markup(text: str) -> None:
    assert list(markup(Unit(text, None, text), given("es"))) == []
