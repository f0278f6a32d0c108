"""The baseline: findings that were there on a day, so that a check fails only on what is new.

    {"files": {"locales/es/LC_MESSAGES/back.po": {"3f9a01c2d4e5f607": {
        "findings": ["numbers · error · the number 5 is missing"], "state": "drafted"}}},
     "version": 1}

Canonical JSON: keys sorted, a finding a line, so that a diff shows what was mended. A unit is known
by the hash of its msgctxt and msgid: where it stands does not matter, and one whose source changed
is another unit. What is said of a file as a whole has the hash of an empty msgid. `state` is there
for a unit that had not reached the state that was required.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pipeline.errors import InputError
from pipeline.events import sha256
from pipeline.model import Finding, Severity, State

VERSION = 1

Said: TypeAlias = tuple[str, str, str]
"""(check, severity, message) of a finding."""

UnitKey: TypeAlias = tuple[str, str]
"""(file, hash of msgctxt and msgid)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was said of one unit."""

    findings: tuple[Said, ...] = ()
    """In order, each as often as it was said."""

    state: State | None = None
    """Its state, where that was not enough."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was said of each unit; no entry for a unit of which nothing was."""

    units: Mapping[UnitKey, Known] = field(default_factory=dict)


def record(findings: Iterable[Finding]) -> Baseline:
    """The baseline of these findings, without what is waived: that has a reason of its own."""
    said: dict[UnitKey, list[Said]] = {}
    states: dict[UnitKey, State] = {}
    for finding in findings:
        unit = unit_key(finding)
        if finding.waived:
            continue
        said.setdefault(unit, [])
        if state := short_of(finding):
            states[unit] = state
        else:
            said[unit].append((finding.check, str(finding.severity), finding.message))
    return Baseline({u: Known(tuple(sorted(all_)), states.get(u)) for u, all_ in said.items()})


def split(
    findings: Iterable[Finding], baseline: Baseline
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that are new or worse, or waived, and those that the baseline has.

    New is what was not said of this very unit, or less often; worse a higher severity or a lower
    state.
    """
    left: dict[UnitKey, Counter[Said]] = {}
    new, known = list[Finding](), list[Finding]()
    for finding in findings:
        unit = unit_key(finding)
        before = baseline.units.get(unit, Known())
        open_ = left.setdefault(unit, Counter(before.findings))
        covered = not finding.waived and _covered(finding, before, open_)
        (known if covered else new).append(finding)
    return tuple(new), tuple(known)


def _covered(finding: Finding, before: Known, left: Counter[Said]) -> bool:
    """Whether the baseline says it, at least as badly; each saying covers one finding."""
    if state := short_of(finding):
        return before.state is not None and state.reaches(before.state)
    ranks = list(Severity)
    for severity in reversed(ranks[: ranks.index(finding.severity) + 1]):
        said = (finding.check, str(severity), finding.message)
        if left[said]:
            left[said] -= 1
            return True
    return False


def unit_key(finding: Finding) -> UnitKey:
    """What a unit is known by, wherever in its file it stands."""
    return finding.file, sha256([finding.msgctxt, finding.msgid])[:16]


def short_of(finding: Finding) -> State | None:
    """The state of a unit that has not reached the required one; None for any other finding."""
    about_state = finding.check == "completeness" and finding.msgid and finding.found
    return State(finding.found) if about_state else None


# ── as a file ─────────────────────────────────────────────────────────────────────────────────────


def serialize(baseline: Baseline) -> str:
    """Canonical JSON with a line for each finding."""
    files: dict[str, dict[str, Any]] = {}
    for (file, unit), known in baseline.units.items():
        files.setdefault(file, {})[unit] = _facts(known)
    facts = {"files": files, "version": VERSION}
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parse(content: str, path: str) -> Baseline:
    """What `serialize` wrote; InputError for anything else."""
    try:
        facts = json.loads(content)
        if facts["version"] != VERSION:
            raise InputError(
                "another version of polyclinic wrote this baseline; write it anew", path
            )
        return Baseline(dict(_units(facts["files"])))
    except json.JSONDecodeError as fault:
        raise InputError(f"is no baseline: {fault.msg}", path, fault.lineno) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InputError("is no baseline; `check --write-baseline` writes one", path) from None


def _facts(known: Known) -> dict[str, Any]:
    lines = [" · ".join(said) for said in known.findings]
    return ({"findings": lines} if lines else {}) | ({"state": known.state} if known.state else {})


def _units(files: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[UnitKey, Known]]:
    for file, units in files.items():
        for unit, known in units.items():
            findings = tuple(_said(line) for line in known.get("findings", ()))
            state = known.get("state")
            yield (file, unit), Known(findings, State(state) if state else None)


def _said(line: str) -> Said:
    check, severity, message = line.split(" · ", 2)
    return check, str(Severity(severity)), message
