"""A TBX file keeps what the glossary says, is one by the standard, and cannot do harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from translate.storage.tbx import tbxfile

from pipeline.errors import InputError
from pipeline.exchange.tbx import NAMESPACE, parse, serialize
from pipeline.model import Banned, Target, Term
from tests.exchange.strategies import glossaries, unplaced

DISC = Term(
    "disc",
    "anatomy",
    "disc",
    plural="discs",
    also=("disk",),
    misspelled=("disck",),
    codes={"x": "0161"},
    note="Of the spine",
    targets={
        "pt_BR": Target(
            "disco",
            "discos",
            "m",
            forms=("disco intervertebral",),
            never=(Banned("disquete", "a floppy disk"),),
            status="approved",
            by="A. Reviewer",
            on="2025-01-31",
        )
    },
)


@given(glossaries())
def test_what_is_written_is_read_again(terms: tuple[Term, ...]) -> None:
    assert unplaced(parse(serialize(terms), "t.tbx")) == terms


def test_white_space_in_a_form_is_lost() -> None:
    (term,) = parse(serialize([replace(DISC, also=("a  b ",))]), "t.tbx")
    assert term.also == ("a b",)


def test_no_terms_is_a_file() -> None:
    assert parse(serialize([]), "t.tbx") == ()


# ── by the standard ───────────────────────────────────────────────────────────────────────────────

# Content models of the core structure, as far as they are written here: the children in order.
CHILDREN = {
    "tbx": ("tbxHeader", "text"),
    "conceptEntry": ("descrip", "note", "langSec"),
    "langSec": ("termSec",),
    "termSec": ("term", "termNote", "note", "transacGrp"),
    "transacGrp": ("transac", "transacNote", "date", "note"),
}
CATEGORIES = {
    "descrip": {"subjectField"},
    "termNote": {"administrativeStatus", "partOfSpeech", "grammaticalGender"},
    "transac": {"transactionType"},
    "transacNote": {"responsibility"},
}
VALUES = {
    "administrativeStatus": {f"{s}Term-admn-sts" for s in ("preferred", "admitted", "deprecated")},
    "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"},
    "grammaticalGender": {"masculine", "feminine", "neuter", "other"},
    "transactionType": {"modification"},
}


@given(glossaries())
def test_is_tbx_basic(terms: tuple[Term, ...]) -> None:
    root = ElementTree.fromstring(serialize(terms))
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
        if name in CHILDREN:
            assert children == sorted(children, key=CHILDREN[name].index)
        if name in CATEGORIES:
            category = element.get("type", "")
            assert category in CATEGORIES[name]
            assert category not in VALUES or element.text in VALUES[category]


@given(glossaries())
def test_ids_are_xml_names_that_differ(terms: tuple[Term, ...]) -> None:
    root = ElementTree.fromstring(serialize(terms))
    ids = [entry.get("id", "") for entry in root.iter(f"{{{NAMESPACE}}}conceptEntry")]
    assert len(set(ids)) == len(terms)
    assert all(id_.isascii() and id_[0] not in "0123456789.-" for id_ in ids)
    assert all(c.isalnum() or c in "_.-" for id_ in ids for c in id_)


def test_translate_toolkit_reads_it() -> None:
    # It knows the element names of the 2008 edition only, without a namespace.
    former = {"tbx": "martif", "conceptEntry": "termEntry", "langSec": "langSet", "termSec": "tig"}
    root = ElementTree.fromstring(serialize([DISC]))
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        element.tag = former.get(name, name)
    read: Callable[..., tbxfile] = tbxfile.parsestring
    (unit,) = read(ElementTree.tostring(root), "en", "pt-BR").units
    assert (unit.getid(), unit.source, unit.target) == ("disc", "disc", "disco")
    assert [term.text for term in unit.get_source_terms()] == ["disc", "disk", "disck"]
    assert [(term.text, term.deprecated) for term in unit.get_target_terms()] == [
        ("disco", False),
        ("disco intervertebral", False),
        ("disquete", True),
    ]
    assert "Of the spine" in [note.text for note in unit.get_common_notes()]


# ── from others ───────────────────────────────────────────────────────────────────────────────────

DCT = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
<conceptEntry id="c1">
  <min:subjectField>Anatomy</min:subjectField>
  <langSec xml:lang="en">
    <basic:definition>Between two vertebrae.</basic:definition>
    <termSec><term>disk</term>
      <min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
    <termSec><term>disc</term><min:partOfSpeech>noun</min:partOfSpeech>
      <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
  </langSec>
  <langSec xml:lang="pt-BR">
    <termSec><term>
        disco <hi>intervertebral</hi></term>
      <basic:grammaticalGender>masculine</basic:grammaticalGender></termSec>
    <termSec><term>disquete</term><note>a floppy disk</note>
      <min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>
  </langSec>
</conceptEntry>
</body></text></tbx>"""

