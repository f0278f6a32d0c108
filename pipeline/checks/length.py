"""Length: nothing of the source is left out, and nothing is added.

Three things that an omission or an addition changes are measured and added up: the letters (against
what the language pair leads to expect, as Gale and Church 1993 align sentences), the sentences and
clauses, and the longest stretch of words without a counterpart in the other text. No one of them is
enough: good translators shorten, join sentences and choose other words, but seldom all at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.checks.tables import table
from pipeline.checks.vocabulary import Word, compared
from pipeline.model import Finding, Severity, Unit


class Weights(NamedTuple):
    """What a clause, a sentence and a word count, in standard deviations of the length, and from
    where on their sum is reported."""

    clause: float
    sentence: float
    word: float
    unknown: float
    met: float
    """What ends a stretch: a word with a counterpart takes so much from it."""

    warning: float
    error: float


# Fitted by logistic regression on errors planted into the tune half of TICO-19's dev set, then
# rounded to what serves es and pt_BR alike.
OMITTED = Weights(0.3, 0.5, 0.4, 0.16, 0.6, 2.7, 5.0)
ADDED = Weights(0.3, 2.0, 0.4, 0.16, 0.6, 4.0, 7.0)

MOST = 2
"""More clauses or sentences than so many say no more: some translators write short ones."""

DOUBT = 0.5
"""Below it no words are compared, since that takes time."""

UNWORDED = 0.7
"""What words count where they cannot be compared: about as much as they do in a good pair."""

LEAST = 0.3
"""What words must count at least where they can be compared: short texts vary too much without."""

REPEATED = 4
"""So many words twice in a row, and not in the source, are a slip."""
FARTHEST = 60
"""Words between the two: longer texts are not looked through."""

_LETTERS = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
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


def length(unit: Unit, given: Given) -> Iterator[Finding]:
    """A finding where part of the source seems left out, or something seems added: an error where
    it is nearly certain; an error for words that stand twice, and for a remark about the text."""
    expected = _expected(given.language)
    if expected is None:
        return
    source = inline.reading(unit.msgid)
    target = inline.reading(unit.msgstr, like=unit.msgid)
    yield from _chatter(unit, target, given)
    yield from _repeated(source, target)
    here, there = _letters(source.text), _letters(target.text)
    if not here or not there:
        return
    spread = math.hypot(expected.spread, math.sqrt(expected.short / here))
    longer = math.log(there / here / expected.ratio) / spread
    if longer < 0:
        yield from _judged(OMITTED, -longer, source, "en", target, given.language)
    else:
        yield from _judged(ADDED, longer, target, given.language, source, "en")


def _judged(
    weights: Weights,
    off: float,
    one: inline.Reading,
    language: str,
    other: inline.Reading,
    other_language: str,
) -> Iterator[Finding]:
    """A finding where text `one` holds too much that `other` has not."""
    off += weights.clause * _more(_CLAUSE, one.text, other.text)
    off += weights.sentence * _more(_SENTENCE, one.text, other.text)
    if off < DOUBT:
        return
    alone: Sequence[Word] = ()
    if _worded(language) and _worded(other_language):
        words = list(compared(one.text, language, other.text, other_language))
        score, alone = _stretch(words, weights)
        if score < LEAST:
            return
        off += score
    else:
        off += UNWORDED
    if off >= weights.warning:
        yield _finding(weights, off, one, alone)


def _finding(weights: Weights, off: float, one: inline.Reading, alone: Sequence[Word]) -> Finding:
    severity = Severity.ERROR if off >= weights.error else Severity.WARNING
    told = len(alone) > 1  # a single word is no evidence to show
    start, end = (alone[0].start, alone[-1].end) if told else (0, len(one.text))
    words, place = one.text[start:end], one.place(start, end)
    if weights is OMITTED:
        message = "the translation is shorter than expected; something may be left out"
        if told:
            message = f'nothing in the translation seems to stand for "{words}"'
        return Finding("length", severity, message, expected=words, at_source=place)
    message = "the translation is longer than expected; something may be added"
    if told:
        message = f'"{words}" seems to say something that the source does not'
    return Finding("length", severity, message, found=words, at_target=place)


def _stretch(words: Sequence[Word], weights: Weights) -> tuple[float, Sequence[Word]]:
    """The stretch of words with the least counterparts, and what it counts."""
    worth = {"unmet": weights.word, "unknown": weights.unknown, "met": -weights.met}
    best, first, last = 0.0, 0, 0
    current, begin = 0.0, 0
    for at, word in enumerate(words):
        current += worth[word.met]
        if current <= 0:
            current, begin = 0.0, at + 1
        elif current > best:
            best, first, last = current, begin, at + 1
    return best, words[first:last]


def _more(mark: re.Pattern[str], one: str, other: str) -> int:
    """How many more there are in `one`, but MOST at most; negative when there are fewer."""
    return max(-MOST, min(MOST, len(mark.findall(one)) - len(mark.findall(other))))


def _letters(text: str) -> int:
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
        if REPEATED <= size <= FARTHEST and words[at - size : at] == words[at : at + size]:
            return spots[at].start(), spots[at + size - 1].end()
    return None


# ── the tables ────────────────────────────────────────────────────────────────────────────────────


@cache
def _expected(language: str) -> Expected | None:
    numbers = table(language, "length")
    if "ratio" not in numbers:
        return None
    return Expected(*(float(numbers[name]) for name in ("ratio", "spread", "short")))


@cache
def _worded(language: str) -> bool:
    return "says" in table(language, "length")
