"""Numbers in text: find them, read them, write them in the readers' marks.

A number is a run of digits with its grouping and decimal marks, as one convention or another sets
them; in what no convention knows (`1.2.3`) each run of digits is a number. Its value is what
counts: `4,000` in an English source and `4.000` for readers in Brazil are equal, `4.000` for
readers in the United States is four. Numbers in words are read by `checks.values`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.languages import Marks

SOURCE_MARKS = Marks(decimal=".", group=",")
"""English sources write 4,000.5."""

CONVENTIONS = (SOURCE_MARKS, Marks(decimal=",", group="."), Marks(decimal="٫", group="٬"))
"""Of English, of most of Europe and Latin America, and of Arabic figures."""

_SPACES = "\u00a0\u202f\u2019"
"""Group digits in every convention: SI brochure 5.4.4, and the Swiss apostrophe."""


def _shape(marks: Marks) -> str:
    """The pattern of a number that is set as `marks` ask for."""
    group, decimal = re.escape(marks.group), re.escape(marks.decimal)
    return rf"(?:(?!0)\d{{1,3}}(?:[{group}{_SPACES}]\d{{3}})+|\d+)(?:{decimal}\d+)?"


_NUMBER = re.compile(
    rf"(?=\d)(?<!\d)(?<!\d[.,٫٬{_SPACES}])"
    rf"(?:{'|'.join(map(_shape, CONVENTIONS))})(?![.,٫٬{_SPACES}]?\d)|\d+"
)

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


class Number(NamedTuple):
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
        Number(match[0], *match.span(), _values(match[0], marks)[0])
        for match in _NUMBER.finditer(text)
    )


def written(value: Decimal, grouped: bool, marks: Marks) -> str:
    """`value` in `marks`.

    >>> written(Decimal("4000.5"), True, Marks(",", "."))
    '4.000,5'
    """
    return marked(f"{value:,f}" if grouped else f"{value:f}", marks)


def marked(text: str, marks: Marks) -> str:
    """A number of the source, digit by digit, in other marks; as it is if it has none of its own.

    >>> marked("0.50", Marks(",", ".")), marked("08", Marks(",", "."))
    ('0,50', '08')
    """
    if not fits(text, SOURCE_MARKS):
        return text
    return "".join({",": marks.group, ".": marks.decimal}.get(c, c) for c in text)


def localised(msgstr: str, msgid: str, marks: Marks) -> str:
    """`msgstr` with each number that the msgid has, but in other marks, written as the msgid's.

    Machine translation writes numbers as its training texts did, not as the readers' labels do.

    >>> localised("até 4.000 mg em 24 h", "up to 4,000 mg in 24 h", Marks(".", ","))
    'até 4,000 mg em 24 h'
    """
    source = numbers(msgid)

    def rewrite(match: re.Match[str]) -> str:
        said = _values(match[0], marks)
        # By the readers' marks first, so that a second run changes nothing.
        same = (
            n for value in said for n in source if n.value == value and _alike(n.text, match[0])
        )
        number = next(same, None)
        return marked(number.text, marks) if number else match[0]

    return _NUMBER.sub(rewrite, msgstr)


@lru_cache(maxsize=4096)
def _values(text: str, marks: Marks) -> tuple[Decimal, ...]:
    """What a number says: by `marks` first, then by the conventions that it fits as well."""
    known = (marks, *CONVENTIONS)
    return tuple(dict.fromkeys(_value(text, m) for m in known if fits(text, m)))


@lru_cache(maxsize=4096)
def fits(text: str, marks: Marks) -> bool:
    """Whether a number is set as `marks` ask for."""
    return re.fullmatch(_shape(marks), text) is not None


def _value(text: str, marks: Marks) -> Decimal:
    bare = re.sub(f"[{re.escape(marks.group)}{_SPACES}]", "", text)
    return Decimal(bare.replace(marks.decimal, "."))


def _alike(one: str, other: str) -> bool:
    """Whether two numbers have the same digits, trailing and leading zeros included."""
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", other)
