"""Numbers: the translation has those of the source, written as its readers write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.numerals import Difference, differences, spelled
from pipeline.numerals import numbers as numerals

# A fraction or a power behind a figure, a minus before it.
_SIGN = re.compile(r"(?<=\d)[¼½¾⅐-⅞⁰¹²³⁴-⁹₀-₉]|(?<![\w)])[-−–](?=\d)")

PAIR = 2
"""Up to here a word says nothing: "both legs" are "las dos piernas"."""


def numbers(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each number that is missing, added, or in marks that change its value; a
    warning for a number in words that the source has not."""
    source = inline.plain(unit.msgid)
    target = inline.plain(unit.msgstr, like=unit.msgid)
    for difference in differences(source, target, given.language, given.marks):
        yield Finding("numbers", Severity.ERROR, _message(difference))
    for sign in sorted(
        (Counter(_SIGN.findall(target)) - Counter(_SIGN.findall(source))).elements()
    ):
        message = f"the sign {sign} changes a number and is not in the source"
        yield Finding("numbers", Severity.ERROR, message)
    said = {n.value for n in numerals(source)} | set(spelled(source, "en"))
    for value in spelled(target, given.language):
        if value > PAIR and value not in said:
            message = f"a word for {value} stands there, which the source does not say"
            yield Finding("numbers", Severity.WARNING, message)


def _message(difference: Difference) -> str:
    if not difference.found:
        return f"the number {difference.expected} is missing"
    if not difference.expected:
        return f"the number {difference.found} is not in the source"
    return f"the number {difference.found} must be written {difference.expected} for these readers"
