"""What the words of one language say where a change of meaning harms; read from `LANGUAGE.yaml`.

    lexicon  language → Lexicon   the tables, once
    marks    text     → Marks     each word that negates, counts, places, orders or bounds

Groups and their meanings have the same names in every language, so that texts in two languages
can be held against each other. A phrase is looked up word by word, longest first: linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import InputError
from pipeline.languages import Marks
from pipeline.numerals import numbers

TABLES = Path(__file__).parent

# Every scalar is a word here: YAML's own reading would take "no" for false. libyaml's parser, where
# PyYAML has it, reads ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

ANY_NUMBER = "#"
QUANTITY = "quantity"
"""The group of numbers; a meaning in it is `VALUE UNIT`, the unit empty where none is named."""

_APOSTROPHES = str.maketrans("’ʼ", "''")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[%°<>≤≥+]")
_NAME = re.compile(r"[^\W\d_]-?$")
_NEGATED = "n't"

# Engines leave 0,5 and 1.234,5 and 4.000 standing in English: nobody writes them so in English.
_FOREIGN = re.compile(r"\d+,(?!\d{3}$)\d+|0,\d+|\d{1,3}(?:\.\d{3})+,\d+|[1-9]\d{0,2}\.\d\d0")
_TENS = frozenset(Decimal(tens) for tens in range(20, 100, 10))
_COMMA = Marks(decimal=",", group=".")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase says."""

    group: str
    meaning: str
    sure: bool
    """False for a phrase that can say it, but often says something else (`then` for "after")."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sense where it stands in a text."""

    sense: Sense
    start: int
    end: int
    """Half-open character offsets."""

    words: str
    """As they stand in the text."""


@dataclass(frozen=True, slots=True)
class IdiomEntry:
    """A phrase that machine translation gets wrong, and when it is harmless."""

    phrases: frozenset[tuple[str, ...]]
    harmless: frozenset[tuple[str, ...]]
    misread: str
    write: str


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text."""

    text: str
    """Caseless, apostrophes straight; `n't` for every word that ends so."""

    start: int
    end: int
    value: Decimal | None = None
    """What a number says, in digits or as a word."""


@dataclass(slots=True)
class _Node:
    """Where the words so far lead."""

    phrase: tuple[str, ...] = ()
    """Those words, when they are a phrase."""

    next: dict[str, _Node] = field(default_factory=dict)


class Phrases:
    """Phrases that are found longest first; `#` in one stands for any number."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._root = _Node()
        for phrase in phrases:
            node = self._root
            for word in phrase:
                node = node.next.setdefault(word, _Node())
            node.phrase = phrase

    def at(self, tokens: Sequence[Token], i: int) -> tuple[str, ...]:
        """The longest phrase whose first word is the token at `i`; empty when there is none."""
        found: tuple[str, ...] = ()
        nodes = [self._root]
        while nodes and i < len(tokens):
            nodes = [n.next[w] for n in nodes for w in _readings(tokens[i]) if w in n.next]
            found = next((n.phrase for n in nodes if n.phrase), found)
            i += 1
        return found


