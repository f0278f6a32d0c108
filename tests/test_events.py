"""Facts about units: written and read again, and the states that follow from them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.errors import InputError
from pipeline.events import (
    Event,
    Ledger,
    Pairs,
    Person,
    digest,
    drafted,
    dump,
    identity,
    load,
    pairs,
    person,
    sha256,
)
from pipeline.model import State, Unit

WHEN = "2025-03-04T05:06:07Z"
ANA = "Ana Lima <ana@example.org>"
LOCKED: Pairs = (("ibuprofen", "ibuprofeno"),)
UNIT = Unit("Take ibuprofen.", None, "Tome ibuprofeno.")
SUBMITTED = Event("submitted", "back", ANA, WHEN, UNIT.msgctxt, UNIT.msgid, UNIT.msgstr, LOCKED)
APPROVED = replace(SUBMITTED, event="approved", credential="nurse")


# ── people ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Lima <ana@example.org>", Person("Ana Lima", "ana@example.org")),
        ("  Ana   Lima<Ana@Example.ORG> ", Person("Ana   Lima", "ana@example.org")),
        ("Ñ <n@example.org>", Person("Ñ", "n@example.org")),
        ("李 <li@example.org>", Person("李", "li@example.org")),
    ],
)
def test_a_person(text: str, expected: Person) -> None:
    assert person(text) == expected
    assert person(str(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ana Lima",
        "ana@example.org",
        "<ana@example.org>",
        "Ana <ana>",
        "Ana <\u0430na@example.org>",  # a Cyrillic a: another person's address, or a forged one
        "Ana <ana\u200b@example.org>",
        "Ana <ana@>",
        "Ana <a@b@c>",
        "Ana <a b@example.org>",
        "Ana <ana@example.org> and Eva <eva@example.org>",
        "Ana\nLima <ana@example.org",
    ],
)
def test_no_person(text: str) -> None:
    with pytest.raises(InputError, match="write it like"):
        person(text)


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
WORDS = TEXT.filter(bool)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "slug": WORDS,
    "when": st.datetimes(min_value=datetime(1970, 1, 1)).map("{:%Y-%m-%dT%H:%M:%SZ}".format),
    "msgctxt": st.none() | WORDS,
    "msgid": TEXT,
    "msgstr": TEXT,
    "terms": st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    "credential": TEXT,
    "units": st.lists(TEXT, max_size=3).map(tuple),
}
EVENTS = st.builds(Event, event=st.just("drafted"), who=WORDS, **FACTS) | st.builds(
    Event, event=st.sampled_from(["submitted", "approved"]), who=st.just(ANA), **FACTS
)


@given(st.lists(EVENTS, max_size=4))
def test_events_survive_the_file(events: list[Event]) -> None:
    content = "".join(f"{dump(event)}\n" for event in events)
    assert content.count("\n") == len(events)
    assert load(content, "review.jsonl") == tuple(events)


@given(EVENTS)
def test_one_event_has_one_line(event: Event) -> None:
    assert dump(load(dump(event), "review.jsonl")[0]) == dump(event)


def test_blank_lines_and_windows_line_ends_are_nothing() -> None:
    content = f"\r\n{dump(SUBMITTED)}\r\n\r\n{dump(APPROVED)}\r\n"
    assert load(content, "review.jsonl") == (SUBMITTED, APPROVED)


def edited(event: Event, /, **changes: Any) -> str:
    return json.dumps({**json.loads(dump(event)), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"who": "Eva <eva@example.org>"},
        {"when": "2026-01-01T00:00:00Z"},
        {"msgid": "Take aspirin."},
        {"msgstr": "Tome aspirina."},
        {"msgctxt": "heading"},
        {"slug": "neck"},
        {"event": "drafted"},
        {"terms": [["ibuprofen", "aspirina"]]},
        {"credential": "doctor"},
        {"units": ["0"]},
        {"sha256": "0" * 64},
        {"more": "facts"},
    ],
)
def test_an_edited_event_is_refused_with_its_line(changes: dict[str, Any]) -> None:
    content = f"{dump(SUBMITTED)}\n\n{edited(APPROVED, **changes)}\n"
    with pytest.raises(InputError, match="changed by hand") as caught:
        load(content, "locales/es/review.jsonl")
    assert (caught.value.path, caught.value.line) == ("locales/es/review.jsonl", 3)


def signed(**facts: Any) -> str:
    """A line with a true digest over whatever it says."""
    return json.dumps({**facts, "sha256": sha256(facts)})


@pytest.mark.parametrize(
    "line",
    [
        "garbage",
        "<<<<<<< HEAD",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"v": 1}',
        dump(SUBMITTED)[:-1],
        signed(v=1),
        signed(v=1, event="approved"),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, mood="good"),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, terms=["xyz"]),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, terms=3),
        signed(v=1, event="blessed", slug="a", who=ANA, when=WHEN),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, msgid=3),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, units=[1]),
        signed(v=1, event="approved", slug="a", who=ANA, when=WHEN, terms=[["a", None]]),
        signed(v=1, event="approved", slug="a", who="Ana", when=WHEN),
    ],
)
def test_what_is_no_event_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(InputError, match="not an event") as caught:
        load(f"{dump(SUBMITTED)}\n{line}\n", "review.jsonl")
    assert caught.value.line == 2


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(InputError, match="version 2") as caught:
        load(signed(v=2, event="blessed"), "review.jsonl")
    assert caught.value.line == 1


# ── states ────────────────────────────────────────────────────────────────────────────────────────


def state(unit: Unit, *events: Event, terms: Pairs = LOCKED) -> State:
    return Ledger("back", events).state(unit, terms)


def draft_of(unit: Unit) -> Event:
    return drafted("back", unit, LOCKED, "firefox (1.0)", WHEN)


@pytest.mark.parametrize("msgstr", ["", " ", "\n"])
@pytest.mark.parametrize("fuzzy", [False, True])
def test_no_text_is_untranslated(msgstr: str, fuzzy: bool) -> None:
    assert state(Unit("Rest.", msgstr=msgstr, fuzzy=fuzzy), draft_of(UNIT)) is State.UNTRANSLATED


def test_fuzzy_text_that_no_one_knows_is_outdated() -> None:
    assert state(replace(UNIT, fuzzy=True)) is State.OUTDATED


def test_a_machine_text_for_this_source_is_drafted() -> None:
    assert state(replace(UNIT, fuzzy=True), draft_of(UNIT)) is State.DRAFTED


def test_a_draft_that_a_person_edits_stays_a_draft() -> None:
    unit = replace(UNIT, msgstr="Tome el ibuprofeno.", fuzzy=True)
    assert state(unit, draft_of(UNIT)) is State.DRAFTED


def test_cleared_text_is_translated() -> None:
    assert state(UNIT, draft_of(UNIT)) is State.TRANSLATED
    assert state(UNIT, SUBMITTED) is State.TRANSLATED


def test_signed_text_is_approved() -> None:
    assert state(UNIT, SUBMITTED, APPROVED) is State.APPROVED


def test_fuzzy_undoes_approved() -> None:
    assert not state(replace(UNIT, fuzzy=True), APPROVED).reaches(State.TRANSLATED)


@pytest.mark.parametrize(
    "unit",
    [
        replace(UNIT, msgid="Take ibuprofen now."),
        replace(UNIT, msgstr="Tome ibuprofeno"),
        replace(UNIT, msgctxt="heading"),
    ],
    ids=["source", "target", "context"],
)
def test_a_change_of_words_voids_an_approval(unit: Unit) -> None:
    assert state(unit, SUBMITTED, APPROVED) is State.TRANSLATED


@pytest.mark.parametrize(
    "terms", [(), (("ibuprofen", "ibuprofén"),), (*LOCKED, ("rib", "costilla"))]
)
def test_a_change_of_terms_voids_an_approval(terms: Pairs) -> None:
    assert state(UNIT, APPROVED, terms=terms) is State.TRANSLATED


def test_the_same_words_in_another_article_are_not_approved() -> None:
    assert Ledger("neck", [APPROVED]).state(UNIT, LOCKED) is State.TRANSLATED


def test_remarks_notes_and_lines_do_not_void() -> None:
    unit = replace(UNIT, notes=("x",), remarks=("y",), flags=("no-wrap",), line=99)
    assert state(unit, APPROVED) is State.APPROVED


@given(st.permutations([draft_of(UNIT), SUBMITTED, APPROVED, replace(APPROVED, slug="neck")]))
def test_the_order_of_lines_carries_no_meaning(events: list[Event]) -> None:
    assert state(UNIT, *events) is State.APPROVED
    assert Ledger("back", events).editor(UNIT, LOCKED) == SUBMITTED


def test_the_last_of_two_signatures_counts() -> None:
    later = replace(SUBMITTED, who="Eva <eva@example.org>", when="2025-04-01T00:00:00Z")
    assert Ledger("back", [later, SUBMITTED]).editor(UNIT, LOCKED) == later


# A source that changes to another one and back: A → B → A.

A, B = UNIT, Unit("Do not take ibuprofen.", None, "Tome ibuprofeno.", previous=UNIT.msgid)


def test_a_text_of_another_source_is_outdated() -> None:
    assert state(replace(B, fuzzy=True), draft_of(A)) is State.OUTDATED
    assert state(replace(B, fuzzy=True, previous=""), draft_of(A)) is State.OUTDATED


def test_a_text_of_another_source_is_outdated_even_where_a_draft_stood_once() -> None:
    drafted_b = replace(draft_of(B), msgstr="No tome ibuprofeno.")
    for previous in (A.msgid, ""):
        unit = replace(B, fuzzy=True, previous=previous)
        assert state(unit, draft_of(A), drafted_b) is State.OUTDATED
        assert state(unit, SUBMITTED, drafted_b) is State.OUTDATED


def test_a_persons_text_for_another_source_is_outdated_even_where_a_draft_stood_once() -> None:
    drafted_b = replace(draft_of(B), msgstr="No tome ibuprofeno.")
    unit = replace(B, msgstr="Tome un ibuprofeno.", fuzzy=True)
    assert state(unit, draft_of(A), drafted_b) is State.OUTDATED


def test_a_draft_that_comes_back_to_its_source_is_a_draft_again() -> None:
    unit = replace(A, fuzzy=True, previous=A.msgid)
    assert state(unit, draft_of(A)) is State.DRAFTED


def test_an_approval_holds_again_when_its_words_are_back() -> None:
    assert state(B, APPROVED) is State.TRANSLATED
    assert state(A, APPROVED) is State.APPROVED


# ── drafts, terms, digests ────────────────────────────────────────────────────────────────────────


def test_a_machine_text_is_known_for_any_source_and_no_other_text_is() -> None:
    ledger = Ledger("back", [draft_of(A)])
    assert ledger.machine_text(B)
    assert not ledger.machine_text(replace(A, msgstr="Tome ibuprofeno"))
    assert not Ledger("back", [SUBMITTED]).machine_text(A)


def test_pairs_are_sorted_and_name_each_concept_once() -> None:
    base = glossary.parse(
        """
        terms:
          - {id: rib, kind: anatomy, source: rib, targets: {es: costilla}}
          - {id: aleve, kind: drug, source: Aleve, keep: true}
          - {id: disc, kind: anatomy, source: disc, targets: {pt_BR: disco}}
        """,
        "glossary.yaml",
    )
    found = pairs(base, "Ribs, Aleve, a rib, a disc.", "es")
    assert found == (("aleve", "Aleve"), ("rib", "costilla"))


@given(TEXT, TEXT, TEXT)
def test_digests_tell_words_apart(msgid: str, msgstr: str, slug: str) -> None:
    unit = Unit(msgid, None, msgstr)
    same = digest(slug, "es", replace(unit, line=7, fuzzy=True), LOCKED)
    assert digest(slug, "es", unit, LOCKED) == same
    others = [
        digest(slug + "x", "es", unit, LOCKED),
        digest(slug, "es_MX", unit, LOCKED),
        digest(slug, "es", replace(unit, msgctxt=""), LOCKED),
        digest(slug, "es", replace(unit, msgstr=msgstr + " "), LOCKED),
        digest(slug, "es", replace(unit, msgid=msgid + " "), LOCKED),
        digest(slug, "es", unit, ()),
    ]
    assert len({same, *others}) == 7


# ── what an approval is for ───────────────────────────────────────────────────────────────────────


def test_a_folder_that_was_copied_to_another_locale_brings_no_approval() -> None:
    events = [replace(e, locale="es") for e in (SUBMITTED, APPROVED)]
    assert Ledger("back", events, "es").state(UNIT, LOCKED) is State.APPROVED
    assert Ledger("back", events, "es_MX").state(UNIT, LOCKED) is State.TRANSLATED
    assert Ledger("back", events, "es_MX").editor(UNIT, LOCKED) is None


def test_a_withdrawal_voids_what_was_approved_without_knowing_of_it() -> None:
    withdrawn = Event("withdrawn", "back", ANA, "2020-01-01T00:00:00Z", reason="a dose was wrong")
    assert Ledger("back", [APPROVED, withdrawn]).state(UNIT, LOCKED) is State.TRANSLATED
    again = replace(APPROVED, after=(identity(withdrawn),))
    assert Ledger("back", [again, withdrawn]).state(UNIT, LOCKED) is State.APPROVED


def test_where_signatures_are_asked_for_an_unsigned_line_names_nobody() -> None:
    order = Event(
        "approved",
        "back",
        APPROVED.who,
        APPROVED.when,
        credential="RN",
        units=(digest("back", "", UNIT, LOCKED), "article"),
    )
    forged = replace(APPROVED, who="Dr. X <x@example.org>", when="2030-01-01T00:00:00Z")
    ledger = Ledger("back", [APPROVED, order, forged], trusted=lambda event: event is order)
    approval = ledger.approval(UNIT, LOCKED)
    assert approval
    assert (approval.who, approval.credential) == (APPROVED.who, "RN")
    untrusted = Ledger("back", [APPROVED, order, forged], trusted=lambda event: False)
    assert untrusted.approval(UNIT, LOCKED) is None


def test_a_line_that_is_nested_too_deeply_is_named() -> None:
    with pytest.raises(InputError, match=r"review\.jsonl:1: this line is not an event"):
        load("[" * 100_000, "review.jsonl")
