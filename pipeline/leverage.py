"""What a catalog keeps when its article changes: from the same sentence down to a similar one.

    1 kept      the same unit, wherever it moved
    2 revived   the same unit from the obsolete entries
    3 again     the same words under another msgctxt in this catalog
    4 memory    the same words in the translation memory, approved before translated
    5 changed   the most similar sentence that left the article; its place counts
    6 parts     a sentence that was split, sentences that were joined
    7 similar   the most similar sentence in the memory

1 and 2 keep their flags. 3 and 4 fill in the text, fuzzy unless the policy trusts the memory. What
5 to 7 give is *outdated*: fuzzy, with the previous msgid, never printed, however similar it is:
"Take aspirin" is 71 % of "Do not take aspirin". What 5 has given stays so when another branch
corrects the text that it came from: the correction is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.changes import SIMILAR, likeness
from pipeline.languages import Language
from pipeline.memory import Match, Record
from pipeline.model import Article, Key, Unit

# `SIMILAR` (0.7) is the least likeness of a sentence that left to the one that takes over its
# text. Measured on this project's article: at msgmerge's 0.6, 19 % of its sentences
# have another one that would pass for their earlier form; at 0.7, 7 %. pot2po's 0.75 loses every
# sentence of which a third was rewritten. So the place has a say.

IN_PLACE = 0.5
"""The least where both neighbours are the same sentences as before: there is little doubt then."""

IN_PARTS = 0.85
"""Least similarity of a sentence to the two or three that it was split into or joined from."""

IN_MEMORY = 0.75
"""Least similarity of a sentence in the memory, which has no place to speak for it."""

PLACE = 0.15
"""So much similarity is the same place worth when two sentences could take over one text."""


class Reuse(StrEnum):
    """Where the text of a unit comes from."""

    KEPT = "kept"
    REVIVED = "revived"
    AGAIN = "said elsewhere in this article"
    MEMORY = "the same in the memory"
    CHANGED = "changed"
    CORRECTED = "corrected on another branch"
    DIVERGED = "corrected on another branch, see the obsolete entry"
    PARTS = "split or joined"
    SIMILAR = "similar in the memory"
    NEW = "new"

    @property
    def same_words(self) -> bool:
        """Whether the text was made for these very words, in another place."""
        return self in (Reuse.AGAIN, Reuse.MEMORY)


class Recall(Protocol):
    """What is known besides the catalog: the memory of a locale, the events of the article."""

    def exact(self, msgid: str, msgctxt: str | None) -> Record | None:
        """The best record of the very same words."""

    def similar(self, msgid: str, least: float) -> Match | None:
        """The best record that is at least so similar."""

    def had(self, key: Key, msgstr: str) -> bool:
        """Whether a unit has had this text, by the events."""


class Nothing:
    """Neither records nor events."""

    def exact(self, msgid: str, msgctxt: str | None) -> Record | None:
        """None."""

    def similar(self, msgid: str, least: float) -> Match | None:
        """None."""

    def had(self, key: Key, msgstr: str) -> bool:
        """False."""
        return False


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that may stand for a unit."""

    reuse: Reuse
    msgstr: str
    source: str
    """The msgid that the text was made for."""

    donor: Unit | None = None
    """The unit of this catalog that it comes from."""

    origin: str = ""
    """The article or memory that it comes from, and whether it was approved there."""

    cleared: bool = False
    """Whether it may stand without a fuzzy flag."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A catalog brought up to date."""

    catalog: Catalog
    reuse: Mapping[Key, Reuse]
    """(msgctxt, msgid) of each unit → where its text comes from."""

    origins: Mapping[Key, str]
    """Those whose text was made for the same words elsewhere → where."""


