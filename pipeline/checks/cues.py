"""Cues: the words that negate, place, order or bound, found by tables that a translator can extend.

    words/LANGUAGE/CHECK.yaml   says: meaning → forms that say it
                                may say: forms that can say it, and often say something else
                                neutral: forms that only look as if they said something

The longest form wins. A form matches whole words, whatever their case; one that ends in `*` matches
every word that begins so. A form may stand under several meanings: it is a cue of each. Meanings
have the same names in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import yaml

from pipeline.matching import WORD, Hit, Search, fold, form_key, leftmost

TABLES = Path(__file__).with_name("words")

SHORTEST_STEM = 3
"""Letters that a stem has at least."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a form says, or one of the things it says."""

    meaning: str
    sure: bool


Senses: TypeAlias = tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A form where it stands in a text."""

    meaning: str
    sure: bool
    """False for a form that often says something else: it can answer a cue, never raise one."""

    start: int
    end: int
    """Half-open character offsets in the text."""

    words: str
    """As they stand in the text."""


@dataclass(frozen=True)
class Table:
    """The forms of one check in one language; a neutral form has no senses."""

    forms: Search[Senses]
    stems: Mapping[str, Senses]


def known(language: str, check: str) -> bool:
    """Whether there is a table."""
    return (TABLES / language / f"{check}.yaml").is_file()


def cues(text: str, language: str, check: str) -> tuple[Cue, ...]:
    """The cues of a text without markup, in its order; none where there is no table.

    >>> [(c.meaning, c.words) for c in cues("Raise your left arm right away.", "en", "laterality")]
    [('left', 'left')]
    """
    if not known(language, check):
        return ()
    table = _table(language, check)
    hits = leftmost([*table.forms.hits(text), *_stemmed(text, table)])
    return tuple(
        Cue(sense.meaning, sense.sure, hit.start, hit.end, text[hit.start : hit.end])
        for hit in hits
        for sense in hit.of
    )


def _stemmed(text: str, table: Table) -> Iterator[Hit[Senses]]:
    if not table.stems:
        return
    folded = fold(text)
    for word in WORD.finditer(folded.text):
        for end in range(len(word[0]), SHORTEST_STEM - 1, -1):
            senses = table.stems.get(word[0][:end])
            if senses is not None:
                yield Hit(folded.origin[word.start()], folded.origin[word.end()], senses)
                break


@cache
def _table(language: str, check: str) -> Table:
    path = TABLES / language / f"{check}.yaml"
    # Every scalar is a word here: YAML's own reading would take "no" for false.
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    forms: dict[str, Senses] = {form_key(form): () for form in data.get("neutral", ())}
    for part, sure in (("may say", False), ("says", True)):
        for meaning, listed in (data.get(part) or {}).items():
            for form in map(form_key, listed):
                others = tuple(s for s in forms.get(form, ()) if s.meaning != meaning)
                forms[form] = (*others, Sense(meaning, sure))
    stems = {form[:-1]: senses for form, senses in forms.items() if form.endswith("*")}
    return Table(
        Search({form: senses for form, senses in forms.items() if not form.endswith("*")}), stems
    )
