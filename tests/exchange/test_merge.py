"""An import adds and proposes; it deletes nothing and approves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from pipeline import glossary
from pipeline.exchange import merged
from pipeline.matching import form_key
from pipeline.model import Banned, Target, Term
from tests.exchange.strategies import FEW, glossaries, unplaced

SIGNED = Target("costilla", "costillas", "f", status="approved", by="A", on="2025-01-31")
RIB = Term("rib", "anatomy", "rib", note="A bone", targets={"es": SIGNED})
HIP = Term("hip", "anatomy", "hip", also=("haunch",), targets={"es": Target("cadera")})


def one(old: Term, new: Term) -> tuple[Term, tuple[str, ...]]:
    (term,), said = merged((old,), (new,))
    return term, said


def rib(target: Target) -> Term:
    return Term("rib", "other", "rib", targets={"es": target})


@given(glossaries())
def test_a_glossary_on_itself_changes_nothing(terms: tuple[Term, ...]) -> None:
    assert merged(terms, terms) == (terms, ())


@given(glossaries(FEW), glossaries(FEW))
def test_what_is_joined_is_a_glossary_that_lost_no_concept(
    old: tuple[Term, ...], new: tuple[Term, ...]
) -> None:
    terms, said = merged(old, new)
    assert unplaced(glossary.parse(glossary.dump(terms), "g.yaml").terms) == unplaced(terms)
    assert {term.id for term in old} <= {term.id for term in terms}
    assert bool(said) or terms == old
    known = {form_key(f) for t in terms for f in (t.source, t.plural, *t.also, *t.misspelled)}
    assert {form_key(f) for t in old for f in (t.source, *t.also, *t.misspelled)} <= known


@given(glossaries(FEW), glossaries(FEW))
def test_nothing_is_approved_by_coming_in(old: tuple[Term, ...], new: tuple[Term, ...]) -> None:
    approved = {
        (term.id, locale, target)
        for term in merged(old, new)[0]
        for locale, target in term.targets.items()
        if target.status == "approved"
    }
    assert approved <= {(t.id, locale, x) for t in old for locale, x in t.targets.items()}


@given(glossaries(FEW), glossaries(FEW))
def test_a_second_import_changes_nothing_more(old: tuple[Term, ...], new: tuple[Term, ...]) -> None:
    once, _ = merged(old, new)
    assert merged(once, new)[0] == once


def test_a_new_concept_is_proposed() -> None:
    terms, said = merged((HIP,), (RIB,))
    assert terms[1].targets["es"] == replace(SIGNED, status="proposed", by="", on="")
    assert said == ("rib: a new concept",)


TARGETS = [
    pytest.param(SIGNED, SIGNED, "", id="the same"),
    pytest.param(Target("costilla"), SIGNED, "", id="less said"),
    pytest.param(replace(SIGNED, by="B", on="2025-02-02"), SIGNED, "", id="another signature"),
    pytest.param(
        Target("hueso"),
        Target("hueso"),
        "rib: es was 'costilla', is now 'hueso' with other plural, gender; needs approval again",
        id="another word",
    ),
    pytest.param(
        Target("costilla", forms=("costillita",)),
        Target("costilla", "costillas", "f", forms=("costillita",)),
        "rib: es 'costilla' with other forms; needs approval again",
        id="one form more",
    ),
    pytest.param(
        Target("costilla", never=(Banned("costillas", "too many"),)),
        Target("costilla", "", "f", never=(Banned("costillas", "too many"),)),
        "rib: es 'costilla' with other plural, never; needs approval again",
        id="a form is banned",
    ),
]


@pytest.mark.parametrize(("new", "expected", "said"), TARGETS)
def test_targets(new: Target, expected: Target, said: str) -> None:
    term, sentences = one(RIB, rib(new))
    assert (term.targets["es"], sentences) == (expected, (said,) if said else ())


def test_no_ban_is_lifted() -> None:
    banning = replace(RIB, targets={"es": replace(SIGNED, never=(Banned("hueso", "a bone"),))})
    assert one(banning, rib(Target("Hueso"))) == (
        banning,
        ("rib: es 'Hueso': not taken, since it is banned",),
    )
    term, _ = one(banning, rib(Target("costal", forms=("hueso", "costillar"))))
    assert term.targets["es"] == Target(
        "costal", forms=("costillar",), never=(Banned("hueso", "a bone"),)
    )


def test_another_locale() -> None:
    term, said = one(RIB, Term("rib", "other", "rib", targets={"pt_BR": Target("costela")}))
    assert term.targets == {"es": SIGNED, "pt_BR": Target("costela")}
    assert said == ("rib: pt_BR 'costela'",)


def test_another_source_takes_approvals_away() -> None:
    term, said = one(replace(RIB, plural="ribs"), Term("rib", "other", "rib bone"))
    assert (term.source, term.plural, term.also) == ("rib bone", "", ("rib", "ribs"))
    assert term.targets["es"].status == "proposed"
    assert said == (
        "rib: source was 'rib', is now 'rib bone'",
        "rib: es 'costilla' needs approval again",
    )


def test_what_is_said_of_the_concept() -> None:
    term, said = one(
        RIB, replace(RIB, kind="other", note="Of the chest", codes={"x": "1"}, misspelled=("rip",))
    )
    assert term == replace(RIB, note="Of the chest", codes={"x": "1"}, misspelled=("rip",))
    assert said == (
        "rib: note was 'A bone', is now 'Of the chest'",
        "rib: codes x: 1",
        "rib: misspelled rip",
    )


def test_a_concept_is_known_by_its_source_too() -> None:
    term, said = one(RIB, Term("c5", "other", "Rib", targets={"es": SIGNED}))
    assert (term, said) == (RIB, ())


def test_a_source_form_of_another_concept_is_not_taken() -> None:
    haunch = Term("haunch", "other", "Haunch", targets={"es": Target("anca")})
    assert merged((HIP,), (haunch,)) == (
        (HIP,),
        ("'Haunch' is a source form of 'hip' already: left out",),
    )
    terms, said = merged((HIP, RIB), (replace(RIB, also=("haunch", "costa")),))
    assert terms[1].also == ("costa",)
    assert said == (
        "rib: 'haunch' is a source form of 'hip' already: not taken",
        "rib: also costa",
    )


def test_kept_terms_have_no_targets() -> None:
    aleve = Term("aleve", "drug", "Aleve", keep=True)
    naproxen = replace(aleve, keep=False, targets={"es": Target("naproxeno")})
    assert one(aleve, naproxen) == (
        aleve,
        ("aleve: es 'naproxeno': not taken, since it stays letter for letter",),
    )
    assert one(naproxen, aleve) == (naproxen, ("aleve: keep: not taken, since it has targets",))
    bare = replace(aleve, keep=False)
    assert one(bare, aleve) == (aleve, ("aleve: stays letter for letter now",))
