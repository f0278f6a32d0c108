"""Terms are found where they stand, and translations are held to them."""

from __future__ import annotations

import pickle
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.matching import fold
from pipeline.model import Banned, Severity, Target, Term
from pipeline.termbase import Termbase, findings, plural

HERE = Path(__file__).parent
DATA = yaml.safe_load((HERE / "data" / "terms.yaml").read_text(encoding="utf-8"))
PROJECT = glossary.parse((HERE.parent / "glossary.yaml").read_text(encoding="utf-8"), "g.yaml")
SMALL = glossary.parse(DATA["glossary"], "terms.yaml")

Case = dict[str, Any]


def cases(table: str) -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in DATA[table]]


def holds(case: Case, actual: list[str]) -> bool:
    """Whether a case comes out as recorded, limits included."""
    return (actual == case.get("expected", [])) is (case.get("expect") != "fail")


def faults(case: Case) -> list[str]:
    base = PROJECT if case["locale"] in ("pt_BR", "es") else SMALL
    found = base.compare(case["source"], case["target"], case["locale"])
    return [f"{fault.kind} {fault.term.id}" for fault in found]


@pytest.mark.parametrize("case", cases("find"))
def test_finds(case: Case) -> None:
    found = [s.term.id + ("+" if s.plural else "") for s in PROJECT.find(case["source"])]
    assert holds(case, found), found


@pytest.mark.parametrize("case", cases("passes"))
def test_passes(case: Case) -> None:
    assert holds(case, faults(case)), faults(case)


@pytest.mark.parametrize("case", cases("reports"))
def test_reports(case: Case) -> None:
    assert holds(case, faults(case)), faults(case)


def term(id_: str, source: str, es: str = "", **more: Any) -> Term:
    targets = {"es": Target(es)} if es else {}
    return Term(id_, more.pop("kind", "anatomy"), source, targets=targets, **more)


def test_a_fault_says_what_belongs_there_and_why() -> None:
    never = (Banned("junta", "a gasket"),)
    joint = Term("joint", "anatomy", "joint", targets={"es": Target("articulación", never=never)})
    _, banned = Termbase((joint,)).compare("A joint.", "Una Junta.", "es")
    assert (banned.expected, banned.found, banned.because) == ("articulación", "Junta", "a gasket")


def test_an_order_fault_names_both_orders() -> None:
    (fault,) = PROJECT.compare("Ibuprofen or naproxen", "Naproxeno o ibuprofeno", "es")
    assert (fault.expected, fault.found) == ("ibuprofeno, naproxeno", "Naproxeno, ibuprofeno")


def test_a_written_form_outranks_a_derived_plural() -> None:
    base = Termbase((term("rib", "rib"), term("ribs-food", "ribs")))
    assert [(s.term.id, s.plural) for s in base.find("rib, ribs")] == [
        ("rib", False),
        ("ribs-food", False),
    ]


def test_a_written_plural_of_the_same_term_is_its_plural() -> None:
    base = Termbase((term("rib", "rib", also=("ribs",)),))
    assert [s.plural for s in base.find("rib ribs")] == [False, True]


def test_an_adjective_has_no_plural() -> None:
    assert not Termbase((term("acute", "acute", pos="adjective"),)).find("acutes")


def test_a_form_shared_by_two_named_concepts_serves_the_one_left_open() -> None:
    base = Termbase(
        (
            Term("mri", "procedure", "MRI", targets={"es": Target("RM", forms=("resonancia",))}),
            Term("imaging", "procedure", "imaging", targets={"es": Target("resonancia")}),
        )
    )
    assert base.compare("MRI and imaging", "resonancia y RM", "es")[:-1] == ()
    assert [f.kind for f in base.compare("imaging", "RM", "es")] == ["missing", "unexpected"]


def test_only_terms_with_a_target_or_kept_are_locked() -> None:
    base = Termbase((term("rib", "rib", "costilla"), term("aleve", "Aleve", keep=True)))
    text = "Aleve for a rib"
    assert [s.term.id for s in base.locked(text, "es")] == ["aleve", "rib"]
    assert [s.term.id for s in base.locked(text, "fr")] == ["aleve"]
    assert base.compare(text, "Aleve", "fr") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Facet joints", ["Articulaciones facetarias"]),
        ("**Facet joint**", ["Articulación facetaria"]),
        ("The Facet joint", ["articulación facetaria"]),
        ("facet joint", ["articulación facetaria"]),
        ("tylenol", ["Tylenol"]),
        ("Two MRIs", ["RM"]),
        ("nerves, ribs", ["nervios", "costillas"]),
    ],
)
def test_wording(text: str, expected: list[str]) -> None:
    assert [PROJECT.wording(s, text, "es") for s in PROJECT.locked(text, "es")] == expected


def test_misspelled_forms_are_told_with_their_letters() -> None:
    ((spot, letters),) = PROJECT.misspelled("Take Carbamezapine, not carbamazepine.")
    assert (spot.term.id, letters) == ("carbamazepine", "Carbamezapine")


def test_an_unlocked_locale_is_a_warning() -> None:
    terms = (term("rib", "rib", "costilla", line=7), term("aleve", "Aleve", keep=True))
    (finding,) = findings(terms, ["es", "fr"], "glossary.yaml")
    assert (finding.check, finding.severity, finding.file) == (
        "glossary",
        Severity.WARNING,
        "glossary.yaml",
    )
    assert (finding.line, finding.locale) == (7, "fr")
    assert "'rib'" in finding.message


def test_an_empty_termbase_finds_nothing() -> None:
    base = Termbase(())
    assert (base.find("rib"), base.compare("rib", "costilla", "es")) == ((), ())


def test_a_used_termbase_pickles() -> None:
    assert PROJECT.find("rib")
    copy = pickle.loads(pickle.dumps(PROJECT))
    assert copy == PROJECT
    assert copy.find("rib") == PROJECT.find("rib")


WORDS = st.sampled_from(["rib", "Ribs", "facet", "JOINT", "joints", "ß", "é", "e\u0301", "İ", "**"])
TEXTS = st.lists(WORDS | st.text(max_size=4)).map(" ".join) | st.text()


@given(TEXTS)
def test_spots_are_in_order_apart_and_hold_their_form(text: str) -> None:
    spots = PROJECT.find(text)
    assert all(a.end <= b.start for a, b in pairwise(spots))
    for spot in spots:
        alone = PROJECT.find(text[spot.start : spot.end])
        assert [(s.term.id, s.plural) for s in alone] == [(spot.term.id, spot.plural)]


@given(st.text())
def test_folding_is_stable_and_keeps_a_way_back(text: str) -> None:
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert (folded.origin[0], folded.origin[-1]) == (0, len(text))


@given(st.text())
def test_folding_does_not_see_how_letters_are_composed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize("NFD", composed)).text == fold(composed).text


@given(st.sampled_from(PROJECT.terms), st.booleans(), st.sampled_from(["pt_BR", "es"]))
def test_every_wording_satisfies_its_own_term(entry: Term, many: bool, locale: str) -> None:
    text = plural(entry.source) if many and not entry.plural else entry.source
    wordings = " ".join(PROJECT.wording(s, text, locale) for s in PROJECT.locked(text, locale))
    assert PROJECT.compare(text, wordings, locale) == ()
