"""A TMX file gives the records back letter for letter, and others' files lose nothing unsaid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile

from pipeline import __version__, inline
from pipeline.errors import InputError
from pipeline.memory import Record
from pipeline.memory.tmx import parse, serialize

CASES = yaml.safe_load(Path(__file__).with_name("tmx.yaml").read_text(encoding="utf-8"))
XML = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
NOTATION = st.text("*`[]()\\a é中<&>\"' \n\r\t", max_size=20) | st.text(XML, max_size=20)
MARKED = st.lists(
    st.sampled_from(["*", "**", "***", "`", "[", "](x)", "\\", "a", " ", "b c"]), max_size=12
).map("".join)
TEXTS = (NOTATION | MARKED).filter(bool)
RECORDS = st.lists(
    st.builds(Record, TEXTS, TEXTS, st.none() | NOTATION, st.booleans(), NOTATION), max_size=4
)
MARKUP = Record(r"Take **one *small* dose** of `A` [now](x.html), 5 \* 2.", "Tome **uma** dose.")


def tmx(units: str) -> bytes:
    """A file of another program."""
    header = '<tmx version="1.4"><header creationtool="Another" srclang="en"/>\n'
    return f"{header}<body>{units}</body></tmx>".encode()


@given(RECORDS)
def test_what_is_written_is_read_again(records: list[Record]) -> None:
    read, left_out = parse(serialize(records, "en", "pt_BR"), "t.tmx", "en", "pt_BR")
    assert read == tuple(replace(record, approved=False) for record in records)
    assert left_out == ()


# ── by the standard ───────────────────────────────────────────────────────────────────────────────


@given(RECORDS)
def test_codes_come_in_pairs_that_nest(records: list[Record]) -> None:
    for seg in ElementTree.fromstring(serialize(records, "en", "es")).iter("seg"):
        opened: list[str | None] = []
        for code in seg.iter():
            if code.tag == "bpt":
                opened.append(code.get("i"))
            elif code.tag == "ept":
                assert opened.pop() == code.get("i")
        assert opened == []
        assert all(int(a or 0) < int(b or 0) for a, b in pairwise(_numbers(seg)))


def _numbers(seg: ElementTree.Element) -> list[str | None]:
    return [code.get("i") for code in seg.iter("bpt")]


@given(MARKED)
def test_outside_of_codes_stand_the_words(text: str) -> None:
    content = serialize([Record(text or "x", "x")], "en", "es")
    seg = next(ElementTree.fromstring(content).iter("seg"))
    words = (seg.text or "") + "".join(code.tail or "" for code in seg)
    if "`" not in text:  # what a code span escapes stays as it is
        assert words == inline.plain(text or "x")


def test_the_whole_file() -> None:
    record = replace(MARKUP, approved=True, msgctxt="title", origin="back-pain")
    assert serialize([record], "en", "pt_BR").decode() == (
        f"""<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="polyclinic" creationtoolversion="{__version__}" segtype="sentence" """
        """o-tmf="polyclinic" adminlang="en" srclang="en" datatype="x-markdown" />
  <body>
    <tu>
      <prop type="x-origin">back-pain</prop>
      <prop type="x-msgctxt">title</prop>
      <prop type="x-status">approved</prop>
      <tuv xml:lang="en">
        <seg>Take <bpt i="1" type="bold">**</bpt>one <bpt i="2" type="italic">*</bpt>small"""
        """<ept i="2">*</ept> dose<ept i="1">**</ept> of <bpt i="3" type="x-code">`</bpt>A"""
        """<ept i="3">`</ept> <bpt i="4" type="link">[</bpt>now<ept i="4">](x.html)</ept>, """
        """5 <ph>\\</ph>* 2.</seg>
      </tuv>
      <tuv xml:lang="pt-BR">
        <seg>Tome <bpt i="1" type="bold">**</bpt>uma<ept i="1">**</ept> dose.</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""
    )


def test_translate_toolkit_reads_it() -> None:
    read: Callable[..., tmxfile] = tmxfile.parsestring
    units = read(serialize([MARKUP, Record("Rest.", "Descanse.")], "en", "pt_BR")).units
    assert [(unit.source, unit.target) for unit in units] == [
        (MARKUP.source, MARKUP.target),
        ("Rest.", "Descanse."),
    ]


