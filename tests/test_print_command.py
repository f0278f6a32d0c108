"""`polyclinic print` and `--layout`: staff get the final that holds now, or one sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import cli
from pipeline.commands import print_
from pipeline.commands.scope import LAYOUTS
from pipeline.errors import InputError, Refused
from pipeline.model import Layout
from pipeline.project import Project
from tests.signing_off import ANA, approved, clinic, translate


def polyclinic(root: Path, *words: str) -> Result:
    """The command in this process; an error of ours is raised as it is."""
    found = CliRunner().invoke(cli.commands, ["-C", str(root), *words])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


@dataclass
class Viewer:
    """A screen and what was opened on it."""

    opened: list[str] = field(default_factory=list)
    works: bool = True

    def launch(self, path: str) -> int:
        """Instead of `click.launch`."""
        self.opened.append(path)
        return 0 if self.works else 3


@pytest.fixture
def viewer(monkeypatch: pytest.MonkeyPatch) -> Viewer:
    found = Viewer()
    monkeypatch.setattr(print_, "_has_viewer", lambda: True)
    monkeypatch.setattr(click, "launch", found.launch)
    return found


def pdf(found: Project, name: str = "back.pdf") -> str:
    return str(found.root / "build" / "es" / name)


def test_the_final_is_opened_where_somebody_sits_at_a_screen(
    tmp_path: Path, viewer: Viewer
) -> None:
    found = approved(tmp_path)
    done = polyclinic(tmp_path, "print", "es", "back")
    assert viewer.opened == [pdf(found)]
    assert Path(viewer.opened[0]).read_bytes().startswith(b"%PDF")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "opened" in done.stderr


@pytest.mark.parametrize("words", [("--path",), ()], ids=["asked", "viewer fails"])
def test_else_its_path_is_said(tmp_path: Path, viewer: Viewer, words: tuple[str, ...]) -> None:
    viewer.works = False
    found = approved(tmp_path)
    done = polyclinic(tmp_path, "print", "es", "back", *words)
    assert done.stdout == f"{pdf(found)}\n"
    assert len(viewer.opened) == (0 if words else 1)


def test_in_a_pipe_nothing_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Viewer()
    monkeypatch.setattr(click, "launch", opened.launch)
    monkeypatch.setenv("DISPLAY", ":0")
    found = approved(tmp_path)
    assert polyclinic(tmp_path, "print", "es", "back").stdout == f"{pdf(found)}\n"
    assert opened.opened == []


@pytest.mark.parametrize("layout", ["bilingual", "large"])
def test_a_layout_is_made_beside_those_of_the_project(
    tmp_path: Path, viewer: Viewer, layout: str
) -> None:
    found = approved(tmp_path)
    polyclinic(tmp_path, "print", "es", "back", "--layout", layout)
    assert viewer.opened == [pdf(found, f"back.{layout}.pdf")]
    assert Path(pdf(found)).is_file()


@pytest.mark.parametrize("words", [("--draft",), ()], ids=["draft", "final"])
def test_a_print_leaves_the_layouts_of_another_and_verifies_them(
    tmp_path: Path, viewer: Viewer, words: tuple[str, ...]
) -> None:
    found = clinic(tmp_path) if words else approved(tmp_path)
    if words:
        translate(found, fuzzy=True)
    large = Path(pdf(found, "back.DRAFT.large.pdf" if words else "back.large.pdf"))
    polyclinic(tmp_path, "print", "es", "back", "--layout", "large", *words)
    made = large.read_bytes()
    large.write_bytes(b"%PDF forged")
    polyclinic(tmp_path, "print", "es", "back", *words)
    assert large.read_bytes() == made


def test_without_a_final_it_is_refused_with_what_to_do(tmp_path: Path, viewer: Viewer) -> None:
    found = clinic(tmp_path)
    translate(found)
    with pytest.raises(Refused) as refused:
        polyclinic(tmp_path, "print", "es", "back")
    assert "there is no final of back in Spanish" in str(refused.value)
    assert "`polyclinic build --locale es --article back`" in str(refused.value)
    assert viewer.opened == []


def test_a_draft_comes_only_when_asked_for_and_says_what_it_is(
    tmp_path: Path, viewer: Viewer
) -> None:
    found = clinic(tmp_path)
    translate(found, fuzzy=True)
    done = polyclinic(tmp_path, "print", "es", "back", "--draft")
    assert viewer.opened == [pdf(found, "back.DRAFT.pdf")]
    assert "do not give it to patients" in done.stderr
    with pytest.raises(Refused):
        polyclinic(tmp_path, "print", "es", "back")


def test_where_a_final_holds_the_draft_is_the_final(tmp_path: Path, viewer: Viewer) -> None:
    found = approved(tmp_path)
    done = polyclinic(tmp_path, "print", "es", "back", "--draft")
    assert viewer.opened == [pdf(found)]
    assert "DRAFT" not in done.stderr


def test_a_final_that_no_longer_holds_is_never_given(tmp_path: Path, viewer: Viewer) -> None:
    found = approved(tmp_path)
    polyclinic(tmp_path, "print", "es", "back")
    translate(found, {"Walk every day.": "Camine mucho cada día."})
    with pytest.raises(Refused):
        polyclinic(tmp_path, "print", "es", "back")
    assert not Path(pdf(found)).exists()
    assert len(viewer.opened) == 1


def test_a_withdrawn_approval_counts_no_longer(tmp_path: Path, viewer: Viewer) -> None:
    found = approved(tmp_path)
    polyclinic(tmp_path, "print", "es", "back")
    reason = ("--reason", "a wrong dose")
    done = polyclinic(
        tmp_path, "withdraw", "es", "back", "--by", f"{ANA.name} <{ANA.mail}>", *reason
    )
    assert done.exit_code == 0, done.output
    with pytest.raises(Refused):
        polyclinic(tmp_path, "print", "es", "back")
    assert not Path(pdf(found)).exists()


def test_a_file_that_somebody_put_there_is_made_anew(tmp_path: Path, viewer: Viewer) -> None:
    found = approved(tmp_path)
    polyclinic(tmp_path, "print", "es", "back")
    before = Path(pdf(found)).read_bytes()
    Path(pdf(found)).write_bytes(b"%PDF forged")
    polyclinic(tmp_path, "print", "es", "back")
    assert Path(pdf(found)).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("xx", "back"), "there is no locale 'xx'"),
        (("es", "neck"), "there is no article 'neck'"),
    ],
)
def test_an_unknown_name_lists_the_known_ones(
    tmp_path: Path, viewer: Viewer, words: tuple[str, ...], said: str
) -> None:
    clinic(tmp_path)
    with pytest.raises(InputError, match=said):
        polyclinic(tmp_path, "print", *words)


def test_a_job_that_cannot_be_done_says_why(tmp_path: Path, viewer: Viewer) -> None:
    found = approved(tmp_path)
    found.po("es", "back").write_text("no catalog", encoding="utf-8")
    with pytest.raises(InputError, match=r"LC_MESSAGES/back\.po"):
        polyclinic(tmp_path, "print", "es", "back")


# ── layouts of a run ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words", [("build",), ("build", "--draft"), ("run",)], ids=["build", "draft", "run"]
)
def test_layouts_take_the_place_of_the_projects_own_for_one_run(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    found = approved(tmp_path)
    assert polyclinic(tmp_path, *words).exit_code == 0
    assert Path(pdf(found)).is_file()
    polyclinic(tmp_path, *words, "--layout", "large", "--layout", "bilingual")
    names = sorted(path.name for path in (tmp_path / "build" / "es").iterdir())
    assert names == ["back.bilingual.pdf", "back.html", "back.large.pdf"]


def test_every_layout_can_be_asked_for() -> None:
    assert list(LAYOUTS.choices) == list(Layout)


def test_build_says_which_sentence_stops_a_draft(tmp_path: Path) -> None:
    found = clinic(tmp_path)
    translate(found, {"Walk every day.": "Camine cada día ☂."})
    done = polyclinic(tmp_path, "build", "--draft")
    assert done.exit_code == 1
    assert "“Camine cada día ☂.”" in done.stderr
