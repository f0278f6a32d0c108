"""What changed is said in words: one table of cases, and the laws that make it safe to rely on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import changes as module
from pipeline.changes import LENGTH, Change, changes, in_words
from pipeline.inline import plain

DATA = yaml.safe_load((Path(__file__).parent / "data" / "changes.yaml").read_text(encoding="utf-8"))
CASES = [pytest.param(case, id=case["label"]) for table in DATA.values() for case in table]

Case = dict[str, Any]


@pytest.mark.parametrize("case", CASES)
def test_in_words(case: Case) -> None:
    said = in_words(case["old"], case["new"])
    assert (said == case["expected"]) is (case.get("expect") != "fail"), said


@pytest.mark.parametrize("case", CASES)
def test_a_note_is_short(case: Case) -> None:
    assert len(in_words(case["old"], case["new"])) <= LENGTH


def test_a_change_reads_like_its_note() -> None:
    old, new = "Do not take 4 mg in the left arm.", "Take 3 mg in the right arm."
    assert "; ".join(map(str, changes(old, new))) == in_words(old, new)
    assert changes(old, new)[0] == Change("Do not", "")


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

WORDS = """
    Do not no take 4 4,000 mg 100.4 °F 5% (38 °C) 4–6 hours to or a the of left right ibuprofen.
    Never *stop* **now** [us](tel:555) 555-0100 https://example.org/1 B12 1/2 − < ไม่ 3 เม็ด
    天 4小时 一次 不 左 لا ٤ ملغ
"""
SENTENCES = st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join)
HOSTILE = st.text(alphabet="aB1٤๑不天 .,-–()*`[]\\'’\u0301\u200d\u00a0n", max_size=40)
TEXTS = SENTENCES | HOSTILE | st.text(max_size=40)
PAIRS = st.tuples(TEXTS, TEXTS) | st.tuples(SENTENCES, SENTENCES, SENTENCES).map(
    lambda t: (f"{t[0]} {t[2]}", f"{t[1]} {t[2]}")
)


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


@given(TEXTS)
def test_nothing_changed_in_the_same_text(text: str) -> None:
    assert changes(text, text) == ()
    assert in_words(text, text) == ""


@given(PAIRS)
def test_texts_that_differ_have_words_for_it_in_one_line(pair: tuple[str, str]) -> None:
    said = in_words(*pair)
    assert bool(said) is (pair[0] != pair[1])
    assert said.splitlines() == [said] * bool(said)


@given(PAIRS)
def test_swapping_the_texts_swaps_the_sides(pair: tuple[str, str]) -> None:
    old, new = pair
    there = [(c.old, c.new, c.rewritten) for c in changes(old, new)]
    assert there == [(c.new, c.old, c.rewritten) for c in changes(new, old)]


@given(PAIRS)
def test_no_number_is_hidden(pair: tuple[str, str]) -> None:
    old, new = map(plain, pair)
    assert digits(old) ^ digits(new) <= digits(in_words(*pair))


@given(PAIRS)
def test_sides_stand_in_their_texts_in_order(pair: tuple[str, str]) -> None:
    at = there = 0
    old, new = map(plain, pair)
    for change in changes(*pair):
        assert change.old or change.new
        at = old.index(change.old, at) + len(change.old)
        there = new.index(change.new, there) + len(change.new)


FILLER = st.lists(st.sampled_from(["walking", "slowly,", "the", "garden", "often"]), min_size=40)
VITAL = st.sampled_from(
    ["not", "don't", "never", "No", "não", "không", "не", "不要", "ห้าม", "100.4"]
)


@given(FILLER, VITAL, FILLER)
def test_no_negation_is_hidden_in_a_long_run(
    before: list[str], vital: str, after: list[str]
) -> None:
    said = in_words("Rest", " ".join(["Rest", *before, vital, *after]))
    assert vital in said
    assert len(said) < LENGTH


# ── long texts ────────────────────────────────────────────────────────────────────────────────────

TEXT = "Rest now. Take 4 mg, then walk to the left. Do not run. Call us. "


def test_too_many_words_are_compared_as_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 20)
    old, new = TEXT * 3, TEXT.replace("4 mg", "5 mg") + TEXT + TEXT.replace("not ", "")
    assert [str(c) for c in changes(old, new)] == ["4 mg → 5 mg", '"Do not" → "Do"']


def test_too_many_clauses_are_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    old, new = TEXT * 3, TEXT.replace("4 mg", "5 mg") + TEXT + TEXT.replace("not ", "")
    (change,) = changes(old, new)
    assert change.rewritten or change.old.startswith("4 mg")
    assert {"4", "5"} <= digits(str(change))


@pytest.mark.parametrize("piece", ["1", "1 to ", "十", "(1", "a@", "n'"])
def test_a_long_text_is_read_once(piece: str) -> None:
    # Nothing is timed: a pattern that starts anew at each character would hold up the tests.
    text = piece * 20_000
    assert "7 mg" in in_words(text, f"{text} 7 mg {text}")
