"""A clinic whose one article was translated by Ana and approved by Bea, for tests of sign-off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.events import Event, person
from pipeline.job import Checked, Desk, checked
from pipeline.model import Unit
from pipeline.project import Project
from pipeline.review import approvals, submissions, waivings
from pipeline.run import desk, record
from pipeline.stages import Stage
from tests.projects import NOW, edit, perform_all, project

ANA = person("Ana Lima <ana@example.org>")
BEA = person("Bea Paz <bea@example.org>")
UPDATE = frozenset({Stage.UPDATE})
ARTICLE = """\
---
title: Back Care
version: "1"
date: 2026-01-01
---

Take 400 mg of ibuprofen with food. Walk every day.

Call your doctor if you have a fever.
"""
SPANISH = {
    "Back Care": "Cuidado de la espalda",
    "Take 400 mg of ibuprofen with food.": "Tome 400 mg de ibuprofeno con comida.",
    "Walk every day.": "Camine cada día.",
    "Call your doctor if you have a fever.": "Llame a su médico si tiene fiebre.",
}


def clinic(root: Path, article: str = ARTICLE) -> Project:
    """A project with empty catalogs."""
    found = project(root, chain=[], articles={"back": article})
    perform_all(found, UPDATE)
    return found


def translate(found: Project, texts: Mapping[str, str] = SPANISH, fuzzy: bool = False) -> None:
    """What a translator types: msgid → msgstr; other units stay."""

    def typed(unit: Unit) -> Unit:
        text = texts.get(unit.msgid)
        return replace(unit, msgstr=text, fuzzy=fuzzy, previous="") if text else unit

    edit(found, typed, slug="back")


def laid_out(found: Project, when: str = NOW) -> tuple[Desk, Checked]:
    """The article as it stands."""
    opened = desk(found, "es", "back", when)
    return opened, checked(opened)


def submit(found: Project, when: str = NOW) -> None:
    """Ana submits what is cleared, and answers for its waivers."""
    opened, state = laid_out(found, when)
    record(found, "es", submissions(opened.ledger, state.entries, ANA, when))
    record(found, "es", waivings(opened.ledger, state.entries, ANA, when))


def approve(found: Project, when: str = NOW) -> tuple[Event, ...]:
    """Bea approves the article."""
    opened, state = laid_out(found, when)
    events = approvals(opened.ledger, state.entries, BEA, "certified translator", when)
    record(found, "es", events)
    return events


def approved(root: Path) -> Project:
    """The clinic with all of it approved."""
    found = clinic(root)
    translate(found)
    submit(found)
    approve(found)
    return found


def rewrite(found: Project, old: str, new: str) -> None:
    """Change words of the article and bring the catalogs up to date."""
    path = found.root / "source" / "back.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    perform_all(found, UPDATE)
