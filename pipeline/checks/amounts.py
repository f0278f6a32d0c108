"""Amounts: the numbers of a text, in figures or words, each with its unit.

    text ── values ──> numbers ── unit, month, hour, name beside each ──> Amounts

Words come from words/LANGUAGE/units.yaml and months.yaml. Linear: a unit is looked for in the next
few words behind a number only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.checks.cues import forms
from pipeline.checks.values import Part, exact, parts, runs, total
from pipeline.languages import Marks
from pipeline.matching import UNSPACED, form_key

Role = Literal["", "name", "clock", "date", "day", "month", "year"]

_ONE = Decimal(1)
_DIGITS = re.compile(r"\d+(?:[^\w/]\d+(?![\d/]))*")


class Amount(NamedTuple):
    """One number of a text with what it counts."""

    values: tuple[Decimal, ...]
    """What it can say, the likeliest first: 2 p.m. is 2 or 14, Spanish *cuarto* 4, 1/4 or 15."""

    words: str
    """As it stands in the text, without its unit."""

    start: int
    end: int
    """Half-open character offsets of the number."""

    sure: bool
    """False for a word that often is no number (*one*, *una*): it answers, and never asks."""

    figure: bool
    """Written with figures."""

    unit: str = ""
    """As the tables name it; empty where none is known to stand there."""

    unit_end: int = 0
    """Where the unit ends; `end` without one."""

    role: Role = ""
    """`name` for a number that belongs to one (COVID-19), `clock` for an hour of the day, `date` in
    one of figures alone (3/15/2020), `day`, `month` and `year` in others."""

    month: str = ""
    """Number of the month that a day stands beside."""

    own: bool = True
    """False where a unit would stand elsewhere or not at all: behind the other end of a range
    ("4 to 6 weeks"), in a ratio (24/7), beside an ordinal."""

    scale: Decimal = _ONE
    """What the words behind its figures multiply them by: a million."""

    @property
    def digits(self) -> str:
        """The figures alone: `7.8` of "7.8 million"; empty for words."""
        found = _DIGITS.match(self.words) if self.figure else None
        return found[0] if found else ""


@lru_cache(maxsize=1024)
def amounts(text: str, language: str, marks: Marks) -> tuple[Amount, ...]:
    """The amounts of a text without markup, in its order; figures are read with `marks`.

    >>> from pipeline.numerals import SOURCE_MARKS
    >>> [(str(a.values[0]), a.unit) for a in amounts("Two 5 mg tablets", "en", SOURCE_MARKS)]
    [('2', ''), ('5', 'mg')]
    """
    found = [
        _with_unit(text, _amount(text, run), language)
        for run in runs(text, parts(text, language, marks))
    ]
    ranged = _ranged(text, list(_together(text, found)))
    return tuple(_dated(text, list(_in_figures(text, ranged)), language))


def _amount(text: str, run: Sequence[Part]) -> Amount:
    first, last = run[0], run[-1]
    scale = _ONE
    if len(run) == 1:
        values, sure = tuple(map(exact, first.values)), first.sure
    else:
        values = (total(text, run),)
        sure = values[0] > 1 or any(p.sure for p in run)
        if first.values[0] == 1 and last.kind == "/" and not last.sure:
            values += tuple(map(exact, last.values))  # "a third dose" is the third
        if first.values[0] and all(p.kind == "x" for p in run[1:]):
            scale = values[0] / first.values[0]
    return Amount(
        values=values,
        words=text[first.start : last.end],
        start=first.start,
        end=last.end,
        sure=sure,
        figure=first.figure,
        unit_end=last.end,
        own=last.kind != "#",
        scale=scale,
    )


# ── what stands beside a number ───────────────────────────────────────────────────────────────────

_LATIN = r"A-Za-zÀ-ɏА-я"
_NAME = re.compile(rf"(?:[{_LATIN}]|[A-ZÀ-ÞА-Я][{_LATIN}\d]{{0,9}}[-‐‑–]|[A-Z]{{2,9}})\Z")
_GLUED = re.compile(rf"-?(?!x\s?\d)[{_LATIN}]")  # "2x2" multiplies
_SUFFIX = re.compile(r"(?:st|nd|rd|th|s|er|re|e|ème|h)(?![^\W\d_])|[ºª°]|\.[ºª°]")
_DECADE = re.compile(r"['’]?s\b")
_AFTER = re.compile(r"[\s\u00a0\u202f]{0,2}-?([°º]\s?[CcFfСс]\b|[%٪％°℃℉]|[^\W\d_]+)")
_CLOCK = re.compile(r"(?::\d\d)?[\s\u00a0\u202f]?(?:([ap])\.?\s?m\b|o['’]clock)", re.IGNORECASE)
_ENDING = re.compile(r"-(?:й|я|е|го|му|х|м|ти|ми)\b")  # "28-й недели"
_TIMES = re.compile(r"\dx\Z")
_RATIO = re.compile(r"/\d")
_OF = re.compile(r"\s(?:of|de)(?=\s)")
_O_CLOCK = re.compile(r"(?:\ba\slas?|\b(?:desde|hasta)\slas?|\bàs?|\bdas)\s\Z", re.IGNORECASE)
_BARE = re.compile(r"\s{0,3}(?:\d|\Z)")  # neither a word nor a sign stands behind it
_FIRST_YEAR = 1000
_WORDS_OF_A_UNIT = 3
_BETWEEN = 1
"""Words that may stand between a number and the word of its unit: "24 long hours"."""

_TOUCHING = frozenset(
    {"mg", "mcg", "g", "kg", "mL", "dL", "L", "IU", "%", "°F", "°C", "mmHg", "mi", "µm"}
)
"""Units that stand right behind their number."""


def _describes(word: str) -> bool:
    """Whether a word between a number and a unit can describe it, and is not "twice a day"."""
    return len(word) > 4 and word.casefold() != "every"


def _with_unit(text: str, amount: Amount, language: str) -> Amount:
    """The amount with the unit behind it, with the hour that p.m. makes of it, or as a name's."""
    before = text[max(0, amount.start - 12) : amount.start]
    if amount.figure:
        named = not before[-1:].isspace() and _NAME.search(before) and not _TIMES.search(before)
        if named and amount.words.isdigit():
            return amount._replace(role="name")
        if _RATIO.match(text, amount.end) or (before[-1:] == "/" and before[-2:-1].isdigit()):
            amount = amount._replace(own=False)
        if _BARE.match(text, amount.end):
            return amount
        clock = _CLOCK.match(text, amount.end)
        if clock and before[-1:] != ":":
            return _on_the_clock(amount, clock[1])
        if _DECADE.match(text, amount.end) and amount.words.endswith("0"):
            decade = Decimal(amount.words[-2:])
            return amount._replace(values=(*amount.values, decade))
    of = None if amount.figure else _OF.match(text, amount.end)  # "a couple of days"
    unit, end = _unit(text, of.end() if of else amount.end, language)
    if unit == "g" and language == "ru" and amount.values[0] >= _FIRST_YEAR:
        unit = "year"  # 2020 г.
    if not unit and not amount.figure and (amount.sure or language == "en"):
        unit = _named(amount.words, language)  # "once" says both, and so does an Arabic dual
        unit = unit if language != "en" or unit == "time" else ""  # "second" is an ordinal
    if unit == "hour" and amount.figure and _O_CLOCK.search(before):
        return amount._replace(unit=unit, unit_end=end, role="clock")
    if unit:
        return amount._replace(unit=unit, unit_end=end)
    glued = amount.figure and _GLUED.match(text, amount.end) and text[amount.end] != "-"
    if glued and not _SUFFIX.match(text, amount.end):
        return amount._replace(role="name")
    return amount


