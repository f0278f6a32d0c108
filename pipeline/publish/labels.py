"""The words that the page itself says, in the handout's language: gettext domain `handout`.

The templates name each string in English, as `labels["Page {x} of {y}"]`; `STRINGS` lists them all.
`make labels` extracts the table to `labels/handout.pot`; `labels/LOCALE.po` are drafts that come
with the tool. A project has them as its own catalog (`polyclinic labels`), reviewed and approved as
an article's; a final prints no others.

They are printed in one language or in English, whole: half a footer in each of two languages would
carry the language tag of neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.errors import InputError
from pipeline.languages import language
from pipeline.model import DOMAIN, Article, Handout, Role, Text, Unit
from pipeline.review import Approved, Drafts

FOLDER = Path(__file__).with_name("labels")
TEMPLATE = FOLDER / f"{DOMAIN}.pot"


def gettext_noop(text: str) -> str:
    """`text`: the mark by which Babel finds a string in this file."""
    return text


STRINGS = (
    # Translators: across every page of an unreviewed handout; capitals if the script has them
    gettext_noop("DRAFT"),
    # Translators: safety notice at the top of an unreviewed handout
    gettext_noop("Draft – not reviewed by a qualified translator."),
    # Translators: second sentence of the safety notice
    gettext_noop("Do not give to patients."),
    # Translators: line of the notice, when English sentences stand in the text
    gettext_noop("Sentences on a grey background are not translated yet."),
    # Translators: footer; keep {id}
    gettext_noop("Document {id}"),
    # Translators: footer; keep {version}
    gettext_noop("Version {version}"),
    # Translators: footer: day of the English text; keep {date}
    gettext_noop("Source text: {date}"),
    # Translators: footer: day of the translation; keep {date}
    gettext_noop("Translation: {date}"),
    # Translators: footer: day until which the content counts as reviewed; keep {date}
    gettext_noop("Next review: {date}"),
    # Translators: footer; keep {x} and {y}
    gettext_noop("Page {x} of {y}"),
    # Translators: heading over what changed since an earlier version was approved; keep {date}
    gettext_noop("What changed since {date}"),
    # Translators: over a list of sentences
    gettext_noop("New or changed"),
    # Translators: over a list of sentences that were removed from the text
    gettext_noop("No longer in this handout"),
    # Translators: under a list of sentences: how many others are not listed; keep {number}
    gettext_noop("and {number} more"),
    # Translators: instead of the lists, when there would be too much to list
    gettext_noop("Most of this text is new."),
    # Translators: beside the QR code and the web address
    gettext_noop("Read this page online"),
    # Translators: alternative text of the QR code
    gettext_noop("QR code that opens this page online"),
    # Translators: first link of the web page, for keyboard users
    gettext_noop("Skip to the text"),
    # Translators: name of the warning sign on the box that says when to get help at once
    gettext_noop("Important"),
    # Translators: at the end of the handout: whom to call for an interpreter; keep {phone}
    gettext_noop("Interpreter: {phone}"),
    # Translators: link to all handouts of the organisation
    gettext_noop("All handouts"),
    # Translators: link to the handout as a web page
    gettext_noop("Web page"),
    # Translators: link to the handout for printing (PDF)
    gettext_noop("To print"),
    # Translators: link to the handout in large letters
    gettext_noop("Large print"),
    # Translators: link to the handout with the English text beside the translation
    gettext_noop("With English beside it"),
)
"""Every string of the templates; the comments are for translators."""

DRAFT_NOTICE = STRINGS[1:3]
"""The two sentences of the notice at the top of a DRAFT."""

SLOT = re.compile(r"\{\w+\}")
"""Where a value is put in."""

# Embeddings and overrides leak past the end of their text (UAX #9).
_OVERRIDES = re.compile("[\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Labels:
    """Every string of the templates, in one language."""

    strings: Mapping[str, str]
    """English string → what is printed; complete."""

    language: str
    """BCP 47 tag of what is printed."""

    reviewed: bool
    """True when people have reviewed every string as the policy asks; a final prints no others."""


def labels(locale: str, source: str = "en", own: Approved | Drafts | None = None) -> Labels:
    """The strings for `locale`: the project's `own`, drafts that come with the tool for those that
    it lacks, and English ones where any is missing in both.

    `source` is the BCP 47 tag of the source language, so that English is tagged as the article is.

    >>> labels("es_US").strings["Page {x} of {y}"], labels("fr").language
    ('Página {x} de {y}', 'en')
    """
    drafts = shipped(locale)
    texts = {unit.msgid: unit.msgstr for unit in drafts.units} if drafts else {}
    tag = _tag(drafts.header["Language"]) if drafts else ""
    mine = {msgid: text for (_, msgid), text in own.texts.items()} if own else {}
    strings = {msgid: _printable(mine.get(msgid) or texts.get(msgid, "")) for msgid in STRINGS}
    if not all(strings.values()):
        return english(source)
    reviewed = isinstance(own, Approved) and mine.keys() >= set(STRINGS)
    return Labels(strings, language(locale).tag if mine else tag, reviewed)


def english(source: str = "en") -> Labels:
    """The strings as the templates name them, tagged as the source's English or as plain `en`."""
    tag = source if source.split("-")[0] == "en" else "en"
    return Labels({msgid: msgid for msgid in STRINGS}, tag, reviewed=True)