def merge(
    old: Catalog | None,
    article: Article,
    units: Iterable[Unit],
    to: Language,
    recall: Recall | None = None,
    trusted: bool = False,
    replaceable: Callable[[Unit], bool] = lambda unit: False,
) -> Merged:
    """`units` with the translations of `old` and of the memory; a second merge changes nothing.

    What left goes obsolete, and comes back with its sentence. Text that a person has cleared also
    stays among the obsolete entries when a new sentence takes it over. With `trusted`, an approved
    text for the same words is not fuzzy. A text that is `replaceable` (a machine's, untouched)
    gives way to the same words in the memory.
    """
    units = tuple(units)
    recall = recall or Nothing()
    if old is None:
        old = catalog.new(article, (), to)
    known = _Known(old, units)
    offers = {
        **_from_history(known, to),
        **_from_elsewhere(known),
        **dict(_from_branches(known, recall)),
    }
    settled: list[Unit] = []
    reuse: dict[Key, Reuse] = {}
    origins: dict[Key, str] = {}
    for unit in units:
        mine = known.mine(unit)
        offer = offers.get(unit.key)
        if mine is None or not mine.msgstr.strip() or replaceable(mine):
            offer = _remembered(unit, recall, offer, trusted, mine)
        reuse[unit.key] = offer.reuse if offer else known.reuse(unit)
        if offer and offer.reuse.same_words:
            origins[unit.key] = offer.origin
        settled.append(_settled(unit, mine, offer))
    taken = {offer.donor.key for offer in offers.values() if offer.donor}
    merged = replace(
        old,
        units=tuple(settled),
        obsolete=_obsolete(old, known, taken),
        reference=article.path,
        order=_order(old, units),
    )
    if not old.header or texts(merged) != texts(old):
        merged = catalog.refreshed(merged, article, to)
    return Merged(merged, reuse, origins)


class _Known:
    """A catalog's units against those that the article wants now."""

    def __init__(self, old: Catalog, units: Sequence[Unit]) -> None:
        self.units = units
        self.live = old.by_key
        self.retired = {unit.key: unit for unit in old.obsolete}
        wanted = {unit.key for unit in units}
        self.left = [u for u in old.units if u.key not in wanted]
        """What left the article, in the order of the file."""

        self.new = [u for u in units if u.key not in self.live and u.key not in self.retired]
        self.places = _places(units)
        self.old_places = _places(old.units)

    def mine(self, unit: Unit) -> Unit | None:
        """The unit as the catalog had it."""
        return self.live.get(unit.key) or self.retired.get(unit.key)

    def reuse(self, unit: Unit) -> Reuse:
        """What became of a unit that has no offer."""
        if unit.key in self.live:
            return Reuse.KEPT
        return Reuse.REVIVED if unit.key in self.retired else Reuse.NEW

    def in_place(self, left: Unit, new: Unit) -> bool:
        """Whether both neighbours of a sentence that left are those of the new one."""
        return self.old_places[left.key] == self.places[new.key]


_Place = tuple[Key | None, Key | None]


def _places(units: Sequence[Unit]) -> dict[Key, _Place]:
    """Each unit's neighbours before and after."""
    keys = [None, *(unit.key for unit in units), None]
    return {
        unit.key: (before, after)
        for unit, before, after in zip(units, keys, keys[2:], strict=False)
    }


def _settled(unit: Unit, mine: Unit | None, offer: Offer | None) -> Unit:
    if offer is None:
        return replace(mine, notes=unit.notes) if mine else unit
    donor = offer.donor or mine or unit
    return replace(
        unit,
        msgstr=offer.msgstr,
        fuzzy=not offer.cleared,
        previous="" if offer.reuse.same_words else offer.source,
        remarks=donor.remarks,
        flags=donor.flags,
    )


# ── offers ────────────────────────────────────────────────────────────────────────────────────────


