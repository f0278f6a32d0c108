"""Contacts: phone numbers, web and mail addresses lead where the source's lead.

Phones are compared by their digits, since every country groups them otherwise; addresses letter for
letter, but for the host, which knows no case (RFC 3986, 6.2.2.1; RFC 5321, 2.4).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit

PHONE = range(7, 16)
"""Digits of a phone number: ITU-T E.164 allows fifteen, the shortest local ones have seven."""

_PATH = r"[/?#][^\s<>()\[\]\"“”«»（）]*"
_MAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){0,8}[A-Za-z0-9-]{1,63}"
)
_WEB = re.compile(
    rf"(?:https?://|www\.)[^\s<>()\[\]\"“”«»（），。；、]+"
    rf"|(?<![\w@./-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}(?:com|org|net|gov|edu|info|int|example)"
    rf"(?![\w@-])(?:\.[a-z]{{2}}(?![\w]))?(?:{_PATH})?"
)
_LINK = re.compile(r"\]\((tel:|mailto:)([^\s()]+)\)")
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,/])\+?\(?\d+(?:(?:\) ?|[ .\u2010-\u2013-]\(?)(?:\d+|[A-Z]{4,}(?![A-Za-z])))*"
    r"(?![\d/]|[.,]\d)"
)
# Thousands apart, or a decimal fraction.
_AMOUNT = re.compile(r"\d{1,3}(?:[ .]\d{3})+|\d\.\d+")
_DATED = re.compile(r"\d{4}[\u2010-\u2013-]\d{4}|\d{4}[ .-]\d\d[ .-]\d\d|\d\d?[ .-]\d\d?[ .-]\d{4}")

# What every contact has.
_TELLS = re.compile(r"\d|@|://|\w\.\w|\]\(")

# "Call 911", "Text BABY to 511411"; and "ext. 24" behind a phone.
_SHORT = re.compile(
    r"\b(?:[Cc]all|CALL|[Dd]ial|[Tt]ext|[Pp]hone|[Rr]ing|[Ss]end)"
    r"(?: (?:or|and|call|dial|text|phone|ring|message|us|at|to|on|the|number|free|[A-Z]{2,}))*"
    r" (\d{3,6})(?![\w%°]|[-–.,/:]\d| ?(?:mg|m[lL]|times|days|hours|people|%))"
)
_EXTENSION = re.compile(r"\b(?:ext\.?|extension|x) ?(\d{1,6})\b", re.IGNORECASE)


class Contact(NamedTuple):
    """One way to reach somebody, as it stands in a text."""

    kind: str
    key: str
    """What must be the same."""

    words: str
    start: int
    end: int


def contacts(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each phone, web or mail address of the source that is changed or lost; a warning
    for one that is added, and for two that have changed places."""
    source = inline.reading(unit.msgid)
    target = inline.reading(unit.msgstr, like=unit.msgid)
    if not any(map(_TELLS.search, (source.text, target.text, unit.msgid))):
        return
    wanted = list(_contacts(source.text, unit.msgid))
    there = list(_contacts(target.text, unit.msgstr))
    yield from _short(source, target)
    if not wanted and not there:
        return
    lost = _without(wanted, there)
    added = _without(there, wanted)
    for contact in lost:
        other = next((a for a in added if a.kind == contact.kind), None)
        if other:
            added.remove(other)
        yield _changed(contact, other, source, target)
    for contact in added:
        yield Finding(
            "contacts",
            Severity.WARNING,
            f'"{contact.words}" is not in the source',
            found=contact.words,
            at_target=_place(target, contact),
        )
    if not lost and not added:
        yield from _exchanged(wanted, there, target)


def _changed(
    lost: Contact, other: Contact | None, source: inline.Reading, target: inline.Reading
) -> Finding:
    message = f'the {lost.kind} "{lost.words}" is not in the translation'
    if other:
        message = f'the {lost.kind} "{lost.words}" became "{other.words}"'
    return Finding(
        "contacts",
        Severity.ERROR,
        message,
        expected=lost.words,
        found=other.words if other else "",
        at_source=_place(source, lost),
        at_target=_place(target, other) if other else None,
    )


def _exchanged(
    wanted: list[Contact], there: list[Contact], target: inline.Reading
) -> Iterator[Finding]:
    """Two phones that each stand where the other one stood."""
    for one, other in zip(wanted, there, strict=True):
        if one.key != other.key and one.kind == other.kind == "phone number":
            message = f'"{other.words}" stands where the source has "{one.words}"'
            yield Finding(
                "contacts",
                Severity.WARNING,
                message,
                expected=one.words,
                found=other.words,
                at_target=_place(target, other),
            )
            return


def _short(source: inline.Reading, target: inline.Reading) -> Iterator[Finding]:
    """Numbers of three to six digits that the source says to call, and extensions."""
    spots = [*_SHORT.finditer(source.text), *_EXTENSION.finditer(source.text)]
    if not spots:
        return
    there = Counter(_digits(number) for number in re.findall(r"\d+", target.text))
    for spot in spots:
        if not there[_digits(spot[1])]:
            yield Finding(
                "contacts",
                Severity.ERROR,
                f'the number "{spot[1]}" to call is not in the translation',
                expected=spot[1],
                at_source=source.place(*spot.span(1)),
            )


def _contacts(text: str, marked: str) -> Iterator[Contact]:
    """What stands in a text, by kinds; `marked` is the text with its markup."""
    for link in _LINK.finditer(marked) if "](" in marked else ():
        yield Contact("link", link[0].casefold(), link[2], -1, -1)
    if "@" in text:
        for mail in _MAIL.finditer(text):
            if text[: mail.start()].endswith("mailto:"):
                continue  # a link that is none in the source: told as one
            yield Contact("mail address", mail[0].casefold(), mail[0], *mail.span())
    if "." in text or "://" in text:
        for web in _WEB.finditer(text):
            words = web[0].rstrip(".,;:!?'*…")
            if not text[: web.start()].endswith("@"):
                yield Contact(
                    "web address",
                    _host_caseless(words),
                    words,
                    web.start(),
                    web.start() + len(words),
                )
    for number in _NUMBER.finditer(text):
        if _phone(number[0]):
            yield Contact("phone number", _digits(number[0]), number[0], *number.span())


def _phone(words: str) -> bool:
    figures = sum(c.isalnum() for c in words)
    if figures not in PHONE or words.isdigit():
        return False
    return not _AMOUNT.fullmatch(words) and not _DATED.fullmatch(words)


def _digits(words: str) -> str:
    """The digits alone, those of every script as 0–9; letters of a number stay."""
    return "".join(str(unicodedata.digit(c, c)) for c in words if c.isalnum())


def _host_caseless(words: str) -> str:
    scheme, mark, rest = words.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host}".casefold() + (slash + path).rstrip("/")


def _without(some: list[Contact], others: list[Contact]) -> list[Contact]:
    """Those of `some` that `others` lack, each counted as often as it stands there."""
    known = Counter((c.kind, c.key) for c in others)
    left = []
    for contact in some:
        known[contact.kind, contact.key] -= 1
        if known[contact.kind, contact.key] < 0:
            left.append(contact)
    return left


def _place(text: inline.Reading, contact: Contact) -> tuple[int, int] | None:
    return None if contact.start < 0 else text.place(contact.start, contact.end)
