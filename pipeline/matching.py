"""Forms found in texts as whole words, whatever their case, hyphens, apostrophes and composition.

Texts and forms are compared folded: NFC, caseless, hyphens and no-break spaces as spaces, curly
apostrophes as straight ones. A form is found only as whole words, except in scripts that set no
space between words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

T = TypeVar("T")
U = TypeVar("U")

WORD = re.compile(r"\w+")

# Thai, Lao, Myanmar, Hangul, Khmer, kana and Han: no space between words, or (Korean) particles
# written onto the noun.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)

# Arabic writes "and", "so", "with", "like", "to" and the article onto the word that follows.
PROCLITICS = re.compile(r"(?:^|[^\w\u064b-\u0652\u0670])[وف]?[بكل]?(?:ال|لل)?$")
LONGEST_PROCLITIC = 4

# Hyphens and no-break spaces are spaces, apostrophes are straight, and the Turkish dotless i is
# an i, since its capital is one.
SAME = str.maketrans("-\u2010\u2011\u00a0\u202f\u2019\u02bc\u0131", "     ''i")


# ── folding ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable, and the way back."""

    text: str
    origin: Sequence[int]
    """Offset in the original of each folded character, and of the end."""


@lru_cache(maxsize=256)  # every check folds the same two texts
def fold(text: str) -> Folded:
    """`text` as it is compared: NFC, caseless, hyphens as spaces, curly apostrophes straight.

    >>> fold("X\u2011Ray, \u0130LAÇ").text
    'x ray, ilaç'
    """
    lower = text.casefold()
    # Casefold never shortens: at equal length every character stands where it stood.
    if len(lower) == len(text) and unicodedata.is_normalized("NFC", lower):
        return Folded(lower.translate(SAME), range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    for start, cluster in _clusters(text):
        pieces.append(_fold_cluster(cluster))
        origin += [start] * len(pieces[-1])
    return Folded("".join(pieces), [*origin, len(text)])


@lru_cache(maxsize=4096)
def form_key(form: str) -> str:
    """A term's form as the tables hold it: folded, single spaces."""
    return " ".join(fold(form).text.split())


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """A character with the marks and Hangul jamo that NFC may melt into it, and its offset."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not (_mark(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            yield start, text[start:end]
            start = end


@cache
def _fold_cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFC", cluster).replace("\u0130", "i")
    return unicodedata.normalize("NFC", composed.casefold()).translate(SAME)


def _mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


# ── searching ─────────────────────────────────────────────────────────────────────────────────────


class Hit(NamedTuple, Generic[T]):
    """A form between two offsets of the text that was searched."""

    start: int
    end: int
    of: T

    def overlaps(self, other: Hit[U]) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Hit[U]) -> bool:
        """Whether the other one lies inside."""
        return self.start <= other.start and other.end <= self.end


class Search(Generic[T]):
    """Finds the forms of a table as whole words."""

    def __init__(self, table: Mapping[str, T]) -> None:
        self._values = tuple(table.values())
        self._automaton = AhoCorasick(
            list(table), MatchKind.Standard, False, Implementation.ContiguousNFA
        )

    def hits(self, text: str) -> list[Hit[T]]:
        """Every form that stands in `text`, overlapping ones too."""
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        return [
            Hit(folded.origin[start], folded.origin[end], self._values[form])
            for form, start, end in found
            if whole(folded.text, start, end)
        ]


def whole(text: str, start: int, end: int) -> bool:
    """Whether a form in folded text, at these offsets, is not a part of longer words."""
    if end < len(text) and _letter(text[end]) and _letter(text[end - 1]):
        return False
    return not (start and _letter(text[start - 1]) and _letter(text[start])) or (
        "\u0600" <= text[start] <= "\u06ff"
        and PROCLITICS.search(text[max(0, start - LONGEST_PROCLITIC - 1) : start]) is not None
    )


@cache
def _letter(char: str) -> bool:
    """Whether a character holds a word of a spaced script together."""
    return (char.isalnum() or _mark(char)) and not UNSPACED.match(char)


def leftmost(hits: Sequence[Hit[T]]) -> Sequence[Hit[T]]:
    """Hits that do not overlap: the leftmost, and of those the longest."""
    if len(hits) < 2:
        return hits
    chosen: list[Hit[T]] = []
    for hit in sorted(hits, key=_place):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return chosen


def _place(hit: Hit[T]) -> tuple[int, int]:
    return hit.start, -hit.end


def longest(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """Hits that do not overlap, in reading order: the longest, and of those the leftmost."""
    chosen: list[Hit[T]] = []
    order = sorted(hits, key=lambda h: (h.start - h.end, h.start))
    taken = bytearray(max((hit.end for hit in order), default=0))
    for hit in order:
        if taken.find(1, hit.start, hit.end) < 0:
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            chosen.append(hit)
    return sorted(chosen, key=_start)


def _start(hit: Hit[T]) -> int:
    return hit.start


def last_before(end: int, hits: Sequence[Hit[T]]) -> Hit[T] | None:
    """The last hit that starts before an offset, of hits in reading order that do not overlap."""
    at = bisect_left(hits, end, key=_start)
    return hits[at - 1] if at else None
