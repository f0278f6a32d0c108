"""The words that the page itself says, in the handout's language: gettext domain `handout`.

The templates name each string in English, as `labels["Page {x} of {y}"]`; `labels/handout.pot`
lists them, `labels/LOCALE.po` translates them, whole or not at all: half a footer in each of two
languages would carry the language tag of neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date

from pipeline import catalog
from pipeline.errors import InputError
from pipeline.model import Handout, Unit

FOLDER = Path(__file__).with_name("labels")

DRAFT_NOTICE = "Draft – not reviewed by a qualified translator. Do not give to patients."


@dataclass(frozen=True, slots=True)
class Labels:
    """Every string of the templates, in one language."""

    strings: Mapping[str, str]
    """English string → what is printed; complete."""

    language: str
    """BCP 47 tag of what is printed."""

    reviewed: bool
    """True when a person has cleared every string; a final prints no others."""


def labels(locale: str, source: str = "en") -> Labels:
    """The strings that come with the tool for `locale` (`es_US` takes `es`), else the English ones.

    `source` is the BCP 47 tag of the source language, so that English is tagged as the article is.
    """
    for name in (locale, locale.split("_")[0]):
        path = FOLDER / f"{name}.po"
        if path.is_file():
            units = catalog.parse(path.read_text(encoding="utf-8"), path.name).units
            return of_units(units, name.replace("_", "-"), source)
    return english(source)


def of_units(units: Iterable[Unit], language: str, source: str = "en") -> Labels:
    """The strings of a catalog of this domain; English when any of them is missing.

    >>> of_units((), "es").language
    'en'
    """
    known = {unit.msgid: unit for unit in units if unit.msgstr}
    if not known.keys() >= set(_msgids()):
        return english(source)
    chosen = [known[msgid] for msgid in _msgids()]
    strings = {unit.msgid: unit.msgstr for unit in chosen}
    return Labels(strings, language, reviewed=not any(unit.fuzzy for unit in chosen))


def english(source: str = "en") -> Labels:
    """The strings as the templates name them, tagged as the source's English or as plain `en`."""
    tag = source if source.split("-")[0] == "en" else "en"
    return Labels({msgid: msgid for msgid in _msgids()}, tag, reviewed=True)


@cache
def _msgids() -> tuple[str, ...]:
    pot = FOLDER / "handout.pot"
    content = pot.read_text(encoding="utf-8")
    return tuple(unit.msgid for unit in catalog.parse(content, pot.name).units)


# ── what both renderers print from them ───────────────────────────────────────────────────────────


def facts(handout: Handout) -> tuple[str, ...]:
    """The footer's facts in the labels' language; what the article does not say is left out."""
    labels = handout.labels
    values = (
        (labels["Document {id}"], "{id}", handout.id),
        (labels["Version {version}"], "{version}", handout.version),
        (labels["Source text: {date}"], "{date}", _written(handout.date, handout)),
        (labels["Translation: {date}"], "{date}", _written(handout.translated, handout)),
        (labels["Next review: {date}"], "{date}", _written(handout.review_by, handout)),
    )
    return tuple(label.replace(slot, value) for label, slot, value in values if value)


def since_heading(handout: Handout) -> str:
    """The heading over what changed, with the day; empty when there is nothing to say."""
    written = _written(handout.since, handout)
    return handout.labels["What changed since {date}"].replace("{date}", written) if written else ""


def and_more(number: int, handout: Handout) -> str:
    """What ends a list that leaves out so many sentences; empty for none."""
    label = handout.labels["and {number} more"]
    return label.replace("{number}", str(number)) if number else ""


def draft_mark(handout: Handout) -> str:
    """The mark on every page of a DRAFT, for staff and for readers; empty on a final."""
    if handout.final:
        return ""
    return " · ".join(dict.fromkeys(("DRAFT", handout.labels["DRAFT"])))


def draft_notices(handout: Handout) -> tuple[tuple[str, str], ...]:
    """The DRAFT notice as (BCP 47 tag, text): in the labels' language, then in English."""
    if handout.final:
        return ()
    own = handout.labels[DRAFT_NOTICE]
    notices = [(handout.labels_language, own)]
    if own != DRAFT_NOTICE:
        notices.append(("en", DRAFT_NOTICE))
    return tuple(notices)


def day(iso: str) -> date:
    """The day of an ISO 8601 date; InputError when it is none."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise InputError(f"'{iso}' is not a day; write it like 2026-03-31") from None


def _written(iso: str, handout: Handout) -> str:
    """A day in the labels' language, CLDR's medium form; empty stays empty."""
    locale = Locale.parse(handout.labels_language, sep="-")
    return format_date(day(iso), "medium", locale) if iso else ""
