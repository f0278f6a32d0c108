"""Locked terms: every concept of the source stands in the translation, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.matching import form_key
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import Fault

EXACT = frozenset({"drug", "procedure"})
"""Kinds of concepts that a good translation always names."""


def terms(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each medicine or procedure that is missing or not in the source, for each banned
    variant, for names out of order or exchanged, and for a first mention without its source name;
    a warning for another concept that is missing or not in the source."""
    for id_ in sorted(given.shown(unit.key)):
        yield from _shown(unit, id_, given)
    faults = given.termbase.compare(unit.msgid, unit.msgstr, given.locale)
    faults = tuple(fault for fault in faults if not _adjective(fault, given.locale))
    exchanged = {f.term.kind for f in faults if f.kind in ("unexpected", "banned")}
    for fault in faults:
        # A person may say "numb" as "with numbness"; a medicine out of nowhere is always wrong.
        mild = fault.term.kind not in EXACT and (
            fault.kind == "unexpected"
            or (fault.kind == "missing" and fault.term.kind not in exchanged)
        )
        yield Finding(
            "terms",
            Severity.WARNING if mild else Severity.ERROR,
            _message(fault),
            expected=fault.expected,
            found=fault.found,
        )


def _adjective(fault: Fault, locale: str) -> bool:
    """Whether a concept that the source does not name is there by a further form only: "renal" says
    kidney, but belongs to other words as well."""
    target = fault.term.targets.get(locale)
    if fault.kind != "unexpected" or fault.term.kind in EXACT or target is None:
        return False
    return form_key(fault.found) not in (form_key(target.use), form_key(target.plural))


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
