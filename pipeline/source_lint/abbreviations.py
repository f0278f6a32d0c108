"""Abbreviations that the article does not explain: a reader does not know them, a machine guesses.

What needs no explanation stands in `abbreviations.yaml`; what is dangerous as well is left to
`do_not_use`, which says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from pipeline.model import Finding, Severity
from pipeline.read.leftovers import GLUED
from pipeline.source_lint.do_not_use import listed
from pipeline.source_lint.explained import ABBREVIATION, explained
from pipeline.source_lint.given import RUNNING, Sentence, Source

TABLE = Path(__file__).with_name("abbreviations.yaml")


def abbreviations(source: Source) -> Iterator[Finding]:
    """A warning at the first place of each abbreviation that is not explained before or there."""
    plain = frozenset(w for s in source.sentences for w in re.findall(r"\b[a-z]+\b", s.text))
    told = explained(source)
    seen: set[str] = set()
    for number, sentence in enumerate(source.sentences):
        for match in _found(sentence):
            short = match[1]
            if short in seen or short.lower() in plain or short in _table():
                continue
            if short in told and (told[short] <= number or sentence.role not in RUNNING):
                continue
            seen.add(short)
            message = _message(short, source.sentences[told[short]] if short in told else None)
            yield sentence.finding("abbreviation", Severity.WARNING, message, match.span(1))


def _found(sentence: Sentence) -> Iterator[re.Match[str]]:
    """None where the whole sentence stands in capitals, or the word is glued to another."""
    if not re.search(r"[a-z]", sentence.text):
        return
    for match in ABBREVIATION.finditer(sentence.text):
        word = re.match(r"\S+", sentence.text[match.start() :])
        if not (word and GLUED.search(word[0])):
            yield match


def _message(short: str, later: Sentence | None) -> str:
    if later:
        return f"'{short}' is explained only later, at line {later.segment.line}; explain it here"
    return f"'{short}' is not explained; write its long form first: long form ({short})"


@cache
def _table() -> frozenset[str]:
    data = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return listed() | {form for forms in data.values() for form in forms}
