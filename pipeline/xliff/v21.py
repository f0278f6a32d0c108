"""XLIFF 2.1 (OASIS Standard, 13 February 2018), and 2.0, which it is a superset of.

    polyclinic     state, subState of a segment (section 4.3.1)
    untranslated   initial
    outdated       initial, polyclinic:outdated
    drafted        initial, polyclinic:drafted
    translated     translated
    approved       final

What comes in is translated where every segment of the unit says translated, reviewed or final; all
else is fuzzy, and nothing is approved.

    unit           unit: name (msgctxt), notes, originalData, one segment
    notes          note category="developer"
    remarks        note category="translator"; notes of other categories become remarks
    previous       note category="previous-source", in the notation of a msgid
    **, *, [ ](…)  pc; code spans and markers without a partner: ph  (section 4.2.3)

A code's data is the marker itself, in originalData and for the eye in disp. Read as well: sc and
ec, which a tool made of pc, and units cut into several segments, in the order of their targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from pipeline import xml
from pipeline.errors import InputError
from pipeline.inline import plain
from pipeline.model import State, Unit
from pipeline.xliff.content import Code, Content, Side, content, known, notation
from pipeline.xliff.document import (
    DEVELOPER,
    MIXED,
    TRANSLATOR,
    Document,
    Settle,
    add_text,
    assembled,
    descendants,
    file_of,
    lines,
    read,
    refuse_unwritable,
    unit_id,
)

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""2.1's as well."""

PREVIOUS = "previous-source"
OUTDATED = "polyclinic:outdated"

STATES = {
    State.UNTRANSLATED: {"state": "initial"},
    State.OUTDATED: {"state": "initial", "subState": OUTDATED},
    State.DRAFTED: {"state": "initial", "subState": "polyclinic:drafted"},
    State.TRANSLATED: {"state": "translated"},
    State.APPROVED: {"state": "final"},
}
DONE = ("translated", "reviewed", "final")

TYPES = {
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "emphasis": {"type": "fmt", "subType": "xlf:i"},
    "link": {"type": "link"},
    "code": {"type": "other"},
    "lone": {"type": "other"},
}

SIDES: dict[str, tuple[Side, ...]] = {"pc": ("open", "close"), "sc": ("open",), "ec": ("close",)}
SIDES |= {"ph": ("alone",), "cp": ("alone",)}
ENDS: dict[Side, str] = {"open": "Start", "close": "End", "alone": ""}

Contents: TypeAlias = Callable[[Element], Iterable[str | Code]]
"""Reads a <source> or <target> of one unit, whose original data it knows."""


def parse(content: bytes, path: str) -> Document:
    """The article in an XLIFF 2.1 or 2.0 file; see `Format.parse`."""
    root, file = file_of(content, path, "2.1")
    about = file.get("original"), root.get("srcLang"), root.get("trgLang")
    units = (_read(unit, settle, path) for unit, settle in descendants(root, "unit"))
    return assembled(about, units, path)


def serialize(document: Document) -> bytes:
    """An XLIFF 2.1 file of an article; see `Format.serialize`."""
    refuse_unwritable(document)
    languages = {"srcLang": document.source, "trgLang": document.target}
    root = Element("xliff", {"xmlns": NAMESPACE, "version": "2.1", **languages})
    about = {"id": document.slug, "original": document.original, "canResegment": "no"}
    file = SubElement(root, "file", about | {"xml:space": "preserve"})
    for unit, state in document.units:
        _write(file, unit, state)
    return xml.document(root, MIXED)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def _read(element: Element, settle: Settle, path: str) -> tuple[str, Unit, State]:
    data = {d.get("id", ""): "".join(d.itertext()) for d in element.findall("originalData/data")}

    def contents(text: Element) -> Iterator[str | Code]:
        return read(text, SIDES, lambda code, side: _code(code, side, data, path))

    parts = [part for part in element if part.tag in ("segment", "ignorable")]
    source = settle(piece for part in parts for piece in _texts(part, "source", contents))
    msgstr = notation(known(settle(_target(parts, contents)), source))
    state = _state([part for part in parts if part.tag == "segment"], msgstr)
    notes = element.findall("notes/note")
    unit = Unit(
        msgid=notation(source),
        msgctxt=element.get("name"),
        msgstr=msgstr,
        fuzzy=state in (State.OUTDATED, State.DRAFTED),
        previous="\n".join(lines(n for n in notes if n.get("category") == PREVIOUS)),
        notes=lines(n for n in notes if n.get("category") == DEVELOPER),
        remarks=lines(n for n in notes if n.get("category") not in (DEVELOPER, PREVIOUS)),
        line=xml.line(element),
    )
    return element.get("id", ""), unit, state


