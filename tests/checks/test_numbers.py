"""Numbers in translations: what passes and what is reported, and the laws of comparing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given as each
from hypothesis import strategies as st

from pipeline.checks import Given
from pipeline.checks.numbers import numbers
from pipeline.languages import Marks
from pipeline.model import Finding, Unit
from pipeline.numerals import SOURCE_MARKS, written
from tests.checks.cases import TERMBASE, Case, cases, holds, told

DATA = yaml.safe_load(
    (Path(__file__).parent.parent / "data" / "numbers.yaml").read_text(encoding="utf-8")
)
EUROPEAN = Marks(",", ".")
MARKS = st.sampled_from([SOURCE_MARKS, EUROPEAN])


def found(source: str, target: str, locale: str, marks: Marks | None) -> list[Finding]:
    return list(numbers(Unit(source, None, target), Given(TERMBASE, locale, marks)))


def messages(case: dict[str, Any]) -> list[str]:
    marks = Marks(*case["marks"]) if case["marks"] else None
    made = found(case["source"], case["target"], case["locale"], marks)
    return [f"{f.severity}: {f.message}" for f in made]


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=f"{t}: {c['label']}") for t in ("passes", "reports") for c in DATA[t]],
)
def test_comparing(case: dict[str, Any]) -> None:
    recorded = messages(case) == case.get("expected", [])
    assert recorded is (case.get("expect") != "fail"), messages(case)


@pytest.mark.parametrize("case", cases("numbers"))
def test_numbers(case: Case) -> None:
    assert holds("numbers", case), told("numbers", case)


def test_a_finding_says_where_and_what() -> None:
    (one,) = found("Take **0.5 mL** now.", "Tome **5 mL** ahora.", "es", EUROPEAN)
    assert (one.expected, one.found) == ("0,5", "5")
    assert one.at_source == (7, 10)
    assert one.at_target == (7, 8)


@pytest.mark.parametrize(
    ("locale", "language"), [("pt_BR", "pt"), ("zh-Hans", "zh"), ("es", "es"), ("", "")]
)
def test_the_language_of_a_locale(locale: str, language: str) -> None:
    assert Given(TERMBASE, locale).language == language


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

VALUES = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2) | st.integers(
    0, 10**9
).map(Decimal)
WRITING = st.lists(st.tuples(VALUES, st.booleans()), max_size=5)


def sentence(values: list[tuple[Decimal, bool]], to: Marks) -> str:
    return " mg y ".join(["x", *(written(v, grouped, to) for v, grouped in values), "z."])


@each(WRITING, MARKS, st.booleans())
def test_the_same_numbers_in_one_convention_are_silent(
    values: list[tuple[Decimal, bool]], to: Marks, known: bool
) -> None:
    source, target = sentence(values, SOURCE_MARKS), sentence(values, to)
    assert found(source, target, "es", to if known else None) == []


@each(WRITING, st.integers(1, 999), MARKS)
def test_a_number_that_is_lost_or_added_is_reported(
    values: list[tuple[Decimal, bool]], extra: int, to: Marks
) -> None:
    more = [*values, (Decimal(extra), False)]
    assert found(sentence(more, SOURCE_MARKS), sentence(values, to), "es", to)
    assert found(sentence(values, SOURCE_MARKS), sentence(more, to), "es", to)


NUMBERS = ["two", "half", "one", "third", "million", "5", "1/2", "½", "3.5", "4,000", "1930s"]
OTHERS = ["a", "mg", "and", "to", "March", "2 p.m.", "COVID-19", "T4-T5", ",", "every", "weeks"]
TEXT = st.lists(st.sampled_from([*NUMBERS, *OTHERS])).map(" ".join)


@each(TEXT)
def test_a_text_against_itself_is_silent(text: str) -> None:
    assert found(text, text, "en", SOURCE_MARKS) == []


@each(TEXT)
def test_markup_changes_nothing(text: str) -> None:
    plain = found(f"Take {text}.", "Tome.", "es", None)
    marked = found(f"Take **{text}**.", "**Tome**.", "es", None)
    assert [f.message for f in plain] == [f.message for f in marked]


@each(st.text("0123456789.,/½ -–%axIst\u00a0٣三百万"), st.text("0123456789.,/½ dosmily٣三百万"))
def test_any_figures_can_be_compared(msgid: str, msgstr: str) -> None:
    for locale in ("es", "zh_Hans", "ar"):
        for f in found(msgid, msgstr, locale, None):
            assert f.at_source is None or f.at_source[1] <= len(msgid)
            assert f.at_target is None or f.at_target[1] <= len(msgstr)
