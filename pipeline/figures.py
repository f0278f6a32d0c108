"""Pictures of an article: which are allowed, and the words inside a drawing.

found        name as the article has it + the project's images → Image
labels       Image → the words of an SVG's `text` elements, in its order
with_labels  Image + their translations → the SVG of one language

A drawing is shown to patients and embedded in pages, so it may hold shapes and words and nothing
that acts, fetches or hides: what is not in `ELEMENTS` and `ATTRIBUTES` is refused by name. `style`
is read as the attributes that it stands for and never handed on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal
from xml.etree.ElementTree import Element, tostring
from xml.parsers import expat

from pipeline import xml
from pipeline.errors import InputError
from pipeline.model import Image

KINDS: Mapping[str, bytes] = {
    ".svg": b"",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
"""Suffix → what such a file starts with."""

ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "marker",
    ]
)
"""SVG 1.1: shapes, their paint, and words."""

_NUMBER = r"[-+]?(?:\d{1,6}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE]-?\d)?"
_NUMBERS = rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER})*\s*"
_LENGTH = rf"{_NUMBER}(?:px|pt|pc|mm|cm|in|em|%)?"
_PIXELS = rf"{_NUMBER}(?:px)?"
_NAME = r"[A-Za-z_][\w.-]*"
_KEYWORDS = "[A-Za-z-]+(?: [A-Za-z-]+)*"
_REFERENCE = rf"none|url\(#{_NAME}\)"
_COLOUR = "#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}"
_PAINT = rf"{_REFERENCE}|{_COLOUR}|[A-Za-z]+|rgb\([\d\s.,%]+\)"

ATTRIBUTES: Mapping[str, str] = {
    name: pattern
    for pattern, names in {
        _LENGTH: "x y width height rx ry cx cy r fx fy x1 y1 x2 y2 offset refX refY markerWidth "
        "markerHeight stroke-width stroke-dashoffset",
        _NUMBER: "stroke-miterlimit pathLength",
        rf"{_NUMBER}%?": "opacity fill-opacity stroke-opacity stop-opacity",
        _PIXELS: "font-size",
        "normal|bold|[1-9]00": "font-weight",
        "start|middle|end": "text-anchor",
        _NUMBERS: "viewBox",
        rf"none|{_NUMBERS}": "stroke-dasharray",
        rf"auto|auto-start-reverse|{_NUMBER}": "orient",
        r"[-+\d.,eE\s]*": "points",
        r"[-+\d.,\sMmZzLlHhVvCcSsQqTtAaeE]*": "d",
        r"[-+\d.,eE\s()A-Za-z]{0,1000}": "transform gradientTransform",
        _NAME: "id",
        f"#{_NAME}": "href",
        _REFERENCE: "clip-path marker marker-start marker-mid marker-end",
        _PAINT: "fill stroke stop-color color",
        _KEYWORDS: "fill-rule clip-rule stroke-linecap stroke-linejoin gradientUnits spreadMethod "
        "clipPathUnits markerUnits preserveAspectRatio vector-effect shape-rendering "
        "text-rendering paint-order",
    }.items()
    for name in names.split()
}
"""Attribute, or property of `style` → all that it may say (SVG 1.1; fewer forms than there)."""

OF_WORDS: Mapping[str, str] = {"x": _PIXELS, "y": _PIXELS, "fill": f"{_COLOUR}|black|white"}
"""What a `text` element says more narrowly: its words are set anew, at the same place."""

_INK = "black"
"""What fills a shape that says nothing of it (SVG 1.1, 11.3)."""

_UNUSED = re.compile(
    "xmlns|version|baseProfile|class|lang|role|line|font-family|(?:data|aria)-.*|-.*|.*:.*"
)
"""What says nothing of shapes, or is the business of an editor: it is left out."""

_STEP = re.compile(rf"\s*,?\s*(\w+)\s*\(({_NUMBERS})\)\s*")
_ARGUMENTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}
"""Transform → how many numbers it takes (SVG 1.1, 7.6)."""

_PROPERTY = re.compile("[a-z-]+")

STEPS = 20
"""So many transforms may act on a shape together: no product of theirs leaves the numbers."""

DEEPEST = 30
"""So deep may groups stand in one another."""

LARGEST = 5_000_000
"""Bytes; a picture for a page of paper needs no more."""


def found(name: str, article: str, images: Mapping[str, bytes]) -> Image:
    """The image that an article names, beside which it lies; InputError when it cannot be shown."""
    path = PurePosixPath(article).parent / name
    if _suffix(name) not in KINDS or ".." in path.parts or ":" in name:
        known = ", ".join(sorted(KINDS))
        raise InputError(
            f"'{name}' cannot be shown; an image is a file beside the article, {known}"
        )
    content = images.get(str(path))
    if content is None:
        raise InputError(f"the image '{name}' is missing; put it at {path}")
    return image(str(path), content)


def image(path: str, content: bytes) -> Image:
    """A picture from its file; InputError when it is not what its name says, or too large."""
    if len(content) > LARGEST:
        raise InputError(f"is larger than {LARGEST // 1_000_000} MB; make it smaller", path)
    if not content.startswith(KINDS[_suffix(path)]):
        raise InputError("is not the kind of image that its name says", path)
    made = Image(path, content, hashlib.sha256(content).hexdigest())
    if is_drawing(made):
        _drawing(made)
        _declared(made)
    return made


def _declared(image: Image) -> None:
    """InputError for a prefix without its `xmlns`, which some readers of XML refuse."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(image.content, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise InputError(f"is not XML here: {reason}", image.path, error.lineno) from None


