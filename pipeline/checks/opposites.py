"""Opposites: what places, orders, bounds or changes, held against its translation.

A group is a tuple of meanings that exclude each other, such as left and right. Cues of one meaning
answer each other. What stays open on both sides with different meanings was exchanged; what stays
open on one side only was lost or added: a hint where a word in its place at least hints at it ("you
must rest before you can drive", *para poder conducir*). Linear in the number of cues.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations
from typing import NamedTuple, TypeAlias

from pipeline.checks.cues import FAINT, Cue, cues, forms, known
from pipeline.checks.given import Given
from pipeline.inline import Reading, reading
from pipeline.model import Finding, Severity, Unit

SOURCE = "en"

NEAR, QUARTER = 60, 0.25
"""How far a word moves in translation: so many characters, or so much of a longer text."""

CLOSE = 15
"""Characters between two words in each other's place, at most."""

BY = 40
"""Characters from the place of a lost or added word to one that hints at it, at most."""

ANYWHERE = float("inf")

_STOP = re.compile(r"[.,;:!?。，；：！？،؛؟]")


class Placed(NamedTuple):
    """A cue, and where it would stand in a text as long as the translation."""

    cue: Cue
    at: float


@dataclass(frozen=True, slots=True)
class Group:
    """Meanings that exclude each other, and how much each way to go wrong weighs; None: nothing."""

    meanings: tuple[str, ...]
    exchanged: Severity = Severity.ERROR
    """A sure word of the source, and near it a sure word of another meaning."""

    turned: Severity | None = Severity.WARNING
    """The same, where the word of the source only may say what it is taken to say."""

    lost: Severity | None = None
    """A sure word of the source that nothing in the translation answers."""

    added: Severity | None = None
    """A sure word of the translation that nothing in the source asks for."""

    vague: frozenset[str] = frozenset()
    """Meanings of which one more is a hint only."""

    deniable: bool = False
    """Whether to deny one of two meanings is to say the other ("not more than 4", "at most 4")."""

    bounding: bool = False
    """Whether it bounds a number: one that was lost or added far from any is a hint only."""

    reordered: Severity | None = None
    """All words are there in another order: each may stand where the other belongs."""


DENYING = frozenset({"not", "never", "none", "nor"})
"""The meanings of the table of negations that turn a bound into the opposite one."""

BESIDE = 15
"""Characters from a bound to its number, at most."""

DENIED = 30
"""Characters from a negation to what it denies, at most."""

Pairs: TypeAlias = Sequence[tuple[Placed, Placed]]
Difference: TypeAlias = tuple[Severity, Cue | None, Cue | None]
"""How much it weighs, the cue of the source, the cue of the translation."""


def opposites(check: str, groups: Sequence[Group], unit: Unit, given: Given) -> Iterator[Finding]:
    """Findings on cues that were exchanged, lost or added; none where a table lacks."""
    if not known(given.language, check):
        return
    here_said, there_said = given.unlocked(unit)
    asked = cues(here_said, SOURCE, check)
    told = cues(there_said, given.language, check)
    said = [cue.meaning for cue in asked if cue.sure]
    heard = [cue.meaning for cue in told if cue.sure]
    if said == heard:
        return  # each answers its like: an unsure one more is never reported
    source, target = reading(unit.msgid), reading(unit.msgstr, like=unit.msgid)
    all_ = frozenset((*said, *heard))
    length = len(there_said)
    scale, near = length / max(len(here_said), 1), max(NEAR, QUARTER * length)
    here = [Placed(cue, cue.start * scale) for cue in asked]
    there = [Placed(cue, cue.start) for cue in told]
    sayable = _meanings(given.language, check)
    for group in groups:
        if all_.isdisjoint(group.meanings) or not sayable.issuperset(group.meanings):
            continue
        for severity, one, other in differences(group, here, there, near):
            if group.deniable and one and other:
                denied = _denied(here_said, SOURCE, one)
                if denied is not _denied(there_said, given.language, other):
                    continue
            if group.bounding and not (one and other):
                language = SOURCE if one else given.language
                text, clear = (source.text, heard) if one else (target.text, said)
                cue = one or other
                if cue and not (_contrary(group, cue, clear) or _counts(text, language, cue)):
                    severity = Severity.HINT
            yield _finding(check, severity, one, other, source, target)


def _contrary(group: Group, cue: Cue, clear: Collection[str]) -> bool:
    """Whether the other side, of which the clear meanings are given, says what the cue excludes."""
    return any(meaning in clear for meaning in group.meanings if meaning != cue.meaning)


def _counts(text: str, language: str, cue: Cue) -> bool:
    """Whether a number stands beside a cue, in figures or in words."""
    beside = text[max(cue.start - BESIDE, 0) : cue.end + BESIDE]
    return any(char.isdigit() for char in beside) or any(
        other.sure for other in cues(beside, language, "numbers")
    )


@cache
def _meanings(language: str, check: str) -> frozenset[str]:
    """What a table has words for."""
    return frozenset(
        sense.meaning for senses in forms(language, check).values() for sense in senses
    )


def _denied(text: str, language: str, cue: Cue) -> bool:
    """Whether a negation stands shortly before a cue in its clause."""
    before = _STOP.split(text[max(cue.start - DENIED, 0) : cue.start])[-1]
    return any(c.sure and c.meaning in DENYING for c in cues(before, language, "negation"))


# ── what answers what ─────────────────────────────────────────────────────────────────────────────


