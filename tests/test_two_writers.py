"""A translator saves while `run` writes: at every point, in every manner, and nothing is lost.

Every step of a run on the disk raises an audit event; the swap of two names is made to raise one.
The saves are put before each of these in turn.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline import catalog, files
from pipeline.engines import EngineSettings
from pipeline.errors import InputError
from pipeline.kept import Order
from pipeline.model import State
from pipeline.project import Project
from pipeline.run import Outcome, run
from pipeline.stages import Stage
from pipeline.todo import Scope
from tests.projects import LATER, Fake, Here, enter, perform_all, project, toy

DRAFT = frozenset({Stage.UPDATE, Stage.DRAFT})
STEPS = {
    "open",
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "tempfile.mkstemp",
    "fcntl.flock",
    "fcntl.fcntl",
    "swap",
}
"""Audit events of whatever touches a file or its name."""
FOR_A_HANDLE = {"fcntl.flock", "fcntl.fcntl", "swap"}
"""Those that name no file."""

TEXT = "---\ntitle: Sore Shoulder\n---\n\nKeep moving. Use a cold pack.\n"
MINE = "Siga en movimiento."
"""What the translator wrote; no engine would."""


# ── the translator, who strikes at a step of the run ──────────────────────────────────────────────


@dataclass
class Watch:
    """Counts the steps of a run and calls `strike` before the `at`-th, once."""

    root: str = ""
    """Steps elsewhere do not count: Python opens modules when it likes."""

    at: int = 0
    strike: Callable[[], object] = lambda: None
    steps: list[str] = field(default_factory=list)
    on: bool = False

    def step(self, event: str, args: tuple[Any, ...]) -> None:
        """The audit hook's part."""
        if event not in FOR_A_HANDLE and not str(args[0]).startswith(self.root):
            return
        self.steps.append(event)
        if len(self.steps) == self.at:
            self.on = False
            self.strike()
            self.on = True


watch = Watch()
"""The one that is asked: an audit hook cannot be taken away again."""


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if watch.on and event in STEPS and threading.current_thread() is threading.main_thread():
        watch.step(event, args)


sys.addaudithook(_audit)


@pytest.fixture
def swaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exchange of two names as a step; it is a call into the C library, which raises none."""
    swap = files._swap

    def stepping(one: Path, other: Path) -> None:
        sys.audit("swap")
        swap(one, other)

    monkeypatch.setattr(files, "_swap", stepping)


def by_rename(path: Path, content: bytes) -> None:
    """Save as most editors do."""
    beside = path.with_name("saved.tmp")
    beside.write_bytes(content)
    beside.replace(path)


def in_place(path: Path, content: bytes) -> None:
    """Save as others do: the file is emptied and written."""
    path.write_bytes(content)


def over_a_backup(path: Path, content: bytes) -> None:
    """Save as others do: the old file becomes the backup, then a new one is made."""
    if path.exists():
        path.rename(path.with_name(path.name + "~"))
    path.write_bytes(content)


SAVES = [by_rename, in_place, over_a_backup]


# ── a project with work to do, as often as it is needed ───────────────────────────────────────────


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was drafted once, and whose article has changed since."""
    enter(monkeypatch, Fake(toy))
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # hundreds of runs; nobody pulls a plug
    monkeypatch.setattr("pipeline.run._keep", lambda *_: None)  # nor are caches of interest
    monkeypatch.setattr("pipeline.todo.engine_settings", lambda project: EngineSettings())
    articles = {"shoulder": TEXT}
    clinic = project(tmp_path / "template", chain=["fake"], articles=articles, glossary="terms: []")
    perform_all(clinic, DRAFT)
    text = TEXT.replace("Use a cold pack.", "Use a warm pack.")
    (clinic.root / "source" / "shoulder.md").write_text(text, encoding="utf-8")
    return clinic.root


def fresh(template: Path) -> tuple[Project, Path, bytes]:
    """A copy of the project, its catalog, and what the translator is about to save there."""
    root = template.with_name("clinic")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    clinic = Project.open(root)
    path = clinic.po("es", "shoulder")
    old = path.read_bytes() if path.exists() else b""
    return clinic, path, old.replace(b"Peek gnivom.", MINE.encode())


def struck(clinic: Project, at: int, strike: Callable[[], object]) -> Outcome:
    """A run with somebody else at work before its `at`-th step."""
    global watch
    watch = Watch(str(clinic.root), at, strike)
    watch.on = True
    try:
        return perform_all(clinic, DRAFT, now=LATER)
    finally:
        watch.on = False


def steps(template: Path) -> int:
    """How many steps a run takes when nobody disturbs it."""
    clinic, path, _ = fresh(template)
    assert struck(clinic, 0, lambda: None).faults == []
    assert "Use a warm pack." in path.read_text(encoding="utf-8")
    assert len(watch.steps) > 20
    return len(watch.steps)


