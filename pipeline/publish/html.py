"""Handout → one self-contained HTML page: no script, no request, readable on paper too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import jinja2
import segno
from markupsafe import Markup

from pipeline import __version__
from pipeline.languages import language
from pipeline.model import (
    Handout,
    Heading,
    Listing,
    Paragraph,
    Plain,
    Quote,
    Table,
)
from pipeline.publish.labels import and_more, draft_mark, draft_notices, facts, since_heading
from pipeline.publish.words import has_fallback, words

TEMPLATES = Path(__file__).parent

ELEMENTS = {"emphasis": "em", "strong": "strong", "code": "code", "link": "a"}


def render(handout: Handout) -> bytes:
    """The page as UTF-8; the same handout gives the same bytes."""
    page = _template().render(
        handout=handout,
        labels=handout.labels,
        mark=draft_mark(handout),
        notices=draft_notices(handout),
        has_fallback=has_fallback(handout),
        facts=facts(handout),
        since=since_heading(handout),
        more_changed=and_more(handout.more_changed, handout),
        more_removed=and_more(handout.more_removed, handout),
        qr=_qr(handout.url),
        version=__version__,
    )
    return page.encode()


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["css"] = Markup((TEMPLATES / "handout.css").read_text(encoding="utf-8"))
    environment.globals["elements"] = ELEMENTS
    environment.filters["direction"] = _direction
    environment.filters["words"] = words
    for kind in (Heading, Paragraph, Listing, Table, Quote, Plain):
        environment.tests[kind.__name__.lower()] = _is(kind)
    return environment.get_template("handout.html.j2")


def _is(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


def _direction(tag: str) -> str:
    return language(tag.replace("-", "_")).direction


def _qr(url: str) -> Markup:
    """The QR code as an SVG element, decorative: the link beside it says the same."""
    if not url:
        return Markup()
    code = segno.make(url, micro=False, error="m")
    return Markup(code.svg_inline(border=2, light="#fff", omitsize=True))
