"""Doses: each amount stays with its medicine."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.given import Given
from pipeline.checks.order import crossed, exchanges
from pipeline.checks.pairing import pairing
from pipeline.model import Finding, Severity, Unit

DOSES = frozenset(
    "mg mcg g mL L IU mmol unit tsp tbsp cup glass tablet capsule drop puff patch oz".split()  # noqa: SIM905
)
"""Units in which medicines are given."""


def doses(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for two doses that stand in each other's place; a warning where nothing tells."""
    found = pairing(unit.msgid, unit.msgstr, given.language, given.marks)
    if found is None:
        return
    for exchange in exchanges(found, DOSES):
        (one, one_there), (other, _) = exchange.first, exchange.second
        if {one.unit, other.unit} <= DOSES or crossed(exchange.first, exchange.second):
            source, target = found.source, found.target
            yield Finding(
                "doses",
                min(exchange.severity, Severity.WARNING, key=list(Severity).index),
                f'"{source.text[other.start : other.unit_end]}" and '
                f'"{source.text[one.start : one.unit_end]}" may have changed places: '
                "each amount must stay with its own medicine",
                expected=source.text[other.start : other.unit_end],
                found=target.text[one_there.start : one_there.unit_end],
                at_source=source.place(other.start, other.unit_end),
                at_target=target.place(one_there.start, one_there.unit_end),
            )
