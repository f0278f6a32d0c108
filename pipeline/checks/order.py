"""Numbers that stand in each other's place, told from numbers that moved with their words.

Where two numbers have changed their order, each is held against both places in the translation: by
its unit, its part in a date, the signs that touch it, and the words around it: those that the
languages share (ibuprofeno) and those of the tables. If each fits the other's place better, they
are exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.amounts import Amount
from pipeline.checks.cues import cues
from pipeline.checks.pairing import Pairing
from pipeline.checks.vocabulary import said
from pipeline.model import Severity

NEAR = 60
"""Characters around a number in which its words are looked for, as far as the next number's."""

_STOP = re.compile(r"[;!?；！？。؛؟]|\.(?=\s|\Z)")
_COMMA = re.compile(r"[,，、،](?!\d)")
_CLOSED = re.compile(r"\W?\w{0,12}[)）]")
_LAST_DIGIT, _DIGIT = re.compile(r"\d(?=\D*\Z)"), re.compile(r"\d")
AND = "and"
"""What a word means that parts two doses: and, or, then."""

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

_UNIT, _ROLE, _SIGN, _TELLING = 3, 4, 2, 4
"""What a unit, a part in a date, a sign beside a number, a word of the table of doses weigh against
one shared word. The last is more than the noun that stands only with the first of two doses, in
whichever order they come: "12 units of the clear insulin and 20 of the cloudy one"."""


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
    starts = [one.start for one, _ in placed]
    told: set[int] = set()
    for i, one in enumerate(placed):
        for j, other in enumerate(placed[i + 1 : i + 1 + REACH], i + 1):
            if one[1].start in told or other[1].start in told:
                continue
            # Had whole clauses moved, what stands between the two would have moved as well.
            alone = j == i + 1 or (one[0].unit in units and _sorted_by_exchange(starts, i, j))
            if exchange := _exchange(found, one, other, units, neighbours=alone):
                told |= {one[1].start, other[1].start}
                yield exchange


def _sorted_by_exchange(starts: Sequence[int], i: int, j: int) -> bool:
    """Whether all would stand in the source's order if two had not changed places."""
    back = [*starts[:i], starts[j], *starts[i + 1 : j], starts[i], *starts[j + 1 :]]
    return all(one < other for one, other in pairwise(back))


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
        return _words_changed(found, one, other, units, gain) if neighbours else None
    if gain >= CLEARLY:
        return Exchange(one, other, Severity.ERROR)
    if not neighbours or not (_written_alike(one) and _written_alike(other)):
        return None
    if _RANGE.fullmatch(found.source.text, other[0].end, one[0].start):
        return Exchange(one, other, Severity.ERROR)
    if gain < 0:
        return None
    return Exchange(one, other, Severity.WARNING if gain or not stay else Severity.HINT)


def _words_changed(
    found: Pairing,
    one: tuple[Amount, Amount],
    other: tuple[Amount, Amount],
    units: Collection[str],
    gain: int,
) -> Exchange | None:
    """Whether two neighbours that kept their order stand with each other's words or units.

    An error where the words of both tell; a warning where those of one do.
    """
    ours = one[0].unit in units, other[0].unit in units
    if any(ours) and crossed(one, other):
        return Exchange(one, other, Severity.ERROR) if gain >= CLEARLY else None
    by_one = _shared(found, one[0], other[1]) - _shared(found, *one)
    by_other = _shared(found, other[0], one[1]) - _shared(found, *other)
    if not all(ours) or by_one + by_other < CLEARLY:
        return None
    both = by_one > 0 and by_other > 0
    return Exchange(one, other, Severity.ERROR if both else Severity.WARNING)


def _written_alike(pair: tuple[Amount, Amount]) -> bool:
    return pair[0].figure == pair[1].figure or pair[0].role == "month"


def crossed(one: tuple[Amount, Amount], other: tuple[Amount, Amount]) -> bool:
    """Whether each of two numbers has the other's unit in the translation."""
    units = one[0].unit, other[0].unit
    return all(units) and units[0] != units[1] and units == (other[1].unit, one[1].unit)


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
    weight = _shared(found, one, other)
    signs = _signs(found.source.text, one)
    if signs != ("", ""):
        weight += _SIGN * (signs == _signs(found.target.text, other))
    if one.unit and other.unit:
        weight += _UNIT if one.unit == other.unit else -_UNIT
    if one.role or other.role:
        weight += _ROLE if one.role == other.role else -_ROLE
    return weight


def _shared(found: Pairing, one: Amount, other: Amount) -> int:
    """How much the words of both say the same."""
    here = _surroundings(found.source.text, one.start, one.unit_end, "en")
    there = _surroundings(found.target.text, other.start, other.unit_end, found.language)
    return sum(min(weight, there[key]) for key, weight in here.items() if key in there)


@lru_cache(maxsize=512)
def _surroundings(text: str, start: int, end: int, language: str) -> Mapping[str, int]:
    """What the words say that belong to a number, in keys that the languages share, with what they
    count: the nearest behind it tell most."""
    first, last = _before(text, start, language), _behind(text, end, language)
    found = {key: 1 for word in said(text[first:start], language) for key in word.read.keys}
    for i, word in reversed(list(enumerate(said(text[end:last], language)))):
        found |= dict.fromkeys(word.read.keys, max(_NEAREST - i, 1))
    for cue in cues(text, language, "doses"):
        if cue.meaning != AND and (first <= cue.start < start or end <= cue.start < last):
            found[cue.meaning] = _TELLING
    return found


def _before(text: str, start: int, language: str) -> int:
    """Where the words begin that belong to a number which starts at `start`."""
    window = max(0, start - NEAR)
    if number := _LAST_DIGIT.search(text, window, start):
        return _parted(text, number.end(), start, language)[1]
    return max((m.end() for m in _STOP.finditer(text, window, start)), default=window)


def _behind(text: str, end: int, language: str) -> int:
    """Where the words end that belong to a number whose unit ends at `end`."""
    window = min(end + NEAR, len(text))
    if number := _DIGIT.search(text, end, window):
        return _parted(text, end, number.start(), language)[0]
    stop = _STOP.search(text, end, window)
    return stop.start() if stop else window


def _parted(text: str, start: int, end: int, language: str) -> tuple[int, int]:
    """Where the words of the number before a gap end, and those of the number behind it begin.

    The strongest sign parts them; what stands between several of one strength belongs to neither,
    and what nothing parts to both. A number in brackets belongs to what stands before it.
    """
    if closed := _CLOSED.match(text, start, end):
        return start, closed.end()
    ands = [
        (cue.start, cue.end)
        for cue in cues(text, language, "doses")
        if cue.meaning == AND and start <= cue.start and cue.end <= end
    ]
    stops, commas = ([m.span() for m in p.finditer(text, start, end)] for p in (_STOP, _COMMA))
    signs = stops or ands or commas
    return (signs[0][0], signs[-1][1]) if signs else (end, start)


def _signs(text: str, amount: Amount) -> tuple[str, str]:
    """The signs that touch a number and mean something: a bracket, a comparison, a currency."""
    around = text[max(0, amount.start - 1) : amount.start], text[amount.unit_end :][:1]
    before, behind = (char if char in "()[]<>≤≥=±~+$€£" else "" for char in around)
    return before, behind
