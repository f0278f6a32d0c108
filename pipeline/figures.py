"""Pictures of an article: which are allowed, and the words inside a drawing.

found        name as the article has it + the project's images → Image
labels       Image → the words of an SVG's `text` elements, in its order
with_labels  Image + their translations → the SVG of one language

A drawing is shown to patients and embedded in pages, so it may hold shapes and words and nothing
that acts, fetches or hides: what is not in `ELEMENTS` is refused by name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Literal
from xml.etree.ElementTree import Element, tostring

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

LARGEST = 5_000_000
"""Bytes; a picture for a page of paper needs no more."""


def found(name: str, article: str, images: Mapping[str, bytes]) -> Image:
    """The image that an article names, beside which it lies; InputError when it cannot be shown."""
    path = PurePosixPath(article).parent / name
    if path.suffix.lower() not in KINDS or ".." in path.parts or ":" in name:
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
    if not content.startswith(KINDS[PurePosixPath(path).suffix.lower()]):
        raise InputError("is not the kind of image that its name says", path)
    made = Image(path, content, hashlib.sha256(content).hexdigest())
    if path.endswith(".svg"):
        _drawing(made)
    return made


def labels(image: Image) -> tuple[str, ...]:
    """The words of a drawing: one for each `text` element, in its order."""
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
    if root.tag != "svg" or not root.get("viewBox"):
        raise InputError("is no SVG drawing with a viewBox", image.path, xml.line(root))
    for element in root.iter():
        _check(element, image.path)
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in ("title", "desc")]:
            parent.remove(child)  # the alternative text says it, in the reader's language
    return root


def _check(element: Element, path: str) -> None:
    where = path, xml.line(element)
    if element.tag not in ELEMENTS:
        raise InputError(f"<{element.tag}> is not allowed in a drawing here", *where)
    if element.tag == "text" and (len(element) or not _words(element)):
        message = "a <text> holds one line of words and no other element"
        raise InputError(message, *where)
    for name, value in element.attrib.items():
        outside = re.search(r"url\((?!\s*[\"']?#)", value) or (
            xml.local(name) == "href" and not value.startswith("#")
        )
        if name.lower().startswith("on") or outside:
            raise InputError(f"the attribute {name} can act or fetch something", *where)


def _texts(root: Element) -> list[Element]:
    return [element for element in root.iter() if element.tag == "text"]


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