def differences(
    group: Group, asked: Sequence[Placed], told: Sequence[Placed], near: float
) -> Iterator[Difference]:
    """What the translation says otherwise in one group."""
    open_ = {
        meaning: _unanswered(_of(meaning, asked), _of(meaning, told), near)
        for meaning in group.meanings
    }
    lost = {meaning: cues[0] for meaning, cues in open_.items()}
    added = {meaning: _sure(cues[1]) for meaning, cues in open_.items()}
    exchanged = False
    ways = [(_sure, group.exchanged)]
    if group.turned:
        ways.append((_any, group.turned))
    for choose, severity in ways:
        for mine, theirs in permutations(group.meanings, 2):
            pairs = _paired(choose(lost[mine]), added[theirs], near)
            lost[mine], added[theirs] = _rest(lost[mine], added[theirs], pairs)
            exchanged = exchanged or bool(pairs)
            yield from ((severity, one.cue, other.cue) for one, other in pairs)
    gone = [one for cues in lost.values() for one in _sure(cues)]
    new = [one for cues in added.values() for one in cues]
    if group.lost and gone:
        places = _hinting(group, told)
        for one in gone:
            yield (Severity.HINT if _hinted(one, places) else group.lost), one.cue, None
    if group.added and new:
        clear = {one.cue.meaning for one in _sure(asked)}
        places = _hinting(group, asked)
        for one in new:
            # One of the source's words may have its answer in the wrong place.
            if _contrary(group, one.cue, clear):
                yield Severity.WARNING, None, one.cue
            else:
                vague = one.cue.meaning in group.vague or _hinted(one, places)
                yield (Severity.HINT if vague else group.added), None, one.cue
    if group.reordered and not exchanged and not gone and not new:
        yield from _reordered(group, group.reordered, asked, told)


def _hinting(group: Group, cues: Sequence[Placed]) -> Mapping[str, Sequence[float]]:
    """Where words stand that hint at a meaning, in order."""
    return {
        meaning: [one.at for one in _of(f"{FAINT}{meaning}", cues)] for meaning in group.meanings
    }


def _hinted(one: Placed, places: Mapping[str, Sequence[float]]) -> bool:
    """Whether one of these places is beside a cue's."""
    there = places[one.cue.meaning]
    at = bisect_left(there, one.at - BY)
    return at < len(there) and there[at] <= one.at + BY


def _reordered(
    group: Group, severity: Severity, asked: Sequence[Placed], told: Sequence[Placed]
) -> Iterator[Difference]:
    here, there = (
        [one.cue for one in _sure(side) if one.cue.meaning in group.meanings]
        for side in (asked, told)
    )
    if len(here) == len(there):
        pairs = zip(here, there, strict=True)
        # "left or right" is one form: in which order a language names the two says nothing.
        both = {one.start for one, next_ in pairwise(here) if one.start == next_.start}
        yield from (
            (severity, a, b) for a, b in pairs if a.meaning != b.meaning and a.start not in both
        )


def _unanswered(
    asked: Sequence[Placed], told: Sequence[Placed], near: float
) -> tuple[Sequence[Placed], Sequence[Placed]]:
    """The cues of one meaning that the other side lacks, the best answers taken first.

    A sure word answers a sure one wherever it stands, but a word that only may say it must stand
    near: in a long text there is always one somewhere. Two words that both may say it and stand in
    each other's place are each other's: neither is left to answer for a sure one elsewhere.
    """
    for mine, theirs, reach in (
        (_sure, _sure, near),
        (_sure, _sure, ANYWHERE),
        (_sure, _any, near),
        (_any, _any, CLOSE),
        (_any, _sure, near),
    ):
        asked, told = _rest(asked, told, _paired(mine(asked), theirs(told), reach))
    return asked, told


def _paired(asked: Sequence[Placed], told: Sequence[Placed], reach: float) -> Pairs:
    """As many pairs as can be made, in order, no two cues further apart than `reach`."""
    pairs, i = [], 0
    for one in asked:
        while i < len(told) and told[i].at < one.at - reach:
            i += 1
        if i < len(told) and told[i].at <= one.at + reach:
            pairs.append((one, told[i]))
            i += 1
    return pairs


def _rest(
    asked: Sequence[Placed], told: Sequence[Placed], pairs: Pairs
) -> tuple[Sequence[Placed], Sequence[Placed]]:
    """Both sides without what is in pairs."""
    if not pairs:
        return asked, told
    return _without(asked, {a for a, _ in pairs}), _without(told, {b for _, b in pairs})


def _without(cues: Sequence[Placed], taken: Collection[Placed]) -> Sequence[Placed]:
    return [one for one in cues if one not in taken]


def _of(meaning: str, cues: Sequence[Placed]) -> Sequence[Placed]:
    return [one for one in cues if one.cue.meaning == meaning]


def _sure(cues: Sequence[Placed]) -> Sequence[Placed]:
    return [one for one in cues if one.cue.sure]


def _any(cues: Sequence[Placed]) -> Sequence[Placed]:
    return cues


# ── in words ──────────────────────────────────────────────────────────────────────────────────────


def _finding(
    check: str,
    severity: Severity,
    asked: Cue | None,
    told: Cue | None,
    source: Reading,
    target: Reading,
) -> Finding:
    return Finding(
        check,
        severity,
        _message(asked, told),
        expected=asked.words if asked else "",
        found=told.words if told else "",
        at_source=source.place(asked.start, asked.end) if asked else None,
        at_target=target.place(told.start, told.end) if told else None,
    )


def _message(asked: Cue | None, told: Cue | None) -> str:
    if asked and told:
        return f'the source says "{asked.words}", but the translation "{told.words}"'
    if asked:
        return f'"{asked.words}" of the source is not in the translation'
    return f'"{told.words if told else ""}" of the translation is not in the source'
