"""Length: nothing of the source is left out, and nothing is added.

What an omission or an addition changes is measured: the letters (against what the language pair
leads to expect, as Gale and Church 1993 align sentences), the clauses and sentences, and the
stretch of words with the least counterparts in the other text. No one of them is enough: good
translators shorten, join sentences and choose other words, but seldom all at once. So they are
weighed by a logistic regression; `benchmarks/length.py` fits it and writes words/any/length.yaml.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.checks.tables import table
from pipeline.checks.vocabulary import Said, compared, said
from pipeline.model import Finding, Severity, Unit

MOST = 2
"""More clauses or sentences than so many say no more: some translators write short ones."""

SHORT = 20
"""A text of fewer letters counts as one of so many: the fit has seen none that are shorter."""

DOUBT = -8.0
"""Below these log-odds without words none are compared: that would take time and change little."""

REPEATED = 4
"""So many words twice in a row, and not in the source, are a slip."""
FARTHEST = 60
"""Words between the two: longer texts are not looked through."""

_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.:!?؟。！？]")
_CLAUSE = re.compile(r"[,;:.!?،؛؟](?=\s|$)|[，；：。！？、]")
# A stop behind a word of three letters or more ends a sentence; "p. m." does not.
_SENTENCE = re.compile(r"(?<=\w\w\w)[\"”»)]?[.!?؟][\"”»)]?\s+(?=\S)|[。！？](?=.)")


@dataclass(frozen=True, slots=True)
class Expected:
    """How long texts of a language are."""

    ratio: float
    """Letters for each letter of English."""

    spread: float
    short: float
    """The variance of the ratio's logarithm is spread² + short / letters."""


class Excess(NamedTuple):
    """What one text has more of than the other: the terms of the regression."""

    longer: float
    """Standard deviations beyond the length that is expected."""

    clauses: int
    sentences: int
    size: float
    """Logarithm of its letters: long texts have odd stretches by chance."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each of them adds to the log-odds that something is left out, or added."""

    bare: float
    longer: float
    clauses: float
    sentences: float
    size: float
    stretch: float = 0.0
    """For texts whose words can be compared."""

    def of(self, excess: Excess) -> float:
        """The log-odds without words."""
        return (
            self.bare
            + self.longer * excess.longer
            + self.clauses * excess.clauses
            + self.sentences * excess.sentences
            + self.size * excess.size
        )


class Fit(NamedTuple):
    """What was fitted for languages with words, or for those without."""

    omitted: Weights
    added: Weights
    levels: tuple[tuple[Severity, float], ...]
    """Severities and the log-odds that each begins at, the gravest first."""


def length(unit: Unit, given: Given) -> Iterator[Finding]:
    """A finding where part of the source seems left out, or something seems added: as grave as it
    is certain; an error for words that stand twice, and for a remark about the text."""
    expected = expected_length(given.language)
    if expected is None:
        return
    source = inline.reading(unit.msgid)
    target = inline.reading(given.unshown(unit).rstrip(), like=unit.msgid)
    yield from _chatter(unit, target, given)
    repeated = tuple(_repeated(source, target))
    yield from repeated
    if repeated:  # which is what makes it too long
        return
    excess = measured(source.text, target.text, expected)
    if excess is None:
        return
    worded = "says" in table(given.language, "length")
    fit = _fit(worded)
    omitted, added = fit.omitted.of(excess[0]), fit.added.of(excess[1])
    left, more = Stretch(), Stretch()
    if worded and max(omitted, added) >= DOUBT:
        here, there = said(source.text, "en"), said(target.text, given.language)
        left, more = (stretch(*texts, _worth()) for texts in ((here, there), (there, here)))
        omitted += fit.omitted.stretch * left.sum
        added += fit.added.stretch * more.sum
    severity = next((name for name, least in fit.levels if max(omitted, added) >= least), None)
    if severity and omitted >= added:
        yield _left_out(severity, source, left)
    elif severity:
        yield _added(severity, target, more)


def _left_out(severity: Severity, source: inline.Reading, found: Stretch) -> Finding:
    start, end = found.span or (0, len(source.text))
    words = source.text[start:end]
    message = "the translation is shorter than expected; something may be left out"
    if found.span:
        message = f'nothing in the translation seems to stand for "{words}"'
    place = source.place(start, end)
    return Finding("length", severity, message, expected=words, at_source=place)


def _added(severity: Severity, target: inline.Reading, found: Stretch) -> Finding:
    start, end = found.span or (0, len(target.text))
    words = target.text[start:end]
    message = "the translation is longer than expected; something may be added"
    if found.span:
        message = f'"{words}" seems to say something that the source does not'
    place = target.place(start, end)
    return Finding("length", severity, message, found=words, at_target=place)


