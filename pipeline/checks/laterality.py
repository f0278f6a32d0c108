"""Laterality: left stays left, upper stays upper, in front stays in front."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.checks.opposites import Group, opposites
from pipeline.model import Finding, Severity, Unit

GROUPS = (
    Group(
        ("left", "right"),
        turned=Severity.ERROR,
        lost=Severity.WARNING,
        added=Severity.WARNING,
        reordered=Severity.WARNING,
    ),
    Group(("upper", "lower"), lost=Severity.WARNING, added=Severity.HINT),
    Group(("front", "back"), lost=Severity.WARNING, added=Severity.HINT),
    Group(("inside", "outside"), turned=None),
    Group(("medial", "lateral"), lost=Severity.WARNING),
    Group(("on the back", "on the front"), turned=None),
    Group(("one side", "both sides")),
)


def laterality(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for a side or level that became its opposite, a warning for one that was lost.

    A side that was added is a warning, a level that was added a hint: "floor" is *parte inferior*.
    """
    return opposites("laterality", GROUPS, unit, given)
