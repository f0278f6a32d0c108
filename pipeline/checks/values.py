"""Numbers of several parts: "twenty-one", "2 million", "2½", "1/2", "two thirds", "122 653".

    text ── figures, fractions, words ──> parts ── those that belong together ──> runs ──> values

Number words come from words/LANGUAGE/numbers.yaml. Linear: each part is looked at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.cues import cues
from pipeline.checks.tables import table
from pipeline.languages import Marks
from pipeline.matching import form_key
from pipeline.numerals import numbers

_FRACTION = re.compile("[¼½¾⅐-⅞]")
_WHOLE = re.compile(r"[1-9]\d{0,2}\Z")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s")
_THREE = re.compile(r"\d{3}(?:[.,]\d+)?\Z")
_DENOMINATOR = re.compile(r"[1-9]0?(?![\d/]|[.,]\d)")
_PRECISION, _LARGE = Decimal("0.000001"), Decimal(10**15)


class Part(NamedTuple):
    """One figure or word of a number."""

    start: int
    end: int
    kind: Literal["n", "x", "/", "#"]
    """A value, a scale that multiplies, a part of one, an ordinal."""

    values: tuple[Decimal, ...]
    sure: bool
    figure: bool


def parts(text: str, language: str, marks: Marks) -> list[Part]:
    """The figures, fractions and number words of a text, in its order."""
    figures = [
        Part(n.start, n.end, "n", (n.value,), True, True)
        for n in (numbers(text, marks) if _DIGIT.search(text) else ())
        if n.text != "00" or text[n.start - 1 : n.start] != ":"
    ]
    if language != "en":
        figures = _spaced(text, figures)
    signs = [
        Part(m.start(), m.end(), "/", (exact(Decimal(unicodedata.numeric(m[0]))),), True, True)
        for m in _FRACTION.finditer(text)
    ]
    words = [*_words(text, language), *_roman(text, language)]
    return sorted([*_slashed(text, figures), *signs, *words], key=_start)


def _start(part: Part) -> int:
    return part.start


@lru_cache(maxsize=4096)
def exact(value: Decimal) -> Decimal:
    """A value to six places, so that one third is one third however it was reached."""
    return value if abs(value) > _LARGE else value.quantize(_PRECISION).normalize()


def _spaced(text: str, figures: Sequence[Part]) -> list[Part]:
    """The same, groups of thousands that a plain space parts ("122 653") made one number."""
    found: list[Part] = []
    for part in figures:
        last = found[-1] if found else None
        if (
            last
            and text[last.end : part.start] == " "
            and _THREE.match(text, part.start, part.end)
            and (
                _WHOLE.match(text, last.start, last.end)
                or _SPACE.search(text, last.start, last.end)
            )
        ):
            digits = text[part.start : part.start + 3]
            rest = part.values[0] if part.end == part.start + 3 else None
            value = last.values[0] * 1000 + (Decimal(digits) if rest is None else rest)
            found[-1] = last._replace(end=part.end, values=(value,))
        else:
            found.append(part)
    return found


def _slashed(text: str, figures: Sequence[Part]) -> Iterator[Part]:
    """The same, with 1/2 made one number: a digit over a larger one, ten at most, and no date."""
    waiting: Part | None = None
    for part in figures:
        if waiting and text[waiting.end : part.start] in ("/", "⁄"):
            above, below = waiting.values[0], part.values[0]
            if (
                above < below <= 10
                and waiting.end - waiting.start == 1
                and _DENOMINATOR.match(text, part.start)
                and text[waiting.start - 1 : waiting.start] != "/"
            ):
                value = exact(above / below)
                yield Part(waiting.start, part.end, "/", (value,), True, True)
                waiting = None
                continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting


def _words(text: str, language: str) -> Iterator[Part]:
    at = -1
    made: Part | None = None
    for cue in cues(text, language, "numbers"):
        kind, values = _meaning(cue.meaning)
        if made and cue.start == at:  # another meaning of the same word
            ahead = kind == "/"
            both = (*values, *made.values) if ahead else (*made.values, *values)
            made = made._replace(values=both, kind=kind if ahead else made.kind)
            continue
        if made:
            yield made
        at, made = cue.start, Part(cue.start, cue.end, kind, values, cue.sure, False)
    if made:
        yield made


@cache
def _meaning(meaning: str) -> tuple[Literal["n", "x", "/", "#"], tuple[Decimal, ...]]:
    match meaning[0]:
        case "x":
            return "x", (Decimal(meaning[1:]),)
        case "#":
            return "#", (Decimal(meaning[1:]),)
        case "/":
            part = 1 / Decimal(meaning[1:])
            # Half past two and a quarter past two are minutes.
            return "/", (part, *((part * 60,) if part in _OF_AN_HOUR else ()))
        case _:
            return "n", (Decimal(meaning),)


_ROMAN = re.compile(r"(?<![\w-])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})[a-d]?(?!\w)")
_UNITS = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_ALSO = re.compile(r"\s?(?:[/,–-]|and|or|to|y|e|o|u|a|ou)\s?\Z")
_NAMED_BEFORE = re.compile(r"([^\W\d_]+)\s\Z")
_LONGEST = 20


def _roman(text: str, language: str) -> Iterator[Part]:
    """Roman numerals behind a word that is counted by them (phase III, *siglos XIX y XX*): what
    other texts say in figures. IV alone is a drip."""
    counted = table(language, "numbers").get("before roman", ())
    last = -1
    for found in _ROMAN.finditer(text) if counted else ():
        start, end = found.span()
        named = _NAMED_BEFORE.search(text, max(0, start - _LONGEST), start)
        if (named and form_key(named[1]) in counted) or (
            last >= 0 and start - last < len(" and ") + 1 and _ALSO.match(text, last, start)
        ):
            value = Decimal(10 * len(found[1]) + _UNITS[found[2]])
            yield Part(start, end, "n", (value,), False, False)
            last = end


_OF_AN_HOUR = frozenset({Decimal("0.5"), Decimal("0.25")})

# ── numbers ───────────────────────────────────────────────────────────────────────────────────────

# What may stand between the words of one number; between figures and words only a space may.
_JOINER = re.compile(r"[\s\u00a0\u202f-]{0,2}(?:(?:and an?|and|y|e|et|и|و|und)\s)?\s?\Z")
_HOUR = re.compile(r"\b(?:las?|às|at)\s\Z")  # "a las siete y cuarto": minutes, no part
_TIGHT = re.compile(r"[\s\u00a0\u202f-]?\Z")


def runs(text: str, found: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts of each number."""
    run: list[Part] = []
    for part in found:
        if run and part.start < run[-1].end:
            continue
        if run and not _continues(text, run, part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _continues(text: str, run: Sequence[Part], part: Part) -> bool:
    last = run[-1]
    between = text[last.end : part.start]
    tight = _TIGHT.match(between) is not None
    if part.kind == "#":  # "twenty-first", "décimo primeiro"
        tens = last.values[0] >= 10 and last.values[0] % 10 == 0 and not last.figure
        return tens and (between == "-" or (tight and last.kind == "#"))
    if last.kind == "/" and part.kind == "x":  # "half a million"
        return tight and len(run) == 1
    if last.kind in "/#":
        return False
    if part.kind == "x":
        return tight and (last.kind == "x" or last.values[0] < part.values[0])
    if part.kind == "/":
        whole = part.figure or (
            (last.sure or last.values[0] == 1)
            and last.values[0] < 20
            and (tight or not _HOUR.search(text[max(0, run[0].start - 5) : run[0].start]))
        )
        return whole and (tight or _JOINER.match(between) is not None)
    if part.figure or (last.figure and last.kind == "n"):
        return False
    if not (tight or _JOINER.match(between)):
        return False
    if not part.sure and between.isspace():
        return False  # "twenty a day", but "twenty-one", "vinte e um"
    room = last.values[0]
    return _LARGE > room >= 10 and part.values[0] > 0 and room % 10 ** len(str(part.values[0])) == 0


def total(text: str, run: Sequence[Part]) -> Decimal:
    """The value of a number of several parts: a scale multiplies what is smaller and before it."""
    stack: list[Decimal] = []
    for i, part in enumerate(run):
        value = part.values[0]
        if part.kind == "x":
            below = Decimal(0)
            while stack and stack[-1] < value:
                below += stack.pop()
            stack.append(value * (below or 1))
        elif i and part.kind == "/" and not part.figure and not _added(text, run[i - 1], part):
            stack.append(stack.pop() * value)
        else:
            stack.append(value)
    return exact(sum(stack, Decimal(0)))


def _added(text: str, last: Part, part: Part) -> bool:
    """Whether a part comes on top ("two and a half"), instead of being counted ("two thirds")."""
    return not _TIGHT.match(text[last.end : part.start])
