"""Numbers in text: find them, compare them across languages, write them in the readers' marks.

A number is a run of Western digits with its grouping and decimal marks. Its value is what counts:
`4,000` in an English source and `4.000` for readers in Brazil are equal, `4.000` for readers in
the United States is four. Small spelled-out numbers count as numbers where the other side has
digits (`two weeks`, `2 semanas`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from pipeline.languages import Marks

SOURCE_MARKS = Marks(decimal=".", group=",")
"""English sources write 4,000.5."""

_SPACES = "\u00a0\u202f"
_NUMBER = re.compile(rf"\d+(?:[.,{_SPACES}]\d+)*")

# Cardinals that sentences spell out, per language. "one" and "un/uno/um" are articles as well,
# Spanish "once" is eleven: only whole words that are nothing else stand here.
WORDS: dict[str, dict[str, int]] = {
    "en": {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12,
    },
    "es": {
        "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
        "diez": 10, "once": 11, "doce": 12,
    },
    "pt": {
        "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
        "nove": 9, "dez": 10, "onze": 11, "doze": 12,
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text."""

    text: str
    start: int
    end: int
    """Half-open character offsets."""

    value: Decimal


def numbers(text: str, marks: Marks = SOURCE_MARKS) -> tuple[Number, ...]:
    """The numbers of `text`, read with `marks`.

    >>> [(n.text, str(n.value)) for n in numbers("4,000 mg in 24 h, 0.5 mL")]
    [('4,000', '4000'), ('24', '24'), ('0.5', '0.5')]
    """
    return tuple(
        Number(match[0], match.start(), match.end(), _value(match[0], marks)[0])
        for match in _NUMBER.finditer(text)
    )


def written(value: Decimal, grouped: bool, marks: Marks) -> str:
    """`value` in `marks`.

    >>> written(Decimal("4000.5"), True, Marks(",", "."))
    '4.000,5'
    """
    plain = f"{value:,f}" if grouped else f"{value:f}"
    return "".join({",": marks.group, ".": marks.decimal}.get(c, c) for c in plain)


def localised(msgstr: str, msgid: str, marks: Marks) -> str:
    """`msgstr` with each number that the msgid has, but that is written in other marks, rewritten.

    Machine translation writes numbers as its training texts did, not as the readers' labels do.

    >>> localised("até 4.000 mg em 24 h", "up to 4,000 mg in 24 h", Marks(".", ","))
    'até 4,000 mg em 24 h'
    """
    source = {n.text: n for n in numbers(msgid)}

    def rewrite(match: re.Match[str]) -> str:
        for number in source.values():
            if _digits(match[0]) == _digits(number.text) and _same_in_some_marks(match[0], number):
                return written(number.value, "," in number.text, marks)
        return match[0]

    return _NUMBER.sub(rewrite, msgstr)


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that stands on one side only, or in the wrong marks."""

    expected: str
    """As it should stand in the msgstr; empty for one that should not stand there."""

    found: str
    """As it stands in the msgstr; empty for one that is missing."""


def differences(
    msgid: str, msgstr: str, language: str, marks: Marks | None
) -> tuple[Difference, ...]:
    """Where the numbers of a translation are not those of its source, in any order.

    `language` is the msgstr's base language; without `marks` either convention will do.
    """
    wanted = Counter(n.value for n in numbers(msgid))
    shown = {n.value: n.text for n in numbers(msgid)}
    faults: list[Difference] = []
    there: Counter[Decimal] = Counter()
    spelled = _spelled(msgstr, language)
    for match in _NUMBER.finditer(msgstr):
        readings = _readings(match[0], marks)
        value = next((v for v in readings if there[v] < wanted[v]), readings[0])
        there[value] += 1
        foreign = _foreign(match[0], wanted, marks)
        if marks and foreign is not None and not wanted[value]:
            faults.append(Difference(written(foreign, "," in shown[foreign], marks), match[0]))
            there[value] -= 1
            there[foreign] += 1
    for value in (wanted - there).elements():
        if spelled[value]:
            spelled[value] -= 1
        else:
            faults.append(Difference(_expected(value, shown[value], marks), ""))
    allowed = _spelled(msgid, "en")
    for value in (there - wanted).elements():
        if allowed[value]:
            allowed[value] -= 1
        else:
            faults.append(Difference("", written(value, False, marks or SOURCE_MARKS)))
    return tuple(faults)


def _value(text: str, marks: Marks) -> tuple[Decimal, bool]:
    """The value of a number by `marks`, and whether its marks stand as they should."""
    whole, _, fraction = text.partition(marks.decimal)
    groups = re.split(f"[{re.escape(marks.group)}{_SPACES}]", whole)
    well_formed = (
        all(g.isdigit() for g in groups)
        and all(len(g) == 3 for g in groups[1:])
        and (len(groups) == 1 or 1 <= len(groups[0]) <= 3)
        and (fraction.isdigit() or not fraction)
    )
    if well_formed:
        return Decimal("".join(groups) + (f".{fraction}" if fraction else "")), True
    return Decimal(re.sub(r"\D", "", text)), False


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _same_in_some_marks(text: str, number: Number) -> bool:
    return any(_value(text, marks) == (number.value, True) for marks in _CONVENTIONS)


_CONVENTIONS = (Marks(".", ","), Marks(",", "."))


def _readings(text: str, marks: Marks | None) -> list[Decimal]:
    """Values that a number can have: one where the marks are known, else one a convention."""
    return [_value(text, m)[0] for m in ((marks,) if marks else _CONVENTIONS)]


def _foreign(text: str, wanted: Counter[Decimal], marks: Marks | None) -> Decimal | None:
    """The wanted value that `text` has in a convention other than `marks`, if any."""
    others = (m for m in _CONVENTIONS if m != marks)
    return next((v for m in others if wanted[v := _value(text, m)[0]]), None)


def _expected(value: Decimal, shown: str, marks: Marks | None) -> str:
    return written(value, "," in shown, marks) if marks else shown


def _spelled(text: str, language: str) -> Counter[Decimal]:
    words = WORDS.get(language, {})
    return Counter(Decimal(words[w]) for w in re.findall(r"\w+", text.casefold()) if w in words)
