"""Numbers that stand in each other's place, told from numbers that moved with their words.

Where two numbers have changed their order, each is held against both places in the translation: by
its unit, its part in a date, the signs that touch it, and the words around it: those that the
languages share (ibuprofeno) and those of the tables. If each fits the other's place better, they
are exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.amounts import Amount
from pipeline.checks.pairing import Pairing
from pipeline.checks.vocabulary import said
from pipeline.model import Severity

NEAR = 60
"""Characters around a number in which shared words are looked for, up to the next number."""

# Other numbers and the ends of sentences part what belongs to one number from what does not.
_EDGE = re.compile(r"\d|[;!?]|\.(?=\s|\Z)")
_RANGE = re.compile(r"\s*(?:[-‐‑–—/:]|to|or|and|out of)\s*")

MANY = 200
"""Numbers of a translation, from its beginning, whose order is compared: a text with more of them
is no sentence, and their order tells little."""

REACH = 4
"""Numbers behind one that it may have changed places with."""

CLEARLY = 2
"""Better by this, and words have changed places though the numbers have not."""

_NEAREST = 3
"""What the word right behind a number weighs against one farther off."""

_UNIT, _ROLE, _SIGN = 3, 4, 2
"""What a unit, a part in a date, a sign beside a number weigh against one shared word."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two numbers of the source that follow each other in the other order in the translation."""

    first: tuple[Amount, Amount]
    """The one that comes first in the translation: in the source, in the translation."""

    second: tuple[Amount, Amount]
    severity: Severity
    """An error where each fits the other's place clearly better, a hint where words tell for both
    places."""


def exchanges(found: Pairing, units: Collection[str] = ()) -> Iterator[Exchange]:
    """Numbers that changed places without their words, in the order of the translation, each once;
    of amounts in `units` also those whose words changed places without them."""
    placed = sorted(filter(_has_a_place, found.pairs), key=_at_target)[:MANY]
    told: set[int] = set()
    for i, one in enumerate(placed):
        for distance, other in enumerate(placed[i + 1 : i + 1 + REACH]):
            if one[1].start in told or other[1].start in told:
                continue
            if exchange := _exchange(found, one, other, units, neighbours=not distance):
                told |= {one[1].start, other[1].start}
                yield exchange


def _has_a_place(pair: tuple[Amount, Amount]) -> bool:
    one, other = pair
    return one.sure and other.sure and one.role not in ("name", "date") and other.role != "date"


def _exchange(
    found: Pairing,
    one: tuple[Amount, Amount],
    other: tuple[Amount, Amount],
    units: Collection[str],
    neighbours: bool,
) -> Exchange | None:
    """Whether two pairs, the first of which comes first in the translation, changed places.

    That the order is another one tells something of neighbours written alike; of others only the
    words tell.
    """
    if one[0].values[0] == other[0].values[0]:
        return None
    stay, gain = _gain(found, one, other)
    if one[0].start < other[0].start:
        alike = neighbours and one[0].unit == other[0].unit and one[0].unit in units
        return Exchange(one, other, Severity.ERROR) if alike and gain >= CLEARLY else None
    if gain >= CLEARLY:
        return Exchange(one, other, Severity.ERROR)
    if not neighbours or not (_written_alike(one) and _written_alike(other)):
        return None
    if _RANGE.fullmatch(found.source.text, other[0].end, one[0].start):
        return Exchange(one, other, Severity.ERROR)
    if gain < 0:
        return None
    return Exchange(one, other, Severity.WARNING if gain or not stay else Severity.HINT)


def _written_alike(pair: tuple[Amount, Amount]) -> bool:
    return pair[0].figure == pair[1].figure or pair[0].role == "month"


def _gain(
    found: Pairing, one: tuple[Amount, Amount], other: tuple[Amount, Amount]
) -> tuple[int, int]:
    """How well each number fits its own place, and how much better the other's."""
    stay = _likeness(found, *one) + _likeness(found, *other)
    return stay, _likeness(found, one[0], other[1]) + _likeness(found, other[0], one[1]) - stay


def _at_target(pair: tuple[Amount, Amount]) -> int:
    return pair[1].start


def _likeness(found: Pairing, one: Amount, other: Amount) -> int:
    """How well a number of the source fits a place in the translation."""
    here = _surroundings(found.source.text, one.start, one.unit_end, "en")
    there = _surroundings(found.target.text, other.start, other.unit_end, found.language)
    weight = sum(min(w, there.behind[key]) for key, w in here.behind.items() if key in there.behind)
    weight += len(here.before & there.before)
    weight += len(here.before & there.behind.keys()) + len(there.before & here.behind.keys())
    if here.signs != ("", ""):
        weight += _SIGN * (here.signs == there.signs)
    if one.unit and other.unit:
        weight += _UNIT if one.unit == other.unit else -_UNIT
    if one.role or other.role:
        weight += _ROLE if one.role == other.role else -_ROLE
    return weight


@dataclass(frozen=True, slots=True)
class _Surroundings:
    before: frozenset[str]
    """What the words before it say, in keys that the languages share."""

    behind: Mapping[str, int]
    """What the words behind it say, which it counts: the nearest tell most."""

    signs: tuple[str, str]


@lru_cache(maxsize=512)
def _surroundings(text: str, start: int, end: int, language: str) -> _Surroundings:
    before, behind = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    edges = [m.end() for m in _EDGE.finditer(before)]
    before = before[edges[-1] if edges else 0 :]
    if edge := _EDGE.search(behind):
        behind = behind[: edge.start()]
    signs = _sign(before[-1:]), _sign(behind[:1])
    nearest = {
        key: max(_NEAREST - i, 1)
        for i, word in reversed(list(enumerate(said(behind, language))))
        for key in word.read.keys
    }
    keys = (key for word in said(before, language) for key in word.read.keys)
    return _Surroundings(frozenset(keys), nearest, signs)


def _sign(char: str) -> str:
    """A sign that touches a number and means something: a bracket, a comparison, a currency."""
    return char if char in "()[]<>≤≥=±~+$€£" else ""
