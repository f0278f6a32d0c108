"""The audit report: what it says of each sentence; its Markdown shows text as it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyromark

from pipeline.evidence import DISCLAIMER, Evidence, as_json, as_markdown, evidence
from pipeline.job import proposed
from pipeline.project import Project
from pipeline.review import withdrawal
from pipeline.run import record
from tests.projects import LATER
from tests.signing_off import ANA, BEA, SPANISH, approved, clinic, laid_out, rewrite, translate
from tests.test_receive import machine_drafted

FOOD = "Take 400 mg of ibuprofen with food."


def report(found: Project) -> Evidence:
    opened, state = laid_out(found)
    return evidence(opened, state, proposed(opened))


def test_each_sentence_says_what_made_it_and_who_answered(tmp_path: Path) -> None:
    found = approved(tmp_path)
    food = next(one for one in report(found).sentences if one.msgid == FOOD)
    assert [(act.act, act.who, act.credential) for act in food.acts] == [
        ("submitted", str(ANA), ""),
        ("approved", str(BEA), "certified translator"),
    ]
    assert [(name.source, name.target, name.status) for name in food.names] == [
        ("ibuprofen", "ibuprofeno", "proposed")
    ]


def test_a_draft_that_a_person_changed_is_named_as_such(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    machine_drafted(found, SPANISH)
    translate(found, {FOOD: "Tome 400 mg de ibuprofeno al comer."})
    acts = {one.msgid: one.acts[0] for one in report(found).sentences}
    assert (acts[FOOD].act, acts[FOOD].who) == ("drafted", "toy (1)")
    assert acts[FOOD].note == "the text was changed since"
    assert acts["Walk every day."].note == ""


def test_it_says_what_changed_and_what_keeps_a_final_away(tmp_path: Path) -> None:
    found = approved(tmp_path)
    rewrite(found, "400 mg", "200 mg")
    told = report(found)
    assert told.changes == (
        "“Take 200 mg of ibuprofen with food.”: the source changed: 400 mg → 200 mg",
    )
    assert any("it is outdated" in reason for reason in told.against)
    assert [act.note for act in told.acts] == ["the article is not as it was approved"]


def test_a_withdrawal_stands_in_it_with_its_reason(tmp_path: Path) -> None:
    found = approved(tmp_path)
    opened, _ = laid_out(found)
    event = withdrawal(opened.ledger, BEA, "a dose was wrong", LATER)
    assert event
    record(found, "es", [event])
    acts = [(act.act, act.note) for act in report(found).acts]
    assert acts == [
        ("approved the article", "withdrawn since"),
        ("withdrawn", "a dose was wrong"),
    ]
    assert not any(act.act == "approved" for one in report(found).sentences for act in one.acts)


def test_json_holds_all_of_it(tmp_path: Path) -> None:
    told = report(approved(tmp_path))
    facts = json.loads(as_json(told))
    assert facts["disclaimer"] == DISCLAIMER
    assert [one["msgstr"] for one in facts["sentences"]] == [one.msgstr for one in told.sentences]


def test_markdown_shows_hostile_text_as_text(tmp_path: Path) -> None:
    told = report(approved(tmp_path))
    hostile = "<script>x</script> [a](b) *c* # d"
    sentence = replace(told.sentences[0], msgstr=hostile)
    page = pyromark.html(as_markdown(replace(told, sentences=(sentence,))))
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; [a](b) *c* # d" in page
