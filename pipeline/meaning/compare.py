"""The words of a source that came back from a translation as something else."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from pipeline.inline import plain
from pipeline.matching import WORD, fold
from pipeline.meaning.lexicon import QUANTITY, Lexicon, Mark, lexicon, marks
from pipeline.model import Spot
from pipeline.termbase import Termbase

Kind: TypeAlias = Literal[
    "negation",
    "number",
    "side",
    "level",
    "direction",
    "frequency",
    "sequence",
    "comparator",
    "unit",
    "term",
]


class Group(NamedTuple):
    """Meanings that exclude each other, such as left and right."""

    kind: Kind
    strict: bool
    """Whether one that is lost or added is reported. In the other groups good translations come
    and go with such words: only one that took another's place is."""


GROUPS = {
    "negation": Group("negation", True),
    QUANTITY: Group("number", True),
    "side": Group("side", True),
    "level": Group("level", True),
    "place": Group("level", False),
    "change": Group("direction", True),
    "amount": Group("direction", False),
    "course": Group("direction", False),
    "degree": Group("direction", False),
    "weight": Group("direction", False),
    "speed": Group("direction", False),
    "often": Group("frequency", False),
    "rate": Group("frequency", True),
    "interval": Group("frequency", True),
    "order": Group("sequence", True),
    "bound": Group("comparator", True),
    "share": Group("comparator", False),
    "lapse": Group("unit", False),
}

ORDERED = frozenset({QUANTITY, "side", "level", "change"})
"""Groups whose meanings must also keep their order: two doses may not change places."""

Key: TypeAlias = tuple[str, str]

SAME: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...] = (
    ((("negation", "not"),), (("negation", "stop"),)),
    ((("negation", "not"),), (("negation", "unless"),)),
    ((("negation", "not"), ("bound", "more than")), (("bound", "at most"),)),
    ((("negation", "not"), ("bound", "less than")), (("bound", "at least"),)),
    ((("rate", "daily"),), ((QUANTITY, "1 day"),)),
    ((("rate", "weekly"),), ((QUANTITY, "1 week"),)),
    ((("rate", "monthly"),), ((QUANTITY, "1 month"),)),
    ((("rate", "yearly"),), ((QUANTITY, "1 year"),)),
)
"""Either side says the other: "stop taking" and "do not take", "a week" and "one week"."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the source, and what stands for them in the back-translation."""

    kind: Kind
    source: str
    """As it stands in the source without markup; empty when it was added."""

    back: str
    """As it stands in the back-translation; empty when it vanished."""

    def __str__(self) -> str:
        """One sentence for a reviewer."""
        if not self.back:
            return f'"{self.source}" did not come back'
        if not self.source:
            return f'"{self.back}" came back, but the source does not say it'
        return f'"{self.source}" came back as "{self.back}"'


def differences(source: str, back: str, termbase: Termbase) -> tuple[Difference, ...]:
    """What the English back-translation `back` says otherwise than its English source.

    Both in the notation of `inline.py`; in the order of the source, what was added last.

    >>> for d in differences("Do not take 4 mg.", "Take 40 mg.", Termbase(())): print(d)
    "Do not" did not come back
    "4 mg" came back as "40 mg"
    """
    there, here = plain(source), plain(back, like=source)
    words = tuple(dict.fromkeys(_of_words(there, here, lexicon("en"))))
    terms = tuple(_of_terms(there, here, termbase))
    # "upper back pain" that came back as "lower back pain" is said once, by its one wrong word.
    said = [word for word in words if word.kind in ("level", "side", "direction")]
    news = (t for t in terms if not any(_explains(word, t, there, here) for word in said))
    found = dict.fromkeys((*words, *news))
    return tuple(sorted(found, key=lambda d: (not d.source, there.find(d.source))))


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def _of_words(source: str, back: str, words: Lexicon) -> Iterator[Difference]:
    asked, given = marks(source, words), marks(back, words)
    lost, gained = _unanswered(asked, given)
    for name, group in GROUPS.items():
        missing = [m for m in lost if m.sense.group == name]
        extra = [m for m in gained if m.sense.group == name]
        if name == QUANTITY:
            yield from _quantities(missing, extra)
        else:
            yield from _replaced(missing, extra, group)
        if name in ORDERED and not missing and not extra:
            yield from _reordered(asked, given, name, group.kind)


