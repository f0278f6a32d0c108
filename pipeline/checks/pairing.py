"""Which amount of a translation stands for which of its source, and which have no partner."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.amounts import Amount, amounts
from pipeline.checks.cues import known
from pipeline.inline import Reading, reading
from pipeline.languages import Marks
from pipeline.numerals import CONVENTIONS, SOURCE_MARKS, fits


@dataclass(frozen=True, slots=True)
class Pairing:
    """The amounts of both sides, held against each other."""

    source: Reading
    target: Reading
    pairs: tuple[tuple[Amount, Amount], ...]
    """In the order of the source."""

    lost: tuple[Amount, ...]
    """Of the source, without partner; unsure ones too."""

    gained: tuple[Amount, ...]
    """Of the translation, without partner; unsure ones too."""

    marks: Marks
    """How the translation's figures were read."""

    language: str
    """Of the translation."""


DUALS, TWO = frozenset({"ar"}), 2
"""Languages that say two by the ending of the noun: a "two" need not have a word there."""

NUMBERED_MONTHS = frozenset({"zh", "vi"})
"""Languages that write months as figures, where "March" must be a 3."""


@lru_cache(maxsize=256)
def pairing(msgid: str, msgstr: str, language: str, marks: Marks | None) -> Pairing | None:
    """The amounts of a msgid and a msgstr, paired; None when neither side has any.

    Without `marks` the figures are read by the convention that leaves the fewest without partner.
    """
    source, target = reading(msgid), reading(msgstr, msgid)
    asked = _asked(source.text, language)
    conventions = (marks,) if marks else CONVENTIONS
    found: Pairing | None = None
    for convention in conventions:
        there = amounts(target.text, language, convention)
        if not asked and not there:
            return None
        new = Pairing(source, target, *_paired(asked, there), convention, language)
        if found is None or _open(new) < _open(found):
            found = new
        if not _open(found) or all(a.words.isdigit() for a in there if a.figure):
            break  # figures without marks say the same by every convention
    return found


def _asked(text: str, language: str) -> tuple[Amount, ...]:
    """The amounts of a source text, as far as the language must say them in numbers."""
    asked = amounts(text, "en", SOURCE_MARKS)
    if not known(language, "numbers"):
        asked = tuple(amount for amount in asked if amount.figure)
    if language in NUMBERED_MONTHS:
        asked = tuple(a._replace(sure=a.sure or a.role == "month") for a in asked)
    else:
        asked = tuple(a for a in asked if a.role != "month")
    if language in DUALS:
        asked = tuple(a._replace(sure=a.sure and (a.figure or a.values[0] != TWO)) for a in asked)
    return asked


def _open(found: Pairing) -> int:
    misread = sum(t.figure and not fits(t.digits, found.marks) for _, t in found.pairs)
    return misread + sum(a.figure for a in (*found.lost, *found.gained))


def _paired(
    asked: Sequence[Amount], there: Sequence[Amount]
) -> tuple[tuple[tuple[Amount, Amount], ...], tuple[Amount, ...], tuple[Amount, ...]]:
    alike = [_exactly(amount) for amount in asked]
    if None not in alike and alike == [_exactly(amount) for amount in there]:
        return tuple(zip(asked, there, strict=True)), (), ()
    lost, gained = list(asked), list(there)
    pairs: list[tuple[Amount, Amount]] = []
    for key in (_exactly, _surely):
        lost, gained = _meet(lost, gained, key, pairs)
    if lost and gained:
        lost, gained, more = _listed(lost, gained)
        gained, lost, turned = _listed(gained, lost)
        pairs += [*more, *((one, other) for other, one in turned)]
    lost, gained = _meet(lost, gained, _by_value, pairs)
    lost, gained = _meet_any(lost, gained, pairs)
    if lost and gained:
        lost, gained = _meet(lost, gained, _measure, pairs)
    pairs.sort(key=lambda pair: pair[0].start)
    return (
        tuple(pairs),
        tuple(a for a in lost if not _is_month(a, there)),
        tuple(a for a in gained if not _is_month(a, asked)),
    )


def _exactly(amount: Amount) -> Hashable:
    sure = amount.sure and amount.role != "name"
    unit = amount.unit if amount.unit != "degree" else ""  # "2º" is the second as well
    return (amount.values[0], unit) if sure else None


def _surely(amount: Amount) -> Hashable:
    return (amount.values[0], amount.role == "name") if amount.sure else None


def _by_value(amount: Amount) -> Hashable:
    return amount.values[0]


_MEASURES = {
    "minute": ("time", 1),
    "hour": ("time", 60),
    "day": ("time", 1440),
    "week": ("time", 10080),
    "month": ("months", 1),
    "year": ("months", 12),
    "%": ("share", 1),
}
_PER_CENT = 100


