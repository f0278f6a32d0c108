"""Numbers, doses, phone numbers and Latin names in right-to-left text, each in its order. Pure.

Beside Arabic letters 480-563-6400 would be shown as 6400-563-480 in every engine: a hyphen joins no
numbers there (UAX #9, W4). A protocol above the algorithm may set isolates (HL3): what belongs
together from left to right stands between U+2066 and U+2069.

Arabic-Indic digits are shown as European ones are, left to right in the order typed. UAX #9 does so
within a number and around a comma, colon or slash (W4). A hyphen it leaves to the text around, and
digits of class AN count as right-to-left there even in an isolate (N1); hence one more around each
number. So one phone number or range has one look, whichever digits a translator chooses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.model import Inline, Plain, Span
from pipeline.publish.words import words

_ISOLATE, _END = "\u2066", "\u2069"
_BEGINS = "\u2066\u2067\u2068"

# A text is read as the kinds of its signs, one letter for each, see `_kind`.
_GROUP = r"(?:\([ed]{1,5}\)[s ]?(?=[ed]))"
_TOKEN = re.compile(
    # +, -, $ before a number, unless it joins the number to a word; and an area code
    rf"(?:(?<![rn])[stp])?{_GROUP}?(?:[aedf]n*)++"
    # signs and spaces between words, and an area code after a number
    rf"(?:(?:(?<=[edfn])[s ]?{_GROUP}|[jpstu]*+(?: ++[jpstu]*+)?)(?:[aedf]n*)++)*+"
    # 5%, 5 %, 65+, a slash that ends an address
    r"(?:[tp]|u(?=[ )j]|$))*(?: t(?=[ )jx]|$))?"
)
_NUMBER = re.compile("d(?:[dju]*d)?")


def isolated(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The nodes of a right-to-left sentence with isolates, also across them. What stands between
    isolates already is left as the translator wants it.

    >>> isolated((Span("strong", (Plain("500"),)), Plain("-600")))[1]
    Plain(text='-600\u2069')
    """
    inlines = tuple(inlines)
    text = "".join(map(words, inlines))
    begins: dict[int, str] = {}
    ends: dict[int, str] = {}
    for start, end in _stretches(text):
        begins[start] = begins.get(start, "") + _ISOLATE
        ends[end] = ends.get(end, "") + _END
    if not begins:
        return inlines
    signs = [f"{begins.get(at, '')}{sign}{ends.get(at + 1, '')}" for at, sign in enumerate(text)]
    rest = iter(signs)
    return tuple(_rewritten(node, rest) for node in inlines)


def _rewritten(node: Inline, signs: Iterator[str]) -> Inline:
    if isinstance(node, Span):
        return replace(node, children=tuple(_rewritten(child, signs) for child in node.children))
    return Plain("".join(next(signs) for _ in node.text))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """What is to be isolated, as half-open offsets; the outer stretch before the one in it."""
    kinds = list(map(_kind, text))
    for start, end in _own_isolates(text):
        kinds[start:end] = "x" * (end - start)
    for found in _TOKEN.finditer("".join(kinds)):
        token, start = found[0], found.start()
        if set(token) <= {*"ae"} or set(token) == {"d"}:
            continue  # one word, one number: nothing to keep in order
        yield found.span()
        for number in _NUMBER.finditer(token):
            yield start + number.start(), start + number.end()


def _own_isolates(text: str) -> Sequence[tuple[int, int]]:
    """The outermost pairs of isolate signs (UAX #9, BD9), as half-open offsets."""
    open_at: list[int] = []
    found: list[tuple[int, int]] = []
    for at, sign in enumerate(text):
        if sign in _BEGINS:
            open_at.append(at)
        elif sign == _END and open_at:
            start = open_at.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, at + 1))
    return found


@lru_cache(maxsize=4096)
def _kind(sign: str) -> str:
    """The part that a sign plays, mostly by its class in UAX #9.

    a  letter      e  European digit      d  Arabic-Indic digit      f  ½, ²      r  Arabic letter
    s  hyphen, minus    t  %, °, currency    p  +, ®    u  slash    n  combining or not to be seen
    j  what joins what is around it    x  what parts it: quotes, brackets, Arabic punctuation
    """
    category, bidi = unicodedata.category(sign), unicodedata.bidirectional(sign)
    if sign in "()":
        return sign
    if bidi in ("NSM", "BN") or sign == "\u200e":
        return "n"
    if category == "No":
        return "f"
    if bidi == "EN":
        return "e"
    if bidi in ("L", "AN", "R", "AL"):
        return {"L": "a", "AN": "d"}.get(bidi, "r")
    if category == "Zs":
        return " "
    quoting = category in ("Ps", "Pe", "Pi", "Pf") or sign == '"'
    if quoting or category in ("Cc", "Cf") or "\u0590" <= sign <= "\u08ff":
        return "x"
    if category == "Pd" or sign == "\u2212":
        return "s"
    if bidi == "ET":
        return "t"
    if sign == "+" or category == "So":
        return "p"
    return "u" if sign == "/" else "j"
