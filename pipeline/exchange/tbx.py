"""Terms ⇄ TBX (ISO 30042:2019), written as the dialect TBX-Basic in DCA style.

    conceptEntry   id · subjectField = kind · note = note
      langSec en   source (preferred), also (admitted), misspelled (deprecated)
      langSec es   use (preferred), forms (admitted), never (deprecated, note = why)
        termSec    partOfSpeech, grammaticalGender; who approved it and when, as a transacGrp

Read as well: DCT style, names in other dialects that are spelled alike, and the element names of
the 2008 edition. A category counts by its name, whatever its namespace prefix.

TBX-Basic has no place for some of what a glossary says. That travels in notes which begin with
`polyclinic:`, and comes back from them: plural, number, show, keep, codes, the status of a target.
A part of speech `phrase` is TBX's `other`, a gender `c` too. Lost are: white space at the ends of
a text and runs of it in a form; a name or a day beside a target that is not approved. What others
write in further categories (context, term type, cross-references) is not read, but for a
definition or an unknown subject field, which join the note.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from pipeline import xml
from pipeline.errors import InputError
from pipeline.exchange import entry
from pipeline.exchange.entry import Entry
from pipeline.model import Banned, Target, Term
from pipeline.xml import line

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
SOURCE = "en"
OWN = "polyclinic:"

# Picklists of the modules Min and Basic, https://www.tbxinfo.net/tbx-modules/
STATUS = {"preferred": "preferredTerm-admn-sts", "admitted": "admittedTerm-admn-sts"}
STATUS |= {"deprecated": "deprecatedTerm-admn-sts"}
GENDERS = {"m": "masculine", "f": "feminine", "n": "neuter", "c": "other"}
WORD_CLASSES = ("noun", "verb", "adjective", "adverb")
KINDS = ("drug", "procedure", "condition", "anatomy", "other")

# What the 2008 edition calls the parts of an entry.
FORMER = {"martif": "tbx", "termEntry": "conceptEntry", "langSet": "langSec"}
FORMER |= {"tig": "termSec", "ntig": "termSec"}


def parse(content: bytes, path: str, locale: str = "") -> tuple[Term, ...]:
    """The concepts of a TBX file; its own language, English where it names none, is the source.

    InputError, with line, for broken XML, a document type with declarations, a concept without a
    term in the source language, and whatever glossary.yaml could not hold.
    """
    root = xml.tree(content, path, _name)
    if root.tag != "tbx":
        raise InputError(f"is no TBX: it starts with <{root.tag}>", path, line(root))
    language = root.get("xml:lang", SOURCE)
    concepts = root.iter("conceptEntry")
    return entry.terms((_entry(concept, language, locale, path) for concept in concepts), path)


def serialize(terms: Iterable[Term]) -> bytes:
    """A TBX file of `terms`; InputError for a control character, which XML cannot carry."""
    kind = {"type": "TBX-Basic", "style": "dca"}
    root = Element("tbx", kind | {"xml:lang": SOURCE, "xmlns": NAMESPACE})
    header = SubElement(SubElement(SubElement(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    SubElement(header, "p").text = "polyclinic glossary"
    text = SubElement(root, "text")
    concepts = [_concept(term) for term in terms]
    if concepts:
        SubElement(text, "body").extend(concepts)
    return xml.document(root)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def _name(written: str) -> str:
    name = xml.local(written)
    return FORMER.get(name, name)


def _entry(concept: Element, language: str, only: str, path: str) -> Entry:
    sections: dict[str, Element] = {}
    for section in concept.iter("langSec"):
        sections.setdefault(section.get("xml:lang", ""), Element("langSec")).extend(section)
    source = _source_tag(sections, language)
    if source is None:
        message = f"the concept '{concept.get('id', '')}' has no term in '{language}'"
        raise InputError(message, path, line(concept))
    read: Entry = {"id": _id(concept.get("id", "")), "line": line(concept)}
    read |= _about(concept, path) | _source(sections.pop(source))
    targets = {tag.replace("-", "_"): _target(section) for tag, section in sections.items()}
    chosen = {locale: target for locale, target in targets.items() if only in ("", locale)}
    return read | ({"targets": chosen} if chosen else {})


def _source_tag(sections: Mapping[str, Element], language: str) -> str | None:
    """The section of the source language, or of a variety of it."""
    base = language.partition("-")[0]
    alike = [tag for tag in sections if tag.partition("-")[0] == base]
    return language if language in sections else next(iter(alike), None)


def _about(concept: Element, path: str) -> Entry:
    """What is said of the concept as such."""
    notes, own = _notes(concept)
    kind = _said(concept, "subjectField")
    further = [f"subject field: {kind}"] if kind and kind not in KINDS else []
    definitions = filter(None, (_said(part, "definition") for part in _parts(concept)))
    about: Entry = {"kind": kind if kind in KINDS else "other"}
    note = "\n".join([*notes, *dict.fromkeys(definitions), *further])
    about |= {"note": note} if note else {}
    about |= {name: own[name] for name in ("show", "keep") if name in own}
    try:
        return about | ({"codes": json.loads(own["codes"])} if "codes" in own else {})
    except (ValueError, RecursionError):
        raise InputError("has codes that cannot be read", path, line(concept)) from None


def _parts(concept: Element) -> Iterator[Element]:
    """The concept itself and its languages, where a definition may stand."""
    yield concept
    yield from concept.iter("langSec")


def _source(section: Element) -> Entry:
    terms = _ranked(section)
    word_class = _said(terms[0][1], "partOfSpeech") if terms else ""
    read: Entry = {"source": _form(terms[0][1]) if terms else ""}
    read |= {"also": [_form(term) for rank, term in terms[1:] if rank != "deprecated"]}
    read |= {"misspelled": [_form(term) for rank, term in terms[1:] if rank == "deprecated"]}
    if word_class and word_class != "properNoun":
        read["pos"] = word_class if word_class in WORD_CLASSES else "phrase"
    own = _notes(terms[0][1])[1] if terms else {}
    return read | {name: own[name] for name in ("plural",) if name in own}


def _target(section: Element) -> Entry:
    terms = _ranked(section)
    allowed = [term for rank, term in terms if rank != "deprecated"]
    banned = [term for rank, term in terms if rank == "deprecated"]
    read: Entry = {"forms": [_form(term) for term in allowed[1:]]}
    read["never"] = [Banned(_form(term), "\n".join(_notes(term)[0])) for term in banned]
    if not allowed:
        return read
    own = _notes(allowed[0])[1]
    said = _said(allowed[0], "grammaticalGender")
    gender = next((letter for letter, name in GENDERS.items() if name == said), "")
    kept = {name: own[name] for name in ("plural", "number") if name in own}
    return read | {"use": _form(allowed[0]), "gender": gender} | kept | _approval(allowed[0])


def _approval(term: Element) -> Entry:
    for group in term.iter("transacGrp"):
        if _notes(group)[1].get("status") == "approved":
            by, on = _said(group, "responsibility"), _said(group, "date")
            return {"status": "approved", "by": by, "on": on}
    return {}


def _ranked(section: Element) -> list[tuple[str, Element]]:
    """Terms with their rank, preferred ones first, deprecated ones last; else in file order."""
    order = ("preferred", "", "admitted", "deprecated")
    ranked = [(_rank(term), term) for term in section.iter("termSec")]
    return sorted(ranked, key=lambda pair: order.index(pair[0]))


def _rank(term: Element) -> str:
    said = _said(term, "administrativeStatus") or _said(term, "normativeAuthorization")
    rank = said.partition("Term")[0]
    return {"superseded": "deprecated"}.get(rank, rank if rank in STATUS else "")


def _said(element: Element, category: str) -> str:
    """The text of a data category at this level: an attribute in DCA, a name in DCT style."""
    for part in _own_level(element):
        if category in (part.get("type"), part.tag):
            return _text(part)
    return ""


def _own_level(element: Element) -> Iterator[Element]:
    """Children, also those in groups, but not what is said of a language or a term below."""
    for child in element:
        if child.tag.endswith("Grp") and child.tag != "transacGrp":
            yield from child
        elif child.tag not in ("langSec", "termSec"):
            yield child


def _notes(element: Element) -> tuple[list[str], dict[str, str]]:
    """The notes at this level: other people's, and ours by key."""
    notes: list[str] = []
    own: dict[str, str] = {}
    for part in _own_level(element):
        text = _text(part) if part.tag == "note" else ""
        if text.startswith(OWN):
            key, _, value = text.removeprefix(OWN).partition(":")
            own[key] = value.strip()
        elif text:
            notes.append(text)
    return [*notes, *filter(None, [own.get("note")])], own


