"""XLIFF 2.1 by the standard's rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from pipeline.errors import InputError
from pipeline.model import State, Unit
from pipeline.xliff import Document
from pipeline.xliff.v21 import NAMESPACE, parse, serialize
from tests.xliff.documents import documents

# Content models of the core schema, as far as they are written here: children in their order.
CHILDREN = {
    "xliff": ("file",),
    "file": ("unit",),
    "unit": ("notes", "originalData", "segment"),
    "notes": ("note",),
    "originalData": ("data",),
    "segment": ("source", "target"),
    "source": ("pc", "ph"),
    "target": ("pc", "ph"),
    "pc": ("pc", "ph"),
}
REQUIRED = {
    "xliff": {"version", "srcLang", "trgLang"},
    "file": {"id"},
    "unit": {"id"},
    "segment": {"state"},
    "data": {"id"},
    "pc": {"id", "type", "dataRefStart", "dataRefEnd", "dispStart", "dispEnd"},
    "ph": {"id", "type", "dataRef", "disp"},
}
NMTOKEN = re.compile(r"[\w.:-]+")
IN_ORDER = ("unit", "segment")


def elements(root: Element) -> Iterator[tuple[str, Element]]:
    """Every element with its local name."""
    for element in root.iter():
        namespace, _, name = element.tag.rpartition("}")
        assert namespace == "{" + NAMESPACE
        yield name, element


def texts(unit: Element) -> Iterator[Element]:
    for name, element in elements(unit):
        if name in ("source", "target"):
            yield element


def codes(text: Element) -> list[Element]:
    return [element for name, element in elements(text) if name in ("pc", "ph")]


@given(documents())
def test_is_xliff_by_its_content_models(document: Document) -> None:
    for name, element in elements(fromstring(serialize(document))):
        children = [child.tag.rpartition("}")[2] for child in element]
        assert set(children) <= set(CHILDREN.get(name, ()))
        assert REQUIRED.get(name, set()) <= set(element.attrib)
        assert NMTOKEN.fullmatch(element.get("id", "x"))
        if name in IN_ORDER:
            assert children == sorted(children, key=CHILDREN[name].index)
            assert len(set(children)) == len(children)
        if name in ("notes", "originalData"):
            assert children


@given(documents())
def test_a_state_other_than_the_first_has_a_target(document: Document) -> None:
    for name, element in elements(fromstring(serialize(document))):
        if name == "segment":
            assert element.get("state") in ("initial", "translated", "final")
            assert re.fullmatch(r"[^\s:]+:[^\s:]+", element.get("subState", "a:b"))
            if element.get("state") != "initial":
                assert len(element) == 2


@given(documents())
def test_codes_have_their_data_and_ids_match(document: Document) -> None:
    root = fromstring(serialize(document))
    units = [element for name, element in elements(root) if name == "unit"]
    assert len({unit.get("id") for unit in units}) == len(document.units)
    for unit in units:
        data = {e.get("id"): e.text for name, e in elements(unit) if name == "data"}
        source, *_ = by_id = [{code.get("id"): code for code in codes(t)} for t in texts(unit)]
        assert [len(ids) for ids in by_id] == [len(codes(text)) for text in texts(unit)]
        for code in (code for ids in by_id for code in ids.values()):
            for end in ("Start", "End") if code.tag.endswith("}pc") else ("",):
                assert data[code.get(f"dataRef{end}")] == code.get(f"disp{end}")
            twin = source.get(code.get("id"), code)
            assert (twin.tag, dict(twin.attrib)) == (code.tag, dict(code.attrib))


def test_what_a_translator_sees() -> None:
    unit = Unit("Take **one** `now`", "item", "Tome **um** `now`")
    article = Document("a", "source/a.md", "en", "pt-BR", ((unit, State.APPROVED),))
    root = fromstring(serialize(article))
    (segment,) = (element for name, element in elements(root) if name == "segment")
    assert (segment.get("state"), "".join(segment[0].itertext())) == ("final", "Take one ")
    assert [code.get("disp", code.get("dispStart")) for code in codes(segment[1])] == [
        "**",
        "`now`",
    ]
    assert [code.get("subType") for code in codes(segment[1])] == ["xlf:b", None]
    assert codes(segment[1])[1].get("equiv") == "now"


def test_refuses_a_control_character() -> None:
    unit = "<unit id='u'>\n<segment><source>a<cp hex='001A'/></source></segment></unit>"
    head = "<xliff version='2.1' srcLang='en' trgLang='es'><file id='f' original='a'>"
    with pytest.raises(InputError, match=r"^a\.xlf:2: has the control character U\+001A; delete"):
        parse(f"{head}{unit}</file></xliff>".encode(), "a.xlf")