def is_drawing(image: Image) -> bool:
    """Whether a picture is an SVG, whose words can be translated."""
    return _suffix(image.path) == ".svg"


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def labels(image: Image) -> tuple[str, ...]:
    """The words of a drawing: one for each `text` element, in its order; none of a photograph."""
    if not is_drawing(image):
        return ()
    return tuple(_words(element) for element in _texts(_drawing(image)))


def with_labels(
    image: Image, words: Sequence[str], font: str, direction: Literal["ltr", "rtl"]
) -> bytes:
    """The drawing with `words` for its labels, in their order.

    The place and anchor of each stay: what stands right of the drawing stays there in every
    language. Right-to-left words stand between U+2067 and U+2069, so that numbers in them keep
    their side.
    """
    root = _drawing(image)
    for element, label in zip(_texts(root), words, strict=True):
        element.text = f"\u2067{label}\u2069" if direction == "rtl" else label
        element.set("font-family", font)
    for element in root.iter():
        element.attrib.pop("line", None)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    return tostring(root, encoding="unicode").encode()


def _drawing(image: Image) -> Element:
    """The drawing's tree; InputError, with file and line, for what does not belong in one."""
    root = xml.tree(image.content, image.path)
    for element, parents in _nested(root):
        if fault := _fault(element, parents):
            raise InputError(fault, image.path, xml.line(element))
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in ("title", "desc")]:
            parent.remove(child)  # the alternative text says it, in the reader's language
    return root


