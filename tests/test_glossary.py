"""A glossary file is read whole, or refused with file, line and term."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.agreement import grammar
from pipeline.errors import InputError
from pipeline.glossary import parse
from pipeline.model import Banned, Target

FACET = """\
terms:
  - id: facet-joint
    kind: anatomy
    pos: noun
    source: facet joint
    also: [zygapophyseal joint]
    codes: {x: 0161}
    note: |
      Two
      lines
    targets:
      es:
        use: articulación facetaria
        plural: articulaciones facetarias
        gender: f
        never: [{text: junta, because: a gasket}]
        status: approved
        by: A. Reviewer
        on: 2025-01-31
      no: fasettledd
  - {id: aleve, kind: drug, source: Aleve, keep: true}
"""


def term(body: str) -> str:
    return f"terms:\n  - {{id: rib, kind: anatomy, source: rib, {body}}}\n"


def test_reads_every_field() -> None:
    facet, aleve = parse(FACET, "glossary.yaml").terms
    assert (facet.id, facet.line, facet.also) == ("facet-joint", 2, ("zygapophyseal joint",))
    assert facet.targets["es"] == Target(
        "articulación facetaria",
        "articulaciones facetarias",
        "f",
        never=(Banned("junta", "a gasket"),),
        status="approved",
        by="A. Reviewer",
        on="2025-01-31",
    )
    assert (aleve.keep, aleve.line, aleve.targets) == (True, 21, {})


def test_scalars_are_text_as_written() -> None:
    facet, _ = parse(FACET, "glossary.yaml").terms
    assert facet.codes == {"x": "0161"}
    assert facet.targets["no"] == Target("fasettledd")
    assert facet.note == "Two\nlines\n"


def test_forms_are_composed() -> None:
    (rib,) = parse(term("targets: {pt_BR: infecc\u0327a\u0303o}"), "g.yaml").terms
    assert rib.targets["pt_BR"].use == "infecção"


@pytest.mark.parametrize("content", ["terms: []", "\ufeffterms: []\n", "# none yet\nterms: []"])
def test_no_terms_is_a_glossary(content: str) -> None:
    assert parse(content, "glossary.yaml").terms == ()


REFUSED = [
    ("empty file", "", "g.yaml:1: the glossary must be one list under 'terms:'"),
    ("no terms", "words: []", "g.yaml:1: the glossary must be one list"),
    ("terms without a list", "terms:", "g.yaml:1: the glossary must be one list"),
    ("unknown key beside terms", "terms: []\nother: 1", "g.yaml:2: 'other' is not a key"),
    ("terms twice", "terms: []\nterms: []", "g.yaml:2: 'terms' stands twice"),
    ("not YAML", "terms:\n  - {id: a", "g.yaml:2: this is not YAML"),
    ("two documents", "terms: []\n---\nterms: []", "g.yaml:2: this is not YAML"),
    ("control character", "terms: []\0", "g.yaml:1: this is not YAML"),
    ("term is a text", "terms: [rib]", "term 1: must be keys with values"),
    ("id is a list", "terms: [{id: [a], kind: drug, source: a}]", "term 1: id must be one text"),
    ("unknown key", term("tragets: {}"), "g.yaml:2: term 'rib': tragets is not a key"),
    ("line is not a key", term("line: 3"), "term 'rib': line is not a key"),
    ("key twice", "terms:\n- id: rib\n  id: bone", "g.yaml:3: term 'bone': id stands twice"),
    ("missing key", "terms: [{id: rib, kind: anatomy}]", "term 'rib': source is missing"),
    ("unknown kind", "terms: [{id: a, kind: x, source: a}]", "term 'a': kind must be 'drug'"),
    ("unknown part of speech", term("pos: Noun"), "term 'rib': pos must be one of noun"),
    ("list wanted", term("also: ribs"), "term 'rib': also must be a list"),
    ("keys wanted", term("codes: 161"), "term 'rib': codes must be keys with values"),
    ("targets is a text", term("targets: costilla"), "term 'rib': targets must be keys"),
    ("not a truth value", term("keep: maybe"), "term 'rib': keep must be true or false"),
    ("empty id", "terms: [{id: '', kind: drug, source: a}]", "id must not be empty"),
    ("empty source", "terms: [{id: a, kind: drug, source: ''}]", "term 'a': source has no letter"),
    ("source of marks", "terms: [{id: a, kind: drug, source: '-'}]", "source has no letter"),
    ("empty synonym", term("also: ['']"), "term 'rib': also has no letter"),
    ("kept and translated", term("keep: true, targets: {es: x}"), "targets must not stand beside"),
    ("empty target", term("targets: {es: }"), "term 'rib': targets.es has no letter"),
    ("empty form", term("targets: {es: {use: a, forms: ['']}}"), "targets.es has no letter"),
    ("target without use", term("targets: {es: {gender: f}}"), "targets.es.use is missing"),
    ("tag for a locale", term("targets: {pt-BR: x}"), "targets.pt-BR is not a locale"),
    ("unknown target key", term("targets: {es: {use: a, x: b}}"), "targets.es.x is not a key"),
    ("unknown gender", term("targets: {es: {use: a, gender: w}}"), "targets.es.gender must be m"),
    ("unknown status", term("targets: {es: {use: a, status: ok}}"), "targets.es.status must be"),
    ("approved by nobody", term("targets: {es: {use: a, status: approved}}"), "needs 'by:'"),
    (
        "approved on no day",
        term("targets: {es: {use: a, status: approved, by: A, on: May}}"),
        "needs 'by:' and a day",
    ),
    (
        "allowed and banned",
        term("targets: {es: {use: a, never: [{text: A}]}}"),
        "targets.es.never bans 'A', which is allowed as well",
    ),
    (
        "id twice",
        "terms:\n- {id: a, kind: drug, source: a}\n- {id: a, kind: drug, source: b}",
        "g.yaml:3: term 'a': id is that of the term at line 2 already",
    ),
    (
        "source form twice",
        "terms:\n- {id: a, kind: drug, source: X ray}\n"
        "- {id: b, kind: drug, source: b, also: [x-ray]}",
        "g.yaml:3: term 'b': also 'x-ray' is a source form of 'a' at line 2 already",
    ),
    ("own form twice", term("misspelled: [Rib]"), "misspelled 'Rib' is a source form of 'rib'"),
    ("alias", "terms: [&a {id: a, kind: drug, source: a}, *a]", "term 2: must be written out"),
    ("alias in itself", "terms: &a [*a]", "term 1: must be written out"),
]


@pytest.mark.parametrize(
    ("content", "message"), [pytest.param(c, m, id=label) for label, c, m in REFUSED]
)
def test_refuses(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content, "g.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("g.yaml:")


def test_the_first_fault_in_the_file_is_told() -> None:
    content = "terms:\n- {id: a, kind: x, source: a}\n- {id: b, kind: y, source: b}"
    with pytest.raises(InputError, match=r"^g.yaml:2: term 'a'"):
        parse(content, "g.yaml")


def test_the_projects_own_glossary() -> None:
    path = Path(__file__).parent.parent / "glossary.yaml"
    terms = parse(path.read_text(encoding="utf-8"), "glossary.yaml").terms
    assert len(terms) >= 75
    for entry in terms:
        assert entry.keep or {"pt_BR", "es"} <= set(entry.targets), entry.id
        for locale, target in entry.targets.items():
            gendered = grammar(locale.split("_")[0]) is not None and entry.pos == "noun"
            assert target.gender or not gendered, (entry.id, locale)
