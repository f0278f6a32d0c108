"""Handout → one self-contained HTML page: no script, no request, readable on paper too."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, tostring

import jinja2
import segno
from markupsafe import Markup, escape

from pipeline import __version__, xml
from pipeline.figures import is_drawing, with_labels
from pipeline.languages import language
from pipeline.model import (
    Block,
    Figure,
    Handout,
    Heading,
    Image,
    Layout,
    Listing,
    Paragraph,
    Passage,
    Plain,
    Quote,
    Table,
    texts,
)
from pipeline.publish import colours
from pipeline.publish.cards import FORMS, SHELF, anchor, name_of
from pipeline.publish.labels import and_more, draft_mark, draft_notices, facts, since_heading
from pipeline.publish.runs import unparted
from pipeline.publish.words import has_fallback, words

TEMPLATES = Path(__file__).parent

ELEMENTS = {"emphasis": "em", "strong": "strong", "code": "code", "link": "a"}

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}

_UNBROKEN = re.compile("([!-~\u00a1-\u024f\u0370-\u06ff]{25,})")
"""Longer than a word is in any script that parts its words."""

ISOLATES = {"\u2066": "ltr", "\u2067": "rtl", "\u2068": "auto"}
"""Each sign that begins an isolate (UAX #9) → what `dir` says the same; U+2069 ends them all."""


def render(handout: Handout, layouts: Sequence[Layout] = ()) -> bytes:
    """The page as UTF-8; the same handout gives the same bytes.

    `layouts` are those whose PDF stands beside the page: it links to them, and to the shelf.
    """
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
        forms=tuple(_forms(handout, layouts)),
        phone=_phone(handout),
        qr=_qr(handout.url),
        version=__version__,
    )
    return page.encode()


@cache
def _template() -> jinja2.Template:
    made = environment("handout.css")
    made.globals["elements"] = ELEMENTS
    made.globals["picture"] = picture
    made.filters["foreign"] = foreign
    made.filters["words"] = words
    for kind in (Heading, Paragraph, Listing, Table, Quote, Figure, Plain):
        made.tests[kind.__name__.lower()] = _is(kind)
    return made.get_template("handout.html.j2")


def environment(sheet: str) -> jinja2.Environment:
    """What every page is made with: all that is not marked as HTML is text, all names are known."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sheets = ("page.css", sheet)
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)
    made.globals["css"] = Markup(css)
    made.filters["accents"] = _accents
    made.filters["data_uri"] = data_uri
    made.filters["direction"] = direction
    made.filters["isolated"] = isolated
    return made


def _accents(colour: str) -> Markup:
    return Markup(colours.css(colour))


def _is(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


def direction(tag: str) -> str:
    """`ltr` or `rtl` for a BCP 47 tag."""
    return language(tag.replace("-", "_")).direction


def isolated(text: str) -> Markup:
    """Text with `<bdi>` for its isolates; signs that do not pair stay as they are.

    >>> isolated("\u2066480-555-0100\u2069 < 5")
    Markup('<bdi dir="ltr">480-555-0100</bdi> &lt; 5')
    """
    parts, depth = [], 0
    for part in re.split("([\u2066-\u2069])", text):
        depth += (part in ISOLATES) - (part == "\u2069")
        if depth < 0:
            return _breakable(text)
        if part in ISOLATES:
            parts.append(Markup('<bdi dir="{}">').format(ISOLATES[part]))
        else:
            parts.append(Markup("</bdi>") if part == "\u2069" else _breakable(part))
    return _breakable(text) if depth else Markup().join(parts)


def _breakable(text: str) -> Markup:
    """Text in which what is too long for a line may break anywhere, and nothing else: a column of
    a table is as wide as its longest word."""
    words = _UNBROKEN.split(unparted(text))
    marked = Markup('<span class="unbroken">{}</span>')
    return Markup().join(marked.format(w) if i % 2 else escape(w) for i, w in enumerate(words))


def _forms(handout: Handout, layouts: Sequence[Layout]) -> Iterator[tuple[str, str, str]]:
    """(label, address, kind of file) of what stands beside the page."""
    for layout in layouts:
        name = name_of(handout.slug, handout.final, layout.ending)
        yield handout.labels[FORMS[layout]], name, "PDF"
    if layouts:
        place = anchor(handout.locale, handout.final)
        yield handout.labels["All handouts"], f"../{SHELF}#{place}", ""


def _phone(handout: Handout) -> tuple[str, str, str]:
    """What stands before and after the interpreter's number, and what a telephone dials for it."""
    before, _, after = handout.labels["Interpreter: {phone}"].partition("{phone}")
    number = re.match(r"[\s()+./0-9-]*", handout.interpreter_phone)
    dialled = re.sub(r"[^+0-9]", "", number[0]) if number else ""
    return before, after, f"tel:{dialled}" if dialled else ""


def _qr(url: str) -> Markup:
    """The QR code as an SVG element, decorative: the link beside it says the same."""
    if not url:
        return Markup()
    code = segno.make(url, micro=False, error="m")
    return Markup(code.svg_inline(border=2, light="#fff", omitsize=True))


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────


def picture(figure: Figure[Passage], handout: Handout) -> Markup:
    """A figure's picture with its alternative text: a drawing as an element, else as data."""
    said, tag = words(figure.alt), _language([figure.alt], handout.language)
    if not is_drawing(figure.image):
        source = data_uri(figure.image)
        return Markup('<img src="{}" alt="{}" lang="{}">').format(source, said, tag)
    labels = [words(label) for label in figure.labels]
    drawn = with_labels(figure.image, labels, "inherit", handout.direction)
    root = xml.tree(drawn, figure.image.path)
    _embed(root, figure.image.digest[:8])
    for name, value in (("role", "img"), ("aria-label", said), ("lang", tag)):
        root.set(name, value)
    return Markup(tostring(root, encoding="unicode"))


def _embed(root: Element, prefix: str) -> None:
    """Fit a drawing into a page: no name in it is one of the page's, and it has a size."""
    for element in root.iter():
        element.attrib.pop("line", None)
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            elif name == "href":
                element.set(name, f"#{prefix}-{value[1:]}")
            else:
                element.set(name, value.replace("url(#", f"url(#{prefix}-"))
    width, height = root.get("viewBox", "").replace(",", " ").split()[2:]
    if not {"width", "height"} & root.attrib.keys():
        root.set("width", width)
        root.set("height", height)


def foreign(block: Block[Passage], own: str) -> str:
    """BCP 47 tag of a block that is in one other language throughout; empty for the page's own."""
    tag = _language(texts(block), own)
    return "" if tag == own else tag


def _language(passages: Iterable[Passage], default: str) -> str:
    """BCP 47 tag of passages in one language; `default` where they are mixed."""
    tags = {sentence.language for passage in passages for sentence in passage.sentences}
    return tags.pop() if len(tags) == 1 else default


def data_uri(image: Image) -> str:
    """A picture as the address of itself."""
    media = MEDIA[PurePosixPath(image.path).suffix.lower()]
    return f"data:{media};base64,{base64.b64encode(image.content).decode()}"
