"""Numbers: found, read by either convention, written for the readers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.languages import Marks
from pipeline.numerals import SOURCE_MARKS, fits, localised, numbers, written

DATA = yaml.safe_load((Path(__file__).parent / "data" / "numbers.yaml").read_text(encoding="utf-8"))

Case = dict[str, Any]


def cases(table: str) -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in DATA[table]]


def marks(case: Case) -> Marks:
    return Marks(*case["marks"])


@pytest.mark.parametrize("case", cases("rewrites"))
def test_rewriting(case: Case) -> None:
    assert localised(case["target"], case["source"], marks(case)) == case["expected"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No number.", []),
        ("5 mg. Take 2.", ["5", "2"]),
        ("1,2", ["1.2"]),
        ("1,234,567.50", ["1234567.50"]),
        ("1\u202f000 and 24\u00a0000", ["1000", "24000"]),
        ("10:05, 0800", ["10", "05", "0800"]),
        ("10,00", ["10.00"]),
        ("0,001", ["0.001"]),
        ("1.2.3", ["1", "2", "3"]),
        ("12.05.2025", ["12", "05", "2025"]),
        ("T4-T5", ["4", "5"]),
    ],
)
def test_finding(text: str, found: list[str]) -> None:
    assert [n.value for n in numbers(text)] == [Decimal(v) for v in found]


AMERICAN, EUROPEAN = Marks(".", ","), Marks(",", ".")
MARKS = st.sampled_from([AMERICAN, EUROPEAN])
VALUES = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3) | st.integers(
    0, 10**9
).map(Decimal)
WRITING = st.lists(st.tuples(VALUES, st.booleans()), max_size=5)


def sentence(values: list[tuple[Decimal, bool]], to: Marks) -> str:
    return " mg y ".join(["x", *(written(v, grouped, to) for v, grouped in values), "z."])


@given(WRITING, MARKS)
def test_what_is_written_is_read(values: list[tuple[Decimal, bool]], to: Marks) -> None:
    found = numbers(sentence(values, to), to)
    assert [n.value for n in found] == [v for v, _ in values]


@given(WRITING, MARKS)
def test_what_is_written_fits(values: list[tuple[Decimal, bool]], to: Marks) -> None:
    assert all(fits(n.text, to) for n in numbers(sentence(values, to), to))


@given(WRITING, MARKS, MARKS)
def test_a_rewritten_text_has_no_difference_and_is_rewritten_once(
    values: list[tuple[Decimal, bool]], engine: Marks, readers: Marks
) -> None:
    source = sentence(values, SOURCE_MARKS)
    once = localised(sentence(values, engine), source, readers)
    assert localised(once, source, readers) == once


@given(st.text("0123456789.,  ab\u00a0"), st.text("0123456789.,  ab\u00a0"), MARKS)
def test_rewriting_is_idempotent_and_keeps_every_digit(msgstr: str, msgid: str, to: Marks) -> None:
    once = localised(msgstr, msgid, to)
    assert localised(once, msgid, to) == once
    assert [c for c in once if c.isdigit()] == [c for c in msgstr if c.isdigit()]


@given(st.text(), MARKS)
def test_offsets_hold_the_number(text: str, to: Marks) -> None:
    found = numbers(text, to)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert list(found) == sorted(found, key=lambda n: n.start)
