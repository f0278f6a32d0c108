"""Leftovers of a web page: glued words, phone numbers and promises that age."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, Severity
from pipeline.read import leftovers as read
from pipeline.source_lint.given import Source

SEVERITY = {"glued": Severity.WARNING, "phone": Severity.HINT, "promise": Severity.HINT}


def leftovers(source: Source) -> Iterator[Finding]:
    """A warning for each glued word, a hint for each phone number or promise.

    A name that the glossary keeps letter for letter is not glued.
    """
    for sentence in source.sentences:
        kept = [s for s in source.termbase.find(sentence.text) if s.term.keep]
        for left in read.leftovers(sentence.text):
            if any(left.start <= spot.start < left.end for spot in kept):
                continue
            place = left.start, left.end
            yield sentence.finding(left.kind, SEVERITY[left.kind], left.message, place)
