"""What an update keeps, revives, reuses and offers; that nothing a person wrote is ever lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import Catalog, new, parse, render, template
from pipeline.languages import language
from pipeline.leverage import IN_MEMORY, Merged, Reuse, merge
from pipeline.memory import Match, Record
from pipeline.model import Article, Key, Role, Segment, Text, Unit
from tests.projects import LATER, edit, perform_all, read
from tests.signing_off import SPANISH, UPDATE, approved, laid_out, submit, translate

ARTICLE = Article("back", "source/back.md", Text("Back", Role.TITLE, 1), "back", ())
ES = language("es")
ZH = language("zh_Hans")
WALK = "Walk every day."


@dataclass(frozen=True)
class Shelf:
    """A memory of a few records, and texts that the events know."""

    records: tuple[Record, ...] = ()
    events: tuple[tuple[Key, str], ...] = ()

    def exact(self, msgid: str, msgctxt: str | None) -> Record | None:
        return next((r for r in self.records if r.source == msgid), None)

    def similar(self, msgid: str, least: float) -> Match | None:
        assert least == IN_MEMORY
        same = [r for r in self.records if r.source[:5] == msgid[:5]]
        return Match(same[0], 0.8) if same else None

    def had(self, key: Key, msgstr: str) -> bool:
        return (key, msgstr) in self.events


def units(*msgids: str) -> tuple[Unit, ...]:
    return template(Segment(msgid, None, "paragraph", 1) for msgid in msgids)


def catalog(texts: dict[str, str], fuzzy: bool = False) -> Catalog:
    """A catalog on disk: msgid → text, which a person has cleared unless it is fuzzy."""
    found = [Unit(msgid, msgstr=text, fuzzy=fuzzy) for msgid, text in texts.items()]
    return on_disk(found)


def on_disk(found: list[Unit]) -> Catalog:
    return parse(render(new(ARTICLE, found, ES)), "es.po")


def updated(old: Catalog | None, *msgids: str, **how: Any) -> Merged:
    return merge(old, ARTICLE, units(*msgids), ES, **how)


def said(merged: Merged) -> list[tuple[str, str, bool, str]]:
    return [(u.msgid, u.msgstr, u.fuzzy, u.previous) for u in merged.catalog.units]


# ── history ───────────────────────────────────────────────────────────────────────────────────────

ICE = "Use ice on it for a short time."
HEAT = "Use some heat for an hour instead."


def test_the_place_makes_up_for_likeness() -> None:
    old = catalog({"Rest.": "Descanse.", ICE: "Use hielo.", "Walk.": "Camine."})
    (_, changed, _) = said(updated(old, "Rest.", HEAT, "Walk."))
    assert changed == (HEAT, "Use hielo.", True, ICE)
    moved = updated(old, "Rest.", "Walk.", HEAT)
    assert moved.reuse[None, HEAT] is Reuse.NEW
    assert [u.msgstr for u in moved.catalog.obsolete] == ["Use hielo."]


def test_one_text_goes_to_the_sentence_in_its_place() -> None:
    old = catalog({"Rest.": "Descanse.", "Take it with food.": "Con comida.", "Walk.": "Camine."})
    one, other = "Take it with a food.", "Take it with no food."
    merged = updated(old, "Rest.", other, "Walk.", one)
    assert merged.reuse == {
        (None, "Rest."): Reuse.KEPT,
        (None, other): Reuse.CHANGED,
        (None, "Walk."): Reuse.KEPT,
        (None, one): Reuse.NEW,
    }


def test_a_split_sentence_offers_its_text_to_each_part() -> None:
    whole = "Take one tablet in the morning and one at night; drink water with it."
    old = catalog({whole: "Tome una tableta."})
    parts = "Take one tablet in the morning and one at night.", "Drink water with it."
    assert said(updated(old, *parts)) == [
        (part, "Tome una tableta.", True, whole) for part in parts
    ]


def test_joined_sentences_offer_their_texts_in_order() -> None:
    old = catalog({"Take one tablet.": "甲。", "Drink water with it.": "乙。", "Rest.": "丙。"})
    joined = "Take one tablet, drink water with it."
    merged = merge(old, ARTICLE, units("Rest.", joined), ZH)
    assert merged.reuse[None, joined] is Reuse.PARTS
    assert said(merged)[1] == (joined, "甲。乙。", True, "Take one tablet. Drink water with it.")
    assert {u.msgstr for u in merged.catalog.obsolete} == {"甲。", "乙。"}


def test_the_same_words_in_another_role_are_offered_as_a_draft() -> None:
    old = catalog({"Exercise": "Ejercicio"})
    heading = template([Segment("Exercise", "heading", "heading", 1)])
    merged = merge(old, ARTICLE, heading, ES)
    assert said(merged) == [("Exercise", "Ejercicio", True, "")]
    assert merged.origins == {("heading", "Exercise"): "this article"}


# ── after a merge of branches ────────────────────────────────────────────────────────────────────


OLD, NEW = "Take 4,000 mg.", "Take 3,000 mg."
EARLIER, CORRECTED = "Toma 4,000 mg.", "Tome 4,000 mg."


def branches_merged(cleared: bool = True, **new: Any) -> Catalog:
    """One branch changed the sentence, the other cleared another text for the old one."""
    changed = Unit(NEW, msgstr=EARLIER, fuzzy=True, previous=OLD, remarks=("mine",))
    found = [Unit(OLD, msgstr=CORRECTED, fuzzy=not cleared), replace(changed, **new)]
    return on_disk(found)


def test_a_correction_on_another_branch_is_handed_on() -> None:
    shelf = Shelf(events=(((None, OLD), EARLIER),))
    merged = updated(branches_merged(), NEW, recall=shelf)
    assert said(merged) == [(NEW, CORRECTED, True, OLD)]
    assert merged.reuse == {(None, NEW): Reuse.CORRECTED}
    assert merged.catalog.units[0].remarks == ("mine",)
    assert [(u.msgid, u.msgstr) for u in merged.catalog.obsolete] == [(OLD, CORRECTED)]
    again = parse(render(merged.catalog), "es.po")
    assert render(updated(again, NEW, recall=shelf).catalog) == render(again)


def test_what_may_be_somebodys_work_stays_and_is_named() -> None:
    merged = updated(branches_merged(msgstr="Tome solo 3,000 mg."), NEW)
    assert said(merged) == [(NEW, "Tome solo 3,000 mg.", True, OLD)]
    assert merged.reuse == {(None, NEW): Reuse.DIVERGED}
    assert [u.msgstr for u in merged.catalog.obsolete] == [CORRECTED]


@pytest.mark.parametrize(
    "new",
    [
        {"msgstr": CORRECTED},
        {"fuzzy": False},
        {"previous": "Take 2,000 mg."},
        {"msgctxt": "heading"},
        {"cleared": False},
    ],
)
def test_only_another_text_of_the_same_unit_is_a_correction(new: dict[str, Any]) -> None:
    old = branches_merged(**new)
    shelf = Shelf(events=(((None, OLD), EARLIER),))
    here = template([Segment(NEW, new.get("msgctxt"), "paragraph", 1)])
    merged = merge(old, ARTICLE, here, ES, shelf)
    assert [u.msgstr for u in merged.catalog.units] == [new.get("msgstr", EARLIER)]
    assert set(merged.reuse.values()) == {Reuse.KEPT}


# ── a catalog that is gone ────────────────────────────────────────────────────────────────────────


def test_what_people_answered_for_comes_back_with_a_lost_catalog(tmp_path: Path) -> None:
    found = approved(tmp_path)
    translate(found, {WALK: "Ande."})
    submit(found, LATER)
    found.po("es", "back").unlink()
    perform_all(found, UPDATE)
    assert {u.msgid: (u.msgstr, u.fuzzy) for u in read(found, slug="back").units} == {
        msgid: (msgstr, True) for msgid, msgstr in {**SPANISH, WALK: "Ande."}.items()
    }
    opened, state = laid_out(found)
    assert state.counts["drafted"] == 4
    reuses = [e for e in opened.ledger.events if e.event == "reused"]
    assert [e.who for e in reuses] == ["memory (translated in review.jsonl)"] * 4


def test_a_catalog_that_is_there_is_asked_alone(tmp_path: Path) -> None:
    found = approved(tmp_path)
    edit(found, lambda unit: replace(unit, msgstr=""), slug="back")
    found.memory_index.unlink(missing_ok=True)
    opened, _ = laid_out(found)
    assert {unit.msgstr for unit in opened.catalog.units} == {""}


# ── memory ────────────────────────────────────────────────────────────────────────────────────────

REST = Record("Rest.", "Descanse.", approved=True, origin="neck")


def test_the_same_words_in_the_memory_are_fuzzy_unless_the_policy_trusts_it() -> None:
    merged = updated(None, "Rest.", recall=Shelf((REST,)))
    assert said(merged) == [("Rest.", "Descanse.", True, "")]
    assert merged.origins == {(None, "Rest."): "approved in neck"}
    trusted = updated(None, "Rest.", recall=Shelf((REST,)), trusted=True)
    assert said(trusted) == [("Rest.", "Descanse.", False, "")]


@pytest.mark.parametrize("doubt", [{"approved": False}, {"msgctxt": "heading"}])
def test_only_what_was_approved_in_the_same_role_is_trusted(doubt: dict[str, Any]) -> None:
    merged = updated(None, "Rest.", recall=Shelf((replace(REST, **doubt),)), trusted=True)
    assert [u.fuzzy for u in merged.catalog.units] == [True]


def test_a_similar_sentence_in_the_memory_is_outdated() -> None:
    merged = updated(None, "Rest. Now.", recall=Shelf((REST,)))
    assert said(merged) == [("Rest. Now.", "Descanse.", True, "Rest.")]
    assert merged.reuse[None, "Rest. Now."] is Reuse.SIMILAR


def test_history_comes_before_what_is_only_similar_in_the_memory() -> None:
    old = catalog({"Rest for a day.": "Descanse un día."})
    merged = updated(old, "Rest for two days.", recall=Shelf((replace(REST, source="Rest now."),)))
    assert said(merged) == [("Rest for two days.", "Descanse un día.", True, "Rest for a day.")]


def test_a_persons_text_never_gives_way_and_a_machines_only_when_asked() -> None:
    old, shelf = catalog({"Rest.": "Repose."}, fuzzy=True), Shelf((REST,))
    assert [u.msgstr for u in updated(old, "Rest.", recall=shelf).catalog.units] == ["Repose."]
    merged = updated(old, "Rest.", recall=shelf, replaceable=lambda unit: unit.fuzzy)
    assert [u.msgstr for u in merged.catalog.units] == ["Descanse."]
    mine = updated(
        catalog({"Rest.": "Repose."}), "Rest.", recall=shelf, replaceable=lambda u: u.fuzzy
    )
    assert [u.msgstr for u in mine.catalog.units] == ["Repose."]


def test_an_untranslated_unit_is_filled_in() -> None:
    merged = updated(catalog({"Rest.": ""}), "Rest.", recall=Shelf((REST,)))
    assert [u.msgstr for u in merged.catalog.units] == ["Descanse."]


# ── the order of the file ─────────────────────────────────────────────────────────────────────────

LETTERS = [f"{letter} is here." for letter in "HCAGEBFD"]


def test_a_file_that_a_tool_has_sorted_keeps_its_order() -> None:
    ordered = catalog(dict.fromkeys(sorted(LETTERS), "x"))
    merged = updated(ordered, *LETTERS)
    assert [u.msgid for u in merged.catalog.units] == LETTERS
    assert [u.msgid for u in parse(render(merged.catalog), "es.po").units] == sorted(LETTERS)


def test_a_new_unit_in_a_sorted_file_stands_behind_the_one_it_follows() -> None:
    ordered = catalog(dict.fromkeys(sorted(LETTERS), "x"))
    merged = updated(ordered, *LETTERS[:4], "New here.", *LETTERS[4:])
    found = [u.msgid for u in parse(render(merged.catalog), "es.po").units]
    assert found == [*sorted(LETTERS)[:7], "New here.", sorted(LETTERS)[7]]


def test_a_file_in_reading_order_follows_the_article() -> None:
    merged = updated(catalog(dict.fromkeys(LETTERS, "x")), *LETTERS[1:], LETTERS[0])
    found = [u.msgid for u in parse(render(merged.catalog), "es.po").units]
    assert found == [*LETTERS[1:], LETTERS[0]]


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────

WORDS = ["take", "do not take", "aspirin", "5 mg", "6 mg", "with food", "at night", "rest", "walk"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(
    lambda words: " ".join(words).capitalize() + "."
)
ARTICLES = st.lists(SENTENCES, min_size=1, max_size=6, unique=True)
ACTS = st.lists(
    st.tuples(ARTICLES, st.integers(0, 5), st.text("abc", min_size=1, max_size=4), st.booleans()),
    max_size=8,
)


def everywhere(found: Catalog) -> set[str]:
    return {unit.msgstr for unit in (*found.units, *found.obsolete)}


@given(ACTS)
def test_no_edit_loses_a_translators_text(acts: list[tuple[list[str], int, str, bool]]) -> None:
    """Any sequence of source edits and translator's edits: all that was cleared is in the file, and
    so is the last fuzzy text of a person that was not written over by that person."""
    found: Catalog | None = None
    written: dict[Key, str] = {}
    for number, (msgids, which, letters, fuzzy) in enumerate(acts):
        merged = updated(found, *msgids).catalog
        unit = merged.units[which % len(merged.units)]
        text = f"{letters}{number}"
        mine = replace(unit, msgstr=text, fuzzy=fuzzy, previous="")
        changed = tuple(mine if u.key == unit.key else u for u in merged.units)
        found = parse(render(replace(merged, units=changed)), "es.po")
        if not fuzzy:
            written[unit.key] = text
        else:
            written.pop(unit.key, None)
        assert set(written.values()) <= everywhere(found)
        assert text in everywhere(updated(found, *msgids, "Something else.").catalog)
        assert set(written.values()) <= everywhere(updated(found, "Something else.").catalog)


@given(ARTICLES, ARTICLES, ARTICLES)
def test_a_second_update_changes_nothing(one: list[str], two: list[str], three: list[str]) -> None:
    old = catalog({msgid: msgid.upper() for msgid in one})
    for msgids in (two, three):
        old = parse(render(updated(old, *msgids).catalog), "es.po")
        assert render(updated(old, *msgids).catalog) == render(old)


@given(ARTICLES, ARTICLES)
def test_text_for_other_words_is_never_cleared(one: list[str], two: list[str]) -> None:
    old = catalog({msgid: msgid.upper() for msgid in one})
    for unit in updated(old, *two).catalog.units:
        assert unit.msgstr in ("", unit.msgid.upper()) or (unit.fuzzy and unit.previous)