def measures(amount: Amount) -> frozenset[Hashable]:
    """What each value of an amount comes to; empty for a unit that is not converted.

    "Half an hour" is 30 minutes, also where the half alone could be read as 30.
    """
    each = (_measure(amount._replace(values=(value,))) for value in amount.values)
    return frozenset(measure for measure in each if measure is not None)


def _measure(amount: Amount) -> Hashable:
    """What an amount comes to: two weeks are 14 days, a half 50 %."""
    if not amount.unit and not amount.figure and 0 < amount.values[0] < 1:
        return "share", amount.values[0] * _PER_CENT
    if amount.unit not in _MEASURES:
        return None
    of, times = _MEASURES[amount.unit]
    return of, amount.values[0] * times


_LIST = re.compile(r"[1-9]\d*(?:,[1-9]\d*)+")


def _members(amount: Amount) -> tuple[Amount, ...]:
    """The numbers that a bare list holds; none where it is no list."""
    if not _LIST.fullmatch(amount.digits):
        return ()
    spots = [(m[0], amount.start + m.start()) for m in re.finditer(r"\d+", amount.digits)]
    return tuple(
        amount._replace(
            words=words,
            values=(Decimal(words),),
            start=start,
            end=start + len(words),
            unit_end=start + len(words),
        )
        for words, start in spots
    )


def _listed(
    some: Sequence[Amount], others: Sequence[Amount]
) -> tuple[list[Amount], list[Amount], list[tuple[Amount, Amount]]]:
    """What is left of both without the numbers that one side lists with bare commas and the other
    with spaces ("1,2 or 3", "[12,13]"), and these."""
    left, rest = list(some), list(others)
    pairs: list[tuple[Amount, Amount]] = []
    for amount in some[:LISTS]:
        members = _members(amount)
        for at in range(len(rest) - len(members) + 1 if members else 0):
            found = rest[at : at + len(members)]
            if _alike(members, found):
                by_words = {a.digits: a for a in found}
                pairs += [(member, by_words[member.digits]) for member in members]
                del rest[at : at + len(members)]
                left.remove(amount)
                break
    return left, rest, pairs


LISTS = 50
"""Numbers without partner, at most, that are looked at as lists."""


def _alike(members: Sequence[Amount], found: Sequence[Amount]) -> bool:
    """Whether neighbours are the members of a list, in any order."""
    near = all(other.start - one.end <= NEAR for one, other in pairwise(found))
    return near and sorted(a.digits for a in members) == sorted(a.digits for a in found)


NEAR = 5
"""Characters between the members of a list, at most: " and "."""


def _is_month(amount: Amount, others: Collection[Amount]) -> bool:
    """Whether a number of a date or of 9/11 is the month that the other text names."""
    written_out = amount.figure and (amount.role == "date" or not amount.own)
    return written_out and any(o.month == f"{amount.values[0]:f}" for o in others if o.month)


def _meet(
    lost: Iterable[Amount],
    gained: Sequence[Amount],
    key: Callable[[Amount], Hashable],
    pairs: list[tuple[Amount, Amount]],
) -> tuple[list[Amount], list[Amount]]:
    """Pair amounts of one key, in order; what is left of both."""
    waiting: defaultdict[Hashable, deque[Amount]] = defaultdict(deque)
    for amount in gained:
        waiting[key(amount)].append(amount)
    left: list[Amount] = []
    taken: set[int] = set()
    for amount in lost:
        like = key(amount)
        if like is not None and waiting[like]:
            other = waiting[like].popleft()
            taken.add(other.start)
            pairs.append((amount, other))
        else:
            left.append(amount)
    return left, [amount for amount in gained if amount.start not in taken]


def _meet_any(
    lost: Sequence[Amount], gained: Sequence[Amount], pairs: list[tuple[Amount, Amount]]
) -> tuple[list[Amount], list[Amount]]:
    """Pair amounts that can say the same."""
    waiting: defaultdict[Decimal, deque[Amount]] = defaultdict(deque)
    for amount in gained:
        for value in amount.values:
            waiting[value].append(amount)
    left: list[Amount] = []
    taken: set[int] = set()
    for amount in lost:
        for value in amount.values:
            while waiting[value] and waiting[value][0].start in taken:
                waiting[value].popleft()
        other = next((waiting[v].popleft() for v in amount.values if waiting[v]), None)
        if other is None:
            left.append(amount)
        else:
            taken.add(other.start)
            pairs.append((amount, other))
    return left, [amount for amount in gained if amount.start not in taken]
