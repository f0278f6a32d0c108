"""Formulas worked out by hand, and the syllables of `tests/data/syllables.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.source_lint.readability import TABLE, formula

LANGUAGES = sorted(yaml.safe_load(TABLE.read_text(encoding="utf-8")))
WORDS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "syllables.yaml").read_text(encoding="utf-8")
)


def words(part: str) -> list[tuple[str, int, str]]:
    return [
        (language, count, word)
        for language, parts in WORDS.items()
        for count, listed in parts[part].items()
        for word in listed
    ]


@pytest.mark.parametrize(("language", "count", "word"), words("words"))
def test_syllables(language: str, count: int, word: str) -> None:
    measure = formula(language)
    assert measure
    assert measure.syllables(word) == count


@pytest.mark.parametrize(("language", "count", "word"), words("limits"))
def test_syllables_that_are_counted_otherwise(language: str, count: int, word: str) -> None:
    measure = formula(language)
    assert measure
    assert abs(measure.syllables(word) - count) == 1


def test_every_formula_has_words() -> None:
    assert sorted(WORDS) == LANGUAGES


@pytest.mark.parametrize(
    ("language", "said", "score"),
    [
        ("en", "Take your medicine.", 0.39 * 3 + 11.8 * 5 / 3 - 15.59),
        ("es", "Tome su medicina.", 206.835 - 3 - 62.3 * 7 / 3),
        ("pt", "Tome sua medicina.", 248.835 - 1.015 * 3 - 84.6 * 8 / 3),
        ("fr", "Prenez vos pilules.", 207 - 1.015 * 3 - 73.6 * 5 / 3),
        ("de", "Nehmen Sie Medikamente.", 180 - 3 - 58.5 * 8 / 3),
        ("ru", "Принимайте лекарство сам.", 206.835 - 1.3 * 3 - 60.1 * 8 / 3),
    ],
)
def test_three_words_by_hand(language: str, said: str, score: float) -> None:
    measure = formula(language)
    assert measure
    assert measure.score([said]) == pytest.approx(score)


@pytest.mark.parametrize("language", ["vi", "ar", "zh", "so"])
def test_no_formula_where_none_is_validated(language: str) -> None:
    assert formula(language) is None


@pytest.mark.parametrize(
    ("score", "band"),
    [(80.0, "very easy"), (79.9, "fairly easy"), (39.9, "very hard"), (-20.0, "very hard")],
)
def test_bands_start_at_their_least_score(score: float, band: str) -> None:
    measure = formula("es")
    assert measure
    assert measure.meaning(score) == band


@given(st.sampled_from(LANGUAGES), st.text(min_size=1))
def test_a_word_has_a_syllable(language: str, word: str) -> None:
    measure = formula(language)
    assert measure
    assert 1 <= measure.syllables(word) <= max(len(word.casefold()), 1)


@given(st.sampled_from(LANGUAGES), st.integers(2, 30))
def test_cutting_a_sentence_in_two_makes_it_easier(language: str, length: int) -> None:
    measure = formula(language)
    assert measure
    whole, halves = measure.score(["a " * 2 * length]), measure.score(["a " * length] * 2)
    assert halves < whole if language == "en" else halves > whole
