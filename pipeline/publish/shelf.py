"""Cards → one page with every handout by language, for whoever hands them out or looks for one.

It says everything without its script, which only searches; it asks nothing, keeps nothing and
fetches nothing, so that nobody can tell from it who read what.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import jinja2
from markupsafe import Markup

from pipeline import __version__
from pipeline.model import Image
from pipeline.publish.cards import FORMS, Card, anchor
from pipeline.publish.html import TEMPLATES, environment
from pipeline.publish.labels import DRAFT_NOTICE


@dataclass(frozen=True, slots=True)
class Look:
    """What the shelf shows of its organisation."""

    organisation: str
    accent: str
    logo: Image | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The handouts of one language, by the title of the source."""

    anchor: str
    cards: tuple[Card, ...]

    @property
    def first(self) -> Card:
        """One of them: what they say of their language is the same."""
        return self.cards[0]


def page(cards: Iterable[Card], look: Look) -> bytes:
    """The page as UTF-8; the same cards give the same bytes."""
    cards = tuple(cards)
    script = (TEMPLATES / "shelf.js").read_text(encoding="utf-8")
    made = _template().render(
        finals=_groups(card for card in cards if card.final),
        drafts=_groups(card for card in cards if not card.final),
        look=look,
        english=FORMS,
        notice=" ".join(DRAFT_NOTICE),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        version=__version__,
    )
    return made.encode()


def _groups(cards: Iterable[Card]) -> tuple[Group, ...]:
    """By the English names of the languages, which are the order of who looks after the shelf."""
    ordered = sorted(
        cards, key=lambda c: (c.language_name, c.locale, c.source_title.casefold(), c.slug)
    )
    return tuple(
        Group(anchor(locale, found[0].final), found)
        for locale, group in groupby(ordered, lambda card: card.locale)
        for found in [tuple(group)]
    )


@cache
def _template() -> jinja2.Template:
    return environment("shelf.css").get_template("shelf.html.j2")
