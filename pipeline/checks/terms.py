"""Locked terms: every concept of the source stands in the translation, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import Fault


def terms(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each locked term that is missing, out of order or banned, for a medicine or
    procedure that is not in the source, and for a first mention without its source name; a warning
    for another concept that is not in the source."""
    for id_ in sorted(given.shown(unit.key)):
        yield from _shown(unit, id_, given)
    for fault in given.termbase.compare(unit.msgid, unit.msgstr, given.locale):
        # A person may say "numb" as "with numbness"; a medicine out of nowhere is always wrong.
        mild = fault.kind == "unexpected" and fault.term.kind not in ("drug", "procedure")
        yield Finding("terms", Severity.WARNING if mild else Severity.ERROR, _message(fault))


def _shown(unit: Unit, id_: str, given: Given) -> Iterator[Finding]:
    """`show: source`: names differ between countries, so the first mention carries both."""
    for hit in given.termbase.placed(unit.msgid, unit.msgstr, given.locale):
        name = f" ({hit.of.source})"
        if hit.of.id == id_:
            if not unit.msgstr[hit.end :].lstrip("*").startswith(name):
                written = unit.msgstr[hit.start : hit.end]
                message = f"the first mention must read '{written}{name}'"
                yield Finding("terms", Severity.ERROR, message)
            return


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
