"""How far units have come: their states counted, and a finding on what is not far enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.model import Finding, Severity, State, Unit


def counted(states: Iterable[State]) -> dict[str, int]:
    """State → how often it occurs; `total` is their sum."""
    found = Counter(states)
    return {**{str(state): found[state] for state in State}, "total": found.total()}


def short_of(unit: Unit, state: State, required: State, locale: str) -> Finding:
    """The error on a unit whose state does not reach the required one."""
    return Finding(
        "completeness",
        Severity.ERROR,
        f"this unit is {state}, not yet {required}",
        line=unit.line,
        locale=locale,
        msgctxt=unit.msgctxt,
        msgid=unit.msgid,
        expected=str(required),
        found=str(state),
    )