NOON = 12


def _on_the_clock(amount: Amount, half: str | None) -> Amount:
    hour = amount.values[0]
    if half in ("a", "A"):
        hours = (hour, Decimal(0)) if hour == NOON else (hour,)
    else:
        hours = (hour, hour + NOON) if hour < NOON else (hour,)
    return amount._replace(values=hours, role="clock")


def _unit(text: str, at: int, language: str) -> tuple[str, int]:
    """The unit that stands behind a number which ends at `at`, and where it ends."""
    words: list[re.Match[str]] = []
    if ending := _ENDING.match(text, at):
        at = ending.end()
    while len(words) < _WORDS_OF_A_UNIT + _BETWEEN and (
        word := _AFTER.match(text, words[-1].end() if words else at)
    ):
        if UNSPACED.match(word[1]) and words:
            break
        if UNSPACED.match(word[1]):
            return _unspaced(text, word.start(1), language)
        if not words and not (_begins(word[1], language) or _describes(word[1])):
            break
        words.append(word)
    if not words:
        return "", at
    for skipped in range(_BETWEEN + 1):
        for last in range(min(len(words), skipped + _WORDS_OF_A_UNIT), skipped, -1):
            key = " ".join(w[1] for w in words[skipped:last])
            unit = _named(key, language)
            if unit and not (skipped and (unit in _TOUCHING or not _describes(words[0][1]))):
                return unit, words[last - 1].end()
    return "", at


