"""Waivers: a translator's word that a finding on a unit is no mistake, in a remark of the `.po`.

    # polyclinic: allow numbers: the label of this brand says so
    # polyclinic: allow numbers [3f9a01c2]: the label of this brand says so

`update` stamps it with the unit's short hash: a waiver is for the words as they were, and void when
they change. That of an error counts only once a second person has approved the unit with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.events import sha256
from pipeline.model import Finding, Severity, Unit

STAMP = 8
"""Hex digits of a stamp."""

_REMARK = re.compile(
    rf"\s*polyclinic:\s*allow\s+(?P<check>[\w-]+)\s*(?:\[(?P<stamp>[0-9a-f]{{{STAMP}}})\])?\s*:"
    r"\s*(?P<reason>.*\S)\s*"
)
_LIKE_ONE = re.compile(r"\s*polyclinic\s*:")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One remark that waives the findings of a check on its unit."""

    check: str
    reason: str
    stamp: str = ""
    """Short hash of the unit that it is for; empty until the next update."""

    def __str__(self) -> str:
        stamp = f" [{self.stamp}]" if self.stamp else ""
        return f"polyclinic: allow {self.check}{stamp}: {self.reason}"


def stamp(unit: Unit) -> str:
    """The short hash of a unit's words."""
    return sha256([unit.msgctxt, unit.msgid, unit.msgstr])[:STAMP]


def waivers(unit: Unit) -> tuple[Waiver, ...]:
    """The waivers in a unit's remarks that are for the words as they stand."""
    return tuple(w for w in map(_waiver, unit.remarks) if w and w.stamp in ("", stamp(unit)))


def stamped(unit: Unit) -> Unit:
    """The unit with each new waiver bound to its words as they stand."""
    if not unit.msgstr.strip():
        return unit
    return replace(unit, remarks=tuple(_stamped(remark, unit) for remark in unit.remarks))


def with_waiver(unit: Unit, check: str, reason: str) -> Unit:
    """The unit with a waiver of its own words, in the place of an earlier one of that check."""
    others = (r for r in unit.remarks if (w := _waiver(r)) is None or w.check != check)
    return replace(unit, remarks=(*others, str(Waiver(check, reason, stamp(unit)))))


def applied(
    findings: Iterable[Finding], unit: Unit, approved: Iterable[str]
) -> tuple[Finding, ...]:
    """The findings with their waivers; an error's counts when it is among `approved`."""
    allowed = {waiver.check: waiver.reason for waiver in waivers(unit)}
    signed = frozenset(approved)

    def counts(found: Finding) -> bool:
        if found.severity is not Severity.ERROR:
            return found.check in allowed
        return said(found, allowed) in signed

    return tuple(
        replace(found, waived=allowed[found.check]) if counts(found) else found
        for found in findings
    )


def said(found: Finding, allowed: Mapping[str, str]) -> str:
    """An error as an approval covers it: what was found, and why that is no mistake; empty where
    nobody waives it. `allowed` has the reason of each check that is waived."""
    reason = allowed.get(found.check, "")
    return f"{found.check}: {found.message} — {reason}" if reason else ""


def faults(unit: Unit, checks: Iterable[str]) -> Iterable[str]:
    """What is wrong with the waivers of a unit: void, unknown, not to be read."""
    known = frozenset(checks)
    for remark in unit.remarks:
        waiver = _waiver(remark)
        if waiver is None:
            if _LIKE_ONE.match(remark):
                yield f"'{remark}' is no waiver; write: polyclinic: allow CHECK: reason"
        elif waiver.check not in known:
            yield f"there is no check '{waiver.check}' to allow; known are {', '.join(checks)}"
        elif waiver.stamp not in ("", stamp(unit)):
            yield f"the waiver of '{waiver.check}' is void: the words have changed since"


def _waiver(remark: str) -> Waiver | None:
    found = _REMARK.fullmatch(remark)
    return Waiver(found["check"], found["reason"], found["stamp"] or "") if found else None


def _stamped(remark: str, unit: Unit) -> str:
    waiver = _waiver(remark)
    return str(replace(waiver, stamp=stamp(unit))) if waiver and not waiver.stamp else remark
