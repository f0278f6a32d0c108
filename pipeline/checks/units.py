"""Units: each number keeps the unit that the source gives it; nothing is converted."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.amounts import Amount
from pipeline.checks.cues import known
from pipeline.checks.given import Given
from pipeline.checks.pairing import Pairing, measures, pairing
from pipeline.model import Finding, Severity, Unit

FREE = frozenset({"", "year", "time", "unit", "degree", "night", "glass", "patch"})
"""Units that good translations leave out or put in: "over 65", *mayores de 65 años*."""

SAME = (
    frozenset({"tablet", "capsule", "unit"}),
    frozenset({"day", "night"}),
    frozenset({"°F", "degree"}),
    frozenset({"°C", "degree"}),
    frozenset({"cup", "glass"}),
    frozenset({"puff", "time"}),
    frozenset({"IU", "unit"}),
)
"""Units that may stand for each other, where nothing else tells."""

TIMES = frozenset({"second", "minute", "hour", "day", "week", "month"})
COUNTS = frozenset({"tablet", "capsule", "drop", "puff", "cup", "ft", "in", "m"})


def units(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each number that has another unit than in the source; where it has none any
    more, or one it had not, an error for a measure and a warning for a time; a hint for an amount
    that was converted."""
    if not known(given.language, "units"):
        return
    found = pairing(unit.msgid, unit.msgstr, given.language, given.marks)
    if found is None:
        return
    for one, other in found.pairs:
        if one.unit != other.unit and _counts(one, other):
            yield from _compared(found, one, other)


def _counts(one: Amount, other: Amount) -> bool:
    """Whether both count something: no names, no hours of the day, no *a* that is an article."""
    if {one.role, other.role} & {"name", "clock"}:
        return False
    return one.sure or other.sure or bool(one.unit and other.unit)


def _compared(found: Pairing, one: Amount, other: Amount) -> Iterator[Finding]:
    source, target = found.source, found.target
    was, is_ = source.text[one.start : one.unit_end], target.text[other.start : other.unit_end]
    severity = Severity.ERROR
    if set(one.values).isdisjoint(other.values):
        if not (one.sure and other.sure):
            return  # a year for twelve months
        message = f'"{was}" of the source is converted in the translation: "{is_}"'
        severity = Severity.HINT  # 14 days for two weeks
    elif one.unit and other.unit:
        if any({one.unit, other.unit} <= same for same in SAME):
            return
        if measures(one) & measures(other):
            return  # 30 minutes are *media hora*
        if "time" in (one.unit, other.unit) and not (one.sure and other.sure):
            return  # "once daily" is *cada día*; how often that is `frequency` compares
        message = f'"{was}" of the source is "{is_}" in the translation: another unit'
    elif (one.unit or other.unit) in FREE or not one.own:
        return
    elif one.unit:
        if not other.sure and one.unit in TIMES | COUNTS:
            return  # *semestral*, *ambas*
        message = f'"{was}" of the source has no unit in the translation ("{is_}")'
        severity = Severity.WARNING if one.unit in TIMES | COUNTS else Severity.ERROR
    elif not other.own:
        return
    else:
        message = f'"{is_}" of the translation has a unit that the source does not say ("{was}")'
        severity = Severity.WARNING
    yield Finding(
        "units",
        severity,
        message,
        expected=was,
        found=is_,
        at_source=source.place(one.start, one.unit_end),
        at_target=target.place(other.start, other.unit_end),
    )
