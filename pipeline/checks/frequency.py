"""Frequency: how often, at what hour and with which meal stays as the source says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks.cues import Cue, cues, known
from pipeline.checks.given import Given
from pipeline.checks.pairing import pairing
from pipeline.inline import reading
from pipeline.model import Finding, Severity, Unit

NAME = "frequency"

MISSED = frozenset({"rate", "need", "meal", "hour", "now", "each"})
"""Groups of which a meaning that is merely gone is reported; of the others, what took its place."""

ADDED = frozenset({"hour", "need", "rate"})
"""Groups of which a meaning that only the translation has is reported."""

TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})

EVERY = "every every"


def frequency(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each rate, hour or meal that became another; a warning for one that is gone."""
    if not known(given.language, NAME):
        return
    source, target = given.unlocked(unit)
    asked = cues(source, "en", NAME)
    there = cues(target, given.language, NAME)
    if not asked and not there:
        return
    for group in dict.fromkeys(_group(c) for c in (*asked, *there) if c.sure):
        if group != "every":
            here = [c for c in asked if _group(c) == group]
            yield from _compared(unit, group, here, [c for c in there if _group(c) == group])
    yield from _intervals(unit, given, asked, there)


def _group(cue: Cue) -> str:
    return cue.meaning.partition(" ")[0]


def _compared(
    unit: Unit, group: str, asked: Sequence[Cue], there: Sequence[Cue]
) -> Iterator[Finding]:
    said, told = {c.meaning for c in asked}, {c.meaning for c in there}
    lost = [c for c in asked if c.meaning not in told]
    gained = [c for c in there if c.meaning not in said]
    sure_lost, sure_gained = [c for c in lost if c.sure], [c for c in gained if c.sure]
    if (sure_lost and gained) or (sure_gained and lost and _alone(asked, lost)):
        one, other = (sure_lost or lost)[0], (sure_gained or gained)[0]
        certain = one.sure and other.sure
        yield _finding(
            unit,
            f'"{one.words}" of the source is "{other.words}" in the translation',
            one,
            other,
            Severity.ERROR if certain else Severity.WARNING,
        )
    elif sure_lost and group in MISSED:
        one = sure_lost[0]
        yield _finding(unit, f'"{one.words}" of the source is not in the translation', one, None)
    elif sure_gained and group in ADDED:
        other = sure_gained[0]
        message = f'"{other.words}" is in the translation, but not in the source'
        yield _finding(unit, message, None, other)


def _alone(asked: Sequence[Cue], lost: Sequence[Cue]) -> bool:
    """Whether everything that the source says of a group, surely or not, is gone."""
    return len({c.meaning for c in asked}) == len({c.meaning for c in lost})


def _intervals(
    unit: Unit, given: Given, asked: Sequence[Cue], there: Sequence[Cue]
) -> Iterator[Finding]:
    """A warning for "every 6 hours" that became "within 6 hours"."""
    before = {cue.end + 1: cue for cue in asked if cue.meaning == EVERY}
    found = pairing(unit.msgid, unit.msgstr, given.language, given.marks) if before else None
    if found is None:
        return
    answered = {at for cue in there for at in _answers(cue)}
    for one, other in found.pairs:
        cue = before.get(one.start)
        # Portuguese and Spanish may say an interval twice: "de 6 em 6 horas".
        steps = found.target.text.endswith(
            (f"{other.words} em ", f"{other.words} en "), 0, other.start
        )
        if cue and one.unit in TIMES and other.start not in answered and not steps:
            message = f'"{cue.words} {one.words}" of the source is not an interval any more'
            yield _finding(unit, message, cue, None)


def _answers(cue: Cue) -> range:
    """Where an amount stands that a cue makes an interval: behind it, or as a part of it."""
    if cue.meaning == EVERY:
        return range(cue.end, cue.end + 2)
    return range(cue.start, cue.end if cue.sure and _group(cue) == "rate" else cue.start)


def _finding(
    unit: Unit,
    message: str,
    one: Cue | None,
    other: Cue | None,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        NAME,
        severity,
        message,
        expected=one.words if one else "",
        found=other.words if other else "",
        at_source=reading(unit.msgid).place(one.start, one.end) if one else None,
        at_target=reading(unit.msgstr, unit.msgid).place(other.start, other.end) if other else None,
    )