@dataclass(frozen=True)
class Lexicon:
    """The tables of one language."""

    senses: Mapping[tuple[str, ...], tuple[Sense, ...]]
    """Phrase → what it says; empty for one that only looks as if it said something."""

    phrases: Phrases
    numbers: Mapping[str, Decimal]
    """Number word → its value (`two`)."""

    scales: Mapping[str, Decimal]
    """Word → what it multiplies the number before it by (`million`)."""

    times: Mapping[str, Decimal]
    """Word → how many times it says (`twice`)."""

    unsure: frozenset[str]
    """Numbers and times that are often no number (`one`, `once`)."""

    joining: frozenset[str]
    """What stands between the numbers of a range (`to`)."""

    units: Mapping[tuple[str, ...], str]
    """Form of a unit → the unit (`milligrams` → `mg`)."""

    unit_phrases: Phrases
    idioms: tuple[IdiomEntry, ...]

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The words, signs and numbers of a text in order."""
        digits = [Token(n.text, n.start, n.end, _value(n.text, n.value)) for n in numbers(text)]
        words = [self._token(m) for m in _WORD.finditer(text)]
        return tuple(sorted(digits + words, key=lambda t: t.start))

    def _token(self, match: re.Match[str]) -> Token:
        word = match[0].translate(_APOSTROPHES).casefold()
        word = _NEGATED if word.endswith(_NEGATED) else word
        return Token(word, match.start(), match.end(), self.numbers.get(word))


@cache
def lexicon(language: str) -> Lexicon:
    """The tables of a base language (`en`); InputError where there are none."""
    path = TABLES / f"{language}.yaml"
    if not path.is_file():
        raise InputError(f"there is no table of meanings for '{language}' yet", path.name)
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    senses = _senses(data)
    units = {_phrase(form): unit for unit, forms in data["units"].items() for form in forms}
    return Lexicon(
        senses=senses,
        phrases=Phrases(senses),
        numbers={word: Decimal(value) for word, value in data["numbers"].items()},
        scales={word: Decimal(value) for word, value in data["scales"].items()},
        times={word: Decimal(value) for word, value in data["times"].items()},
        unsure=frozenset(data["unsure numbers"] + data["unsure times"]),
        joining=frozenset(data["joining"]),
        units=units,
        unit_phrases=Phrases(units),
        idioms=tuple(_idiom(entry) for entry in data["idioms"]),
    )


def marks(text: str, words: Lexicon) -> tuple[Mark, ...]:
    """What the words of a text without markup say, in reading order.

    >>> [(m.sense.meaning, m.words) for m in marks("Don't take 4 mg twice a day.", lexicon("en"))]
    [('not', "Don't"), ('4 mg', '4 mg'), ('2 times', 'twice'), ('daily', 'a day')]
    """
    tokens = words.tokens(text)
    counted = tuple(_quantities(text, tokens, words))
    inside = {i for mark in counted for i in range(mark.start, mark.end)}
    said = (
        mark
        for mark in _said(text, tokens, words)
        if not (mark.sense.sure and {mark.start, mark.end - 1} <= inside)
    )
    return tuple(sorted((*counted, *said), key=lambda mark: mark.start))


def _said(text: str, tokens: Sequence[Token], words: Lexicon) -> Iterator[Mark]:
    i = 0
    while i < len(tokens):
        phrase = words.phrases.at(tokens, i)
        # The number that ends a phrase may begin the next one ("over 65 or older").
        length = len(phrase) - (len(phrase) > 1 and phrase[-1] == ANY_NUMBER)
        for sense in words.senses.get(phrase, ()):
            yield _mark(text, sense, tokens[i], tokens[i + length - 1])
        i += max(length, 1)


def _quantities(text: str, tokens: Sequence[Token], words: Lexicon) -> Iterator[Mark]:
    """Each number with what it counts; the first of a range counts what the last does."""
    after, unit_after = len(tokens), ""
    for first, last, value, sure in reversed(tuple(_numbers(tokens, words))):
        phrase = words.unit_phrases.at(tokens, last) if last < len(tokens) else ()
        unit, end = words.units.get(phrase, ""), last + len(phrase)
        if tokens[first].text in words.times:
            unit, end = "times", last
        elif not unit and after < len(tokens) and not _is_name(text, tokens[first].start):
            between = text[tokens[end - 1].end : tokens[after].start].strip()
            unit = unit_after if between.casefold() in words.joining else ""
        sense = Sense(QUANTITY, f"{_canonical(value)} {unit}", sure)
        yield _mark(text, sense, tokens[first], tokens[end - 1])
        after, unit_after = first, unit


def _is_name(text: str, start: int) -> bool:
    """Whether a number belongs to a name before it (`COVID-19`, `B12`)."""
    return _NAME.search(text[max(start - 2, 0) : start]) is not None


def _numbers(tokens: Sequence[Token], words: Lexicon) -> Iterator[tuple[int, int, Decimal, bool]]:
    """Where each number starts and ends, its value, and whether it is surely one."""
    end = 0
    for i in range(len(tokens)):
        value = words.times.get(tokens[i].text, tokens[i].value)
        if i >= end and value is not None:
            value, end = _whole(tokens, i, value, words)
            yield i, end, value, end - i > 1 or tokens[i].text not in words.unsure


def _whole(tokens: Sequence[Token], i: int, value: Decimal, words: Lexicon) -> tuple[Decimal, int]:
    """The number that starts at `i` with its ones and scales (`twenty-five`, `2 million`)."""
    end = i + 1
    if value in _TENS and end < len(tokens) and _is_one(tokens[i], tokens[end]):
        value, end = value + (tokens[end].value or 0), end + 1
    while end < len(tokens) and tokens[end].text in words.scales:
        value, end = value * words.scales[tokens[end].text], end + 1
    return value, end


def _is_one(tens: Token, digit: Token) -> bool:
    """Whether two number words are one number (`twenty-five`)."""
    spelled = tens.text.isalpha() and digit.text.isalpha()
    return spelled and digit.value is not None and 1 <= digit.value <= 9


def _value(text: str, value: Decimal) -> Decimal:
    if _FOREIGN.fullmatch(text):
        return numbers(text, _COMMA)[0].value
    return value


def _canonical(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _mark(text: str, sense: Sense, first: Token, last: Token) -> Mark:
    return Mark(sense, first.start, last.end, text[first.start : last.end])


def _readings(token: Token) -> tuple[str, ...]:
    return (token.text,) if token.value is None else (token.text, ANY_NUMBER)


def _senses(data: Mapping[str, Any]) -> Mapping[tuple[str, ...], tuple[Sense, ...]]:
    senses: dict[tuple[str, ...], tuple[Sense, ...]] = {}
    for table, sure in (("says", True), ("may say", False)):
        for group, meanings in data[table].items():
            for meaning, forms in meanings.items():
                for form in forms:
                    senses[_phrase(form)] = (
                        *senses.get(_phrase(form), ()),
                        Sense(group, meaning, sure),
                    )
    return senses | {_phrase(form): () for form in data["neutral"]}


def _idiom(entry: Mapping[str, Any]) -> IdiomEntry:
    phrases = frozenset(_phrase(p) for p in (*entry["says"], *entry.get("even if", ())))
    harmless = frozenset(_phrase(p) for p in entry.get("but not", ()))
    return IdiomEntry(phrases, harmless, entry["misread"], entry["write"])


def _phrase(form: str) -> tuple[str, ...]:
    """The tokens of a phrase in the tables."""
    pieces = re.findall(rf"#|\d+|{_WORD.pattern}", form)
    return tuple(piece.translate(_APOSTROPHES).casefold() for piece in pieces)