def test_refuses_to_write_what_xml_cannot_carry() -> None:
    with pytest.raises(InputError, match=r"U\+000B"):
        serialize([Record("a\vb", "x")], "en", "es")


# ── from others ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_reading(case: dict[str, Any]) -> None:
    records, left_out = parse(tmx(case["source"]), "t.tmx", "en", "pt_BR")
    found = [[record.source, record.target] for record in records]
    said = [sentence.partition(": ")[2] for sentence in left_out]
    holds = (found, said) == (case["expected"], case.get("left_out", []))
    assert holds is (case.get("expect") != "fail"), (found, said)


def test_reads_what_translate_toolkit_writes() -> None:
    made = tmxfile(sourcelanguage="en", targetlanguage="es")
    made.addtranslation("Rest & *wait*.", "en", "Descanse.", "es")
    records, _ = parse(bytes(made), "shared/clinic.tmx", "en", "es")
    assert records == (Record(r"Rest & \*wait\*.", "Descanse.", origin="clinic.tmx"),)


def test_reads_utf_16_with_a_document_type() -> None:
    text = tmx(CASES[0]["source"]).decode()
    named = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">{text}'
    (record,), _ = parse(named.encode("utf-16"), "t.tmx", "en", "pt_BR")
    assert (record.source, record.target) == ("Rest.", "Descanse.")


def test_nothing_is_approved_by_coming_in() -> None:
    content = serialize([replace(MARKUP, approved=True)], "en", "es")
    assert b"approved" in content
    assert parse(content, "t.tmx", "en", "es")[0] == (MARKUP,)


def test_a_text_left_out_is_named_with_its_line() -> None:
    content = tmx('\n<tu>\n<tuv xml:lang="es"><seg>Pare.</seg></tuv></tu>' + CASES[0]["source"])
    _, left_out = parse(content.replace(b"PT-BR", b"es"), "t.tmx", "en", "es")
    assert left_out == ("t.tmx:3: this unit has no text in en-us",)


def test_an_empty_unit_is_left_out() -> None:
    read, left_out = parse(tmx("<tu/>"), "t.tmx", "en", "es")
    assert (read, len(left_out)) == ((), 2)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("es-419", "es"), ("es-MX", "es"), ("zh-CN", "zh_Hans"), ("zh-TW", "zh_Hant"), ("iw", "he")],
)
def test_a_tag_of_the_same_language_counts(tag: str, locale: str) -> None:
    content = tmx(CASES[1]["source"]).replace(b'"pt"', f'"{tag}"'.encode())
    (record,), _ = parse(content, "t.tmx", "en", locale)
    assert record.target == "Descanse."


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("pt-PT", "pt_BR"), ("zh-TW", "zh_Hans"), ("est", "es"), ("x y", "es"), ("", "es")],
)
def test_another_language_is_refused(tag: str, locale: str) -> None:
    content = tmx(CASES[1]["source"]).replace(b'"pt"', f'"{tag}"'.encode())
    with pytest.raises(InputError) as caught:
        parse(content, "t.tmx", "en", locale)
    known = f"en, {tag.lower()}" if tag else "en"
    assert str(caught.value) == f"t.tmx: has no text in '{locale}', only in {known}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "t.tmx:1: is not XML here: no element found", id="empty"),
        pytest.param("<tmx>\n<body>\n</tmx>", "t.tmx:3: is not XML here: mismatched", id="tags"),
        pytest.param("<tbx/>", "t.tmx:1: is no TMX: it starts with <tbx>", id="other XML"),
        pytest.param(
            '\n<!DOCTYPE tmx [<!ENTITY a "aa">]><tmx>&a;</tmx>',
            "t.tmx:2: has a document type with declarations",
            id="declarations",
        ),
        pytest.param(
            '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY a "aa">]><tmx>&a;</tmx>',
            "t.tmx:1: has a document type with declarations",
            id="both",
        ),
        pytest.param(
            '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx>&rib;</tmx>',
            "t.tmx:2: is not XML here: undefined entity &rib;",
            id="entity of a DTD",
        ),
        pytest.param(
            tmx('<tu><tuv><seg>Rest.</seg></tuv></tu>').decode(),
            "t.tmx: has no text in 'en', only in no language at all",
            id="no language",
        ),
    ],
)  # fmt: skip
def test_refuses(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content.encode(), "t.tmx", "en", "es")
    assert str(caught.value).startswith(message)
