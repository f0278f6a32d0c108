"""Numbers: the translation has those of the source, written as its readers write them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.numerals import Difference, differences


def numbers(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each number that is missing, added, or in marks that change its value."""
    source = inline.plain(unit.msgid)
    target = inline.plain(unit.msgstr, like=unit.msgid)
    for difference in differences(source, target, given.language, given.marks):
        yield Finding("numbers", Severity.ERROR, _message(difference))


def _message(difference: Difference) -> str:
    if not difference.found:
        return f"the number {difference.expected} is missing"
    if not difference.expected:
        return f"the number {difference.found} is not in the source"
    return f"the number {difference.found} must be written {difference.expected} for these readers"
