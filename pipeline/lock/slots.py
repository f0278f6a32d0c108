"""Slots: the stretches of a sentence whose wording is settled before translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import inline
from pipeline.languages import Marks
from pipeline.model import Spot
from pipeline.numerals import marked, numbers
from pipeline.termbase import Termbase, form_for, form_of

# Addresses and phone numbers stand letter for letter in every language.
_LITERAL = re.compile(
    r"(?:https?://|www\.)[^\s()<>]+[^\s()<>.,;:!?]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[A-Z][A-Za-z]*(?:-[A-Za-z]+)*-?\d\w*"  # COVID-19, T12: a name, not a number
    r"|(?:\+\d{1,3}[ -])?(?:\(\d{3}\) ?|\b\d{3}[ -])\d{3}[ -]\d{4}\b"
)

# Units that are written alike in every language that is drafted here; the number takes them along.
_UNIT = re.compile(r"[\u00a0 ]?(?:mg|mcg|µg|g|kg|mL|ml|dL|L|IU|mmHg|cm|mm|°F|°C|%)(?!\w)")

# Engines drop these, and with them which side of a bound a dose is on.
_COMPARING = re.compile(r"[<>≤≥±≈#]")

_SIGN = re.compile(r"[*`\[\]\\]")

# A range, a fraction, a time of day.
_RANGE = re.compile(r" ?[-‐–—/] ?|:")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a msgid whose wording is settled."""

    start: int
    end: int
    """Half-open character offsets in the msgid."""

    wording: str
    """What stands there in the translation."""

    form: str = ""
    """Gender and number of a locked noun, one of `agreement.FORMS`; empty for everything else."""

    mass: bool = False
    """A noun that is taken without an article, as drugs are."""


def slots(
    msgid: str, termbase: Termbase, locale: str, marks: Marks, spans: Mapping[str, str]
) -> tuple[Slot, ...]:
    """The slots of a sentence, in order, none overlapping.

    `spans` has the translation of each marked-up span's inner text. A span is one slot whole, with
    its markers; a span without translation gives none, and the markup check then decides.
    """
    found = [
        *_spans(msgid, spans),
        *(_term(spot, locale) for spot in termbase.locked(msgid, locale)),
        *(Slot(m.start(), m.end(), m[0]) for m in _LITERAL.finditer(msgid)),
        *_figures(msgid, marks),
    ]
    taken: list[Slot] = []
    for slot in found:
        if not any(slot.start < other.end and other.start < slot.end for other in taken):
            taken.append(slot)
    return tuple(sorted(taken, key=lambda slot: slot.start))


def span_texts(msgid: str) -> Iterator[str]:
    """The inner text of each outermost span but code, which is never translated."""
    for start, end in inline.spans(msgid):
        opening, inner, _ = parts(msgid[start:end])
        if opening != "`":
            yield inner


def parts(span: str) -> tuple[str, str, str]:
    """Opening marker, inner text and closing marker of an outermost span.

    >>> parts("[a guide](https://example.org)")
    ('[', 'a guide', '](https://example.org)')
    """
    if span.startswith("["):
        cut = span.rindex("](")
        return "[", span[1:cut], span[cut:]
    marker = "**" if span.startswith("**") else span[0]
    return marker, span[len(marker) : -len(marker)], marker


def lacking(found: Sequence[Slot], text: str | None) -> tuple[Slot, ...]:
    """The slots whose wording does not stand in `text`, or not as often as it should."""
    folded = (text or "").casefold()
    missing: list[Slot] = []
    for slot in found:
        wording = slot.wording.casefold()
        if wording in folded:
            folded = folded.replace(wording, "\0", 1)
        else:
            missing.append(slot)
    return tuple(missing)


def lost(msgid: str, text: str) -> str:
    """The first thing of a msgid that must stand letter for letter in a translation, but does not.

    An address, a phone number, a name with digits, a number with its unit, or a sign that the
    inline notation uses; empty when nothing is lost or added. Numbers with units also keep their
    order, since that tells whose dose is whose. Numbers alone are for the checks.
    """
    source, target = inline.plain(msgid), inline.plain(text, like=msgid)
    folded = target.casefold()
    for literal in _LITERAL.findall(source):
        if literal.casefold() not in folded:
            return str(literal)
    asked, given = _measures(source), _measures(target)
    for measure, count in Counter(asked).items():
        if given.count(measure) < count:
            return " ".join(measure)
    if asked != [measure for measure in given if measure in asked]:
        return "order of doses"
    if moved := Counter(_COMPARING.findall(source)) - Counter(_COMPARING.findall(target)):
        return str(next(iter(moved)))
    added = Counter(_SIGN.findall(text)) - Counter(_SIGN.findall(msgid))
    return next(iter(added), "")


def _measures(text: str) -> list[tuple[str, str]]:
    """The digits and the unit of each number that has one, in order."""
    found = ((n.text, _UNIT.match(text, n.end)) for n in numbers(text))
    return [
        (re.sub(r"\D", "", number), unit[0].strip().lower().replace("µg", "mcg"))
        for number, unit in found
        if unit
    ]


def _spans(msgid: str, spans: Mapping[str, str]) -> Iterator[Slot]:
    for start, end in inline.spans(msgid):
        opening, inner, closing = parts(msgid[start:end])
        if opening == "`":
            yield Slot(start, end, msgid[start:end])
        elif inner in spans:
            yield Slot(start, end, f"{opening}{spans[inner]}{closing}")


def _term(spot: Spot, locale: str) -> Slot:
    return Slot(
        spot.start,
        spot.end,
        form_for(spot, locale),
        form_of(spot, locale),
        spot.term.kind == "drug" and not spot.plural,
    )


def _figures(msgid: str, marks: Marks) -> Iterator[Slot]:
    """Each number with its unit; a range (1957–58) is one slot: engines drop its second half."""
    wording, start, last = "", 0, 0
    for number in numbers(msgid):
        if msgid[number.end : number.end + 1].isalpha() and not _UNIT.match(msgid, number.end):
            continue  # "1930s", "53rd": a mask would be glued to the letters
        unit = _UNIT.match(msgid, number.end)
        end = unit.end() if unit else number.end
        between = msgid[last : number.start]
        figure = marked(number.text, marks) + msgid[number.end : end]
        if wording and _RANGE.fullmatch(between):
            wording += between + figure
        else:
            if wording:
                yield Slot(start, last, wording)
            wording, start = figure, number.start
        last = end
    if wording:
        yield Slot(start, last, wording)