def _form(term: Element) -> str:
    return " ".join(_text(next(term.iter("term"), term)).split())


def _text(element: Element) -> str:
    return unicodedata.normalize("NFC", "".join(element.itertext()).strip())


def _id(name: str) -> str:
    escape = r"_x((?!D[89A-F])[0-9A-F]{4,5}|10[0-9A-F]{4})_"
    return re.sub(escape, lambda match: chr(int(match[1], 16)), name)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _concept(term: Term) -> Element:
    concept = Element("conceptEntry", {"id": _xml_id(term.id)})
    _add(concept, "descrip", term.kind, "subjectField")
    if term.note:
        _note(concept, "note" if term.note.startswith(OWN) else "", term.note)
    _own(concept, show=term.show, keep="true" if term.keep else "")
    _own(concept, codes=json.dumps(dict(term.codes), ensure_ascii=False) if term.codes else "")
    source = SubElement(concept, "langSec", {"xml:lang": SOURCE})
    word_class = term.pos if term.pos in WORD_CLASSES else "other"
    preferred = _term(source, term.source, "preferred", partOfSpeech=word_class)
    _own(preferred, plural=term.plural)
    for form in term.also:
        _term(source, form, "admitted")
    for form in term.misspelled:
        _term(source, form, "deprecated")
    for locale, target in term.targets.items():
        _add_target(concept, locale, target)
    return concept


