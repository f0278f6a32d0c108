"""Which words of one text have no counterpart in another, by tables, by likeness and by place.

    words/LANGUAGE/length.yaml   says: meaning → its words; one may stand under several meanings
                                 neutral: words that say nothing alone

A word is met where the other text has a word of its meaning, the same figures, or a word that
looks like it: "transmission", *transmisión*. Likeness is the first letters, spelled alike: the
cognates of Simard, Foster and Isabelle (1992). Translations follow their source's order on the
whole, so a counterpart is looked for at the same place, counted in words from the start or from
the end (something left out shifts only one of them): one far away stands for another word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.tables import table

LIKE = 4
"""So many first letters make two words alike."""

LONG = 5
"""A word of so many letters that no table knows is worth looking for."""

NEAR, APART = 2, 4
"""Fewer words than so many lie between the places of a counterpart that is near, that is apart."""

INITIALS = range(3, 7)
"""How many capitals initials have: "IATA", *Asociación Internacional de Transporte Aéreo*."""

# A figure with its thousands apart is one word.
_WORD = re.compile(r"(?<!\d)\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?!\d)|[^\W_]+(?:['’][^\W\d_]+)?")

_GROUPS = re.compile(r"[.,\s]")

# Spellings of one sound, longest first: those that English and its neighbours took from Greek and
# Latin in different ways.
_SPELLINGS = (
    *(("ph", "f"), ("th", "t"), ("y", "i"), ("ch", "c"), ("k", "c"), ("qu", "c"), ("x", "s")),
    *((double, double[0]) for double in ("ss", "mm", "ll", "ff", "cc", "tt", "pp")),
    ("z", "c"),
)

Met = Literal["near", "apart", "far", "unmet", "figure", "name", "unknown"]
"""The first three have a counterpart; "figure" to "unknown" are not in the tables and have none."""


class Word(NamedTuple):
    """A word of a text and whether the other text has a counterpart."""

    start: int
    end: int
    """Half-open character offsets."""

    met: Met


@dataclass(frozen=True, slots=True)
class _Table:
    """The words of one language."""

    words: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    neutral: frozenset[str]
    longest: int
    """Letters of the longest stem."""


class _Read(NamedTuple):
    """What is known of a word by itself."""

    meanings: frozenset[str]
    likeness: str
    """Empty for a short word."""

    @property
    def keys(self) -> frozenset[str]:
        """What a counterpart shares one of."""
        return self.meanings | {f"={self.likeness}"} if self.likeness else self.meanings


class Said(NamedTuple):
    """A word that says something, where it stands."""

    start: int
    end: int
    text: str
    read: _Read


def said(text: str, language: str) -> tuple[Said, ...]:
    """The words of a text but the neutral ones."""
    return tuple(
        Said(*match.span(), match[0], read)
        for match in _WORD.finditer(text)
        if (read := _read(match[0], language)) is not None
    )


def compared(one: Sequence[Said], other: Sequence[Said]) -> Iterator[Word]:
    """The words of `one` that tell something, each with what `other` has for it.

    >>> here, there = said("Wash your hands.", "en"), said("Lávese los pies.", "es")
    >>> [word.met for word in compared(here, there)]
    ['near', 'unmet']
    """
    places: dict[str, list[int]] = {}
    for place, word in enumerate(other):
        for key in word.read.keys:
            places.setdefault(key, []).append(place)
    longer = len(other) - len(one)
    written_out = _written_out(one, {word.text for word in other})
    for at, (start, end, text, read) in enumerate(one):
        if at in written_out:
            yield Word(start, end, "near")
            continue
        found = [places[key] for key in read.keys if key in places]
        if found:
            away = min(min(_away(at, spots), _away(at + longer, spots)) for spots in found)
            yield Word(start, end, "near" if away < NEAR else "apart" if away < APART else "far")
        elif read.meanings:
            yield Word(start, end, "unmet")
        elif text[0].isdigit():
            yield Word(start, end, "figure")
        elif len(text) >= LONG:
            yield Word(start, end, "name" if text[0].isupper() else "unknown")


def _written_out(one: Sequence[Said], other: set[str]) -> frozenset[int]:
    """Which words of a text the other has as initials, in any order: languages differ in that."""
    short = {
        "".join(sorted(word.casefold()))
        for word in other
        if len(word) in INITIALS and word.isupper() and word.isalpha()
    }
    first = [_bare(word.text[0])[:1] for word in one] if short else []
    return frozenset(
        place
        for size in {len(word) for word in short}
        for at in range(len(first) - size + 1)
        if "".join(sorted(first[at : at + size])) in short
        for place in range(at, at + size)
    )


def _away(place: int, spots: Sequence[int]) -> int:
    """How far from the nearest of some places, which are sorted."""
    at = bisect_left(spots, place)
    return min(abs(place - spot) for spot in spots[max(at - 1, 0) : at + 1])


def says_something(word: str, language: str) -> bool:
    """Whether a language's table has a word, also a neutral one: whole, or half of it as a stem."""
    known, key = _table(language), _bare(word)
    stems = (key[:end] for end in range((len(key) + 1) // 2, len(key) + 1))
    return key in known.neutral or key in known.words or any(stem in known.stems for stem in stems)


@lru_cache(maxsize=1 << 14)
def _read(word: str, language: str) -> _Read | None:
    """None for a neutral word."""
    key = _bare(word)
    known = _table(language)
    if key in known.neutral:
        return None
    meanings = known.words.get(key, frozenset())
    for end in range(min(len(key), known.longest), 0, -1):
        if key[:end] in known.stems:
            meanings |= known.stems[key[:end]]
            break
    return _Read(meanings, _likeness(key))


def _bare(word: str) -> str:
    """Without capitals and accents: *lávese* is a form of *lavar*."""
    key = word.casefold().replace("’", "'")
    if key.isascii():
        return key
    return "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))


def _likeness(bare: str) -> str:
    if bare[:1].isdigit():
        return _GROUPS.sub("", bare)
    for spelling, same in _SPELLINGS:
        bare = bare.replace(spelling, same)
    if re.match("es[ptc]", bare):  # "especial", "estado"
        bare = bare[1:]
    return bare[:LIKE] if len(bare) >= LIKE else ""


@cache
def _table(language: str) -> _Table:
    words: dict[str, frozenset[str]] = {}
    for meaning, forms in table(language, "length").get("says", {}).items():
        for form in map(_bare, forms):
            words[form] = words.get(form, frozenset()) | {meaning}
    stems = {form[:-1]: meanings for form, meanings in words.items() if form.endswith("*")}
    neutral = frozenset(map(_bare, table(language, "length").get("neutral", ())))
    return _Table(words, stems, neutral, max(map(len, stems), default=0))
