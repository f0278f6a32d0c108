"""Sign-off: a second person, bound to the very words, and no final without it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events import Event, Ledger, Pairs, Person, drafted, person
from pipeline.model import State, Unit
from pipeline.review import (
    ORDER_CHANGED,
    Approved,
    Entry,
    approvals,
    drafts,
    final,
    objections,
    refusals,
    submissions,
)

WHEN, LATER = "2025-03-04T05:06:07Z", "2025-04-05T06:07:08Z"
ANA = person("Ana Lima <ana@example.org>")
EVA = person("Eva Ruiz <eva@example.org>")
UNITS = (Unit("Rest.", None, "Descanse."), Unit("Take ibuprofen.", None, "Tome ibuprofeno."))
TERMS: dict[str, Pairs] = {"Take ibuprofen.": (("ibuprofen", "ibuprofeno"),)}


def entries(
    events: tuple[Event, ...] = (),
    units: tuple[Unit, ...] = UNITS,
    terms: dict[str, Pairs] | None = None,
    errors: tuple[str, ...] = (),
) -> list[Entry]:
    """Entries as a desk makes them, the last unit with these errors."""
    ledger, known = Ledger("back", events), TERMS if terms is None else terms
    return [
        Entry(u, ledger.state(u, t), t, errors if u is units[-1] else ())
        for u in units
        for t in [known.get(u.msgid, ())]
    ]


def submitted(by: Person = ANA) -> tuple[Event, ...]:
    return submissions(Ledger("back", ()), entries(), by, WHEN)


def approved() -> tuple[Event, ...]:
    events = submitted()
    return events + approvals(
        Ledger("back", events), entries(events), EVA, "RN, CMI-Spanish", LATER
    )


def reasons(events: tuple[Event, ...], by: Person = EVA, self_approval: bool = False) -> list[str]:
    found = objections(Ledger("back", events), entries(events), by, self_approval)
    return [reason for _, reason in found]


def against(events: tuple[Event, ...], found: list[Entry], *proposed: str) -> list[str]:
    ledger = Ledger("back", events)
    told = [r for _, r in refusals(ledger, found, State.APPROVED, proposed)]
    assert (final(ledger, found, State.APPROVED, proposed, "") is None) is bool(told)
    return told


# ── submit ────────────────────────────────────────────────────────────────────────────────────────


def test_submitting_is_said_of_each_cleared_unit() -> None:
    cleared = replace(UNITS[0], fuzzy=True), UNITS[1], Unit("Walk.")
    (event,) = submissions(Ledger("back", ()), entries(units=cleared), ANA, WHEN)
    assert (event.event, event.msgid, event.msgstr) == (
        "submitted",
        *UNITS[1].key[1:],
        UNITS[1].msgstr,
    )
    assert (event.who, event.when, event.terms) == (str(ANA), WHEN, TERMS["Take ibuprofen."])


def test_submitting_twice_says_nothing_new() -> None:
    events = submitted()
    assert submissions(Ledger("back", events), entries(events), EVA, LATER) == ()


def test_a_changed_text_is_submitted_again() -> None:
    events, changed = submitted(), (replace(UNITS[0], msgstr="Repose."), UNITS[1])
    again = submissions(Ledger("back", events), entries(events, changed), EVA, LATER)
    assert [(e.who, e.msgstr) for e in again] == [(str(EVA), "Repose.")]


# ── approve ───────────────────────────────────────────────────────────────────────────────────────


def test_a_second_person_may_approve() -> None:
    assert reasons(submitted()) == []


def test_the_editor_may_not() -> None:
    assert reasons(submitted(), by=ANA) == [
        "Ana Lima translated it; a second person must approve it"
    ] * len(UNITS)


@pytest.mark.parametrize("text", ["A. Lima <ANA@Example.org>", "Eva Ruiz <ana@EXAMPLE.ORG>"])
def test_people_are_told_apart_by_mail_whatever_its_case(text: str) -> None:
    assert len(reasons(submitted(), by=person(text))) == len(UNITS)


def test_the_policy_may_allow_the_editor() -> None:
    assert reasons(submitted(), by=ANA, self_approval=True) == []


@pytest.mark.parametrize("self_approval", [False, True])
def test_an_unknown_editor_is_named(self_approval: bool) -> None:
    told = reasons((), self_approval=self_approval)
    assert len(told) == len(UNITS)
    assert all("editor is not known" in reason for reason in told)


@pytest.mark.parametrize(
    ("unit", "told"),
    [(replace(UNITS[0], fuzzy=True), "it is fuzzy"), (Unit("Rest."), "it is not translated")],
)
def test_unfinished_text_cannot_be_approved(unit: Unit, told: str) -> None:
    events = submitted()
    found = entries(events, (unit, UNITS[1]))
    assert objections(Ledger("back", events), found, EVA, True) == ((unit, told),)


def test_an_error_stands_against_approval_even_when_it_was_given_before() -> None:
    found = entries(approved(), errors=("the number 5 is missing",))
    told = objections(Ledger("back", approved()), found, EVA, False)
    assert told == ((UNITS[1], "the number 5 is missing"),)


def test_approving_signs_each_unit_and_the_article() -> None:
    *ones, article = approved()[len(UNITS) :]
    assert [(e.event, e.msgid, e.credential) for e in ones] == [
        ("approved", u.msgid, "RN, CMI-Spanish") for u in UNITS
    ]
    assert (article.event, article.msgid, len(article.units)) == ("approved", "", len(UNITS) + 1)


def test_approving_twice_says_nothing_new() -> None:
    events = approved()
    assert approvals(Ledger("back", events), entries(events), EVA, "RN", LATER) == ()


def test_only_what_is_new_is_signed_again() -> None:
    events = approved()
    more = (*UNITS, Unit("Walk.", None, "Camine."))
    new = approvals(Ledger("back", events), entries(events, more), EVA, "RN", LATER)
    assert [(e.msgid, len(e.units)) for e in new] == [("Walk.", 0), ("", 4)]


# ── what may be printed ───────────────────────────────────────────────────────────────────────────


def test_approved_words_may_be_printed() -> None:
    events = approved()
    wording = final(Ledger("back", events), entries(events), State.APPROVED, (), "2025-04-05")
    assert wording is not None
    assert wording.texts == {u.key: u.msgstr for u in UNITS}
    assert wording.translated == "2025-04-05"
    assert wording.credit == (
        "Translated by Ana Lima. Approved by Eva Ruiz (RN, CMI-Spanish), 2025-04-05"
    )


@pytest.mark.parametrize(
    "units",
    [
        (replace(UNITS[0], msgid="Rest now."), UNITS[1]),
        (replace(UNITS[0], msgstr="Repose."), UNITS[1]),
        (replace(UNITS[0], fuzzy=True), UNITS[1]),
        (replace(UNITS[0], msgstr=""), UNITS[1]),
        (*UNITS, Unit("Walk.", None, "Camine.")),
    ],
    ids=["source", "target", "fuzzy", "emptied", "added"],
)
def test_a_change_voids_the_final(units: tuple[Unit, ...]) -> None:
    (told,) = against(approved(), entries(approved(), units))
    assert told.startswith("it is ")
    assert told.endswith("not approved")


def test_a_changed_term_voids_the_final() -> None:
    found = entries(approved(), terms={"Take ibuprofen.": (("ibuprofen", "ibuprofén"),)})
    assert against(approved(), found) == ["it is translated, not approved"]


@pytest.mark.parametrize("units", [UNITS[::-1], UNITS[:1]], ids=["reordered", "removed"])
def test_another_order_voids_the_final(units: tuple[Unit, ...]) -> None:
    told = against(approved(), entries(approved(), units))
    assert told == [ORDER_CHANGED]


def test_signing_every_unit_is_not_signing_the_article() -> None:
    events = approved()[:-1]
    assert against(events, entries(events)) == [ORDER_CHANGED]


def test_an_error_and_a_proposed_term_stand_against_a_final() -> None:
    events = approved()
    assert against(events, entries(events, errors=("a number is missing",)), "rib", "disc") == [
        "a number is missing",
        "no one has approved these terms: rib, disc",
    ]


def test_the_policy_may_ask_for_translated_text_only() -> None:
    ledger, found = Ledger("back", submitted()), entries(submitted())
    assert refusals(ledger, found, State.TRANSLATED, ()) == ()
    wording = final(ledger, found, State.TRANSLATED, (), "")
    assert wording is not None
    assert wording.credit == "Translated by Ana Lima. Not approved by a second person"


def test_drafts_leave_out_what_was_made_for_another_source() -> None:
    made = drafted("back", UNITS[0], (), "firefox (1.0)", WHEN)
    fuzzy = tuple(replace(u, fuzzy=True) for u in UNITS)
    wording = drafts(Ledger("back", [made]), entries((made,), (*fuzzy, Unit("Walk."))), "")
    assert wording.texts == {UNITS[0].key: "Descanse."}
    assert wording.credit == ("Machine draft by firefox; not reviewed by a qualified translator")


def test_drafts_of_people_name_no_machine() -> None:
    wording = drafts(Ledger("back", ()), entries(), "")
    assert wording.credit == "Not reviewed by a qualified translator"


def test_digests_of_a_wording_follow_its_words() -> None:
    one = drafts(Ledger("back", ()), entries(), "")
    other = drafts(Ledger("back", ()), entries(units=(replace(UNITS[0], msgstr="x"), UNITS[1])), "")
    assert one.digest == drafts(Ledger("back", ()), entries(), "2025-01-01").digest != other.digest


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

ANY = st.builds(
    Unit,
    msgid=st.sampled_from(["Rest.", "Walk.", "Take ibuprofen."]),
    msgstr=st.sampled_from(["", "Descanse.", "Tome ibuprofeno."]),
    fuzzy=st.booleans(),
)


@given(st.lists(ANY, unique_by=lambda u: u.key), st.lists(st.sampled_from(approved())))
def test_only_signed_words_in_the_signed_order_become_approved(
    units: list[Unit], events: list[Event]
) -> None:
    known = tuple(events)
    wording = final(Ledger("back", known), entries(known, tuple(units)), State.APPROVED, (), "")
    signed = tuple(units) == UNITS and set(approved()[len(UNITS) :]) <= set(events)
    assert isinstance(wording, Approved) is signed


@given(st.lists(ANY, unique_by=lambda u: u.key, min_size=1))
def test_whoever_meets_no_objection_leaves_an_article_that_is_approved(units: list[Unit]) -> None:
    events = submissions(Ledger("back", ()), entries(units=tuple(units)), ANA, WHEN)
    found = entries(events, tuple(units))
    blocked = objections(Ledger("back", events), found, EVA, False)
    assert bool(blocked) is any(u.fuzzy or not u.msgstr for u in units)
    if not blocked:
        events += approvals(Ledger("back", events), found, EVA, "RN", LATER)
        found = entries(events, tuple(units))
        assert final(Ledger("back", events), found, State.APPROVED, (), "") is not None
