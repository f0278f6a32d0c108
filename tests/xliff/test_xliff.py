"""Whatever the version: nothing is lost on the way out and back, and nothing comes in approved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.model import State, Unit
from pipeline.xliff import FORMATS, Document, unit_id, version_of
from tests.xliff.documents import documents

DATA = Path(__file__).parent / "data"
VERSIONS = st.sampled_from(sorted(FORMATS))
EACH = pytest.mark.parametrize("version", sorted(FORMATS))
REST = Unit("Rest **now**.", "item", "Descanse **já**.", remarks=("Ana: ok",))
ARTICLE = Document("back", "source/back.md", "en", "pt-BR", ((REST, State.TRANSLATED),))


def came_back(document: Document, version: str) -> Document:
    """Written and read again, without lines."""
    content = FORMATS[version].serialize(document)
    read = FORMATS[version_of(content, "a.xlf")].parse(content, "a.xlf")
    return replace(read, units=tuple((replace(u, line=0), s) for u, s in read.units))


def never_approved(document: Document) -> Document:
    lower = {State.APPROVED: State.TRANSLATED}
    return replace(document, units=tuple((u, lower.get(s, s)) for u, s in document.units))


@given(documents(), VERSIONS)
def test_what_is_written_is_read_again(document: Document, version: str) -> None:
    assert came_back(document, version) == never_approved(document)


@given(documents(), VERSIONS)
def test_the_same_article_gives_the_same_bytes(document: Document, version: str) -> None:
    write = FORMATS[version].serialize
    assert write(document) == write(document)


@EACH
def test_a_second_journey_changes_nothing(version: str) -> None:
    once = came_back(ARTICLE, version)
    assert FORMATS[version].serialize(once) == FORMATS[version].serialize(ARTICLE)


@EACH
def test_says_where_a_unit_stands(version: str) -> None:
    content = FORMATS[version].serialize(ARTICLE)
    ((unit, _),) = FORMATS[version].parse(content, "a.xlf").units
    line = content.decode().split("\n")[unit.line - 1]
    assert f'id="{unit_id(REST.key)}"' in line


@EACH
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_reads_other_encodings(version: str, encoding: str) -> None:
    content = FORMATS[version].serialize(ARTICLE).decode()
    saved = content.replace("UTF-8", encoding.removesuffix("-sig")).replace("\n", "\r\n")
    ((unit, _),) = FORMATS[version].parse(saved.encode(encoding), "a.xlf").units
    assert unit.msgstr == REST.msgstr


@EACH
@pytest.mark.parametrize("edit", [(">Rest ", ">Rest a "), ('"item"', '"cell"'), (">item<", "><")])
def test_names_a_unit_that_its_id_does_not_fit(version: str, edit: tuple[str, str]) -> None:
    written = FORMATS[version].serialize(ARTICLE).decode()
    edited = written.replace(*edit)
    document = FORMATS[version].parse(edited.encode(), "a.xlf")
    ((unit, _),) = document.units
    assert document.foreign == ((unit.msgid,) if edited != written else ())
    assert unit.msgstr == REST.msgstr


@EACH
def test_a_path_of_windows_names_the_article(version: str) -> None:
    content = FORMATS[version].serialize(replace(ARTICLE, original="C:\\Work\\back.md"))
    assert FORMATS[version].parse(content, "a.xlf").slug == "back"


@EACH
def test_notes_of_others_are_remarks(version: str) -> None:
    content = FORMATS[version].serialize(ARTICLE).decode()
    content = content.replace(' from="translator"', "").replace('"translator"', '"reviewer"')
    ((unit, _),) = FORMATS[version].parse(content.encode(), "a.xlf").units
    assert (unit.notes, unit.remarks) == ((), REST.remarks)


@EACH
@pytest.mark.parametrize("field", ["msgid", "msgctxt", "msgstr", "previous", "notes", "remarks"])
def test_refuses_what_xml_cannot_carry(version: str, field: str) -> None:
    value: Any = ("a\vb",) if field in ("notes", "remarks") else "a\vb"
    unit = replace(REST, **{field: value})
    with pytest.raises(InputError, match=r"the unit .* has the character U\+000B"):
        FORMATS[version].serialize(replace(ARTICLE, units=((unit, State.TRANSLATED),)))


@EACH
def test_refuses_to_write_a_unit_twice(version: str) -> None:
    with pytest.raises(InputError, match=r"'Rest \*\*now\*\*\.' stands in this catalog twice"):
        FORMATS[version].serialize(replace(ARTICLE, units=ARTICLE.units * 2))


def test_an_id_depends_on_context_and_source() -> None:
    ids = {unit_id(key) for key in [(None, "a"), ("", "a"), ("a", ""), ("a", "a"), (None, "b")]}
    assert len(ids) == 5
    assert all(len(id_) == 13 and id_.startswith("u") for id_ in ids)


# ── from other tools ──────────────────────────────────────────────────────────────────────────────

WRAPPED = {
    "1.2": '<xliff version="1.2" xmlns:x="urn:x">\n<file original="a.md" source-language="en" '
    'target-language="es" datatype="x-a" xml:space="{space}"><body><group>\n'
    '<trans-unit id="u1" approved="{approved}">{unit}</trans-unit></group></body></file></xliff>',
    "2.1": '<x:xliff version="2.0" srcLang="en" trgLang="es" xmlns:x="urn:x" xml:space="{space}">\n'
    '<x:file id="f" original="a.md"><group id="g">\n<unit id="u1">{unit}</unit>'
    "</group></x:file></x:xliff>",
}
CASES = [
    pytest.param(version, case, id=f"{version} {case['label']}")
    for version, file in (("1.2", "v12.yaml"), ("2.1", "v21.yaml"))
    for case in yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
]


def wrapped(version: str, unit: str, space: str = "preserve", approved: str = "no") -> bytes:
    return WRAPPED[version].format(unit=unit, space=space, approved=approved).encode()


@pytest.mark.parametrize(("version", "case"), CASES)
def test_reads(version: str, case: dict[str, str]) -> None:
    approved = "yes" if case.get("approved") else "no"
    content = wrapped(version, case["unit"], case.get("space", "preserve"), approved)
    ((unit, state),) = FORMATS[version].parse(content, "a.xlf").units
    read = (unit.msgid, unit.msgstr, str(state))
    expected = (case["msgid"], case["msgstr"], case["state"])
    assert (read == expected) is (case.get("expect") != "fail"), read
    assert unit.fuzzy is (state in (State.OUTDATED, State.DRAFTED))


DEEP = 5_000


@EACH
def test_depth_is_no_harm(version: str) -> None:
    pair = {"1.2": ("<g id='1'>", "</g>"), "2.1": ("<pc id='1'>", "</pc>")}[version]
    text = f"<source>{pair[0] * DEEP}a{pair[1] * DEEP}</source>"
    unit = text if version == "1.2" else f"<segment>{text}</segment>"
    ((read, _),) = FORMATS[version].parse(wrapped(version, unit), "a.xlf").units
    assert read.msgid == "a"


UNIT = {
    "1.2": '<trans-unit id="u1"><source>a</source></trans-unit>',
    "2.1": '<unit id="u1"><segment><source>a</source></segment></unit>',
}
HEAD = {
    "1.2": '<xliff version="1.2">\n<file original="a" source-language="en" target-language="es">',
    "2.1": '<xliff version="2.1" srcLang="en" trgLang="es">\n<file id="f" original="a">',
}


@EACH
@pytest.mark.parametrize(("between", "line"), [("\n", 4), ("", 3)])
def test_refuses_an_id_that_stands_twice(version: str, between: str, line: int) -> None:
    units = UNIT[version] + between + UNIT[version]
    content = f"{HEAD[version]}\n{units}</file></xliff>".encode()
    message = rf"^a\.xlf:{line}: the id 'u1' stands already at line 3$"
    with pytest.raises(InputError, match=message):
        FORMATS[version].parse(content, "a.xlf")


@EACH
@pytest.mark.parametrize("lost", ['original="a"', '="en"', '="es"'])
def test_refuses_a_file_that_does_not_say_what_it_is(version: str, lost: str) -> None:
    head = HEAD[version].replace(lost, "" if lost.startswith("o") else '=""')
    with pytest.raises(InputError, match=r"^a\.xlf: does not say which article"):
        FORMATS[version].parse(f"{head}</file></xliff>".encode(), "a.xlf")


@EACH
def test_refuses_several_articles(version: str) -> None:
    two = f"{HEAD[version]}</file><file/></xliff>".encode()
    with pytest.raises(InputError, match=r"^a\.xlf:1: holds 2 articles"):
        FORMATS[version].parse(two, "a.xlf")


@EACH
def test_refuses_the_other_version(version: str) -> None:
    (other,) = set(FORMATS) - {version}
    with pytest.raises(InputError, match=f"is XLIFF {other}, not {version}"):
        FORMATS[version].parse(FORMATS[other].serialize(ARTICLE), "a.xlf")


@EACH
def test_refuses_declarations(version: str) -> None:
    content = b'<!DOCTYPE xliff [<!ENTITY a "aa">]>' + FORMATS[version].serialize(ARTICLE)[39:]
    with pytest.raises(InputError, match="has a document type"):
        FORMATS[version].parse(content, "a.xlf")


@pytest.mark.parametrize(
    ("root", "version"),
    [
        ('<xliff version="1.2"/>', "1.2"),
        ('<xliff version="2.0"/>', "2.1"),
        ('<a:xliff xmlns:a="urn:a" version="2.1"/>', "2.1"),
    ],
)
def test_knows_the_version(root: str, version: str) -> None:
    assert version_of(root.encode(), "a.xlf") == version


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "a.xlf:1: is not XML here: no element found"),
        ("\n<html/>", "a.xlf:2: is no XLIFF: it starts with <html>"),
        ('<xliff version="1.1"/>', "a.xlf:1: is XLIFF '1.1'; save it as 1.2, 2.0 or 2.1"),
        ("<xliff/>", "a.xlf:1: is XLIFF ''; save it as 1.2, 2.0 or 2.1"),
    ],
)
def test_refuses_what_is_no_known_version(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        version_of(content.encode(), "a.xlf")
    assert str(caught.value) == message
