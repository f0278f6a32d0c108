"""The source lint: is an article fit to be translated? One small file a rule; this is their table.

    lint    article, termbase → Findings   what its author should look at first

What is vague in the source is wrong in every language: an idiom, a dangerous abbreviation, a glued
word. A rule never edits; its words are for an author. Data stand in the YAML files beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.model import Article, Finding
from pipeline.source_lint.abbreviations import abbreviations
from pipeline.source_lint.do_not_use import do_not_use
from pipeline.source_lint.figures import figures
from pipeline.source_lint.given import Rule, Source, laid_out
from pipeline.source_lint.idioms import idioms
from pipeline.source_lint.leftovers import leftovers
from pipeline.source_lint.long_sentences import long_sentences
from pipeline.source_lint.misspelled import misspelled
from pipeline.source_lint.reading_level import of_translation, reading_level
from pipeline.termbase import Termbase

__all__ = ["RULES", "Rule", "Source", "lint", "of_translation"]

RULES: Mapping[str, Rule] = {
    "misspelled": misspelled,
    "leftovers": leftovers,
    "do-not-use": do_not_use,
    "figures": figures,
    "abbreviations": abbreviations,
    "idioms": idioms,
    "long-sentences": long_sentences,
    "reading-level": reading_level,
}


def lint(article: Article, termbase: Termbase) -> Iterator[Finding]:
    """Every finding on an English article, in reading order, what is about all of it first.

    An error is what can be read as another dose, a warning is most likely a mistake, a hint is
    advice. Text that is not translated (references) is not looked at.
    """
    source = laid_out(article, termbase)
    found = (finding for rule in RULES.values() for finding in rule(source))
    order = {(s.segment.line, s.segment.msgid): n for n, s in enumerate(source.sentences, 1)}
    for finding in sorted(
        found, key=lambda f: (order.get((f.line, f.msgid), 0), f.at_source or (0, 0))
    ):
        yield replace(finding, file=article.path)
