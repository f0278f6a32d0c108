"""Which words of one text have no counterpart in another, by tables and by likeness.

    words/LANGUAGE/length.yaml   says: meaning → its words; one may stand under several meanings
                                 neutral: words that say nothing alone

A word is met where the other text has a word of its meaning, the same figures, or a word that
looks like it: "transmission", *transmisión*. Likeness is the first letters, spelled alike: the
cognates of Simard, Foster and Isabelle (1992). How often a word stands there is not counted: good
translators repeat and drop what is clear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.tables import table

LIKE = 4
"""So many first letters make two words alike."""

LONG = 5
"""A word of so many letters that no table knows is worth looking for."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")

# Spellings of one sound, longest first: those that English and its neighbours took from Greek and
# Latin in different ways.
_SPELLINGS = (
    *(("ph", "f"), ("th", "t"), ("y", "i"), ("ch", "c"), ("k", "c"), ("qu", "c"), ("x", "s")),
    *((double, double[0]) for double in ("ss", "mm", "ll", "ff", "cc", "tt", "pp")),
    ("z", "c"),
)

Met = Literal["met", "unmet", "unknown"]


class Word(NamedTuple):
    """A word of a text and whether the other text has a counterpart."""

    start: int
    end: int
    """Half-open character offsets."""

    met: Met
    """`unknown`: nothing there looks like it, and no table could tell more."""


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


def compared(text: str, language: str, other: str, other_language: str) -> Iterator[Word]:
    """The words of `text` that say something, each with what `other` has for it.

    >>> [w.met for w in compared("Wash your hands.", "en", "Lávese los pies.", "es")]
    ['met', 'unmet']
    """
    there = [read for _, read in _reads(other, other_language)]
    meanings = frozenset[str]().union(*(read.meanings for read in there))
    alike = {read.likeness for read in there}
    for match, read in _reads(text, language):
        word = match[0]
        if read.likeness in alike or not read.meanings.isdisjoint(meanings):
            if read.likeness or read.meanings:
                yield Word(*match.span(), "met")
        elif read.meanings or word[0].isdigit():
            yield Word(*match.span(), "unmet")
        elif len(word) >= LONG:
            yield Word(*match.span(), "unknown")


def says_something(word: str, language: str) -> bool:
    """Whether a language's table has a word, also a neutral one."""
    read = _read(word, language)
    return read is None or bool(read.meanings)


def _reads(text: str, language: str) -> Iterator[tuple[re.Match[str], _Read]]:
    for match in _WORD.finditer(text):
        if (read := _read(match[0], language)) is not None:
            yield match, read


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
        return bare
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
