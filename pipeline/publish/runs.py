"""Text for the template: runs that keep together or may be parted, and what is read of them. Pure.

A node is a string, or an object with its `kind` and the `nodes` in it:

    long    a word that may be wider than its line, whole and parted anywhere
    said    a run of text that is told apart in the file's structure, see `tagged`
    strong, emphasis, code, link        a span of the text
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from math import sqrt
from typing import Any, TypeAlias

from pipeline.model import Inline, Passage, Span
from pipeline.publish.tagged import Spoken
from pipeline.publish.words import words

Value: TypeAlias = dict[str, Any]

# A number and its unit, or whatever else is as short, stay on one line: "4,000 / mg" misleads. What
# follows a number in Han has no spaces, and may break after its first sign.
_UNIT = re.compile(
    r"(?<=\d)(\u2069?) "
    r"(?=(?:[%°µ]|[^\W\d_])[^\W\d_]{0,2}(?:[\s.,;:)/\u2066-\u2069]|$)|[\u3400-\u9fff])"
)

LONGEST = 80
"""No word of any language has more letters; what does may be parted anywhere."""

# What breaks only at a space that is no no-break space: every script but those of East and
# South-East Asia.
_UNBROKEN = re.compile(
    "(?:\u00a0|[^\\s\u200b\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef]){2,}"
)


# What steers lines and directions on paper is not for the ear.
_UNREAD = re.compile("[\u00ad\u200b\u2066-\u2069]")


def nodes(node: Inline, sure: int, marked: bool) -> list[Any]:
    """A node for the template: a string, or an object with its `kind`.

    `marked` runs of text are told apart in the file's structure, see `tagged`.
    """
    if isinstance(node, Span):
        marked = marked and node.kind != "code"
        inside = [made for child in node.children for made in nodes(child, sure, marked)]
        return [{"kind": node.kind, "href": node.href, "nodes": inside}]
    runs = list(_runs(node.text, sure))
    if not marked or not node.text.strip():
        return runs
    return [{"kind": "said", "nodes": runs}]


def _runs(text: str, sure: int) -> Iterator[Any]:
    """The text in runs, with each word by itself that may be wider than a line."""
    text = unparted(text)
    done = 0
    for found in _UNBROKEN.finditer(text):
        word = found[0]
        if len(word) > sure:
            if text[done : found.start()]:
                yield text[done : found.start()]
            anywhere = "\u200b".join(word)
            # Nobody reads it as a word: no need to try whether it fits.
            yield anywhere if len(word) > LONGEST else _long(word, anywhere)
            done = found.end()
    if text[done:]:
        yield text[done:]


def unparted(text: str) -> str:
    """Text whose numbers cannot part from their units.

    >>> unparted("4,000 mg a day")
    '4,000\xa0mg a day'
    """
    return _UNIT.sub("\\1\u00a0", text)


def _long(word: str, anywhere: str) -> Value:
    return {"kind": "long", "word": word, "parted": anywhere}


def has_link(inlines: Iterable[Inline]) -> bool:
    """Whether there is a link among them, however deep."""
    return any(
        isinstance(node, Span) and (node.kind == "link" or has_link(node.children))
        for node in inlines
    )


def longest(cells: Iterable[Passage]) -> list[str]:
    """The longest words of a column, which its width should hold."""
    found = {word for cell in cells for word in _UNBROKEN.findall(unparted(words(cell)))}
    return sorted(found, key=lambda word: (-len(word), word))[:3]


def claim(cell: Passage) -> float:
    """A cell's claim to width: grows slower than its text."""
    return max(sqrt(extent(words(cell))), 2)


def extent(text: str) -> float:
    """About how wide a text is, in em."""
    if text.isascii():
        return 0.56 * len(text)
    return sum(1 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in text)


def whole(fact: str) -> str:
    """A fact of the footer, kept on one line where it surely fits one."""
    return fact.replace(" ", "\u00a0") if len(fact) <= 40 else parted(fact)


def parted(text: str) -> str:
    """A line of the page's own, its long words parted anywhere."""
    found = _runs(text, 25)
    return "".join(run if isinstance(run, str) else run["parted"] for run in found)


def spoken(job: Value) -> tuple[Spoken, ...]:
    """What the page says aloud, block by block, in its order."""
    found = (passage for passage in _passages(job) if any(_leaves(passage["parts"], False)))
    return tuple(map(_said, found))


def _passages(value: Any) -> Iterator[Value]:
    if isinstance(value, dict):
        if "parts" in value:
            yield value
        else:
            for inner in value.values():
                yield from _passages(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _passages(inner)


def _said(passage: Value) -> Spoken:
    leaves = tuple(_leaves(passage["parts"], passage["linked"]))
    read = tuple(_UNREAD.sub("", leaf) for leaf in leaves)
    return read if passage["linked"] else "".join(read)


def _leaves(found: Iterable[Any], linked: bool) -> Iterator[str]:
    """The runs of text in some nodes; of a passage with links only those marked as `said`."""
    for node in found:
        if isinstance(node, str):
            if not linked:
                yield node
        elif node.get("kind") == "long":
            if not linked:
                yield node["word"]
        elif linked and node.get("kind") in ("said", "link"):
            yield "".join(_leaves(node["nodes"], False))
        else:
            yield from _leaves(node["nodes"], linked)