def _nested(root: Element) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Each element with what it stands in, outermost first; none is passed before its parents."""
    waiting: list[tuple[Element, tuple[Element, ...]]] = [(root, ())]
    while waiting:
        element, parents = waiting.pop()
        yield element, parents
        waiting += [(child, (*parents, element)) for child in reversed(element)]


def _fault(element: Element, parents: Sequence[Element]) -> str:
    """Why an element cannot stand in a drawing, else nothing; then it has plain attributes only."""
    if (element.tag == "svg") == bool(parents):
        return "is no SVG drawing with a viewBox"
    if element.tag not in ELEMENTS:
        return f"<{element.tag}> is not allowed in a drawing here"
    if len(parents) > DEEPEST:
        return f"groups stand more than {DEEPEST} deep in one another"
    if element.tag == "text" and (len(element) or not _words(element)):
        return "a <text> holds one line of words and no other element"
    if element.tag == "text" and any(parent.tag not in ("svg", "g") for parent in parents):
        return f"a <text> in a <{parents[-1].tag}> is not seen; put it beside the shapes"
    return _unplain(element) or _unreadable(element, parents) or _shapeless(element, parents)


def _unreadable(element: Element, parents: Sequence[Element]) -> str:
    """Why words cannot be set anew where they stand."""
    fills = [one.get("fill", "") for one in (*parents, element)]
    if element.tag != "text" or re.fullmatch(
        OF_WORDS["fill"], next(filter(None, fills[::-1]), _INK)
    ):
        return ""
    return "the colour of words is written like #1d2327"


def _unplain(element: Element) -> str:
    """Why an attribute is not allowed; puts those of `style` and `xlink:href` in their places."""
    line, style = element.get("line", "0"), element.attrib.pop("style", "")
    found = {("href" if xml.local(n) == "href" else n): (n, v) for n, v in element.items()}
    for declared in filter(str.strip, style.split(";")):
        name, colon, value = declared.partition(":")
        if not colon or not _PROPERTY.fullmatch(name.strip()):
            return "the attribute style is not a list of properties"
        found[name.strip()] = (name.strip(), value)
    kept = {
        name: value.strip() for name, (_, value) in found.items() if not _UNUSED.fullmatch(name)
    }
    narrow = {**ATTRIBUTES, **OF_WORDS} if element.tag == "text" else ATTRIBUTES
    for name, value in kept.items():
        if name not in narrow:
            return f"the attribute {found[name][0]} is not allowed in a drawing here"
        if not re.fullmatch(narrow[name], value):
            shown = value if len(value) <= 40 else f"{value[:40]}…"
            return f"the attribute {found[name][0]} must not be “{shown}” in a drawing here"
    element.attrib.clear()
    element.attrib.update(kept, line=line)
    return ""


def _shapeless(element: Element, parents: Sequence[Element]) -> str:
    """Why an element would have no size or no end."""
    if not parents:
        box = [float(n) for n in element.get("viewBox", "").replace(",", " ").split()]
        if len(box) != 4 or min(box[2:]) <= 0:
            return "is no SVG drawing with a viewBox; it says left, top, width and height"
        sizes = [_amount(element.get(name, "1")) for name in ("width", "height")]
        if min(sizes) <= 0:
            return "has no width or no height"
    if _amount(element.get("font-size", "1")) <= 0:
        return "the attribute font-size must be more than 0"
    for name in ("transform", "gradientTransform"):
        steps = _steps(element.get(name, ""))
        if steps is None or not all(_turns(*step) for step in steps):
            return f"the attribute {name} is not a list of transforms that keep a shape"
    above = (_steps(one.get("transform", "")) or () for one in (*parents, element))
    if sum(map(len, above)) > STEPS:
        return f"more than {STEPS} transforms act on one shape"
    return ""


def _steps(transform: str) -> Sequence[tuple[str, list[float]]] | None:
    """A list of transforms, each with its numbers; None where it is no such list."""
    if _STEP.sub("", transform).strip():
        return None
    return [
        (name, [float(n) for n in re.findall(_NUMBER, numbers)])
        for name, numbers in _STEP.findall(transform)
    ]


def _turns(name: str, n: list[float]) -> bool:
    """Whether a transform leaves something of a shape, and not too much."""
    if len(n) not in _ARGUMENTS.get(name, ()):
        return False
    match name:
        case "matrix":
            return 1e-8 <= abs(n[0] * n[3] - n[1] * n[2]) <= 1e8
        case "scale":
            return all(1e-4 <= abs(one) <= 1e4 for one in n)
        case "skewX" | "skewY":
            return abs(n[0]) <= 80
        case _:
            return True


def _amount(length: str) -> float:
    """The number of a length without its unit."""
    found = re.match(_NUMBER, length)
    return float(found[0]) if found else 0


def _texts(root: Element) -> list[Element]:
    return [element for element in root.iter() if element.tag == "text"]


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