def survives(clinic: Project, path: Path, outcome: Outcome, text: str = MINE) -> bool:
    """Whether the translator's text is in the catalog, or in a kept file that a message names."""
    if path.exists() and text in path.read_text(encoding="utf-8"):
        return True
    return any(
        text in kept.read_text(encoding="utf-8")
        and any(clinic.relative(kept) in message for message in outcome.messages)
        for kept in (clinic.root / ".polyclinic" / "kept").glob("*/*")
    )


def orderly(clinic: Project, path: Path) -> None:
    """No file is left over, and the next run goes well."""
    assert not [p for p in clinic.root.rglob("*.polyclinic") if p.name != ".polyclinic"]
    assert perform_all(clinic, DRAFT, now=LATER).faults == []
    parsed = catalog.parse(path.read_text(encoding="utf-8"), str(path))
    assert [u.msgid for u in parsed.units if "warm pack" in u.msgid]


# ── saves ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("save", SAVES)
def test_a_save_at_any_point_is_merged(
    template: Path, swaps: None, save: Callable[[Path, bytes], None]
) -> None:
    """On Linux nothing need even be kept aside: what was displaced stands there again at once."""
    lost = []
    for at in range(1, steps(template) + 1):
        clinic, path, mine = fresh(template)
        outcome = struck(clinic, at, lambda path=path, mine=mine: save(path, mine))  # type: ignore[misc]
        assert outcome.faults == []
        if not (path.exists() and MINE in path.read_text(encoding="utf-8")):
            lost.append((at, watch.steps[at - 1]))
        orderly(clinic, path)
        assert MINE in path.read_text(encoding="utf-8")
        assert list((clinic.root / ".polyclinic").glob("kept/*/*")) == []
    assert lost == []


def test_a_slow_save_in_place_loses_nothing(template: Path, swaps: None) -> None:
    """An editor that has emptied the file at some point, and writes it after the run has ended."""
    for at in range(1, steps(template) + 1):
        clinic, path, mine = fresh(template)
        opened: list[Any] = []
        outcome = struck(clinic, at, lambda p=path, o=opened: o.append(p.open("wb")))  # type: ignore[misc]
        with opened[0] as file:
            file.write(mine)
        assert survives(clinic, path, outcome), (at, watch.steps[at - 1])
        orderly(clinic, path)


def test_an_editor_that_opened_the_file_before_and_writes_at_any_point(
    template: Path, swaps: None
) -> None:
    """It holds the file open throughout; its write goes into that very file, wherever it is."""
    for at in range(1, steps(template) + 1):
        clinic, path, mine = fresh(template)
        with path.open("r+b") as file:

            def strike(file: Any = file, mine: bytes = mine) -> None:
                file.truncate(0)
                file.write(mine)
                file.flush()

            outcome = struck(clinic, at, strike)
        assert survives(clinic, path, outcome), (at, watch.steps[at - 1])
        orderly(clinic, path)


def test_two_saves_in_a_row_lose_neither(template: Path, swaps: None) -> None:
    """The second within the blink in which ours stands in the place of the first."""
    for at in range(1, steps(template) + 1):
        clinic, path, mine = fresh(template)
        first = mine.replace(MINE.encode(), b"Muevase.")

        def strike(path: Path = path, first: bytes = first, mine: bytes = mine) -> None:
            by_rename(path, first)
            watch.at = len(watch.steps) + 3
            watch.strike = lambda: by_rename(path, mine)

        outcome = struck(clinic, at, strike)
        assert outcome.faults == []
        last = MINE if watch.at <= len(watch.steps) else "Muevase."
        assert survives(clinic, path, outcome, last), (at, watch.steps[at - 1 :])
        orderly(clinic, path)


