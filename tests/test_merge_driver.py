"""Real branches, merged by the real git: with the driver, and for those who have not set it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.catalog import render, revised
from pipeline.commands.git import merge_driver
from pipeline.errors import InputError
from pipeline.events import drafted, dump, load
from pipeline.model import Unit
from pipeline.project import Project
from pipeline.stages import Stage
from pipeline.threeway import INVITATION
from tests.projects import ARTICLE, perform_all, project, read, units

ROOT = Path(__file__).parents[1]
DRIVER = f'"{sys.executable}" "{ROOT / "cli.py"}" merge-driver %O %A %B %P'
ANA, BEA = ("Ana Lima", "2025-03-01T08:00:00Z"), ("Bea Paz", "2025-03-02T09:00:00Z")


class Clinic:
    """A project under git, with Spanish catalogs and the driver set up."""

    def __init__(self, root: Path) -> None:
        self.project: Project = project(root)
        self.root = root
        self.po = self.project.po("es", "shoulder")
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "merge.polyclinic.driver", DRIVER)
        shutil.copy(ROOT / "pipeline" / "starter" / "gitattributes", root / ".gitattributes")
        self.update()
        self.commit()

    def git(self, *words: str, fails: bool = False) -> str:
        """What git says."""
        name, mail = "Ana Lima", "ana@example.org"
        people = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", mail))
        }
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        done = subprocess.run(
            ["git", *words],
            cwd=self.root,
            env={**os.environ, **people, **alone},
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert bool(done.returncode) == fails, said
        return said

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "work")

    def update(self) -> None:
        """What `polyclinic update` does."""
        perform_all(self.project, frozenset({Stage.UPDATE}))

    def translate(self, texts: dict[int, str], who: tuple[str, str] = ANA) -> None:
        """What an editor does: texts by their place in the file, and a stamp in the header."""
        found = read(self.project)
        changed = [replace(u, msgstr=texts.get(n, u.msgstr)) for n, u in enumerate(found.units)]
        saved = revised(replace(found, units=tuple(changed)), who[1])
        header = {**saved.header, "Last-Translator": who[0], "X-Generator": "Poedit 3.4"}
        self.po.write_text(render(replace(saved, header=header)), encoding="utf-8")

    def branches(self, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
        """Work on main, and on the branch `theirs`; main is checked out."""
        self.git("checkout", "--quiet", "-b", "theirs")
        theirs()
        self.commit()
        self.git("checkout", "--quiet", "main")
        ours()
        self.commit()

    def unit(self, number: int) -> Unit:
        return read(self.project).units[number]

    def gettext_accepts(self) -> bool:
        """Whether `msgfmt -c` takes the catalog, without a word."""
        checked = subprocess.run(
            ["msgfmt", "-c", "-o", os.devnull, self.po], capture_output=True, text=True, check=False
        )
        return (checked.returncode, checked.stderr) == (0, "")


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path / "clinic")


# ── with the driver ───────────────────────────────────────────────────────────────────────────────


def test_neighbours_merge_although_both_editors_stamp_the_header(clinic: Clinic) -> None:
    clinic.branches(
        lambda: clinic.translate({2: "Dos", 4: "Cuatro"}),
        lambda: clinic.translate({3: "Tres"}, BEA),
    )
    before = clinic.po.read_text(encoding="utf-8")
    clinic.git("merge", "theirs")
    assert [clinic.unit(n).msgstr for n in (2, 3, 4)] == ["Dos", "Tres", "Cuatro"]
    header = read(clinic.project).header
    assert header["PO-Revision-Date"] == "2025-03-02 09:00+0000"
    assert header["Last-Translator"] == BEA[0]
    changed = set(clinic.po.read_text(encoding="utf-8").split("\n")) - set(before.split("\n"))
    assert len(changed) == 3  # the text, the date, the name
    assert clinic.gettext_accepts()


def test_the_same_unit_is_left_to_a_person(clinic: Clinic) -> None:
    clinic.branches(
        lambda: clinic.translate({2: "Dos", 3: "Tres"}),
        lambda: clinic.translate({2: "Segundo", 4: "Cuatro"}, BEA),
    )
    said = clinic.git("merge", "theirs", fails=True)
    found = clinic.unit(2)
    assert f"{clinic.po.relative_to(clinic.root)}:{found.line}: translated differently" in said
    assert "CONFLICT" in said
    assert (found.msgstr, found.fuzzy) == ("Dos", True)
    assert found.remarks == (INVITATION, "theirs: Segundo")
    assert [clinic.unit(n).msgstr for n in (3, 4)] == ["Tres", "Cuatro"]
    assert clinic.gettext_accepts()
    assert clinic.git("status", "--porcelain").startswith("UU ")


def test_the_article_changes_while_it_is_translated(clinic: Clinic) -> None:
    gone = clinic.unit(5).msgid
    assert ARTICLE.count(gone) == 1
    source = clinic.root / "source" / "shoulder.md"

    def revise() -> None:
        source.write_text(ARTICLE.replace(gone, "") + "\nCome back in May.\n", encoding="utf-8")
        clinic.update()

    clinic.branches(revise, lambda: clinic.translate({4: "Cuatro", 5: "Cinco"}, BEA))
    clinic.git("merge", "theirs")
    assert (clinic.unit(4).msgstr, units(clinic.project)[gone].msgstr) == ("Cuatro", "Cinco")
    assert "Come back in May." in units(clinic.project)
    assert clinic.gettext_accepts()
    clinic.update()
    assert {u.msgid: u.msgstr for u in read(clinic.project).obsolete} == {gone: "Cinco"}


def test_both_branches_add_the_locale(clinic: Clinic) -> None:
    clinic.git("rm", "--quiet", str(clinic.po))
    clinic.commit()

    def begin(number: int, text: str) -> None:
        clinic.update()
        clinic.translate({number: text})

    clinic.branches(lambda: begin(2, "Dos"), lambda: begin(3, "Tres"))
    clinic.git("merge", "theirs")
    assert [clinic.unit(n).msgstr for n in (2, 3)] == ["Dos", "Tres"]


def test_events_of_both_branches_stay(clinic: Clinic) -> None:
    events = clinic.project.events("es")

    def record(msgstr: str) -> None:
        fact = drafted("shoulder", Unit("Rest.", msgstr=msgstr), (), "fake 1", ANA[1])
        with events.open("a", encoding="utf-8") as file:
            file.write(dump(fact) + "\n")

    record("Uno")
    clinic.commit()
    clinic.branches(lambda: record("Dos"), lambda: record("Tres"))
    clinic.git("merge", "theirs")
    merged = load(events.read_text(encoding="utf-8"), "review.jsonl")
    assert sorted(event.msgstr for event in merged) == ["Dos", "Tres", "Uno"]


def test_a_broken_version_leaves_ours_untouched(clinic: Clinic) -> None:
    def break_it() -> None:
        text = clinic.po.read_text(encoding="utf-8")
        clinic.po.write_text(text.rstrip()[:-1] + "\n", encoding="utf-8")

    clinic.branches(lambda: clinic.translate({2: "Dos"}), break_it)
    ours = clinic.po.read_bytes()
    last = clinic.git("show", "theirs:" + clinic.po.relative_to(clinic.root).as_posix()).count("\n")
    said = clinic.git("merge", "theirs", fails=True)
    assert f"{clinic.po.relative_to(clinic.root)} (theirs):{last}: a text in this line" in said
    assert clinic.po.read_bytes() == ours
    assert clinic.git("status", "--porcelain").startswith("UU ")


# ── without it ────────────────────────────────────────────────────────────────────────────────────


def test_without_the_driver_git_merges_lines_as_ever(clinic: Clinic) -> None:
    clinic.git("config", "--unset", "merge.polyclinic.driver")
    first, last = 0, len(read(clinic.project).units) - 1

    def translate(number: int, text: str) -> None:  # in a text editor, which stamps nothing
        found = read(clinic.project)
        changed = tuple(
            replace(u, msgstr=text) if n == number else u for n, u in enumerate(found.units)
        )
        clinic.po.write_text(render(replace(found, units=changed)), encoding="utf-8")

    clinic.branches(lambda: translate(first, "Uno"), lambda: translate(last, "Último"))
    clinic.git("merge", "theirs")
    assert [clinic.unit(n).msgstr for n in (first, last)] == ["Uno", "Último"]


def test_without_the_driver_a_conflict_is_marked_as_ever(clinic: Clinic) -> None:
    clinic.git("config", "--unset", "merge.polyclinic.driver")
    clinic.branches(
        lambda: clinic.translate({2: "Dos"}), lambda: clinic.translate({3: "Tres"}, BEA)
    )
    clinic.git("merge", "theirs", fails=True)
    assert "<<<<<<< HEAD" in clinic.po.read_text(encoding="utf-8")


# ── the command ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ours", "code", "merged"), [("A", 0, "B"), ("C", 1, "C")])
def test_exit_code_and_file(tmp_path: Path, ours: str, code: int, merged: str) -> None:
    names = [str(tmp_path / name) for name in ("base", "ours", "theirs")]
    for name, text in zip(names, ("A", ours, "B"), strict=True):
        content = f'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Rest."\nmsgstr "{text}"\n'
        Path(name).write_text(content, encoding="utf-8")
    done = CliRunner().invoke(merge_driver, names)
    assert done.exit_code == code
    assert f'msgstr "{merged}"\n' in Path(names[1]).read_text(encoding="utf-8")
    assert (f"{names[1]}:4: translated differently — “Rest.”" in done.stderr) == bool(code)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    done = CliRunner().invoke(merge_driver, [missing, missing, missing])
    assert isinstance(done.exception, InputError)
    assert done.exception.path == missing
