"""A run that is killed leaves every file old or new, whole, and the next run ends well.

The runs are killed in a process of their own, which does nothing but fork: this module as a
program. A child is one `run` in the parent's memory; the article alternates between two versions,
so that each has work to do.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pipeline import catalog, files
from pipeline.events import load
from pipeline.project import Project
from pipeline.publish.cards import CATALOGUE, SHELF, parse
from pipeline.stages import Stage
from tests.projects import NOW, perform_all, project
from tests.test_two_writers import FOR_A_HANDLE, STEPS

VERSIONS = tuple(
    f"---\ntitle: Sore Joint\n---\n\nKeep moving. Use a {pack} pack.\n" for pack in ("cold", "warm")
)
KILLS = 200
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("how", "times"), [("at_random", KILLS), ("after_every_step", 60)])
def test_a_killed_run_leaves_whole_files(tmp_path: Path, how: str, times: int) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.test_kill", how, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= times


# ── the program ───────────────────────────────────────────────────────────────────────────────────


def main(how: str, root: Path) -> int:
    """How many runs were killed; AssertionError when one left something that is not whole."""
    kill, locales, slugs = WAYS[how]
    articles = dict.fromkeys(slugs, VERSIONS[0])
    clinic = project(root / "clinic", locales=locales, articles=articles, glossary="terms: []")
    perform_all(clinic, frozenset({Stage.UPDATE, Stage.DRAFT}))  # what a child need not load
    whole: dict[str, set[bytes]] = defaultdict(set)
    seconds = math.inf
    for version in (*VERSIONS, *VERSIONS):
        write(clinic, version)
        began = time.monotonic()
        assert ended(child(clinic)) == 0
        seconds = min(seconds, time.monotonic() - began)
        for name, content in made(clinic):
            whole[name].add(content)
    assert {len(contents) for contents in whole.values()} == {2}
    assert len(list(Path("/proc/self/task").iterdir())) == 1  # a fork beside a thread may hang
    killed = kill(clinic, seconds, lambda: sound(clinic, whole))
    assert ended(child(clinic)) == 0
    assert [p.name for p in clinic.root.rglob(".*.polyclinic")] == []
    return killed


def at_random(clinic: Project, seconds: float, after: Callable[[], None]) -> int:
    """Runs that live for a random time each, up to what a whole one takes."""
    chance = random.Random(20250203)
    killed = 0
    while killed < KILLS:
        write(clinic, another(clinic))
        process = child(clinic)
        time.sleep(chance.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        after()
    return killed


def after_every_step(clinic: Project, seconds: float, after: Callable[[], None]) -> int:
    """Runs that end right after their first step on a file, their second, and so on."""
    sys.addaudithook(_audit)
    before = clinic.root.with_name("before")
    shutil.copytree(clinic.root, before)
    for killed in itertools.count():
        shutil.rmtree(clinic.root)
        shutil.copytree(before, clinic.root)
        write(clinic, another(clinic))
        code = ended(child(clinic, killed + 1))
        after()
        if code == 0:
            return killed
        assert code == -signal.SIGKILL
    raise AssertionError


WAYS = {
    "at_random": (at_random, ("es", "pt_BR"), ("elbow", "shoulder")),
    "after_every_step": (after_every_step, ("es",), ("shoulder",)),
}


# ── a child ───────────────────────────────────────────────────────────────────────────────────────

steps_left = 0
"""Of a child, until it is killed; 0 for never."""


def _audit(event: str, args: tuple[Any, ...]) -> None:
    global steps_left
    if steps_left and (event in FOR_A_HANDLE or (event in STEPS and _in_project(args))):
        steps_left -= 1
        if not steps_left:
            sys.setprofile(_kill)


def _kill(frame: FrameType, event: str, arg: object) -> None:
    """At the first thing that Python does after the step: a file is open, and empty."""
    if frame.f_code is not _audit.__code__:
        os.kill(os.getpid(), signal.SIGKILL)


def _in_project(args: tuple[Any, ...]) -> bool:
    return str(args[0]).startswith(sys.argv[2])


def child(clinic: Project, steps: int = 0) -> int:
    """The id of a process that does one run."""
    global steps_left
    process = os.fork()
    if process:
        return process
    steps_left = steps
    os.fsync = lambda fd: None  # a killed process takes no written page with it
    faults = perform_all(clinic, now=NOW).faults
    os._exit(1 if faults else 0)


def ended(process: int) -> int:
    """The exit code of a child, less than 0 for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


# ── what there is ─────────────────────────────────────────────────────────────────────────────────


def write(clinic: Project, version: str) -> None:
    """Another version of the articles."""
    for path in clinic.articles():
        path.write_text(version, encoding="utf-8")


def another(clinic: Project) -> str:
    """The version that the catalog of an article does not have, so that there is work to do."""
    live = files.read_text(clinic.po("es", "shoulder")).partition("#~")[0]
    return VERSIONS["cold" in live]


def made(clinic: Project) -> Iterator[tuple[str, bytes]]:
    """Every catalog, template and handout with its bytes."""
    for path in sorted(clinic.root.rglob("*")):
        handout = path.suffix in {".html", ".pdf"} and path.name != SHELF
        if (handout or path.suffix in {".po", ".pot"}) and "kept" not in path.parts:
            yield clinic.relative(path), path.read_bytes()


def sound(clinic: Project, whole: Mapping[str, set[bytes]]) -> None:
    """Every file is old or new, and can be used; none is missing."""
    there = dict(made(clinic))
    assert there.keys() == whole.keys()
    assert [name for name, content in there.items() if content not in whole[name]] == []
    for path in (clinic.root / ".polyclinic").glob("kept/*/*.po"):
        catalog.parse(files.read_text(path), str(path))
    for path in clinic.root.glob("locales/*/review.jsonl"):
        assert load(files.read_text(path), str(path))
    for path in clinic.root.glob("locales/*/*/*.po"):
        assert catalog.parse(files.read_text(path), str(path)).units
    json.loads(files.read(clinic.root / ".polyclinic" / "results.json"))
    assert len(parse(files.read(clinic.root / "build" / CATALOGUE))) >= 1
    assert files.read(clinic.root / "build" / SHELF).endswith(b"</html>\n")
    with closing(sqlite3.connect(clinic.root / ".polyclinic" / "cache.sqlite")) as cache:
        assert cache.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cache.execute("SELECT count(*) FROM translations").fetchone()[0]


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))