def _texts(part: Element, tag: str, contents: Contents) -> Iterable[str | Code]:
    text = part.find(tag)
    return () if text is None else contents(text)


def _target(parts: Sequence[Element], contents: Contents) -> Iterator[str | Code]:
    """The targets in their own order (section 4.3.1, `order`); nothing where no segment has one.

    What stands between segments without a target of its own is the same in the target.
    """
    if not any(part.tag == "segment" and part.find("target") is not None for part in parts):
        return
    for _, part in sorted(enumerate(parts, 1), key=_place):
        lacks = part.tag == "ignorable" and part.find("target") is None
        yield from _texts(part, "source" if lacks else "target", contents)


def _place(numbered: tuple[int, Element]) -> int:
    number, part = numbered
    orders = [target.get("order", "") for target in part.findall("target")]
    return next((int(order) for order in orders if order.isdecimal()), number)


def _state(segments: Iterable[Element], msgstr: str) -> State:
    if not msgstr.strip():
        return State.UNTRANSLATED
    open_ = [segment for segment in segments if segment.get("state") not in DONE]
    if not open_:
        return State.TRANSLATED
    outdated = any(segment.get("subState") == OUTDATED for segment in open_)
    return State.OUTDATED if outdated else State.DRAFTED


def _code(element: Element, side: Side, data: Mapping[str, str], path: str) -> Code:
    """The marker that an element stands for, by its original data or else by what it shows."""
    if element.tag == "cp":
        message = f"has the control character U+{element.get('hex', '')}; delete it"
        raise InputError(message, path, xml.line(element))
    end = ENDS[side] if element.tag == "pc" else ""
    shown = element.get(f"disp{end}", "")
    found = data.get(element.get(f"dataRef{end}", ""), shown)
    return Code(found, side, element.get("startRef", element.get("id", "")))


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _write(file: Element, unit: Unit, state: State) -> None:
    name = {} if unit.msgctxt is None else {"name": unit.msgctxt}
    element = SubElement(file, "unit", {"id": unit_id(unit.key), **name})
    _notes(element, unit)
    data: dict[str, str] = {}
    segment = Element("segment", STATES[state])
    source = content(unit.msgid)
    _add(SubElement(segment, "source"), source, data)
    if unit.msgstr:
        _add(SubElement(segment, "target"), content(unit.msgstr, source), data)
    if data:
        original = SubElement(element, "originalData")
        for said, id_ in data.items():
            SubElement(original, "data", {"id": id_}).text = said
    element.append(segment)


def _notes(element: Element, unit: Unit) -> None:
    previous = (unit.previous,) if unit.previous else ()
    said = {DEVELOPER: unit.notes, TRANSLATOR: unit.remarks, PREVIOUS: previous}
    if any(said.values()):
        notes = SubElement(element, "notes")
        for category, texts in said.items():
            if texts:
                SubElement(notes, "note", {"category": category}).text = "\n".join(texts)


def _add(text: Element, pieces: Content, data: dict[str, str]) -> None:
    """Fill a <source> or <target>; `data` (marker → id) grows by what it refers to."""
    parents = [text]
    for piece in pieces:
        if isinstance(piece, str):
            add_text(parents[-1], piece)
            continue
        about = {
            f"dataRef{ENDS[piece.side]}": data.setdefault(piece.data, f"d{len(data) + 1}"),
            f"disp{ENDS[piece.side]}": piece.data,
        }
        if piece.side == "close":
            parents.pop().attrib.update(about)
            continue
        about |= {"equiv": plain(piece.data)} if piece.kind == "code" else {}
        about = {"id": piece.id, **TYPES[piece.kind], **about}
        code = SubElement(parents[-1], "pc" if piece.side == "open" else "ph", about)
        parents += [code] if piece.side == "open" else []
