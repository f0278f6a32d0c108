"""What lies in the build folder, file by file: `catalogue.json`, for other programs and for us.

    Handout + its files ── card ──> Card ── renewed ──> Cards ── dump ──> bytes ── parse ──> Cards

A card says what a handout's files hold, so that nobody has to make or open one to know. The
catalogue keeps the cards of the handouts that a run does not touch; docs/shelf.md describes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal, TypeAlias

from pydantic import TypeAdapter

from pipeline.model import Handout, Layout
from pipeline.publish.labels import draft_notices
from pipeline.publish.words import words

CATALOGUE, SHELF = "catalogue.json", "index.html"

FORMAT = 1
"""Raised when a program that reads the catalogue would have to change."""

Form: TypeAlias = Literal["web", "single", "bilingual", "large"]

FORMS: Mapping[str, str] = {
    "web": "Web page",
    Layout.SINGLE: "To print",
    Layout.LARGE: "Large print",
    Layout.BILINGUAL: "With English beside it",
}
"""What a handout comes as → the label of the link to it, in the order of links."""

_ENDINGS: Mapping[str, Form] = {"html": "web", **{each.ending: each.value for each in Layout}}


@dataclass(frozen=True, slots=True)
class File:
    """One file of a handout."""

    path: str
    """Relative to the build folder, with `/`: `es/ankle-sprain.large.pdf`."""

    form: Form
    media_type: str
    sha256: str
    label: str
    """What a reader's link to it says, in the card's `labels_language`."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a handout in one language is, and its files."""

    id: str
    """The article's, as its organisation numbers it."""

    slug: str
    locale: str
    """`pt_BR`, which is also the folder's name."""

    language: str
    """BCP 47 tag: `pt-BR`."""

    direction: Literal["ltr", "rtl"]
    language_name: str
    """In English."""

    autonym: str
    """In itself."""

    status: Literal["final", "draft"]
    """A draft must not reach patients."""

    title: str
    title_language: str
    """BCP 47 tag: the source's while a draft has no title of its own."""

    source_title: str
    source_language: str
    version: str
    date: str
    """ISO 8601 day of the source version, or empty."""

    translated: str
    """ISO 8601 day of the translation's last revision, or empty."""

    review_by: str
    labels_language: str
    notice: str
    """The safety notice of a draft in `labels_language`; empty on a final."""

    files: tuple[File, ...]

    @property
    def final(self) -> bool:
        """Whether patients may have it."""
        return self.status == "final"


def name_of(slug: str, final: bool, ending: str) -> str:
    """The name of a handout's file: `ankle-sprain.DRAFT.large.pdf`."""
    return f"{slug}.{'' if final else 'DRAFT.'}{ending}"


def anchor(locale: str, final: bool) -> str:
    """Where the handouts of a locale stand on the shelf."""
    return locale if final else f"drafts-{locale}"


def card(handout: Handout, made: Mapping[str, bytes]) -> Card:
    """The card of a handout; `made` is the ending of each of its files (`large.pdf`) → bytes."""
    files = (_file(handout, ending, content) for ending, content in made.items())
    notice = next((text for _, text in draft_notices(handout)), "")
    return Card(
        id=handout.id,
        slug=handout.slug,
        locale=handout.locale,
        language=handout.language,
        direction=handout.direction,
        language_name=handout.language_name,
        autonym=handout.autonym,
        status="final" if handout.final else "draft",
        title=words(handout.title),
        title_language=handout.title.sentences[0].language,
        source_title=words(handout.original.title),
        source_language=handout.source_language,
        version=handout.version,
        date=handout.date,
        translated=handout.translated,
        review_by=handout.review_by,
        labels_language=handout.labels_language,
        notice=notice,
        files=tuple(sorted(files, key=lambda file: list(FORMS).index(file.form))),
    )


def _file(handout: Handout, ending: str, content: bytes) -> File:
    form = _ENDINGS[ending]
    return File(
        path=f"{handout.locale}/{name_of(handout.slug, handout.final, ending)}",
        form=form,
        media_type="text/html" if form == "web" else "application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        label=handout.labels[FORMS[form]],
    )


def renewed(
    old: Iterable[Card], made: Iterable[Card], digest: Callable[[str], str]
) -> tuple[Card, ...]:
    """The cards by locale and slug, those just made in the place of old ones.

    `digest` gives the SHA-256 of a path in the build folder, empty where no file is. An old card
    keeps the files that still are what it says, and goes with the last of them.
    """
    new = {(each.locale, each.slug): each for each in made}
    kept = (_still(each, digest) for each in old if (each.locale, each.slug) not in new)
    found = (*new.values(), *(each for each in kept if each.files))
    return tuple(sorted(found, key=lambda each: (each.locale, each.slug)))


def _still(card: Card, digest: Callable[[str], str]) -> Card:
    """The card with the files that are its own and hold what it says."""
    names = {
        f"{card.locale}/{name_of(card.slug, card.final, ending)}": form
        for ending, form in _ENDINGS.items()
    }
    own = (file for file in card.files if names.get(file.path) == file.form)
    return replace(card, files=tuple(file for file in own if digest(file.path) == file.sha256))


def dump(cards: Iterable[Card]) -> bytes:
    """The catalogue."""
    shown = {"format": FORMAT, "handouts": [asdict(card) for card in cards]}
    return f"{json.dumps(shown, ensure_ascii=False, indent=1)}\n".encode()


def parse(content: bytes) -> tuple[Card, ...]:
    """The cards of a catalogue; none of one that cannot be read: the next full run makes it again.

    >>> parse(b"{}")
    ()
    """
    try:
        found = json.loads(content)
        if found["format"] != FORMAT:
            return ()
        return tuple(map(of_json, found["handouts"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def of_json(data: object) -> Card:
    """A card from what `asdict` and JSON made of it; ValueError when it is none."""
    return _adapter().validate_python(data)


@cache
def _adapter() -> TypeAdapter[Card]:
    return TypeAdapter(Card)
