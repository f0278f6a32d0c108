"""Numbers that stand in each other's place, told from numbers that moved with their words.

Where two numbers have changed their order, each is held against both places in the translation: by
its unit, its part in a date, the signs that touch it, and the words around it that the languages
share (casos confirmados, ibuprofeno). If each fits the other's place better, they are exchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.amounts import Amount
from pipeline.checks.pairing import Pairing

NEAR = 60
"""Characters around a number in which shared words are looked for, up to the next number."""

STEM = 4
"""Letters by which a word is known in the other language (*ibup*rofen, *ibup*rofeno)."""

# Other numbers and the ends of sentences part what belongs to one number from what does not.
_EDGE = re.compile(r"\d|[;!?]|\.(?=\s|\Z)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_RANGE = re.compile(r"\s*(?:[-‐‑–—/:]|to|or|and|out of)\s*")

MANY = 200
"""Numbers of a translation, from its beginning, whose order is compared: a text with more of them
is no sentence, and their order tells little."""

CLEARLY = 2
"""Better by this, and words have changed places though the numbers have not."""

_UNIT, _ROLE, _SIGN = 3, 4, 2
"""What a unit, a part in a date, a sign beside a number weigh against one shared word."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two numbers of the source that follow each other in the other order in the translation."""

    first: tuple[Amount, Amount]
    """The one that comes first in the translation: in the source, in the translation."""

    second: tuple[Amount, Amount]
    certain: bool
    """Each fits the other's place better; False where nothing tells."""


def exchanges(found: Pairing, units: Collection[str] = ()) -> Iterator[Exchange]:
    """The neighbours that changed places without their words, in the order of the translation;
    of amounts in `units` also those whose words changed places without them."""
    placed = sorted(
        (
            p
            for p in found.pairs
            if (p[0].figure == p[1].figure or p[0].role == "month")
            and p[0].sure
            and p[1].sure
            and p[0].role != "name"
        ),
        key=_at_target,
    )[:MANY]
    for one, other in pairwise(placed):
        if one[0].values[0] == other[0].values[0]:
            continue
        if one[0].start < other[0].start:
            alike = one[0].unit == other[0].unit and one[0].unit in units
            if alike and _gain(found, one, other) >= CLEARLY:
                yield Exchange(one, other, True)
            continue
        tight = _RANGE.fullmatch(found.source.text, other[0].end, one[0].start) is not None
        gain = _gain(found, one, other)
        if tight or gain >= 0:
            yield Exchange(one, other, tight or gain > 0)


def _gain(found: Pairing, one: tuple[Amount, Amount], other: tuple[Amount, Amount]) -> int:
    """How much better each number fits the other's place than its own."""
    stay = _likeness(found, *one) + _likeness(found, *other)
    return _likeness(found, one[0], other[1]) + _likeness(found, other[0], one[1]) - stay


def _at_target(pair: tuple[Amount, Amount]) -> int:
    return pair[1].start


def _likeness(found: Pairing, one: Amount, other: Amount) -> int:
    """How well a number of the source fits a place in the translation."""
    here = _surroundings(found.source.text, one.start, one.unit_end)
    there = _surroundings(found.target.text, other.start, other.unit_end)
    weight = len((here.before | here.behind) & (there.before | there.behind))
    weight += len(here.before & there.before) + len(here.behind & there.behind)
    weight += _SIGN * (here.signs == there.signs)
    if one.unit and other.unit:
        weight += _UNIT if one.unit == other.unit else -_UNIT
    if one.role or other.role:
        weight += _ROLE if one.role == other.role else -_ROLE
    return weight


@dataclass(frozen=True, slots=True)
class _Surroundings:
    before: frozenset[str]
    behind: frozenset[str]
    """Stems of the words on either side."""

    signs: tuple[str, str]


@lru_cache(maxsize=512)
def _surroundings(text: str, start: int, end: int) -> _Surroundings:
    before, behind = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    edges = [m.end() for m in _EDGE.finditer(before)]
    before = before[edges[-1] if edges else 0 :]
    if edge := _EDGE.search(behind):
        behind = behind[: edge.start()]
    return _Surroundings(_stems(before), _stems(behind), (_sign(before[-1:]), _sign(behind[:1])))


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text))


def _sign(char: str) -> str:
    """A sign that touches a number and means something: a bracket, a comparison, a currency."""
    return char if char in "()[]<>≤≥=±~+$€£" else ""


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in bare if c.isalpha())[:STEM]
