"""XLIFF 1.2 (OASIS Standard, 1 February 2008): what most CAT tools read and write.

    polyclinic     state, state-qualifier                      approved
    untranslated   new
    outdated       needs-translation, fuzzy-match
    drafted        needs-review-translation, mt-suggestion
    translated     translated
    approved       signed-off                                  yes

Values: docs.oasis-open.org/xliff/v1.2/os/xliff-core.html#state, #state-qualifier, #approved. What
comes in is translated where it says translated, final or signed-off (without a state, where it says
approved) and no qualifier rejects it; all else is fuzzy, and nothing is approved.

    unit           trans-unit: source, target, context-group (msgctxt), note, alt-trans
    notes          note from="developer"
    remarks        note from="translator"; notes from anyone else become remarks
    previous       source of an alt-trans of the type previous-version
    **, *, [ ](…)  bpt and ept; code spans and markers without a partner: ph

Read as well: g, x, bx, ex and it, which a tool made of these, and targets cut into mrk.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from pipeline import xml
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

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
CONTEXT = "x-gettext-msgctxt"

STATES = {
    State.UNTRANSLATED: {"state": "new"},
    State.OUTDATED: {"state": "needs-translation", "state-qualifier": "fuzzy-match"},
    State.DRAFTED: {"state": "needs-review-translation", "state-qualifier": "mt-suggestion"},
    State.TRANSLATED: {"state": "translated"},
    State.APPROVED: {"state": "signed-off"},
}
DONE = ("translated", "final", "signed-off")

TAGS: dict[Side, str] = {"open": "bpt", "close": "ept", "alone": "ph"}
TYPES = {"strong": "bold", "emphasis": "italic", "link": "link"}
TYPES |= {"code": "x-code", "lone": "x-marker"}

SIDES: dict[str, tuple[Side, ...]] = {"bpt": ("open",), "ept": ("close",), "g": ("open", "close")}
SIDES |= {"bx": ("open",), "ex": ("close",), "ph": ("alone",), "x": ("alone",), "it": ("alone",)}


def parse(content: bytes, path: str) -> Document:
    """The article in an XLIFF 1.2 file; see `Format.parse`."""
    _, file = file_of(content, path, "1.2")
    names = ("original", "source-language", "target-language")
    original, source, target = (file.get(name) for name in names)
    units = (_read(unit, settle) for unit, settle in descendants(file, "trans-unit"))
    return assembled((original, source, target), units, path)


def serialize(document: Document) -> bytes:
    """An XLIFF 1.2 file of an article; see `Format.serialize`."""
    refuse_unwritable(document)
    root = Element("xliff", {"xmlns": NAMESPACE, "version": "1.2"})
    languages = {"source-language": document.source, "target-language": document.target}
    about = {"original": document.original, **languages, "datatype": "x-markdown"}
    file = SubElement(root, "file", about | {"xml:space": "preserve"})
    body = SubElement(file, "body")
    for unit, state in document.units:
        _write(body, unit, state)
    return xml.document(root, MIXED)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def _read(element: Element, settle: Settle) -> tuple[str, Unit, State]:
    source = _content(element.find("source"), settle)
    target = element.find("target")
    msgstr = notation(known(_content(target, settle), source))
    state = _state(element, Element("target") if target is None else target, msgstr)
    contexts = element.findall("context-group/context")
    msgctxts = (c.text or "" for c in contexts if c.get("context-type") == CONTEXT)
    notes = element.findall("note")
    unit = Unit(
        msgid=notation(source),
        msgctxt=next(msgctxts, None),
        msgstr=msgstr,
        fuzzy=state in (State.OUTDATED, State.DRAFTED),
        previous=_previous(element, settle),
        notes=lines(n for n in notes if n.get("from") == DEVELOPER),
        remarks=lines(n for n in notes if n.get("from") != DEVELOPER),
        line=xml.line(element),
    )
    return element.get("id", ""), unit, state


def _state(unit: Element, target: Element, msgstr: str) -> State:
    if not msgstr.strip():
        return State.UNTRANSLATED
    qualifier = target.get("state-qualifier", "")
    said = target.get("state", "final" if unit.get("approved") == "yes" else "")
    if said in DONE and not qualifier.startswith("rejected"):
        return State.TRANSLATED
    return State.OUTDATED if qualifier == "fuzzy-match" else State.DRAFTED


def _previous(unit: Element, settle: Settle) -> str:
    for former in unit.findall("alt-trans"):
        if former.get("alttranstype") == "previous-version":
            return notation(_content(former.find("source"), settle))
    return ""


def _content(text: Element | None, settle: Settle) -> Content:
    return () if text is None else settle(read(text, SIDES, _code))


def _code(element: Element, side: Side) -> Code:
    """The marker that an element holds; <g>, <x>, <bx> and <ex> hold none."""
    data = "" if element.tag == "g" else "".join(element.itertext())
    return Code(data, side, element.get("rid", element.get("id", "")))


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _write(body: Element, unit: Unit, state: State) -> None:
    approved = {"approved": "yes"} if state is State.APPROVED else {}
    element = SubElement(body, "trans-unit", {"id": unit_id(unit.key), **approved})
    _fill(element, unit.msgid, unit.msgstr, STATES[state])
    if unit.msgctxt is not None:
        group = SubElement(element, "context-group", {"purpose": "information match"})
        SubElement(group, "context", {"context-type": CONTEXT}).text = unit.msgctxt
    for author, said in ((DEVELOPER, unit.notes), (TRANSLATOR, unit.remarks)):
        if said:
            SubElement(element, "note", {"from": author}).text = "\n".join(said)
    if unit.previous:
        former = SubElement(element, "alt-trans", {"alttranstype": "previous-version"})
        _fill(former, unit.previous, unit.msgstr, {})


def _fill(parent: Element, msgid: str, msgstr: str, state: dict[str, str]) -> None:
    """Add <source> and <target>."""
    source = content(msgid)
    _add(SubElement(parent, "source"), source)
    _add(SubElement(parent, "target", state), content(msgstr, source))


def _add(text: Element, pieces: Content) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            add_text(text, piece)
            continue
        about = {"id": piece.id}
        about |= {"rid": piece.id} if piece.side != "alone" else {}
        about |= {"ctype": TYPES[piece.kind]} if piece.side != "close" else {}
        about |= {"equiv-text": plain(piece.data)} if piece.kind == "code" else {}
        SubElement(text, TAGS[piece.side], about).text = piece.data