def _add_target(concept: Element, locale: str, target: Target) -> None:
    section = SubElement(concept, "langSec", {"xml:lang": locale.replace("_", "-")})
    gender = {"grammaticalGender": GENDERS[target.gender]} if target.gender else {}
    preferred = _term(section, target.use, "preferred", **gender)
    _own(preferred, plural=target.plural, number="pl" if target.number == "pl" else "")
    if target.status == "approved":
        group = SubElement(preferred, "transacGrp")
        _add(group, "transac", "modification", "transactionType")
        _add(group, "transacNote", target.by, "responsibility")
        SubElement(group, "date").text = target.on
        _own(group, status="approved")
    for form in target.forms:
        _term(section, form, "admitted")
    for never in target.never:
        banned = _term(section, never.text, "deprecated")
        if never.because:
            _note(banned, "note" if never.because.startswith(OWN) else "", never.because)


def _term(section: Element, form: str, status: str, **categories: str) -> Element:
    term = SubElement(section, "termSec")
    SubElement(term, "term").text = form
    for category, value in {"administrativeStatus": STATUS[status], **categories}.items():
        _add(term, "termNote", value, category)
    return term


def _add(parent: Element, tag: str, text: str, category: str) -> None:
    SubElement(parent, tag, {"type": category}).text = text


def _note(parent: Element, key: str, text: str) -> None:
    SubElement(parent, "note").text = f"{OWN}{key}: {text}" if key else text


def _own(parent: Element, **values: str) -> None:
    for key, value in values.items():
        if value:
            _note(parent, key, value)


def _xml_id(id_: str) -> str:
    """An id as an XML name; what a name cannot hold is written `_x0020_`, as SQL/XML does."""
    return re.sub(
        r"_(?=x)|\A[^A-Za-z_]|[^\w.-]", lambda match: f"_x{ord(match[0]):04X}_", id_, flags=re.ASCII
    )
