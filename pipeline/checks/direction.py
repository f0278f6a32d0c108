"""Direction: what increases does not decrease, what gets better does not get worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.checks.doses import DOSES
from pipeline.checks.given import Given
from pipeline.checks.opposites import Group, opposites
from pipeline.checks.pairing import pairing
from pipeline.checks.tables import table
from pipeline.inline import plain
from pipeline.matching import WORD, form_key
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

DOSING = frozenset({("up", "down"), ("start", "stop")})
"""What is done to a dose or a medicine: added where the source names one, it changes the dose."""

DOSED = tuple(
    replace(group, added=Severity.WARNING) if group.meanings in DOSING else group
    for group in GROUPS
)


def direction(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for a change that became its opposite, a warning for one that was lost.

    One that was added is a hint: a great many verbs are rightly translated as *aumentar* or
    *reducir*. Where the source says the opposite of it elsewhere, or speaks of a dose, it is a
    warning: *aumente la dosis* for "take".
    """
    return opposites("direction", DOSED if _dosed(unit, given) else GROUPS, unit, given)


def _dosed(unit: Unit, given: Given) -> bool:
    """Whether the source names a dose, an amount in which medicines are given, or a medicine."""
    said = plain(unit.msgid)
    words = table("en", "direction")["dosing"]
    if any(form_key(word[0]) in words for word in WORD.finditer(said)):
        return True
    found = pairing(unit.msgid, unit.msgstr, given.language, given.marks)
    asked = [*(one for one, _ in found.pairs), *found.lost] if found else []
    if any(amount.unit in DOSES for amount in asked):
        return True
    return any(spot.term.kind == "drug" for spot in given.termbase.find(said))
