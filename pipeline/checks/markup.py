"""Markup: the translation has the bold, italics, code and links of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit


def markup(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each marker that is lost, added or unpaired, also for a changed link."""
    # Like itself: a lone marker in the source is text, in the translation too.
    wanted = Counter(inline.markers(unit.msgid, like=unit.msgid))
    there = Counter(inline.markers(unit.msgstr, like=unit.msgid))
    for marker in wanted - there:
        yield Finding("markup", Severity.ERROR, f"the markup {marker} of the source is missing")
    for marker in there - wanted:
        yield Finding("markup", Severity.ERROR, f"the markup {marker} stands once too often")
