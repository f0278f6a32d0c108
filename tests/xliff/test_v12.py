"""XLIFF 1.2 by the standard's rules, and as another program reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from translate.storage.xliff import xlifffile

from pipeline.model import State, Unit
from pipeline.xliff import Document
from pipeline.xliff.v12 import NAMESPACE, serialize
from tests.xliff.documents import documents

# Content models of the strict schema, as far as they are written here: children in their order.
CHILDREN = {
    "xliff": ("file",),
    "file": ("body",),
    "body": ("trans-unit",),
    "trans-unit": ("source", "target", "context-group", "note", "alt-trans"),
    "alt-trans": ("source", "target"),
    "context-group": ("context",),
    "source": ("bpt", "ept", "ph"),
    "target": ("bpt", "ept", "ph"),
}
REQUIRED = {
    "xliff": {"version"},
    "file": {"original", "source-language", "target-language", "datatype"},
    "trans-unit": {"id"},
    "context": {"context-type"},
    "bpt": {"id", "rid", "ctype"},
    "ept": {"id", "rid"},
    "ph": {"id", "ctype"},
}
STATES = {"new", "needs-translation", "needs-review-translation", "translated", "signed-off"}
QUALIFIERS = {None, "fuzzy-match", "mt-suggestion"}


def elements(document: Document) -> Iterator[tuple[str, Element]]:
    """Every element of the file with its local name."""
    for element in fromstring(serialize(document)).iter():
        namespace, _, name = element.tag.rpartition("}")
        assert namespace == "{" + NAMESPACE
        yield name, element


def names(element: Element) -> list[str]:
    return [child.tag.rpartition("}")[2] for child in element]


@given(documents())
def test_is_xliff_by_its_content_models(document: Document) -> None:
    for name, element in elements(document):
        assert set(names(element)) <= set(CHILDREN.get(name, ()))
        assert REQUIRED.get(name, set()) <= set(element.attrib)
        if name in ("trans-unit", "alt-trans"):
            assert names(element) == sorted(names(element), key=CHILDREN[name].index)
            assert names(element)[:2] == ["source", "target"]
        if name == "target":
            assert element.get("state") in {*STATES, None}
            assert element.get("state-qualifier") in QUALIFIERS


@given(documents())
def test_ids_are_unique_and_pairs_have_two_ends(document: Document) -> None:
    found = list(elements(document))
    units = [element.get("id") for name, element in found if name == "trans-unit"]
    assert len(set(units)) == len(document.units)
    for text in (element for name, element in found if name in ("source", "target")):
        ids = [code.get("id") for code in text if not code.tag.endswith("}ept")]
        assert len(set(ids)) == len(ids)
        opened = [code.get("rid") for code in text if code.tag.endswith("}bpt")]
        closed = [code.get("rid") for code in text if code.tag.endswith("}ept")]
        assert sorted(map(str, opened)) == sorted(map(str, closed))


@given(documents())
def test_only_the_approved_are_approved(document: Document) -> None:
    found = [
        element.get("approved") for name, element in elements(document) if name == "trans-unit"
    ]
    assert found == ["yes" if state is State.APPROVED else None for _, state in document.units]


def test_translate_toolkit_reads_it() -> None:
    units = (
        (Unit("Rest.", "heading", "Descanse.", notes=("a note",), remarks=("sure",)), "approved"),
        (Unit("Take **one** `now`", msgstr="Tome **um**", fuzzy=True), "drafted"),
        (Unit("Walk.", msgstr="Ande.", fuzzy=True, previous="Run."), "outdated"),
        (Unit("Sleep."), "untranslated"),
    )
    pairs = tuple((unit, State(state)) for unit, state in units)
    read: Callable[[bytes], Any] = xlifffile.parsestring
    found = read(serialize(Document("a", "source/a.md", "en", "pt-BR", pairs))).units
    assert [unit.source for unit in found] == ["Rest.", "Take **one** `now`", "Walk.", "Sleep."]
    assert [unit.target for unit in found][:3] == ["Descanse.", "Tome **um**", "Ande."]
    assert [bool(unit.target) for unit in found] == [True, True, True, False]
    assert [unit.isapproved() for unit in found] == [True, False, False, False]
    assert [unit.isreview() for unit in found] == [False, True, False, False]
    assert [unit.isfuzzy() for unit in found][2]
    assert found[0].getnotes("developer") == "a note"
    assert found[0].getnotes("translator") == "sure"
    assert [former.source for former in found[2].getalttrans()] == ["Run."]
