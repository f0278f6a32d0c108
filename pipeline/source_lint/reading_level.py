"""Reading level: how many years at school a text asks for; advice, never more than a hint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline import inline
from pipeline.languages import language
from pipeline.model import Article, Finding, Key, Severity
from pipeline.source_lint.given import Source, laid_out
from pipeline.source_lint.readability import LEAST_WORDS, WORD, Formula, formula
from pipeline.termbase import Termbase

CHECK = "reading-level"

AIM = 6
"""School grade that texts for patients should not exceed (Weiss, Health Literacy: A Manual for
Clinicians, American Medical Association 2003)."""

HARD = 10
"""Grade from which one sentence is named."""

TELLING = 10
"""Words that it has at least: of a short one the grade says only that it holds a long term."""

NAMED = 3
"""How many of the hardest sentences are named."""


def reading_level(source: Source) -> Iterator[Finding]:
    """One hint on the article at its title, and one on each of its hardest sentences."""
    english = formula("en")
    assert english
    sentences = [s for s in source.sentences if s.running]
    if found := _level([s.text for s in sentences], english):
        message = f"{found}; texts for patients aim at grade {AIM} or lower"
        yield Finding(CHECK, Severity.HINT, message, line=source.article.title.line)
    long = [s for s in sentences if len(WORD.findall(s.text)) >= TELLING]
    graded = [(english.score([s.text]), s) for s in long]
    for grade, sentence in sorted(graded, key=lambda g: -g[0])[:NAMED]:
        if grade >= HARD:
            message = f"this is one of the hardest sentences: grade {grade:.0f} by itself"
            yield sentence.finding(CHECK, Severity.HINT, message)


def of_translation(
    article: Article, texts: Mapping[Key, str], locale: str, path: str
) -> Iterator[Finding]:
    """One hint on what stands for the article in a locale, by that language's own formula.

    `texts` has the msgstrs; those that are missing or empty do not count. No hint for too few
    words. For a language without a validated formula the hint says that.
    """
    known = language(locale)
    measure = formula(known.base)
    if measure is None:
        message = f"reading level: there is no validated formula for {known.name}"
        yield Finding(CHECK, Severity.HINT, message, path, locale=locale)
        return
    running = [s.segment for s in laid_out(article, Termbase(())).sentences if s.running]
    said = [(texts.get((s.msgctxt, s.msgid), ""), s.msgid) for s in running]
    if found := _level([inline.plain(text, like=msgid) for text, msgid in said if text], measure):
        yield Finding(CHECK, Severity.HINT, found, path, locale=locale)


def _level(sentences: Sequence[str], measure: Formula) -> str:
    """The level in words; empty for fewer than `LEAST_WORDS` words."""
    words = sum(len(WORD.findall(sentence)) for sentence in sentences)
    if words < LEAST_WORDS:
        return ""
    score = measure.score(sentences)
    band = measure.meaning(score)
    shown = f"{score:.1f}" + (f", {band}," if band else "")
    counted = f"{words} words in {len(sentences)} sentences"
    return f"reading level: {shown} by {measure.name} ({measure.source}; {counted})"
