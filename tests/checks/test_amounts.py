"""Amounts: what a text counts, in what; the table of `amounts.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.amounts import Amount, amounts
from pipeline.languages import Marks
from pipeline.numerals import SOURCE_MARKS

DATA = yaml.safe_load(
    (Path(__file__).parent.parent / "data" / "amounts.yaml").read_text(encoding="utf-8")
)


def shown(amount: Amount) -> str:
    unit = f" {amount.unit}" if amount.unit else ""
    role = f" [{amount.role}]" if amount.role else ""
    return f"{amount.values[0]:f}{unit}{'' if amount.sure else '?'}{role}"


@pytest.mark.parametrize("case", DATA, ids=[case["label"] for case in DATA])
def test_reading(case: dict[str, Any]) -> None:
    marks = SOURCE_MARKS if case["locale"] == "en" else Marks(",", ".")
    told = [shown(amount) for amount in amounts(case["text"], case["locale"], marks)]
    assert (told == case["expected"]) is (case.get("expect") != "fail"), told


@given(st.text("0123456789 ,./½-:%° mgxonetwhalfd"), st.sampled_from(["en", "es", "zh", "ar"]))
def test_offsets_hold_the_words(text: str, language: str) -> None:
    found = amounts(text, language, SOURCE_MARKS)
    assert all(text[a.start : a.end] == a.words for a in found)
    assert all(a.start < a.end <= a.unit_end <= len(text) for a in found)
    assert list(found) == sorted(found, key=lambda a: a.start)
