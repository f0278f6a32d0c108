"""The catalogue and the shelf after a run: what lies in the build folder now, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.commands.opening import with_layouts
from pipeline.kept import Order
from pipeline.model import State
from pipeline.project import Project
from pipeline.run import Outcome, run
from pipeline.stages import Stage
from pipeline.todo import Scope
from tests.projects import ARTICLE, LATER, NOW, Here, edit, perform_all, project, snapshot

DRAFTS, FINALS = frozenset({Stage.BUILD_DRAFTS}), frozenset({Stage.BUILD_FINALS})
LISTS = {"build/catalogue.json", "build/index.html"}


@pytest.fixture
def clinic(tmp_path: Path) -> Project:
    """Two articles in two languages, drafted."""
    knee = ARTICLE.replace("Sore Shoulder", "Sore Knee")
    found = project(tmp_path, locales=("es", "pt_BR"), articles={"knee": knee, "shoulder": ARTICLE})
    assert not perform_all(found).faults
    return found


def built(found: Project, *locales: str, stages: frozenset[Stage] = DRAFTS) -> Outcome:
    """A run over some locales."""
    return run(found, Order(stages, State.DRAFTED), Scope(locales), LATER, Here())


def listed(found: Project) -> dict[tuple[str, str], Mapping[str, Any]]:
    """(locale, slug) → entry of the catalogue."""
    content = json.loads((found.root / "build" / "catalogue.json").read_bytes())
    return {(each["locale"], each["slug"]): each for each in content["handouts"]}


def shelf(found: Project) -> str:
    return (found.root / "build" / "index.html").read_text(encoding="utf-8")


def test_every_handout_is_listed_with_the_files_that_lie_there(clinic: Project) -> None:
    entries = listed(clinic)
    assert list(entries) == [
        ("es", "knee"),
        ("es", "shoulder"),
        ("pt_BR", "knee"),
        ("pt_BR", "shoulder"),
    ]
    files = {file["path"]: file["sha256"] for e in entries.values() for file in e["files"]}
    there = {
        path.relative_to(clinic.root / "build").as_posix(): path.read_bytes()
        for path in (clinic.root / "build").glob("*/*")
    }
    assert files == {name: hashlib.sha256(content).hexdigest() for name, content in there.items()}
    assert len(files) == 8
    assert all(f'href="{name}"' in shelf(clinic) for name in files)
    assert {entry["status"] for entry in entries.values()} == {"draft"}


def test_a_second_run_writes_neither_and_needs_no_new_handouts(clinic: Project) -> None:
    before = snapshot(clinic.root / "build")
    assert perform_all(clinic, now=LATER).written == []
    assert snapshot(clinic.root / "build") == before
    for name in LISTS:
        (clinic.root / name).unlink()
    assert set(perform_all(clinic, now=LATER).written) == LISTS
    assert {n: c for n, (c, _) in snapshot(clinic.root / "build").items()} == {
        n: c for n, (c, _) in before.items()
    }


def test_a_run_over_one_language_leaves_the_others_listed(clinic: Project) -> None:
    before = listed(clinic)
    large = with_layouts(clinic, ["large"])
    outcome = built(large, "es")
    assert set(outcome.written) > LISTS
    after = listed(clinic)
    assert after["pt_BR", "knee"] == before["pt_BR", "knee"]
    assert [file["form"] for file in after["es", "knee"]["files"]] == ["web", "large"]


def test_what_somebody_removed_or_changed_is_not_listed(clinic: Project) -> None:
    clinic.handout("pt_BR", "knee", "DRAFT.html").unlink()
    clinic.handout("pt_BR", "shoulder", "DRAFT.html").write_text("other")
    clinic.handout("pt_BR", "shoulder", "DRAFT.pdf").unlink()
    built(clinic, "es")
    after = listed(clinic)
    assert ("pt_BR", "shoulder") not in after
    assert [file["form"] for file in after["pt_BR", "knee"]["files"]] == ["single"]


def test_an_article_that_left_the_project_leaves_the_shelf(clinic: Project) -> None:
    (clinic.root / "source" / "knee.md").unlink()
    built(clinic)
    assert [slug for _, slug in listed(clinic)] == ["shoulder", "shoulder"]
    assert "knee" not in shelf(clinic)


def test_a_job_that_fails_keeps_its_drafts_listed_as_they_lie_there(clinic: Project) -> None:
    clinic.po("es", "knee").write_text("no catalog", encoding="utf-8")
    before = listed(clinic)["es", "knee"]
    assert built(clinic).faults
    assert listed(clinic)["es", "knee"] == before


def test_nothing_is_written_where_nothing_was_built(tmp_path: Path) -> None:
    found = project(tmp_path)
    perform_all(found, frozenset({Stage.UPDATE}))
    built(found, stages=FINALS)
    assert not (found.root / "build").exists()


def test_a_run_that_only_looks_leaves_the_shelf_alone(clinic: Project) -> None:
    (clinic.root / "build" / "index.html").unlink()
    perform_all(clinic, frozenset())
    assert not (clinic.root / "build" / "index.html").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1, "handouts": [{}]}'])
def test_a_spoilt_catalogue_is_made_again(clinic: Project, content: str) -> None:
    path = clinic.root / "build" / "catalogue.json"
    before = path.read_bytes()
    path.write_text(content, encoding="utf-8")
    assert perform_all(clinic, now=LATER).written == ["build/catalogue.json"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("locale", ["pt_BR", "javascript:alert(1)//"])
def test_a_forged_entry_lists_no_file_that_is_not_there(clinic: Project, locale: str) -> None:
    shown = listed(clinic)["pt_BR", "shoulder"]["files"][0]
    ghost = {**shown, "path": f"{locale}/ghost.DRAFT.html", "sha256": ""}
    _forge(clinic, locale=locale, slug="ghost", files=[ghost])
    built(clinic, "es")
    assert len(listed(clinic)) == 4
    assert "ghost" not in shelf(clinic)


def test_a_forged_entry_stops_no_run(clinic: Project) -> None:
    _forge(clinic, title_language="!!")
    assert not built(clinic, "es").faults
    assert len(listed(clinic)) == 3
    built(clinic)
    assert len(listed(clinic)) == 4


def _forge(found: Project, **forged: object) -> None:
    """Write the last entry of the catalogue otherwise; under another slug, one more."""
    path = found.root / "build" / "catalogue.json"
    content = json.loads(path.read_bytes())
    last = content["handouts"][-1]
    kept = content["handouts"] if "slug" in forged else content["handouts"][:-1]
    content["handouts"] = [*kept, {**last, **forged}]
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_shelf_has_the_logo_and_colour_of_the_settings(clinic: Project) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    (clinic.root / "logo.svg").write_bytes(svg)
    settings = clinic.root / "polyclinic.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[print]\nlogo = "logo.svg"\naccent = "#5b2a86"\n', "utf-8")
    built(Project.open(clinic.root), "es")
    assert "--accent: #5b2a86" in shelf(clinic)
    assert 'src="data:image/svg+xml;base64,' in shelf(clinic)


def test_a_text_that_was_changed_changes_what_is_listed(clinic: Project) -> None:
    edit(
        clinic,
        lambda u: replace(u, msgstr="Hombro", fuzzy=True) if u.msgctxt == "title" else u,
    )
    assert built(clinic, "es").written
    assert listed(clinic)["es", "shoulder"]["title"] == "Hombro"
    assert NOW[:4] in listed(clinic)["es", "shoulder"]["translated"]
