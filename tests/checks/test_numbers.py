"""Numbers in translations, in the marks of those who read them."""

from __future__ import annotations

import pytest

from pipeline.checks import Given
from pipeline.checks.numbers import numbers
from pipeline.model import Unit
from tests.checks.cases import TERMBASE, Case, cases, holds, told


@pytest.mark.parametrize("case", cases("numbers"))
def test_numbers(case: Case) -> None:
    assert holds("numbers", case), told("numbers", case)


@pytest.mark.parametrize("msgstr", ["0,5 mL", "0.5 mL"])
def test_either_convention_will_do_in_a_file_without_readers(msgstr: str) -> None:
    assert not list(numbers(Unit("0.5 mL", None, msgstr), Given(TERMBASE)))


@pytest.mark.parametrize(
    ("locale", "language"), [("pt_BR", "pt"), ("zh-Hans", "zh"), ("es", "es"), ("", "")]
)
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert Given(TERMBASE, locale).language == language