# ── what is measured ──────────────────────────────────────────────────────────────────────────────


def measured(source: str, target: str, expected: Expected) -> tuple[Excess, Excess] | None:
    """What the source has more of, and what the translation has; None without letters."""
    here, there = letters(source), letters(target)
    if not here or not there:
        return None
    spread = math.hypot(expected.spread, math.sqrt(expected.short / here))
    longer = math.log(there / here / expected.ratio) / spread
    clauses, sentences = (_more(mark, target, source) for mark in (_CLAUSE, _SENTENCE))
    return (
        Excess(-longer, -clauses, -sentences, math.log(max(here, SHORT))),
        Excess(longer, clauses, sentences, math.log(max(there, SHORT))),
    )


class Stretch(NamedTuple):
    """Words with few counterparts."""

    sum: float = 0.0
    """What they are worth: see `stretch`."""

    span: tuple[int, int] | None = None
    """Half-open character offsets; None for a single word, which is no evidence to show."""


def stretch(one: Sequence[Said], other: Sequence[Said], worth: Mapping[str, float]) -> Stretch:
    """The stretch of `one` whose words are worth most: how much likelier a word with such a
    counterpart, or none, is where the texts do not belong together (natural logarithm)."""
    best, current, begin, first = Stretch(), 0.0, 0, True
    for word in compared(one, other):
        if current <= 0:
            current, begin, first = 0.0, word.start, True
        current += worth[word.met]
        if current > best.sum:
            best = Stretch(current, None if first else (begin, word.end))
        first = False
    return best


def _more(mark: re.Pattern[str], one: str, other: str) -> int:
    """How many more there are in `one`, but MOST at most; negative when there are fewer."""
    return max(-MOST, min(MOST, len(mark.findall(one)) - len(mark.findall(other))))


def letters(text: str) -> int:
    """How many letters and figures a text has."""
    return len(_LETTERS.sub("", text))


# ── slips ─────────────────────────────────────────────────────────────────────────────────────────


def _chatter(unit: Unit, target: inline.Reading, given: Given) -> Iterator[Finding]:
    lower = target.text.lower()
    for words in table(given.language, "length").get("chatter", ()):
        if len(lower) == len(target.text) and (at := lower.find(words)) >= 0:
            place = target.place(at, at + len(words))
            message = f'"{words}" is about the text; it must not stand in it'
            yield Finding("length", Severity.ERROR, message, found=words, at_target=place)


def _repeated(source: inline.Reading, target: inline.Reading) -> Iterator[Finding]:
    """The first words that stand twice in a row, where the source's do not."""
    found = _twice(target.text)
    if found and not _twice(source.text):
        start, end = found
        words = target.text[start:end]
        message = f'"{words}" stands there twice'
        place = target.place(start, end)
        yield Finding("length", Severity.ERROR, message, found=words, at_target=place)


def _twice(text: str) -> tuple[int, int] | None:
    """Half-open offsets of the first words that stood right before them as well."""
    spots = list(_WORD.finditer(text))
    words = [spot[0].casefold() for spot in spots]
    if len(set(words)) > len(words) - REPEATED:
        return None
    seen: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - REPEATED + 1):
        size = at - seen.get(start := tuple(words[at : at + REPEATED]), -FARTHEST)
        seen[start] = at
        again = REPEATED <= size <= FARTHEST and words[at - size : at] == words[at : at + size]
        if again and not _taken_up(text, spots, at - size, at):
            return spots[at].start(), spots[at + size - 1].end()
    return None


def _taken_up(text: str, spots: Sequence[re.Match[str]], first: int, second: int) -> bool:
    """Whether a sentence begins with the words that the one before ended with, which is style:
    "Call your clinic. Your clinic knows you." """
    whole = first == 0 or _STOP.search(text, spots[first - 1].end(), spots[first].start())
    return not whole and bool(_STOP.search(text, spots[second - 1].end(), spots[second].start()))


# ── the tables ────────────────────────────────────────────────────────────────────────────────────


@cache
def expected_length(language: str) -> Expected | None:
    """None for a language without a table."""
    numbers = table(language, "length")
    if "ratio" not in numbers:
        return None
    return Expected(*(float(numbers[name]) for name in ("ratio", "spread", "short")))


@cache
def _worth() -> Mapping[str, float]:
    return {met: float(value) for met, value in table("any", "length")["worth"].items()}


@cache
def _fit(worded: bool) -> Fit:
    told = table("any", "length")["worded" if worded else "wordless"]
    omitted, added = (
        Weights(**{name: float(value) for name, value in told[side].items()})
        for side in ("omitted", "added")
    )
    levels = tuple((severity, float(told["from"][severity])) for severity in Severity)
    return Fit(omitted, added, levels)
