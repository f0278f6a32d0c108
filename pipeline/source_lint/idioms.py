"""Idioms: words that a machine, or a reader in a hurry, takes for something else."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import meaning
from pipeline.model import Finding, Severity
from pipeline.source_lint.given import Source


def idioms(source: Source) -> Iterator[Finding]:
    """A hint for each phrase of `meaning/en.yaml` that is easily misread, with a clearer one."""
    for sentence in source.sentences:
        for idiom in meaning.idioms(sentence.text):
            yield sentence.finding("idiom", Severity.HINT, str(idiom), (idiom.start, idiom.end))
