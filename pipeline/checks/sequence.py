"""Sequence: before stays before, until stays until, first stays first."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.checks.opposites import Group, opposites
from pipeline.model import Finding, Severity, Unit

GROUPS = (
    Group(
        ("before", "after", "during"),
        turned=None,
        lost=Severity.WARNING,
        added=Severity.WARNING,
        reordered=Severity.WARNING,
        vague=frozenset({"during"}),
    ),
    Group(("until", "since"), turned=None, lost=Severity.WARNING, added=Severity.HINT),
    Group(("first", "last"), turned=None),
    Group(("next", "previous"), turned=None),
)


def sequence(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for a time that became its opposite, a warning for one that was lost or added.

    A "during", "until" or "since" that was added is a hint: good translators say "at night" as
    *durante la noche*, and *desde* and *hasta* are places and ranges too.
    """
    return opposites("sequence", GROUPS, unit, given)