def _unanswered(asked: Sequence[Mark], given: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """The marks of either side that the other does not have, in order."""
    lost, gained = list(asked), list(given)
    for same in (_sense_and_words, _key):
        lost, gained = _without_pairs(lost, gained, same)
    for one, other in SAME:
        _cancel(lost, one, gained, other)
        _cancel(lost, other, gained, one)
    return lost, gained


def _sense_and_words(mark: Mark) -> Hashable:
    return mark.sense, mark.words.casefold()


def _key(mark: Mark) -> Key:
    return mark.sense.group, mark.sense.meaning


def _without_pairs(
    lost: Sequence[Mark], gained: Sequence[Mark], same: Callable[[Mark], Hashable]
) -> tuple[list[Mark], list[Mark]]:
    """Both lists without the marks that are the same; sure ones are paired first."""
    waiting: defaultdict[Hashable, list[Mark]] = defaultdict(list)
    for mark in sorted(gained, key=lambda m: (not m.sense.sure, m.start), reverse=True):
        waiting[same(mark)].append(mark)
    left = [
        mark
        for mark in sorted(lost, key=lambda m: (not m.sense.sure, m.start))
        if not (waiting[same(mark)] and waiting[same(mark)].pop())
    ]
    return _in_order(left), _in_order(m for rest in waiting.values() for m in rest)


def _in_order(found: Iterable[Mark]) -> list[Mark]:
    return sorted(found, key=lambda mark: mark.start)


def _cancel(
    some: list[Mark], keys: Sequence[Key], others: list[Mark], meant: Sequence[Key]
) -> None:
    """Take marks with `keys` and marks with `meant` away together, as long as there are both."""
    times = min(_sets(some, keys), _sets(others, meant))
    for pool, wanted in ((some, keys), (others, meant)):
        open_ = Counter(dict.fromkeys(wanted, times))
        kept = []
        for mark in pool:
            open_[_key(mark)] -= 1
            if open_[_key(mark)] < 0:
                kept.append(mark)
        pool[:] = kept


def _sets(pool: Iterable[Mark], keys: Iterable[Key]) -> int:
    counts = Counter(_key(mark) for mark in pool)
    return min(counts[key] for key in keys)


def _replaced(lost: Sequence[Mark], gained: Sequence[Mark], group: Group) -> Iterator[Difference]:
    """Each lost mark with the one that took its place, then what is left of a strict group."""
    missing, extra = [m for m in lost if m.sense.sure], [m for m in gained if m.sense.sure]
    pairs = list(zip(missing, extra, strict=False))
    if group.strict:
        left, right = missing[len(pairs) :], extra[len(pairs) :]
        guesses = [m for m in gained if not m.sense.sure]
        hints = [m for m in lost if not m.sense.sure]
        pairs += [*zip(left, guesses, strict=False), *zip(hints, right, strict=False)]
        alone = left[len(guesses) :], right[len(hints) :]
        yield from (Difference(group.kind, m.words, "") for m in alone[0])
        yield from (Difference(group.kind, "", m.words) for m in alone[1])
    yield from (Difference(group.kind, m.words, e.words) for m, e in pairs)


def _quantities(lost: Sequence[Mark], gained: Sequence[Mark]) -> Iterator[Difference]:
    """Numbers that came back with another value or unit, or not at all."""
    _, lost, gained = _alike(lost, gained, _age)
    for likeness in (_same_unit, _same_value, _surely):
        pairs, lost, gained = _alike(lost, gained, likeness)
        yield from (Difference(_kind(m, e), m.words, e.words) for m, e in pairs)
    # What is left is sure on one side only: "once" that came back as "eleven".
    sure = [m for m in lost if m.sense.sure], [m for m in gained if m.sense.sure]
    unsure = [m for m in lost if not m.sense.sure], [m for m in gained if not m.sense.sure]
    for m, e in zip_longest(sure[0], unsure[1][: len(sure[0])]):
        yield Difference(_kind(m, e or m), m.words, e.words if e else "")
    for e, m in zip_longest(sure[1], unsure[0][: len(sure[1])]):
        yield Difference(_kind(e, m or e), m.words if m else "", e.words)


def _alike(
    lost: Sequence[Mark], gained: Sequence[Mark], likeness: Callable[[Mark], Hashable]
) -> tuple[list[tuple[Mark, Mark]], list[Mark], list[Mark]]:
    """Marks of equal likeness (None is like nothing) two by two, and what is left of both lists."""
    waiting: defaultdict[Hashable, deque[Mark]] = defaultdict(deque)
    for mark in gained:
        waiting[likeness(mark)].append(mark)
    pairs, left = [], []
    for mark in lost:
        like = likeness(mark)
        if like is not None and waiting[like]:
            pairs.append((mark, waiting[like].popleft()))
        else:
            left.append(mark)
    return pairs, left, _in_order(mark for rest in waiting.values() for mark in rest)


def _age(mark: Mark) -> Hashable:
    """ "Older than 65" and "over 65 years" are the same."""
    value, unit = _parts(mark)
    return value if unit in ("", "year") else None


def _same_unit(mark: Mark) -> Hashable:
    return _parts(mark)[1] or None


def _same_value(mark: Mark) -> Hashable:
    value, unit = _parts(mark)
    return value if unit or mark.sense.sure else None


def _surely(mark: Mark) -> Hashable:
    return mark.sense.sure or None


def _kind(one: Mark, other: Mark) -> Kind:
    (value, unit), (value_, unit_) = _parts(one), _parts(other)
    if "times" in (unit, unit_):
        return "frequency"
    return "unit" if value == value_ and unit != unit_ else "number"


def _parts(mark: Mark) -> tuple[str, str]:
    value, _, unit = mark.sense.meaning.partition(" ")
    return value, unit


def _reordered(
    asked: Sequence[Mark], given: Sequence[Mark], group: str, kind: Kind
) -> Iterator[Difference]:
    """One difference when the same marks came back in another order."""
    one = [m for m in asked if m.sense.group == group and m.sense.sure]
    other = [m for m in given if m.sense.group == group and m.sense.sure]
    here = [m.sense.meaning for m in one]
    back = [m.sense.meaning for m in other]
    if here != back and sorted(here) == sorted(back):
        yield Difference(kind, _listed(m.words for m in one), _listed(m.words for m in other))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


# ── terms ─────────────────────────────────────────────────────────────────────────────────────────


def _of_terms(source: str, back: str, termbase: Termbase) -> Iterator[Difference]:
    """Concepts that one side names and the other does not; names that changed places."""
    asked, given = _spots(source, termbase), _spots(back, termbase)
    lost = _unnamed(source, asked, back, given)
    gained = _unnamed(back, given, source, asked)
    for kind in dict.fromkeys(spot.term.kind for spot in (*lost, *gained)):
        missing = [source[s.start : s.end] for s in lost if s.term.kind == kind]
        extra = [back[s.start : s.end] for s in gained if s.term.kind == kind]
        both = min(len(missing), len(extra))
        for here, there in zip(missing[:both], extra[:both], strict=True):
            yield Difference("term", here, there)
        yield from (Difference("term", name, "") for name in missing[both:])
        yield from (Difference("term", "", name) for name in extra[both:])
    for kind in ("drug", "procedure"):
        one = [s for s in asked if s.term.kind == kind]
        other = [s for s in given if s.term.kind == kind]
        ids, back_ids = [s.term.id for s in one], [s.term.id for s in other]
        if ids != back_ids and sorted(ids) == sorted(back_ids):
            names = _listed(source[s.start : s.end] for s in one)
            yield Difference("term", names, _listed(back[s.start : s.end] for s in other))


def _spots(text: str, termbase: Termbase) -> list[Spot]:
    return [spot for spot in termbase.find(text) if spot.term.kind != "other"]


def _unnamed(text: str, spots: Sequence[Spot], other: str, others: Sequence[Spot]) -> list[Spot]:
    """The first spot of each concept that the other text neither names nor spells out apart."""
    named = {spot.term.id for spot in others}
    there = _stems(other)
    first = {spot.term.id: spot for spot in reversed(spots) if spot.term.id not in named}
    return sorted(
        (s for s in first.values() if not _stems(text[s.start : s.end]) <= there),
        key=lambda spot: spot.start,
    )


def _stems(text: str) -> frozenset[str]:
    """The words of a text without a plural's s: "pain in the joints" has those of "joint pain"."""
    return frozenset(word.rstrip("s") for word in WORD.findall(fold(text).text))


def _explains(word: Difference, term: Difference, source: str, back: str) -> bool:
    """Whether a word's difference is all that makes the term's: its other words are there."""
    asked, given = _stems(term.source), _stems(term.back)
    named = _stems(word.source) <= asked if asked else _stems(word.back) <= given
    rest, rest_back = asked - _stems(word.source), given - _stems(word.back)
    return named and rest <= _stems(back) and rest_back <= _stems(source)