def test_a_save_over_ours_before_theirs_is_back_is_kept_with_a_message(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people, and both saves within one write: the catalog holds one, a kept file the other."""
    clinic, path, mine = fresh(template)
    theirs = mine.replace(MINE.encode(), b"Muevase.")
    saves = iter([theirs, mine])
    swap = files._swap

    def stepping(one: Path, other: Path) -> None:
        by_rename(path, next(saves, path.read_bytes()))
        swap(one, other)

    monkeypatch.setattr(files, "_swap", stepping)
    outcome = perform_all(clinic, DRAFT, now=LATER)
    assert outcome.faults == []
    assert "Muevase." in path.read_text(encoding="utf-8")
    (kept,) = (clinic.root / ".polyclinic" / "kept" / "es").iterdir()
    assert kept.read_bytes() == mine
    (message,) = [m for m in outcome.messages if "kept at" in m]
    assert message == (
        "locales/es/LC_MESSAGES/shoulder.po: somebody saved this file while it was written; "
        f"what they saved is kept at .polyclinic/kept/es/{kept.name}; "
        "`polyclinic receive` takes it over"
    )
    monkeypatch.undo()


# ── other things that a translator does ───────────────────────────────────────────────────────────


def test_a_broken_save_is_named_and_not_touched(template: Path, swaps: None) -> None:
    broken = b'msgid ""\nmsgstr "\n'
    named = 0
    for at in range(1, steps(template) + 1):
        clinic, path, _ = fresh(template)
        outcome = struck(clinic, at, lambda path=path: by_rename(path, broken))  # type: ignore[misc]
        assert path.read_bytes() == broken
        if outcome.faults:
            assert outcome.faults[0].startswith("locales/es/LC_MESSAGES/shoulder.po:2: ")
            named += 1
        else:  # it came when all was written, and the next run names it
            assert perform_all(clinic, DRAFT, now=LATER).exit_code == 2
            assert path.read_bytes() == broken
    assert named > 10


def test_a_catalog_that_is_removed_is_made_anew(template: Path, swaps: None) -> None:
    for at in range(1, steps(template) + 1):
        clinic, path, _ = fresh(template)
        outcome = struck(clinic, at, path.unlink)
        assert all("no such file" in fault for fault in outcome.faults)
        orderly(clinic, path)


def test_a_catalog_that_appears_is_not_overwritten(template: Path, swaps: None) -> None:
    """There was none when the job was read."""
    mine = fresh(template)[2]
    assert MINE.encode() in mine
    shutil.rmtree(template / "locales")
    for at in range(1, steps(template) + 1):
        clinic, path, _ = fresh(template)

        def strike(path: Path = path) -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            by_rename(path, mine)

        assert struck(clinic, at, strike).faults == []
        assert MINE in path.read_text(encoding="utf-8"), (at, watch.steps[at - 1])
        orderly(clinic, path)


# ── where names cannot change places ──────────────────────────────────────────────────────────────


def refuse(*_: object, **__: object) -> None:
    raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))


def lost_at(template: Path, save: Callable[[Path, bytes], None]) -> Iterator[tuple[str, str]]:
    """The gap: the steps before and after a save that is lost."""
    for at in range(1, steps(template) + 1):
        clinic, path, mine = fresh(template)
        outcome = struck(clinic, at, lambda path=path, mine=mine: save(path, mine))  # type: ignore[misc]
        assert outcome.faults == []
        if not survives(clinic, path, outcome):
            yield watch.steps[at - 2], watch.steps[at - 1]


@pytest.mark.parametrize("save", SAVES)
def test_without_exchange_one_gap_is_left(
    template: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path, bytes], None]
) -> None:
    """An honest limit: docs/files.md names it. A save in place goes into the linked file."""
    monkeypatch.setattr(files, "_swap", refuse)
    gap = [] if save is in_place else [("os.link", "os.rename")]
    assert list(lost_at(template, save)) == gap


@pytest.mark.parametrize("save", SAVES)
def test_without_links_it_is_the_same_gap_for_every_save(
    template: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path, bytes], None]
) -> None:
    monkeypatch.setattr(os, "link", refuse)
    lost = list(lost_at(template, save))
    assert lost
    assert all(after in {"open", "os.chmod", "os.rename"} for _, after in lost)


# ── two runs ──────────────────────────────────────────────────────────────────────────────────────


def test_a_second_run_waits_and_reads_after_it(template: Path) -> None:
    """It finds nothing left to do."""
    clinic, path, _ = fresh(template)
    waited = threading.Event()
    second: list[Outcome] = []
    runs = threading.Thread(
        target=lambda: second.append(_run_again(clinic, waited)), name="second run"
    )
    with files.locked(clinic.root / ".polyclinic", "lock"):
        runs.start()
        assert waited.wait(30)
        before = path.read_bytes()
        path.write_bytes(before.replace(b"Peek gnivom.", MINE.encode()))
    runs.join(30)
    (outcome,) = second
    assert outcome.completeness["es"]["shoulder"]["total"] == 3
    assert MINE in path.read_text(encoding="utf-8")


def _run_again(clinic: Project, waited: threading.Event) -> Outcome:
    order = Order(DRAFT, State.DRAFTED)
    return run(clinic, order, Scope(), LATER, Here(), on_wait=waited.set)


def test_a_command_that_only_looks_does_not_wait(template: Path) -> None:
    clinic = Project.open(template)
    with files.locked(clinic.root / ".polyclinic", "lock"):
        assert perform_all(clinic, frozenset()).faults == []


def test_what_cannot_be_locked_is_said_and_done(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(folder: Path, *_: object) -> None:
        raise InputError("cannot lock this folder: no locks available", str(folder))

    clinic, path, _ = fresh(template)
    locked = files.locked
    monkeypatch.setattr(
        files, "locked", lambda folder, *name: no_locks(folder) if name else locked(folder)
    )
    outcome = perform_all(clinic, DRAFT, now=LATER)
    assert outcome.faults == []
    assert "do not start two runs at once" in outcome.messages[0]
    assert "Use a warm pack." in path.read_text(encoding="utf-8")
