"""Cues: the words that negate, place, order or bound, found by tables that a translator can extend.

    words/LANGUAGE/CHECK.yaml   says: meaning → forms that say it
                                may say: forms that can say it, and often say something else
                                hints at: forms that seldom say it, but may stand for one that does
                                neutral: forms that only look as if they said something

The longest form wins. A form matches whole words, whatever their case; one that ends in `*` matches
every word that begins so. A form may stand under several meanings: it is a cue of each. Meanings
have the same names in every language. The tables of all checks are searched in one pass, which is
kept for the next check of the same text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.checks.tables import table
from pipeline.matching import WORD, Folded, Hit, fold, form_key, leftmost, whole


class Sense(NamedTuple):
    """What a form says, or one of the things it says."""

    meaning: str
    sure: bool


Senses: TypeAlias = tuple[Sense, ...]

SEARCHED = (
    "comparator",
    "direction",
    "doses",
    "frequency",
    "laterality",
    "negation",
    "numbers",
    "sequence",
)
"""The checks whose tables are searched in texts."""

FAINT = "~"
"""Before the meaning that a form only hints at: it answers nothing, it leaves a doubt."""

_NONE: tuple[int, Senses] = (0, ())


class Cue(NamedTuple):
    """A form where it stands in a text."""

    meaning: str
    sure: bool
    """False for a form that often says something else: it can answer a cue, never raise one."""

    start: int
    end: int
    """Half-open character offsets in the text."""

    words: str
    """As they stand in the text."""


_EMPTY: dict[str, tuple[Cue, ...]] = dict.fromkeys(SEARCHED, ())


class _Form(NamedTuple):
    """What a form says to the checks that know it, as a word and as the beginning of one."""

    word: tuple[tuple[str, Senses], ...]
    stem: tuple[tuple[str, Senses], ...]
    """(check, senses); a neutral form has no senses."""


class _Tables(NamedTuple):
    """The forms of all checks in one language."""

    search: AhoCorasick
    forms: tuple[_Form, ...]


@cache
def known(language: str, check: str) -> bool:
    """Whether there is a table."""
    return bool(table(language, check))


def cues(text: str, language: str, check: str) -> tuple[Cue, ...]:
    """The cues of a text without markup, in its order; none where there is no table.

    >>> [(c.meaning, c.words) for c in cues("Do not only look, never touch.", "en", "negation")]
    [('never', 'never')]
    """
    return _cues(text, language)[check]


@lru_cache(maxsize=64)  # the checks ask for the same two texts in turn
def _cues(text: str, language: str) -> Mapping[str, tuple[Cue, ...]]:
    """Check → its cues."""
    found = _EMPTY.copy()
    for check, hits in _hits(fold(text), _tables(language)).items():
        found[check] = tuple(
            Cue(meaning, sure, start, end, text[start:end])
            for start, end, senses in leftmost(hits)
            for meaning, sure in senses
        )
    return found


def _hits(folded: Folded, tables: _Tables) -> Mapping[str, Sequence[Hit[Senses]]]:
    """Check → the forms that it knows, words before stems."""
    text, origin = folded.text, folded.origin
    found: defaultdict[str, list[Hit[Senses]]] = defaultdict(list)
    stems: dict[tuple[str, int], tuple[int, Senses]] = {}
    for form, start, end in tables.search.find_matches_as_indexes(text, overlapping=True):
        as_word, as_stem = tables.forms[form]
        if as_word and whole(text, start, end):
            for check, senses in as_word:
                found[check].append(Hit(origin[start], origin[end], senses))
        for check, senses in as_stem:
            if end > stems.get((check, start), _NONE)[0]:  # of several stems the longest
                stems[check, start] = end, senses
    for (check, start), (_, senses) in stems.items():
        if start and WORD.match(text, start - 1, start):
            continue
        if word := WORD.match(text, start):
            found[check].append(Hit(origin[start], origin[word.end()], senses))
    return found


@cache
def forms(language: str, check: str) -> Mapping[str, Senses]:
    """Every form of a table, folded as `matching.form_key` does, with what it says; maybe none."""
    data = table(language, check)
    found: dict[str, Senses] = {form_key(form): () for form in data.get("neutral", ())}
    for part, mark, sure in (
        ("hints at", FAINT, False),
        ("may say", "", False),
        ("says", "", True),
    ):
        for name, listed in (data.get(part) or {}).items():
            meaning = f"{mark}{name}"
            for form in map(form_key, listed):
                others = tuple(s for s in found.get(form, ()) if s.meaning != meaning)
                found[form] = (*others, Sense(meaning, sure))
    return found


@cache
def _tables(language: str) -> _Tables:
    words: defaultdict[str, list[tuple[str, Senses]]] = defaultdict(list)
    stems: defaultdict[str, list[tuple[str, Senses]]] = defaultdict(list)
    for check in SEARCHED:
        for form, senses in forms(language, check).items():
            (stems if form.endswith("*") else words)[form.removesuffix("*")].append((check, senses))
    all_ = dict.fromkeys((*words, *stems))
    return _Tables(
        AhoCorasick(list(all_), MatchKind.Standard, False, Implementation.ContiguousNFA),
        tuple(_Form(tuple(words[form]), tuple(stems[form])) for form in all_),
    )
