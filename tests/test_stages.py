"""What one job gives, asked for stage by stage."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import catalog
from pipeline.errors import EngineUnavailable, InputError
from pipeline.events import load
from pipeline.job import Job, lay_out
from pipeline.model import Finding, Severity, State
from pipeline.segment import segments
from pipeline.stages import Result, Stage, perform
from pipeline.todo import Scope, jobs
from tests.projects import ARTICLE, NOW, Fake, enter, project, toy

NOTHING: frozenset[Stage] = frozenset()
DRAFT = frozenset({Stage.UPDATE, Stage.DRAFT})


def job(root: Path, **more: Any) -> Job:
    (found,) = jobs(project(root, **more), Scope(), NOW).jobs
    return found


def down(text: str) -> str:
    raise EngineUnavailable("it is off")


def by_check(result: Result, check: str) -> list[Finding]:
    return [f for f in result.findings if f.check == check]


# ── draft ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_sentence_is_a_unit_with_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, Fake(toy))
    asked = job(tmp_path, chain=["fake"])
    result = perform(asked, DRAFT, State.DRAFTED)
    wanted = {(s.msgctxt, s.msgid) for s in segments(lay_out(asked).article)}
    made = catalog.parse(result.po.decode(), "es.po")
    assert {u.key for u in made.units} == wanted
    assert not any("Doe A." in msgid for _, msgid in wanted)  # references stay as they are
    assert {state: n for state, n in result.counts.items() if n} == {
        "drafted": len(wanted),
        "total": len(wanted),
    }
    assert result.translated == len(wanted) == len(result.events)
    assert result.handouts == {}
    assert by_check(result, "completeness") == by_check(result, "draft") == []
    events = load("\n".join(result.events), "review.jsonl")
    assert {(e.key, e.msgstr) for e in events} == {(u.key, u.msgstr) for u in made.units}
    assert {(e.event, e.who, e.when) for e in events} == {("drafted", "fake (fake 1)", NOW)}


def test_an_engine_that_fails_is_skipped_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    off, on = Fake(down, name="off"), Fake(toy, name="on")
    enter(monkeypatch, off, on)
    result = perform(job(tmp_path, chain=["libre", "off", "on"]), DRAFT, State.DRAFTED)
    libre, skipped, drafted = result.messages
    assert libre.startswith("libre skipped: ")
    assert skipped == "off skipped: it is off"
    assert re.fullmatch(r"(\d+) of \1 units drafted by on", drafted)


def test_no_engine_at_all_leaves_a_catalog_for_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, Fake(down, name="off"))
    result = perform(job(tmp_path, chain=["off"]), frozenset(Stage), State.DRAFTED)
    total = result.counts["total"]
    assert result.messages == ("off skipped: it is off",)
    assert result.counts["untranslated"] == total == len(by_check(result, "completeness"))
    assert sorted(result.handouts) == ["DRAFT.html", "DRAFT.pdf"]


def test_what_cannot_be_drafted_stays_empty_with_two_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, Fake(lambda text: "" if "cold" in text else toy(text)))
    result = perform(job(tmp_path, chain=["fake"]), DRAFT, State.DRAFTED)
    about = [f for f in result.findings if f.msgid == "Use a cold pack."]
    assert [(f.check, f.severity) for f in about] == [
        ("draft", Severity.ERROR),
        ("completeness", Severity.ERROR),
    ]
    assert result.counts["untranslated"] == 1


# ── check ─────────────────────────────────────────────────────────────────────────────────────────


def test_looking_makes_nothing_and_says_what_is_missing(tmp_path: Path) -> None:
    result = perform(job(tmp_path), NOTHING, State.DRAFTED)
    assert (result.events, result.handouts, result.messages) == ((), {}, ())
    (missing, *_) = by_check(result, "completeness")
    assert missing.file == "locales/es/LC_MESSAGES/shoulder.po"
    assert "polyclinic update" in missing.message


def test_a_catalog_that_lags_behind_is_a_warning(tmp_path: Path) -> None:
    asked = job(tmp_path)
    made = perform(asked, DRAFT, State.DRAFTED)
    asked = replace(asked, po=made.po, events="\n".join(made.events).encode())
    assert not any("update" in f.message for f in perform(asked, NOTHING, State.DRAFTED).findings)
    newer = replace(asked, article=asked.article.replace(b"Keep moving", b"Keep walking"))
    (stale,) = [
        f for f in perform(newer, NOTHING, State.UNTRANSLATED).findings if "update" in f.message
    ]
    assert stale.severity is Severity.WARNING


def test_the_source_is_looked_at_too(tmp_path: Path) -> None:
    text = ARTICLE.replace("400 mg of ibuprofen", "400 mg of ibuprofin")
    glossary = "terms: [{id: ibuprofen, kind: drug, source: ibuprofen, misspelled: [ibuprofin]}]"
    asked = job(tmp_path, articles={"shoulder": text}, glossary=glossary)
    found = perform(asked, NOTHING, State.UNTRANSLATED).findings
    (missing,) = [f for f in found if f.check == "glossary"]
    assert (missing.file, missing.line, missing.locale) == ("glossary.yaml", 1, "es")
    (misspelled,) = [f for f in found if f.check == "misspelled"]
    assert misspelled.file == "source/shoulder.md"
    line = text.split("\n")[misspelled.line - 1]
    assert "ibuprofin" in line


@pytest.mark.parametrize("field", ["article", "glossary", "events", "po"])
def test_bytes_that_are_no_text_are_an_input_error_with_the_file(
    tmp_path: Path, field: str
) -> None:
    spoilt: dict[str, Any] = {field: b"\xff\xfe\x00"}
    asked = replace(job(tmp_path), **spoilt)
    with pytest.raises(InputError) as fault:
        perform(asked, NOTHING, State.DRAFTED)
    assert fault.value.path in {asked.path, asked.po_path, asked.events_path, "glossary.yaml"}
