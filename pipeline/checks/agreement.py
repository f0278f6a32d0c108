"""Agreement: the words beside a locked term have its gender and number."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.agreement import disagreements, grammar, nouns
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit


def agreement(unit: Unit, given: Given) -> Iterator[Finding]:
    """A warning for each determiner or adjective that certainly should have another form."""
    rules = grammar(given.language) if given.termbase.terms else None
    if rules is None:
        return
    terms = nouns(unit.msgid, unit.msgstr, given.termbase, given.locale)
    for wrong in disagreements(unit.msgstr, terms, rules):
        message = f"'{wrong.found}' does not agree with the term beside it: '{wrong.expected}'"
        yield Finding("agreement", Severity.WARNING, message)