def _from_history(known: _Known, to: Language) -> dict[Key, Offer]:
    """What the sentences that left offer to the new ones."""
    left = [u for u in known.left if u.msgstr.strip()]
    if not left or not known.new:
        return {}
    parts = _parts(known, left, to)
    offers = dict(parts)
    used = {offer.donor.key for offer in parts.values() if offer.donor}
    pairs = sorted(
        (-score - PLACE * place, gone.msgctxt != new.msgctxt, i, j)
        for i, new in enumerate(known.new)
        for j, gone in enumerate(left)
        if (score := likeness(new.msgid, gone.msgid))
        >= (IN_PLACE if (place := known.in_place(gone, new)) else SIMILAR)
    )
    for _, _, i, j in pairs:
        new, gone = known.new[i], left[j]
        if new.key not in offers and gone.key not in used:
            used.add(gone.key)
            offers[new.key] = Offer(Reuse.CHANGED, gone.msgstr, _made_for(gone), gone)
    return offers


def _made_for(unit: Unit) -> str:
    """The source that a unit's text was made for."""
    return unit.previous if unit.fuzzy and unit.previous else unit.msgid


def _parts(known: _Known, left: Sequence[Unit], to: Language) -> dict[Key, Offer]:
    """Split: each part is offered the whole text. Joined: the whole is offered the parts' texts."""
    offers: dict[Key, Offer] = {}
    new = {unit.key for unit in known.new}
    gone = {unit.key for unit in left}
    for whole in left:
        for run in _runs(known.units, new):
            if _is_sum(whole.msgid, run):
                offer = Offer(Reuse.PARTS, whole.msgstr, _made_for(whole), whole)
                offers.update((part.key, offer) for part in run)
    for unit in known.new:
        for run in _runs(tuple(known.live.values()), gone):
            if unit.key not in offers and _is_sum(unit.msgid, run):
                text = to.joiner.join(part.msgstr for part in run)
                source = " ".join(map(_made_for, run))
                offers[unit.key] = Offer(Reuse.PARTS, text, source, run[0])
    return offers


def _runs(units: Sequence[Unit], among: set[Key]) -> Iterator[tuple[Unit, ...]]:
    """Two or three neighbours, all of them `among` these; longer runs first."""
    for length in (3, 2):
        for start in range(len(units) - length + 1):
            run = tuple(units[start : start + length])
            if all(unit.key in among for unit in run):
                yield run


def _is_sum(whole: str, run: Sequence[Unit]) -> bool:
    """Whether a sentence is a run of others, and more so than any shorter part of it."""
    parts = [unit.msgid for unit in run]
    joined = likeness(whole, " ".join(parts))
    shorter = (parts[:-1], parts[1:], *([part] for part in parts))
    return joined >= IN_PARTS and all(joined > likeness(whole, " ".join(s)) for s in shorter)


def _from_elsewhere(known: _Known) -> dict[Key, Offer]:
    """Cleared text for the same words under another msgctxt of this catalog."""
    said: dict[str, Unit] = {}
    for unit in (*known.live.values(), *known.retired.values()):
        if unit.msgstr.strip() and not unit.fuzzy:
            said.setdefault(unit.msgid, unit)
    return {
        unit.key: Offer(Reuse.AGAIN, same.msgstr, same.msgid, origin="this article")
        for unit in known.new
        if (same := said.get(unit.msgid))
    }


def _from_branches(known: _Known, recall: Recall) -> Iterator[tuple[Key, Offer]]:
    """Text cleared for a sentence that left, to the changed one that still has its earlier text.

    So a merge leaves them where one branch changed the source and the other its translation. Text
    that the events do not know may be somebody's work on the new sentence, and stays.
    """
    left = {unit.key: unit for unit in known.left if unit.msgstr.strip() and not unit.fuzzy}
    for unit in known.units:
        mine = known.live.get(unit.key, unit)
        gone = left.get((unit.msgctxt, mine.previous))
        if gone is None or not mine.fuzzy or gone.msgstr == mine.msgstr:
            continue
        if recall.had(gone.key, mine.msgstr):
            yield unit.key, Offer(Reuse.CORRECTED, gone.msgstr, gone.msgid)
        else:
            yield unit.key, Offer(Reuse.DIVERGED, mine.msgstr, gone.msgid)


