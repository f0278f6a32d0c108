"""Agreement: the table of `tests/data/agreement.yaml`, and what holds for every text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.agreement import FORMS, Grammar, Noun, disagreements, grammar, repaired
from tests.test_lock_laws import TIMES

DATA = yaml.safe_load((Path(__file__).parent / "data" / "agreement.yaml").read_text("utf-8"))
LANGUAGES = tuple(DATA)
NOUNS = {
    "pt": ["m disco", "f coluna", "mp nervos", "fp vértebras", "f área", "m ibuprofeno"],
    "es": ["m disco", "f columna", "mp nervios", "fp vértebras", "f área", "f agua destilada"],
}
OPEN = {"de el": "del", "a el": "al"}
"""How an engine leaves a contraction open."""

BETWEEN = [" ", " ", " ", " **", "** ", " “", ", ", ". ", "-", " (", "” "]


def rules_of(language: str) -> Grammar:
    """The tables of a language that has some."""
    rules = grammar(language)
    assert rules is not None
    return rules


def read(annotated: str) -> tuple[str, tuple[Noun, ...]]:
    """The text of a case and the nouns in it.

    >>> read("A {f coluna}.")
    ('A coluna.', (Noun(start=2, end=8, form='f'),))
    """
    text, nouns = "", []
    for piece in re.split(r"(\{\w+ [^}]*\})", annotated):
        if piece.startswith("{"):
            form, _, piece = piece.strip("{}").partition(" ")
            nouns.append(Noun(len(text), len(text) + len(piece), form))
        text += piece
    return text, tuple(nouns)


def moved(before: str, nouns: tuple[Noun, ...], after: str) -> tuple[Noun, ...]:
    """Where the nouns stand after a repair: they are told by their order."""
    found, at = [], 0
    for noun in nouns:
        word = before[noun.start : noun.end]
        start = after.index(word, at)
        at = start + len(word)
        found.append(Noun(start, at, noun.form))
    return tuple(found)


# ── the table ─────────────────────────────────────────────────────────────────────────────────────


def cases() -> list[Any]:
    """Every case, with what it must become."""
    return [
        pytest.param(language, case, id=f"{language} {table}: {case['label']}")
        for language in DATA
        for table in DATA[language]
        for case in DATA[language][table]
    ]


@pytest.mark.parametrize(("language", "case"), cases())
def test_only_what_is_certain_is_repaired(language: str, case: dict[str, str]) -> None:
    text, nouns = read(case["source"])
    expected, _ = read(case.get("expected", case["source"]))
    assert (repaired(text, nouns, rules_of(language)) == expected) is (case.get("expect") != "fail")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repair_is_a_change(language: str) -> None:
    assert all(case["expected"] != case["source"] for case in DATA[language]["repairs"])


def test_without_nouns_there_is_nothing_to_agree_with() -> None:
    assert repaired("O coluna e a disco.", (), rules_of("pt")) == "O coluna e a disco."


def test_other_languages_have_no_tables() -> None:
    assert grammar("zh") is None


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def texts(draw: st.DrawFn, language: str) -> tuple[str, tuple[Noun, ...]]:
    """Terms among words of the tables, with spaces, markup and marks between them."""
    rules = rules_of(language)
    listed = sorted({*rules.rows, *rules.adjectives, *rules.linking, "dor", "quebrado", "afetada"})
    cased = st.sampled_from([c for w in listed for c in (w, w, w.capitalize(), w.upper())])
    noun = st.sampled_from([f"{{{n}}}" for n in NOUNS[language]])
    pieces = draw(st.lists(st.one_of(cased, cased, noun), min_size=1, max_size=9))
    gaps = draw(st.lists(st.sampled_from(BETWEEN), min_size=len(pieces), max_size=len(pieces)))
    return read("".join(p + g for p, g in zip(pieces, gaps, strict=True)).strip())


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=100 * TIMES, deadline=None, derandomize=True)
def test_what_is_repaired_needs_no_repair(language: str, data: st.DataObject) -> None:
    """No disagreement is left, so a second repair changes nothing."""
    rules = rules_of(language)
    text, nouns = data.draw(texts(language))
    once = repaired(text, nouns, rules)
    again = moved(text, nouns, once)
    assert list(disagreements(once, again, rules)) == [], (text, once)
    assert repaired(once, again, rules) == once


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=100 * TIMES, deadline=None, derandomize=True)
def test_a_repair_changes_words_of_the_tables_into_their_other_forms(
    language: str, data: st.DataObject
) -> None:
    """Each change is of one word (or contraction), within its own row, and nothing else moves."""
    rules = rules_of(language)
    text, nouns = data.draw(texts(language))
    for wrong in disagreements(text, nouns, rules):
        old, new = wrong.found.casefold(), wrong.expected.casefold()
        assert text[wrong.start : wrong.end] == wrong.found != wrong.expected
        assert OPEN.get(old, old) in (rules.rows.get(new) or rules.inflected(new))
    marks = re.compile(r"[^\w\s]")
    assert marks.findall(repaired(text, nouns, rules)) == marks.findall(text)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(max_examples=100 * TIMES, deadline=None, derandomize=True)
def test_terms_are_never_changed(language: str, data: st.DataObject) -> None:
    text, nouns = data.draw(texts(language))
    after = repaired(text, nouns, rules_of(language))
    kept = [after[n.start : n.end] for n in moved(text, nouns, after)]
    assert kept == [text[n.start : n.end] for n in nouns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_the_four_forms(language: str) -> None:
    rules = rules_of(language)
    assert all(len(row) == len(FORMS) for row in (*rules.rows.values(), *rules.adjectives.values()))
