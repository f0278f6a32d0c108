"""What the project feeds to its memory, and what the next article gets from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import recall
from pipeline.events import load
from pipeline.kept import Order
from pipeline.mail import export_memory, import_memory
from pipeline.memory import Record
from pipeline.model import State
from pipeline.project import Project
from pipeline.run import Outcome, run
from pipeline.stages import Stage
from pipeline.todo import Scope
from tests.projects import LATER, Here, edit, perform_all, units
from tests.signing_off import SPANISH, UPDATE, approved, clinic, translate
from tests.test_receive import machine_drafted

NECK = """\
---
title: Neck Care
---

Walk every day. Walk every other day. Sit up straight.
"""


def records(found: Project) -> list[Record]:
    return [record for feed in recall.feeds(found) for record in feed.records()]


def with_neck(found: Project, stages: frozenset[Stage] = UPDATE) -> Outcome:
    (found.root / "source" / "neck.md").write_text(NECK, encoding="utf-8")
    return run(found, Order(stages, State.DRAFTED), Scope(), LATER, Here())


def test_what_was_approved_counts_as_such_and_drafts_never_enter(tmp_path: Path) -> None:
    found = approved(tmp_path)
    assert {r.source: (r.target, r.approved, r.origin) for r in records(found)} == {
        msgid: (msgstr, True, "back") for msgid, msgstr in SPANISH.items()
    }
    edit(found, lambda unit: replace(unit, fuzzy=True), slug="back")
    assert records(found) == []


def test_what_changed_since_its_approval_is_only_translated(tmp_path: Path) -> None:
    found = approved(tmp_path)
    translate(found, {"Walk every day.": "Ande."})
    assert {r.target: r.approved for r in records(found)}["Ande."] is False


def test_the_next_article_gets_what_was_translated(tmp_path: Path) -> None:
    found = approved(tmp_path)
    outcome = with_neck(found)
    made = units(found, slug="neck")
    assert (made["Walk every day."].msgstr, made["Walk every day."].fuzzy) == (
        "Camine cada día.",
        True,
    )
    similar = made["Walk every other day."]
    assert (similar.msgstr, similar.previous) == ("Camine cada día.", "Walk every day.")
    assert made["Sit up straight."].msgstr == ""
    assert outcome.messages == [
        "es/neck: units: 1 the same in the memory, 2 similar in the memory, 1 new"
    ]
    counts = outcome.completeness["es"]["neck"]
    assert (counts["drafted"], counts["outdated"], counts["untranslated"]) == (1, 2, 1)


def test_the_events_say_where_it_came_from(tmp_path: Path) -> None:
    found = approved(tmp_path)
    with_neck(found)
    events = load(found.events("es").read_text(encoding="utf-8"), "review.jsonl")
    assert [(e.who, e.msgid) for e in events if e.event == "reused"] == [
        ("memory (approved in back)", "Walk every day.")
    ]


def test_a_second_update_changes_nothing(tmp_path: Path) -> None:
    found = approved(tmp_path)
    with_neck(found)
    assert with_neck(found).written == []


def test_the_policy_may_trust_what_was_approved(tmp_path: Path) -> None:
    found = approved(tmp_path)
    settings = found.root / "polyclinic.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[policy]", "[policy]\ntrust_memory = true"), "utf-8")
    found = Project.open(found.root)
    counts = with_neck(found).completeness["es"]["neck"]
    assert (counts["translated"], counts["drafted"]) == (1, 0)


def test_an_imported_memory_is_never_approved(tmp_path: Path) -> None:
    one, other = approved(tmp_path / "one"), clinic(tmp_path / "other")
    file = tmp_path / "all.tmx"
    assert export_memory(one, file, "es") == 4
    assert import_memory(other, file, "es") == (4, 4, ())
    assert import_memory(other, file, "es") == (0, 4, ())
    assert {(r.target, r.approved) for r in records(other)} == {
        (text, False) for text in SPANISH.values()
    }
    perform_all(other, UPDATE)
    assert units(other, slug="back")["Walk every day."].msgstr == "Camine cada día."


def test_a_machines_draft_gives_way_only_when_asked(tmp_path: Path) -> None:
    one, other = approved(tmp_path / "one"), clinic(tmp_path / "other")
    file = tmp_path / "all.tmx"
    export_memory(one, file, "es")
    machine_drafted(other, {"Walk every day.": "Caminas cada día."})
    import_memory(other, file, "es")
    perform_all(other, UPDATE)
    assert units(other, slug="back")["Walk every day."].msgstr == "Caminas cada día."
    perform_all(other, UPDATE | {Stage.OVER_DRAFTS})
    assert units(other, slug="back")["Walk every day."].msgstr == "Camine cada día."


def test_a_memory_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    found = approved(tmp_path)
    found.memory_index.unlink()
    found.memory_index.mkdir()
    outcome = with_neck(found)
    assert not outcome.faults
    assert any("the translation memory is not used" in message for message in outcome.messages)


def test_one_sentence_in_two_words_is_named_in_both_articles(tmp_path: Path) -> None:
    found = approved(tmp_path)
    with_neck(found)
    edit(found, lambda u: replace(u, msgstr="Ande a diario.", fuzzy=False), slug="neck")
    outcome = run(found, Order(frozenset(), State.DRAFTED), Scope(), LATER, Here())
    said = {f.file: f.message for f in outcome.findings if f.check == "consistency"}
    assert said == {
        "locales/es/LC_MESSAGES/back.po": ("“Camine cada día.” here is “Ande a diario.” in neck"),
        "locales/es/LC_MESSAGES/neck.po": ("“Ande a diario.” here is “Camine cada día.” in back"),
    }
    assert not any(f.is_error for f in outcome.findings if f.check == "consistency")