def _unspaced(text: str, at: int, language: str) -> tuple[str, int]:
    for length in (4, 3, 2, 1):
        if unit := _named(text[at : at + length], language):
            return unit, min(at + length, len(text))
    return "", at


@lru_cache(maxsize=4096)
def _begins(word: str, language: str) -> bool:
    """Whether the words of a unit may begin with one."""
    key = form_key(word.replace("° ", "°"))
    return any(
        form.startswith(key) for table in (language, "any") for form in forms(table, "units")
    )


@lru_cache(maxsize=4096)
def _named(words: str, language: str) -> str:
    """The unit that words name, in a language or by a sign; empty for others."""
    key = form_key(words.replace("° ", "°"))
    for table in (language, "any"):
        if senses := forms(table, "units").get(key):
            return senses[0].meaning
    return ""


_AND = re.compile(r"\s(?:and|y|e|et)\s\Z")
_IN_STEPS = re.compile(r"\s(?:em|en)\s\Z")


def _together(text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    """The same; a half behind its unit ("um comprimido e meio") and a step said twice ("de 8 em 8
    horas") are one number."""
    last: Amount | None = None
    for amount in found:
        half = last and last.unit and 0 < amount.values[0] < 1 and not amount.unit
        if last and half and _AND.match(text, last.unit_end, amount.start):
            value = last.values[0] + amount.values[0]
            last = last._replace(values=(value,), unit_end=amount.end, sure=True)
            continue
        if last and not (
            last.values == amount.values and _IN_STEPS.match(text, last.end, amount.start)
        ):
            yield last
        last = amount
    if last:
        yield last


_RANGE = re.compile(
    r"\s*(?:[-‐‑–—~～/]|to|or|and|a|o|u|y|e|ou|до|или|и|đến|hoặc|或|至|到|à|إلى|أو|-?إلى)\s*\Z"
)


def _ranged(text: str, found: Sequence[Amount]) -> list[Amount]:
    """The same; the first end of a range has the unit of the last, and may have its scale."""
    ranged = list(found)
    for i in range(len(found) - 2, -1, -1):
        one, other = ranged[i], ranged[i + 1]
        between = text[one.end : min(other.start, one.end + 12)]
        if one.role or one.unit or not (other.unit or other.scale > 1):
            continue
        if _RANGE.fullmatch(between) or (other.unit == "%" and between == ", "):
            values = one.values
            if one.scale < other.scale and one.values[0] < _FIRST_YEAR:
                values = (*values, exact(one.values[0] * other.scale))
            ranged[i] = one._replace(values=values, unit=other.unit, own=False)
    return ranged


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────

_BEFORE = re.compile(r"([^\W\d_]+)\.?,?\s(?:de\s|del\s|do\s|of\s)?\Z")
_BEHIND = re.compile(r"(?:st|nd|rd|th|\.?[ºª°]|er)?\s(?:de\s|do\s|of\s)?([^\W\d_]+)")
_YEAR_GAP = re.compile(r"(?:,\s?|\s(?:de|del|do)\s)\Z")
_DAYS = 31


# Where months are numbers, a word says which part of a date a figure is: behind it in Chinese,
# before it in Vietnamese.
_PARTS: dict[str, tuple[re.Pattern[str], dict[str, Role]]] = {
    "zh": (
        re.compile(r"\s?([年月日号])(?!龄)"),
        {"年": "year", "月": "month", "日": "day", "号": "day"},
    ),
    "vi": (
        re.compile(r"(năm|tháng|ngày)\s\Z", re.IGNORECASE),
        {"năm": "year", "tháng": "month", "ngày": "day"},
    ),
}
_BESIDE = frozenset({"", "day", "month", "year"})
"""Units that a figure in a date seems to have: "ngày 4 tháng 3", but not "ngày 2 viên"."""

_CENTURY = re.compile(r"\s?世纪")


def _part_of_a_date(text: str, amount: Amount, language: str) -> Amount:
    pattern, roles = _PARTS[language]
    before = text[max(0, amount.start - 7) : amount.start]
    word = pattern.search(before) if language == "vi" else pattern.match(text, amount.end)
    if word is None or amount.unit not in _BESIDE:
        return amount._replace(sure=False) if _CENTURY.match(text, amount.end) else amount
    role = roles[word[1].lower()]
    if role == "year" and amount.values[0] < _FIRST_YEAR:
        return amount
    return amount._replace(role=role, unit="", unit_end=amount.end)


_DATE = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([/-])\d\d?\2\d\d?)"
    r"(?![\d/-]|\.\d)"
)
_SHORT_YEAR = re.compile(r"(?<!\d)(19|20)\d\d[-–/]\Z")
_YEAR_DIGITS = 2


