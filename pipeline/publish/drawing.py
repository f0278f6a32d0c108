"""A drawing in two parts: its shapes as SVG, and its words with their places. Pure.

The words are set by Typst over the shapes: what draws SVG there takes any font that has a sign,
loses the letters of a Vietnamese word, and lets a label that is too long run out of the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, inf, radians, sin, tan
from typing import TypeAlias
from xml.etree.ElementTree import Element, fromstring, tostring

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""a b c d e f, as SVG 1.1 writes it (7.5): x' = a·x + c·y + e, y' = b·x + d·y + f."""

UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)

_STEP = re.compile(r"(\w+)\s*\(([^)]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_INHERITED = {
    "font-size": "16",
    "font-weight": "400",
    "text-anchor": "start",
    "fill": "#000000",
}
_COLOURS = {"black": "#000000", "white": "#ffffff"}
_WEIGHTS = {"normal": 400, "bold": 700}


@dataclass(frozen=True, slots=True)
class Label:
    """The place of one `text` element. Lengths are shares of the drawing's width or height."""

    x: float
    """Of its anchor, in shares of the width."""

    y: float
    """Of its baseline, in shares of the height."""

    angle: float
    """Degrees, clockwise."""

    anchor: str
    """Which point of the words is at x: `start`, `middle` or `end`."""

    size: float
    """Of the letters, in shares of the width."""

    weight: int
    fill: str
    """As `#rrggbb`."""

    room: float
    """How wide the words may be before they leave the drawing, in shares of its width; negative
    when they start outside."""


def parted(svg: bytes) -> tuple[bytes, tuple[Label, ...]]:
    """The drawing without its words, and where they stand, in its order."""
    root = fromstring(svg)
    left, top, width, height = _numbers(root.get("viewBox", ""))
    box = (left, top, left + width, top + height)
    labels = tuple(_label(*found, box) for found in list(_texts(root, UNMOVED, _INHERITED)))
    for parent in list(root.iter()):
        for child in [child for child in parent if _name(child) == "text"]:
            parent.remove(child)
    for name in ("width", "height"):
        root.attrib.pop(name, None)  # the page gives it room, in the proportions of its viewBox
    return tostring(root), labels


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(
    element: Element, matrix: Matrix, style: dict[str, str]
) -> Iterator[tuple[Element, Matrix, dict[str, str]]]:
    """Every `text` element with its matrix and what it inherits."""
    matrix = _product(matrix, _matrix(element.get("transform", "")))
    style = {name: element.get(name, value) for name, value in style.items()}
    if _name(element) == "text":
        yield element, matrix, style
    for child in element:
        yield from _texts(child, matrix, style)


def _label(
    element: Element, matrix: Matrix, style: dict[str, str], box: tuple[float, ...]
) -> Label:
    x, y = (_first(element.get(name, "0"), 0) for name in "xy")
    a, b, c, d, e, f = matrix
    start = (a * x + c * y + e, b * x + d * y + f)
    along = hypot(a, b)
    step = (a / along, b / along)
    behind, before = _reach(start, (-step[0], -step[1]), box), _reach(start, step, box)
    anchor, weight = style["text-anchor"], style["font-weight"]
    width, height = box[2] - box[0], box[3] - box[1]
    room = {"start": before, "end": behind}.get(anchor, 2 * min(before, behind))
    return Label(
        x=(start[0] - box[0]) / width,
        y=(start[1] - box[1]) / height,
        angle=degrees(atan2(b, a)),
        anchor=anchor,
        size=_first(style["font-size"], 16) * hypot(c, d) / width,
        weight=_WEIGHTS.get(weight) or int(_first(weight, 400)),
        fill=_colour(style["fill"]),
        room=room / width,
    )


def _colour(fill: str) -> str:
    """As `#rrggbb`."""
    fill = _COLOURS.get(fill, fill)
    return re.sub("[0-9a-fA-F]", r"\g<0>\g<0>", fill) if len(fill) == 4 else fill


def _reach(start: tuple[float, float], step: tuple[float, float], box: tuple[float, ...]) -> float:
    """How far the edge of the box is in a direction; negative from outside it."""
    (x, y), (dx, dy) = start, step
    left, top, right, bottom = box
    if not (left <= x <= right and top <= y <= bottom):
        return -1
    across = (right - x) / dx if dx > 0 else (left - x) / dx if dx < 0 else inf
    down = (bottom - y) / dy if dy > 0 else (top - y) / dy if dy < 0 else inf
    return min(across, down)


def _matrix(transform: str) -> Matrix:
    found = UNMOVED
    for name, arguments in _STEP.findall(transform):
        found = _product(found, _step(name, _numbers(arguments)))
    return found


def _step(name: str, n: list[float]) -> Matrix:
    match name:
        case "matrix":
            return (n[0], n[1], n[2], n[3], n[4], n[5])
        case "translate":
            return (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0)
        case "scale":
            return (n[0], 0, 0, n[1] if len(n) > 1 else n[0], 0, 0)
        case "rotate":
            x, y = (n[1], n[2]) if len(n) > 1 else (0, 0)
            s, c = sin(radians(n[0])), cos(radians(n[0]))
            return (c, s, -s, c, x - c * x + s * y, y - s * x - c * y)
        case "skewX":
            return (1, 0, tan(radians(n[0])), 1, 0, 0)
        case "skewY":
            return (1, tan(radians(n[0])), 0, 1, 0, 0)
        case _:
            return UNMOVED


def _product(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _numbers(text: str) -> list[float]:
    return [float(found) for found in _NUMBER.findall(text)]


def _first(text: str, otherwise: float) -> float:
    return next(iter(_numbers(text)), otherwise)
