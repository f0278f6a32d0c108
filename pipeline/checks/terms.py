"""Locked terms: every concept of the source stands in the translation, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import Fault


def terms(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each locked term that is missing, out of order, banned, or not in the source."""
    for fault in given.termbase.compare(unit.msgid, unit.msgstr, given.locale):
        yield Finding("terms", Severity.ERROR, _message(fault))


def _message(fault: Fault) -> str:
    match fault.kind:
        case "missing":
            return f"'{fault.term.source}' must be translated as '{fault.expected}'"
        case "unexpected":
            return f"'{fault.found}' means '{fault.term.source}', which the source does not say"
        case "banned":
            because = f" ({fault.because})" if fault.because else ""
            return f"'{fault.found}' must not be used{because}; use '{fault.expected}'"
        case "order":
            return f"{fault.expected}: the translation names them in another order ({fault.found})"