def dates(text: str) -> list[tuple[int, ...]]:
    """The parts of each date that is written in figures alone, in no order: years of two digits."""
    found = (re.findall(r"\d+", m[0]) for m in _DATE.finditer(text))
    return sorted(tuple(sorted(int(part) % 100 for part in parts)) for parts in found)


def _in_figures(text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    """The same; what stands in a date of figures alone is marked, and 20 in 2019–20 may be 2020."""
    spans = [m.span() for m in _DATE.finditer(text)]
    at = 0
    for amount in found:
        while at < len(spans) and spans[at][1] <= amount.start:
            at += 1
        digits = amount.figure and len(amount.words) == _YEAR_DIGITS
        if at < len(spans) and spans[at][0] <= amount.start and amount.end <= spans[at][1]:
            values = amount.values
            if digits and amount.end == spans[at][1] and amount.start - spans[at][0] > 2:
                values = (*values, values[0] + 2000)  # 3/15/20
            yield amount._replace(values=values, role="date", unit="", unit_end=amount.end)
        elif digits and (year := _SHORT_YEAR.search(text[max(0, amount.start - 6) : amount.start])):
            yield amount._replace(values=(*amount.values, amount.values[0] + 100 * int(year[1])))
        else:
            yield amount


def _dated(text: str, found: Sequence[Amount], language: str) -> Iterator[Amount]:
    last: Amount | None = None
    for amount in found:
        if amount.figure and language in _PARTS and amount.role != "date":
            amount = _part_of_a_date(text, amount, language)
        elif not amount.figure and form_key(amount.words) in forms(language, "months"):
            amount = amount._replace(role="month")
        elif amount.figure and not amount.unit and not amount.role:
            amount = _beside_a_month(text, amount, language)
            behind_day = not amount.role and last and last.role == "day" and language == "en"
            if last and behind_day and _YEAR_GAP.match(text, last.end, amount.start):
                amount = amount._replace(role="year")
        yield amount
        last = amount


def _beside_a_month(text: str, amount: Amount, language: str) -> Amount:
    months = forms(language, "months")
    if not months:
        return amount
    before = _BEFORE.search(text[max(0, amount.start - 20) : amount.start])
    behind = _BEHIND.match(text, amount.end)
    if (
        behind
        and (month := months.get(form_key(behind[1])))
        and not (language == "en" and amount.values[0] > _DAYS)
    ):
        return amount._replace(role="day", month=month[0].meaning)
    if before and (month := months.get(form_key(before[1]))):
        if language == "en" and amount.values[0] <= _DAYS:
            return amount._replace(role="day", month=month[0].meaning)
        return amount._replace(role="year")
    return amount
