"""A table of terms holds all that a glossary holds, and harms no spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given

from pipeline.errors import InputError
from pipeline.exchange.csv_terms import parse, serialize
from pipeline.model import Banned, Target, Term
from tests.exchange.strategies import glossaries, unplaced

RIB = Term(
    "rib",
    "anatomy",
    "rib",
    also=("costa", "a|b"),
    codes={"x": "0161"},
    note='Two\nlines, and "quotes"',
    targets={"pt_BR": Target("costela", "costelas", "f", never=(Banned("osso: x", "a | bone"),))},
)


@given(glossaries())
def test_what_is_written_is_read_again(terms: tuple[Term, ...]) -> None:
    assert unplaced(parse(serialize(terms), "t.csv")) == terms


@given(glossaries())
def test_no_cell_starts_like_a_formula(terms: tuple[Term, ...]) -> None:
    table = csv.reader(io.StringIO(serialize(terms).decode("utf-8-sig"), newline=""))
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\t\r\n"))]


def test_a_table_reads_as_a_person_writes_it() -> None:
    content = serialize([RIB]).decode()
    assert content.startswith("\ufeffid,kind,pos,source,plural,also,")
    assert "costa | a\\|b" in content
    assert "osso\\: x: a \\| bone" in content
    assert "x: 0161" in content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("source\nrib", Term("rib", "other", "rib"), id="source alone"),
        pytest.param("\ufeffsource;kind\r\nrib;drug", Term("rib", "drug", "rib"), id="semicolons"),
        pytest.param(
            "source\tnote\nrib\ta, b", Term("rib", "other", "rib", note="a, b"), id="tabs"
        ),
        pytest.param(
            " Source ,KEEP\n rib , TRUE ", Term("rib", "other", "rib", keep=True), id="case"
        ),
        pytest.param(
            "source,also\nrib,a|b | | c\\",
            Term("rib", "other", "rib", also=("a", "b", "c\\")),
            id="list",
        ),
        pytest.param(
            "source,pt-BR:use\nrib,costela",
            Term("rib", "other", "rib", targets={"pt_BR": Target("costela")}),
            id="language tag",
        ),
        pytest.param("source\n'tis", Term("tis", "other", "'tis"), id="apostrophe of its own"),
        pytest.param("source\n'=rib", Term("rib", "other", "=rib"), id="guarded formula"),
        pytest.param("source\n\n,\n発熱\n", Term("発熱", "other", "発熱"), id="blank rows"),
    ],
)
def test_reads_what_people_send(content: str, expected: Term) -> None:
    assert unplaced(parse(content.encode(), "t.csv")) == (expected,)


def test_a_term_knows_the_line_where_its_row_starts() -> None:
    terms = parse(b'source,note\n"a","x\ny"\n\nb,', "t.csv")
    assert [term.line for term in terms] == [2, 5]


def test_one_locale_of_many() -> None:
    (term,) = parse(b"source,es:use,pt_BR:use\nrib,costilla,costela", "t.csv", "es")
    assert term.targets == {"es": Target("costilla")}


def test_a_plain_list_needs_its_locale() -> None:
    terms = parse(
        b"source,target\nFlu,gripe\nflu,influenza\nflu,gripe\nrib,costilla", "t.csv", "es"
    )
    assert [(t.id, t.targets) for t in terms] == [
        ("flu", {"es": Target("gripe", forms=("influenza",))}),
        ("rib", {"es": Target("costilla")}),
    ]
    with pytest.raises(InputError, match="say which locale it is for"):
        parse(b"source,target\nflu,gripe", "t.csv")


def test_ids_that_are_made_up_differ() -> None:
    terms = parse("id,source\nbeta,x\n,β beta\n,beta!".encode(), "t.csv")
    assert [term.id for term in terms] == ["beta", "beta-2", "beta-3"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "t.csv:1: is empty", id="empty"),
        pytest.param(b"source\n\xe9", "t.csv:2: is not UTF-8", id="latin-1"),
        pytest.param(
            b"source,colour\nrib,red", "t.csv:1: the column 'colour' is not known", id="column"
        ),
        pytest.param(
            b"source,es:colour\nrib,red", "the column 'es:colour' is not", id="of a locale"
        ),
        pytest.param(b"source,es:source\nrib,red", "the column 'es:source' is not", id="misplaced"),
        pytest.param(
            b"source,Source\na,b", "t.csv:1: the column 'source' stands twice", id="column twice"
        ),
        pytest.param(b"id,kind\na,drug", "t.csv:1: has no column 'source'", id="no source column"),
        pytest.param(b"id,source\na,", "t.csv:2: this row has no source form", id="no source"),
        pytest.param(b"source,note\na,b,c", "t.csv:2: this row has 3 cells", id="too many cells"),
        pytest.param(b"source,target\na", "t.csv:2: this row needs a source and", id="no target"),
        pytest.param(b'source\nrib\n"a', "t.csv:3: cannot be read as CSV here", id="open quote"),
        pytest.param(b"source,kind\nrib,bone", "t.csv:2: term 'rib': kind must be", id="kind"),
        pytest.param(b"source,keep\nrib,maybe", "t.csv:2: term 'rib': keep must be", id="keep"),
        pytest.param(b"source,es:gender\na,f", "t.csv:2: term 'a': targets.es.use is", id="no use"),
        pytest.param(b"source,xyz!:use\na,f", "targets.xyz! is not a locale", id="no locale"),
        pytest.param(
            b"source\nrib\n--", "t.csv:3: term '--': source has no letter", id="no letter"
        ),
        pytest.param(
            b"source,es:use,es:never\nrib,a,A",
            "t.csv:2: term 'rib': targets.es.never bans 'A'",
            id="ban",
        ),
    ],
)
def test_refuses(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content, "t.csv", "es" if b"target" in content else "")
    assert message in str(caught.value)
    assert str(caught.value).startswith("t.csv:")
