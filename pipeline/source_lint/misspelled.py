"""Misspelled terms: a drug that is written wrongly here is written wrongly in every language."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, Severity
from pipeline.source_lint.given import Source


def misspelled(source: Source) -> Iterator[Finding]:
    """A warning for each form that the glossary lists as a misspelling."""
    for sentence in source.sentences:
        for spot, written in source.termbase.misspelled(sentence.text):
            message = f"'{written}' looks like a misspelling of '{spot.term.source}'"
            place = spot.start, spot.end
            yield sentence.finding("misspelled", Severity.WARNING, message, place)