def _remembered(
    unit: Unit, recall: Recall, offer: Offer | None, trusted: bool, mine: Unit | None
) -> Offer | None:
    """`offer`, or what the memory has when that is better."""
    if offer and offer.reuse.same_words:
        return offer
    if same := recall.exact(unit.msgid, unit.msgctxt):
        cleared = trusted and same.approved and same.msgctxt == unit.msgctxt
        return Offer(Reuse.MEMORY, same.target, unit.msgid, origin=_origin(same), cleared=cleared)
    if offer or (mine and mine.msgstr.strip()):
        return offer
    found = recall.similar(unit.msgid, IN_MEMORY)
    if found is None:
        return None
    record = found.record
    return Offer(Reuse.SIMILAR, record.target, record.source, origin=_origin(record))


def _origin(record: Record) -> str:
    return f"{'approved' if record.approved else 'translated'} in {record.origin}"


# ── the rest of the file ──────────────────────────────────────────────────────────────────────────


def _obsolete(old: Catalog, known: _Known, taken: set[Key]) -> tuple[Unit, ...]:
    """What stays behind: all that has text or a remark, but for fuzzy text that was taken over."""
    wanted = {unit.key for unit in known.units}
    stay = [unit for unit in old.obsolete if unit.key not in wanted]
    for unit in known.left:
        given_away = unit.fuzzy and unit.key in taken
        if (unit.msgstr or unit.remarks) and not given_away:
            stay.append(replace(unit, notes=()))
    return tuple(stay)


def _order(old: Catalog, units: Sequence[Unit]) -> tuple[Key, ...]:
    """The order to write the entries in; what is not named stands behind.

    Reading order, unless a tool has sorted the file by something else. A new unit comes behind the
    one that it follows in the article; an obsolete entry stays where it is.
    """
    rank = {unit.key: number for number, unit in enumerate(units)}
    live = old.by_key
    known = [key for key in old.order if (key in live) == (key in rank)]
    here = [key for key in known if key in rank]
    if not _sorted_by_a_tool(here, rank):
        reading = iter(sorted(here, key=rank.__getitem__))
        known = [next(reading) if key in rank else key for key in known]
    behind: dict[Key | None, list[Key]] = {}
    anchor, placed = None, set(here)
    for unit in units:
        if unit.key in placed:
            anchor = unit.key
        else:
            behind.setdefault(anchor, []).append(unit.key)
    return tuple(key for first in (None, *known) for key in (first, *behind.get(first, ())) if key)


def _sorted_by_a_tool(keys: Sequence[Key], rank: Mapping[Key, int]) -> bool:
    """Whether a file is in another order than the article: that of the msgids (`msgcat -s`), or
    one in which hardly two neighbours are in reading order."""
    reading = sum(rank[one] < rank[other] for one, other in pairwise(keys))
    alphabet = sum(one[1] < other[1] for one, other in pairwise(keys))
    if len(keys) < FEW or reading == len(keys) - 1:
        return False
    return alphabet > reading or (len(keys) >= MANY and reading < SORTED * len(keys))


FEW = 5
"""The order of fewer entries says nothing about who made it."""

MANY = 8
"""From so many entries on an order that is neither the article's nor the msgids' was made."""

SORTED = 0.75
"""Share of neighbours in reading order from which on a file counts as being in reading order."""


def texts(found: Catalog) -> frozenset[tuple[object, ...]]:
    """All that a catalog says, its order and its notes aside."""
    live = {(unit.key, unit.msgstr, unit.fuzzy, unit.previous, True) for unit in found.units}
    gone = {(unit.key, unit.msgstr, unit.fuzzy, unit.previous, False) for unit in found.obsolete}
    return frozenset(live | gone)
