"""Which words have a counterpart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.tables import table
from pipeline.checks.vocabulary import Word, compared, said, says_something

LANGUAGES = ("es", "pt")


def words(source: str, target: str, language: str = "es") -> list[Word]:
    return list(compared(said(source, "en"), said(target, language)))


def met(source: str, target: str, language: str = "es") -> list[tuple[str, str]]:
    return [(source[w.start : w.end], w.met) for w in words(source, target, language)]


def test_words_are_met_by_meaning_by_likeness_and_by_figures() -> None:
    assert met("Wash your hands 20 times.", "Lávese los pies 20 veces.") == [
        ("Wash", "near"),
        ("hands", "unmet"),
        ("20", "near"),
        ("times", "near"),
    ]
    assert met("The transmission", "La transmisión") == [("transmission", "near")]
    assert met("Zebrafish zebrafish", "Pez") == [("Zebrafish", "name"), ("zebrafish", "unknown")]
    assert met("20", "Pez") == [("20", "figure")]


def test_thousands_are_one_figure_however_they_are_grouped() -> None:
    assert met("7,162", "7162") == [("7,162", "near")]
    assert met("7,162", "7.162", "pt") == [("7,162", "near")]
    assert met("7,162", "7 261") == [("7,162", "figure")]


def test_a_counterpart_far_away_stands_for_another_word() -> None:
    between = "Mano, cama, leche, pie, agua, sangre, niño, hueso, ojo."
    assert met("Child, hand", f"Niño, mano. {between}") == [("Child", "near"), ("hand", "near")]
    far = "Fever. Hand, bed, milk, foot, water, blood, child, bone, eye. Fever."
    assert words(far, between.replace("Mano", "Fiebre. Mano"))[-1].met == "far"


def test_a_name_may_be_written_out() -> None:
    found = compared(said("el Instituto de Salud Regional", "es"), said("the RSI", "en"))
    assert [word.met for word in found] == ["near", "near", "near"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_meaning_has_words_in_every_table(language: str) -> None:
    assert set(table(language, "length")["says"]) == set(table("en", "length")["says"])


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_word_says_something_and_nothing(language: str) -> None:
    forms = {form for forms in table(language, "length")["says"].values() for form in forms}
    assert not forms & set(table(language, "length")["neutral"])


def test_a_language_without_a_table_says_nothing() -> None:
    assert table("sw", "length") == {}
    assert not says_something("maji", "sw")


@given(st.text(max_size=100), st.sampled_from(("en", *LANGUAGES)))
def test_every_word_of_a_text_is_met_by_itself(text: str, language: str) -> None:
    all_of_it = said(text, language)
    assert {word.met for word in compared(all_of_it, all_of_it)} <= {"near"}
