"""One catalog through many edits of its article: what every unit is after each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from pipeline.events import person
from pipeline.job import checked
from pipeline.model import Unit
from pipeline.project import Project
from pipeline.review import approvals, submissions
from pipeline.run import desk, record
from pipeline.stages import Stage
from tests.projects import LATER, edit, perform_all, project

WALK = yaml.safe_load((Path(__file__).parent / "data" / "walk.yaml").read_text(encoding="utf-8"))
ANA = person("Ana Lima <ana@example.org>")
BEA = person("Bea Paz <bea@example.org>")
UPDATE = frozenset({Stage.UPDATE})


def translated(clinic: Project, texts: dict[str, str]) -> None:
    """Ana writes and submits these texts, Bea approves what can be approved."""

    def write(unit: Unit) -> Unit:
        text = texts.get(unit.msgid)
        return replace(unit, msgstr=text, fuzzy=False, previous="") if text else unit

    edit(clinic, write, slug="back")
    found = desk(clinic, "es", "back", LATER)
    record(clinic, "es", submissions(found.ledger, checked(found).entries, ANA, LATER))
    found = desk(clinic, "es", "back", LATER)
    cleared = [entry for entry in checked(found).entries if not entry.unit.fuzzy]
    record(clinic, "es", approvals(found.ledger, cleared, BEA, "translator", LATER))


def changed(text: str, step: dict[str, Any]) -> str:
    assert text.count(step["find"]) == 1, step["label"]
    text = text.replace(step["find"], step["put"])
    return changed(text, {"label": step["label"], **step["and"]}) if "and" in step else text


def standing(clinic: Project) -> list[str]:
    """A line for each unit: state, msgid, msgstr, and what its note says of a change."""
    found = desk(clinic, "es", "back", LATER)
    lines = []
    for entry in checked(found).entries:
        unit = entry.unit
        note = [n for n in unit.notes if n.startswith("changed: ")]
        lines.append(" | ".join([str(entry.state), unit.msgid, unit.msgstr, *note]).rstrip())
    return lines


def test_every_unit_after_every_edit(tmp_path: Path) -> None:
    clinic = project(tmp_path, chain=[], articles={"back": WALK["article"]})
    source = tmp_path / "source" / "back.md"
    perform_all(clinic, UPDATE)
    translated(clinic, WALK["translations"])
    assert {line.split(" | ")[0] for line in standing(clinic)} == {"approved"}
    for step in WALK["steps"]:
        if "translate" in step:
            translated(clinic, step["translate"])
        elif "undo" in step:
            source.write_text(WALK["article"], encoding="utf-8")
        else:
            source.write_text(changed(source.read_text(), step), encoding="utf-8")
        perform_all(clinic, UPDATE)
        assert standing(clinic) == step["units"], step["label"]
