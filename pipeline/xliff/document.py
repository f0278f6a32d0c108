"""What every version of XLIFF says of an article in one locale, and what all of them refuse."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import TypeAlias
from xml.etree.ElementTree import Element

from pipeline import xml
from pipeline.errors import InputError
from pipeline.model import Key, State, Unit
from pipeline.xliff.content import Code, Content, Side, collapsed, joined

Settle: TypeAlias = Callable[[Iterable[str | Code]], Content]
"""Makes a content of pieces, white space kept or collapsed."""

MIXED = ("source", "target", "note", "context", "data")
"""Elements whose white space is text, in either version."""

DEVELOPER, TRANSLATOR = "developer", "translator"
"""Who a note is from; whatever is from others counts as a translator's."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article in one locale, on its way to a CAT tool or back."""

    slug: str
    original: str
    """The source article's path in the project, `source/back-pain.md`."""

    source: str
    """BCP 47 tag of the msgids."""

    target: str
    """BCP 47 tag of the msgstrs."""

    units: tuple[tuple[Unit, State], ...]
    """In reading order. Read from a file they are never approved, and `line` is that file's."""

    foreign: tuple[str, ...] = ()
    """msgids of units that were made for another sentence or context: the id does not fit them."""


def unit_id(key: Key) -> str:
    """The stable id of a unit: `u` and 12 hex digits of SHA-256 over JSON [msgctxt, msgid].

    >>> unit_id((None, "Rest."))
    'ucc195d5254d6'
    """
    value = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return "u" + hashlib.sha256(value.encode()).hexdigest()[:12]


# ── out ───────────────────────────────────────────────────────────────────────────────────────────


def refuse_unwritable(document: Document) -> None:
    """InputError for a unit with a character that XML cannot carry, or one that stands twice."""
    seen: set[Key] = set()
    for unit, _ in document.units:
        said = (unit.msgid, unit.msgctxt or "", unit.msgstr, unit.previous)
        try:
            for text in (*said, *unit.notes, *unit.remarks):
                xml.document(Element("unit", {"text": text}))
        except InputError as fault:
            message = f"the unit '{unit.msgid}' cannot be written: {fault.message}"
            raise InputError(message) from None
        if unit.key in seen:
            raise InputError(f"the unit '{unit.msgid}' stands in this catalog twice")
        seen.add(unit.key)


def add_text(parent: Element, text: str) -> None:
    """Put text behind whatever stands in `parent`."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# ── in ────────────────────────────────────────────────────────────────────────────────────────────


def version_of(root: Element, path: str) -> str:
    """The version that a file says it has, as an entry of `FORMATS`: 2.0 is read like 2.1."""
    if root.tag != "xliff":
        message = f"is no XLIFF: it starts with <{root.tag}>"
        raise InputError(message, path, xml.line(root))
    version = root.get("version", "")
    if version not in ("1.2", "2.0", "2.1"):
        message = f"is XLIFF '{version}'; save it as 1.2, 2.0 or 2.1"
        raise InputError(message, path, xml.line(root))
    return "2.1" if version == "2.0" else version


def file_of(content: bytes, path: str, version: str) -> tuple[Element, Element]:
    """The root and the one <file> of an XLIFF file; InputError for several, or another version."""
    root = xml.tree(content, path)
    found = version_of(root, path)
    if found != version:
        raise InputError(f"is XLIFF {found}, not {version}", path, xml.line(root))
    files = root.findall("file")
    if len(files) != 1:
        message = f"holds {len(files)} articles (<file>); one at a time can be read"
        raise InputError(message, path, xml.line(root))
    return root, files[0]


def descendants(root: Element, tag: str) -> Iterator[tuple[Element, Settle]]:
    """The elements named `tag` at any depth, each with what its white space is to become.

    It is kept where xml:space is `preserve` (XML 1.0, 2.10) there, further out or in a text, which
    is how `serialize` writes it; elsewhere a tool may have wrapped lines.
    """
    waiting = [(root, "")]
    while waiting:
        element, space = waiting.pop()
        space = element.get("xml:space", space)
        if element.tag == tag:
            texts = [part for part in element.iter() if part.tag in ("source", "target")]
            kept = any(text.get("xml:space", space) == "preserve" for text in texts)
            yield element, joined if kept else collapsed
        else:
            waiting += [(child, space) for child in reversed(element)]


def assembled(
    about: tuple[str | None, str | None, str | None],
    found: Iterable[tuple[str, Unit, State]],
    path: str,
) -> Document:
    """The document that a file holds, from (original, source, target) and units with their ids.

    InputError where the file does not say which article it is of, or in which languages, or has
    an id twice.
    """
    original, source, target = about
    if not original or not source or not target:
        raise InputError("does not say which article it is of, or in which languages", path)
    entries = tuple(found)
    first: dict[str, int] = {}
    for id_, unit, _ in entries:
        if id_ in first:
            raise InputError(f"the id '{id_}' stands already at line {first[id_]}", path, unit.line)
        first[id_] = unit.line
    foreign = tuple(unit.msgid for id_, unit, _ in entries if id_ != unit_id(unit.key))
    units = tuple((unit, state) for _, unit, state in entries)
    # A tool on Windows may have put its own path there.
    return Document(PureWindowsPath(original).stem, original, source, target, units, foreign)


def read(
    text: Element,
    sides: Mapping[str, tuple[Side, ...]],
    code: Callable[[Element, Side], Code],
) -> Iterator[str | Code]:
    """What stands in a <source> or <target>.

    `sides` says which elements are codes: with two sides a pair round its content, with one a code
    whose content is its data. Other elements (<mrk>) are read through.
    """
    waiting: list[str | Code | Element] = _within(text)
    while waiting:
        piece = waiting.pop()
        if not isinstance(piece, Element):
            yield piece
            continue
        has = [code(piece, side) for side in sides.get(piece.tag, ())]
        waiting += [*has[1:], *([] if len(has) == 1 else _within(piece)), *has[:1]]


def _within(element: Element) -> list[str | Code | Element]:
    """Text and children of an element, last first."""
    inside: list[str | Code | Element] = [element.text or ""]
    for child in element:
        inside += [child, child.tail or ""]
    return inside[::-1]


def lines(notes: Iterable[Element]) -> tuple[str, ...]:
    """The lines of notes, as a catalog's comments have them."""
    return tuple(line for note in notes for line in "".join(note.itertext()).split("\n"))
