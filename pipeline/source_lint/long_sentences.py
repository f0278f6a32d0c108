"""Long sentences: hard to read, and the longer the source, the more a translation loses."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Finding, Severity
from pipeline.source_lint.given import Source
from pipeline.source_lint.readability import WORD

WORDS = 25
"""The most words of a sentence (GOV.UK, "Sentence length: why 25 words is our limit", 2014)."""


def long_sentences(source: Source) -> Iterator[Finding]:
    """A hint for each sentence of more than `WORDS` words."""
    for sentence in source.sentences:
        count = len(WORD.findall(sentence.text))
        if count > WORDS:
            message = f"this sentence has {count} words; make two of it, at most {WORDS} words each"
            yield sentence.finding("long-sentence", Severity.HINT, message)
