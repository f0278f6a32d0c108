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
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, StringConstraints, TypeAdapter

from pipeline.errors import InputError
from pipeline.languages import Language, language
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


def _known(tag: str) -> Language:
    """The language of a BCP 47 tag; ValueError when it is not known."""
    try:
        return language(tag.replace("-", "_"))
    except InputError as fault:
        raise ValueError(str(fault)) from None


def _tag(value: str) -> str:
    if _known(value).tag != value:
        raise ValueError(f"'{value}' is not a BCP 47 tag")
    return value


Tag: TypeAlias = Annotated[str, AfterValidator(_tag)]
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Hash: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class File:
    """One file of a handout."""

    path: str
    """Relative to the build folder, with `/`: `es/ankle-sprain.large.pdf`."""

    form: Form
    media_type: str
    sha256: Hash
    label: str
    """What a reader's link to it says, in the card's `labels_language`."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a handout in one language is, and its files."""

    id: str
    """The article's, as its organisation numbers it."""

    slug: Slug
    locale: str
    """`pt_BR`, which is also the folder's name."""

    language: Tag
    """BCP 47 tag: `pt-BR`."""

    direction: Literal["ltr", "rtl"]
    language_name: str
    """In English."""

    autonym: str
    """In itself."""

    status: Literal["final", "draft"]
    """A draft must not reach patients."""

    title: str
    title_language: Tag
    """BCP 47 tag: the source's while a draft has no title of its own."""

    source_title: str
    source_language: Tag
    version: str
    date: str
    """ISO 8601 day of the source version, or empty."""

    translated: str
    """ISO 8601 day of the translation's last revision, or empty."""

    review_by: str
    labels_language: Tag
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
        media_type=_media_type(form),
        sha256=hashlib.sha256(content).hexdigest(),
        label=handout.labels[FORMS[form]],
    )


def _media_type(form: Form) -> str:
    return "text/html" if form == "web" else "application/pdf"


def renewed(
    old: Iterable[Card], made: Iterable[Card], digest: Callable[[str], str | None]
) -> tuple[Card, ...]:
    """The cards by locale and slug, those just made in the place of old ones.

    `digest` gives the SHA-256 of a path in the build folder, None where no file is. An old card
    keeps the files that still are what it says, and goes with the last of them.
    """
    kept = (_still(each, digest) for each in old)
    found = {(each.locale, each.slug): each for each in kept if each.files}
    found |= {(each.locale, each.slug): each for each in made}
    return tuple(each for _, each in sorted(found.items()))


def _still(card: Card, digest: Callable[[str], str | None]) -> Card:
    """The card with the files that hold what it says."""
    return replace(card, files=tuple(f for f in card.files if digest(f.path) == f.sha256))


def dump(cards: Iterable[Card]) -> bytes:
    """The catalogue."""
    shown = {"format": FORMAT, "handouts": [asdict(card) for card in cards]}
    return f"{json.dumps(shown, ensure_ascii=False, indent=1)}\n".encode()


def parse(content: bytes) -> tuple[Card, ...]:
    """The cards of a catalogue that are as we write them: a run makes the others again.

    >>> parse(b"{}")
    ()
    """
    try:
        found = json.loads(content)
        entries = found["handouts"] if found["format"] == FORMAT else ()
        return tuple(card for card in map(_read, entries) if card)
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _read(data: object) -> Card | None:
    try:
        return of_json(data)
    except ValueError:
        return None


def of_json(data: object) -> Card:
    """A card from what `asdict` and JSON made of it; ValueError when it is not as `card` makes it:
    what it says of its language, and its files, follow from its locale, slug and status."""
    found = _adapter().validate_python(data)
    own = _known(found.language)
    names = [file.form for file in found.files]
    expected = replace(
        found,
        locale=own.locale,
        direction=own.direction,
        language_name=own.name,
        autonym=own.autonym,
        files=tuple(_named(found, file) for file in found.files),
    )
    if found != expected or names != [form for form in FORMS if form in names]:
        raise ValueError(f"this is no card of {found.slug} in {found.language}")
    if found.final == bool(found.notice):
        raise ValueError("drafts, and no finals, have a notice")
    return found


def _named(card: Card, file: File) -> File:
    """The file with the name and the type that its form has on this card."""
    ending = next(ending for ending, form in _ENDINGS.items() if form == file.form)
    path = f"{card.locale}/{name_of(card.slug, card.final, ending)}"
    return replace(file, path=path, media_type=_media_type(file.form))


@cache
def _adapter() -> TypeAdapter[Card]:
    return TypeAdapter(Card)
