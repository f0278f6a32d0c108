"""Comparator: "at least" is no "at most", "more than" no "less than", "older" no "younger".

A bound is told by its side alone, so "at least 3" and "more than 3" are the same here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.checks.opposites import Group, opposites
from pipeline.model import Finding, Severity, Unit

GROUPS = (
    Group(
        ("least", "most"),
        turned=Severity.HINT,
        lost=Severity.WARNING,
        added=Severity.WARNING,
        deniable=True,
        bounding=True,
    ),
    Group(("greater", "smaller"), turned=Severity.HINT, added=Severity.WARNING, deniable=True),
    Group(
        ("more often", "less often"),
        turned=None,
        added=Severity.WARNING,
        deniable=True,
    ),
    Group(("only",), lost=Severity.WARNING),
)


def comparator(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for a bound that became its opposite, a warning for one that was lost or added.

    A bound of no number ("one or more ways") that was lost or added is a hint.
    """
    return opposites("comparator", GROUPS, unit, given)