OF_2008 = """<martif type="TBX" xml:lang="en-US"><text><body>
<termEntry><langSet xml:lang="en"><ntig><termGrp><term>disc</term>
<termNote type="partOfSpeech">properNoun</termNote></termGrp></ntig></langSet>
<langSet xml:lang="es"><tig><term>disco</term></tig></langSet>
<langSet xml:lang="fr"><tig><term>disque</term></tig></langSet></termEntry>
</body></text></martif>"""


def test_reads_dct_style() -> None:
    assert unplaced(parse(DCT.encode(), "t.tbx")) == (
        Term(
            "c1",
            "other",
            "disc",
            also=("disk",),
            note="Between two vertebrae.\nsubject field: Anatomy",
            targets={
                "pt_BR": Target(
                    "disco intervertebral",
                    gender="m",
                    never=(Banned("disquete", "a floppy disk"),),
                )
            },
        ),
    )


def test_reads_the_names_of_2008() -> None:
    assert unplaced(parse(OF_2008.encode(), "t.tbx", "es")) == (
        Term("disc", "other", "disc", targets={"es": Target("disco")}),
    )


def test_somebody_elses_transaction_is_no_approval() -> None:
    content = serialize([DISC]).replace(b"<note>polyclinic:status: approved</note>", b"")
    assert parse(content, "t.tbx")[0].targets["pt_BR"].status == "proposed"


def test_a_language_in_two_sections_is_one() -> None:
    content = OF_2008.replace('xml:lang="fr"', 'xml:lang="es"').encode()
    assert parse(content, "t.tbx")[0].targets == {"es": Target("disco", forms=("disque",))}


def test_a_document_type_that_only_names_its_dtd_is_passed_over() -> None:
    named = '<!DOCTYPE martif SYSTEM "http://example.org/TBXcoreStructV02.dtd">\n'
    assert parse((named + OF_2008).encode(), "t.tbx") == parse(f"\n{OF_2008}".encode(), "t.tbx")


BOMB = '<!DOCTYPE tbx [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><tbx>&b;</tbx>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "t.tbx:1: is not XML here: no element found", id="empty"),
        pytest.param("source,target", "t.tbx:1: is not XML here", id="no XML"),
        pytest.param(
            "<tbx>\n<text>\n</tbx>", "t.tbx:3: is not XML here: mismatched tag", id="tags"
        ),
        pytest.param("<tbx>&rib;</tbx>", "t.tbx:1: is not XML here: undefined entity", id="entity"),
        pytest.param(BOMB, "t.tbx:1: has a document type", id="bomb"),
        pytest.param('<?xml version="1.0" encoding="x-no"?><tbx/>', "t.tbx:1: is", id="encoding"),
        pytest.param('<?xml version="1.0" encoding="gbk"?><tbx/>', "t.tbx:1: is in", id="gbk"),
        pytest.param("<html/>", "t.tbx:1: is no TBX: it starts with <html>", id="other XML"),
        pytest.param(
            OF_2008.replace('"en"', '"de"'),
            "t.tbx:2: the concept '' has no term in 'en-US'",
            id="source",
        ),
        pytest.param(OF_2008.replace('"es"', '"x!"'), "targets.x! is not a locale", id="language"),
        pytest.param(OF_2008.replace("disco", " "), "t.tbx:2: term 'disc': targets.es", id="blank"),
        pytest.param(
            OF_2008.replace("<langSet", "<note>polyclinic:codes: {</note><langSet", 1),
            "t.tbx:2: has codes that cannot be read",
            id="codes",
        ),
        pytest.param(
            OF_2008.replace("<langSet", "<note>polyclinic:keep: maybe</note><langSet", 1),
            "t.tbx:2: term 'disc': keep must be true or false",
            id="keep",
        ),
    ],
)
def test_refuses(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content.encode(), "t.tbx")
    assert message in str(caught.value)
    assert str(caught.value).startswith("t.tbx:")


def test_refuses_to_write_what_xml_cannot_carry() -> None:
    with pytest.raises(InputError, match=r"U\+000B"):
        serialize([replace(DISC, note="a\vb")])