def _printable(text: str) -> str:
    return " ".join(_OVERRIDES.sub("", text).split())


def _tag(locale: str) -> str:
    return locale.replace("_", "-")


# ── as a catalog ──────────────────────────────────────────────────────────────────────────────────


@cache
def shipped(locale: str) -> Catalog | None:
    """The drafts that come with the tool, of the locale or of the next wider one (`es_US` takes
    `es`); None for a language without."""
    for path in (FOLDER / f"{name}.po" for name in _wider(locale)):
        if path.is_file():
            return catalog.parse(path.read_text(encoding="utf-8"), path.name)
    return None


def _wider(locale: str) -> Iterator[str]:
    """`zh_Hans_CN`, `zh_Hans`, `zh`."""
    while locale:
        yield locale
        locale = locale.rpartition("_")[0]


def maker(drafts: Catalog) -> str:
    """What made them, as their `drafted` events are to say."""
    return drafts.header.get("X-Drafted-By", "")


def domain(content: str, path: str) -> tuple[Article, tuple[Unit, ...]]:
    """The template catalog as an article without a text, and its empty units, for sign-off."""
    title = Text(path, Role.TITLE, line=1, translate=False)
    article = Article(slug=DOMAIN, path=path, title=title, id=DOMAIN, blocks=())
    return article, catalog.parse(content, path).units


# ── what both renderers print from them ───────────────────────────────────────────────────────────


def facts(handout: Handout) -> tuple[str, ...]:
    """The footer's facts in the labels' language; what the article does not say is left out."""
    found = (
        _filled("Document {id}", handout.id, handout),
        _filled("Version {version}", handout.version, handout),
        _filled("Source text: {date}", _written(handout.date, handout), handout),
        _filled("Translation: {date}", _written(handout.translated, handout), handout),
        _filled("Next review: {date}", _written(handout.review_by, handout), handout),
    )
    return tuple(filter(None, found))


def interpreter(handout: Handout) -> str:
    """Whom to call for an interpreter; empty where nobody is named."""
    return _filled("Interpreter: {phone}", handout.interpreter_phone, handout)


def since_heading(handout: Handout) -> str:
    """The heading over what changed, with the day; empty when there is nothing to say."""
    return _filled("What changed since {date}", _written(handout.since, handout), handout)


def and_more(number: int, handout: Handout) -> str:
    """What ends a list that leaves out so many sentences; empty for none."""
    return _filled("and {number} more", str(number or ""), handout)


def _filled(label: str, value: str, handout: Handout) -> str:
    """A label with its one value, empty without; in a right-to-left line the value stands in an
    isolate, lest a phone number be shown from its end (UAX #9; FSI, for a date has its own way)."""
    if not value:
        return ""
    if language(handout.labels_language.replace("-", "_")).direction == "rtl":
        value = f"\u2068{value}\u2069"
    return SLOT.sub(lambda _: value, handout.labels[label])


def draft_mark(handout: Handout) -> str:
    """The mark on every page of a DRAFT, for staff and for readers; empty on a final."""
    if handout.final:
        return ""
    return " · ".join(dict.fromkeys(("DRAFT", handout.labels["DRAFT"])))


def draft_notices(handout: Handout) -> tuple[tuple[str, str], ...]:
    """The DRAFT notice as (BCP 47 tag, text): in the labels' language, then in English."""
    if handout.final:
        return ()
    english = " ".join(DRAFT_NOTICE)
    own = language(handout.labels_language.replace("-", "_")).joiner.join(
        handout.labels[sentence] for sentence in DRAFT_NOTICE
    )
    notices = ((handout.labels_language, own), ("en", english))
    return notices[:1] if own == english else notices


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
