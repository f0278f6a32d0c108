"""Markup: the translation has the bold, italics, code, links and variables of the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit

_SIGNS = "*`[{"
"""Every marker has one of these, or closes one that has."""

_VARIABLE = re.compile(r"\{[A-Za-z_]\w*\}")
"""`{date}`, where a value is put in; `{14}` is a reference."""


def markup(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each marker that is lost, added or unpaired, also for a changed link; a warning
    for markup of a kind that the source has not: a patient would read its signs."""
    if not any(sign in text for sign in _SIGNS for text in (unit.msgid, unit.msgstr)):
        return
    # Like itself: a lone marker in the source is text, in the translation too.
    wanted, there = (Counter(_markers(text, unit.msgid)) for text in (unit.msgid, unit.msgstr))
    for marker in wanted - there:
        message = f"the markup {marker} of the source is missing"
        yield Finding("markup", Severity.ERROR, message, expected=marker)
    for marker in there - wanted:
        message = f"the markup {marker} stands once too often"
        yield Finding("markup", Severity.ERROR, message, found=marker)
    if wanted == there:
        yield from _foreign(unit)


def _markers(text: str, like: str) -> Iterator[str]:
    yield from inline.markers(text, like=like)
    yield from _VARIABLE.findall(text)


def _foreign(unit: Unit) -> Iterator[Finding]:
    """Spans of a translation that are none when it is read like its source."""
    known = Counter(inline.markers(unit.msgid))
    for start, end in inline.spans(unit.msgstr):
        words = unit.msgstr[start:end]
        if not known and words not in unit.msgid:
            message = f"the source has no such markup; readers would see the signs of {words}"
            place = start, end
            yield Finding("markup", Severity.WARNING, message, found=words, at_target=place)
