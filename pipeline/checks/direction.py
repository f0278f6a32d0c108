"""Direction: what increases does not decrease, what gets better does not get worse."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.checks.opposites import Group, opposites
from pipeline.model import Finding, Severity, Unit

MEASURES = (("up", "down"), ("better", "worse"))
"""What is said so often, and in so few words, that one less of them is worth a look."""

ACTIONS = (
    ("more", "less"),
    ("grow", "down"),
    ("gain", "lose"),
    ("faster", "slower"),
    ("start", "stop"),
    ("tighten", "loosen"),
    ("strengthen", "weaken"),
    ("widen", "narrow"),
    ("lengthen", "shorten"),
    ("push", "pull"),
    ("turn on", "turn off"),
    ("fill", "empty"),
    ("warm", "cool"),
    ("thicken", "thin"),
    ("breathe in", "breathe out"),
)

GROUPS = (
    *(Group(pair, lost=Severity.WARNING, added=Severity.HINT) for pair in MEASURES),
    *(Group(pair, turned=None) for pair in ACTIONS),
)


def direction(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for a change that became its opposite, a warning for one that was lost.

    One that was added is a hint: a great many verbs are rightly translated as *aumentar* or
    *reducir*. Where the source says the opposite of it elsewhere it is a warning.
    """
    return opposites("direction", GROUPS, unit, given)
