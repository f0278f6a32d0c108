"""Negation: the table of `checks.yaml`, and the laws of counting."""

from __future__ import annotations

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from pipeline.checks.cues import forms
from pipeline.checks.negation import EXCEPTIVE, EXPLETIVE, MANY, negation
from pipeline.model import Finding, Unit
from tests.checks.cases import Case, cases, given, holds, told

LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru", "vi", "zh")
WORDS = sorted(form.rstrip("*") for form in forms("en", "negation"))
SENTENCES = (
    ("Do not drive.", "No maneje.", "Maneje."),
    ("Sleep without a pillow.", "Duerma sin almohada.", "Duerma con almohada."),
    ("Never run.", "Nunca corra.", "Siempre corra."),
    ("Avoid the sun.", "Evite el sol.", "Busque el sol."),
)


def found(source: str, target: str, locale: str = "es") -> tuple[Finding, ...]:
    return tuple(negation(Unit(source, msgstr=target), given(locale)))


@pytest.mark.parametrize("case", cases("negation"))
def test_negation(case: Case) -> None:
    assert holds("negation", case), told("negation", case)


@given_any(st.lists(st.sampled_from([*WORDS, "take", "it", ".", ",", "*", "**"])))
def test_a_text_says_what_it_says(words: list[str]) -> None:
    text = " ".join(words)
    assert not found(text, text, "en")


@given_any(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.data())
def test_one_of_many_that_is_dropped_is_named(
    said: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    dropped = data.draw(st.integers(0, len(said) - 1))
    source = " ".join(english for english, _, _ in said)
    good = [spanish for _, spanish, _ in said]
    spoiled = [*good[:dropped], said[dropped][2], *good[dropped + 1 :]]
    assert not found(source, " ".join(good))
    assert len(found(source, " ".join(spoiled))) == 1


@given_any(st.sampled_from(SENTENCES), st.sampled_from(["**", "*"]))
def test_markup_changes_nothing(said: tuple[str, str, str], marker: str) -> None:
    source, good, spoiled = said
    first, _, rest = source.partition(" ")
    marked = f"{marker}{first}{marker} {rest}"
    assert not found(marked, f"{marker}{good}{marker}")
    assert [f.message for f in found(marked, spoiled)] == [
        f.message for f in found(source, spoiled)
    ]


def test_places_are_those_of_the_texts_with_their_markup() -> None:
    (lost,) = found("Do **not** drive.", "Maneje.")
    assert (lost.expected, lost.found, lost.at_source, lost.at_target) == ("not", "", (5, 8), None)
    (added,) = found("**Drive** home.", "**No** maneje.")
    assert (added.expected, added.found, added.at_source, added.at_target) == (
        "",
        "No",
        None,
        (2, 4),
    )


def test_nothing_is_said_of_what_nobody_can_count() -> None:
    assert not found("Not " * (MANY + 1), "No.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meaning_is_one_of_english(language: str) -> None:
    def meanings(of: str) -> set[str]:
        return {sense.meaning for senses in forms(of, "negation").values() for sense in senses}

    assert meanings(language)
    assert meanings(language) <= meanings("en") | {EXPLETIVE, EXCEPTIVE}
