"""Which words have a counterpart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.tables import table
from pipeline.checks.vocabulary import compared, says_something

LANGUAGES = ("es", "pt")


def met(source: str, target: str, language: str = "es") -> list[tuple[str, str]]:
    words = compared(source, "en", target, language)
    return [(source[w.start : w.end], w.met) for w in words]


def test_words_are_met_by_meaning_by_likeness_and_by_figures() -> None:
    assert met("Wash your hands 20 times.", "Lávese los pies 20 veces.") == [
        ("Wash", "met"),
        ("hands", "unmet"),
        ("20", "met"),
        ("times", "met"),
    ]
    assert met("The transmission", "La transmisión") == [("transmission", "met")]
    assert met("Zebrafish", "Pez") == [("Zebrafish", "unknown")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_meaning_has_words_in_every_table(language: str) -> None:
    assert set(table(language, "length")["says"]) == set(table("en", "length")["says"])


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_word_says_something_and_nothing(language: str) -> None:
    words = {form for forms in table(language, "length")["says"].values() for form in forms}
    assert not words & set(table(language, "length")["neutral"])


def test_a_language_without_a_table_says_nothing() -> None:
    assert table("sw", "length") == {}
    assert not says_something("maji", "sw")


@given(st.text(max_size=100), st.sampled_from(("en", *LANGUAGES)))
def test_every_word_of_a_text_is_met_by_itself(text: str, language: str) -> None:
    long_enough = [w for w in compared(text, language, text, language) if w.met == "unknown"]
    assert long_enough == []
