"""How fast `check` is, in how much memory, and its worst: `python -m benchmarks.check_speed`.

Speed     whole processes on one catalog of 2,000 units of own sentences, every seventh wrong: the
          median of rounds in which each command has its turn, so that a busy machine slows all
          alike. Every command has run once before, so Python's bytecode is there for all. What
          the processor took is the sum over all processes of a command.
          "first": nothing is kept of an earlier check; "changed": 20 units are others than then;
          "again": the very same file. pofilter runs all tests that it runs unasked, for any
          language and for Spanish; then only the two that are quiet and useful.
Memory    the largest resident set of any process of one `check` of 1, 10 and 100 such catalogs, no
          two alike, of which nothing is kept: it must not grow with them.
Worst     seconds of processor time that each check takes for 100 kB of the texts that the tests
          know to be hostile, and which text that is; and all checks together.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeAlias

from pipeline import __version__
from pipeline.checks import CHECKS, Given, check
from pipeline.model import Finding, Unit
from tests.checks.cases import given
from tests.checks.test_hostile import PIECES, SIZE

ROOT = Path(__file__).parents[1]
COMMAND = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cli import main; sys.exit(main())"
PEER = str(Path(sys.executable).parent / "pofilter")
UNITS = 2_000
CHANGED = 20
ROUNDS = 5
FILES = (1, 10, 100)

Test: TypeAlias = Callable[[Unit, Given], Iterable[Finding]]

WHAT = (("ibuprofen", "ibuprofeno"), ("naproxen", "naproxeno"), ("aspirin", "aspirina"))
WHEN = (("before meals", "antes de comer"), ("after meals", "después de comer"))
WHERE = (("left", "izquierda"), ("right", "derecha"))
OFTEN = (("twice a day", "dos veces al día"), ("every 6 hours", "cada 6 horas"))

HEAD = """msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

"""


# ── the catalogs ──────────────────────────────────────────────────────────────────────────────────


def units() -> Iterator[tuple[str, str]]:
    """Own (source, target) sentences without end, no two alike; every seventh has another dose."""
    number = 0
    while True:
        for what, when, where, often in product(WHAT, WHEN, WHERE, OFTEN):
            number += 1
            told = number + (number % 7 == 0)
            yield (
                f"Take {number} mg of {what[0]} {often[0]}, {when[0]}. Lie on the {where[0]} side.",
                f"Tome {told} mg de {what[1]} {often[1]}, {when[1]}. Acuéstese a la {where[1]}.",
            )


def catalog(count: int, first: int = 0) -> str:
    """A `.po` file of so many units, from the one with this number on."""
    entries = (
        f'msgid "{source}"\nmsgstr "{target}"\n'
        for source, target in islice(units(), first, first + count)
    )
    return HEAD + "\n".join(entries)


# ── processes ─────────────────────────────────────────────────────────────────────────────────────


def environment(folder: Path) -> dict[str, str]:
    """As a new user has it: what is kept, and bytecode, goes into `folder`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return kept | {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


class Taken(NamedTuple):
    """What one process and its children took."""

    clock: float
    """Seconds."""

    processor: float
    """Seconds, those of all its processes together."""

    memory: float
    """Largest resident set of any of them, MiB."""


def measured(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> Taken:
    """What a command takes; SystemExit when it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command, env=env, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):  # 1: findings
        raise SystemExit(f"{' '.join(command[:3])} … ended with {status}")
    clock = time.perf_counter() - start
    return Taken(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Runner:
    """One command that is timed, and what must be done before it."""

    name: str
    command: Sequence[str]
    before: Callable[[], object] = lambda: None


def speed(folder: Path, rounds: int) -> None:
    """Print a line for each command: by the clock and of the processor, seconds and how many times
    as fast as pofilter that is."""
    env = environment(folder)
    path, out = folder / "0.po", folder / "out.po"
    check = [sys.executable, "-c", COMMAND, "check", str(path)]
    peer = [PEER, "--progress=none", str(path), str(out)]

    def write(first: int) -> None:
        path.write_text(catalog(UNITS, first), encoding="utf-8")

    def forget() -> None:
        for entry in (folder / "cache").rglob("*.json"):
            entry.unlink()
        write(0)

    runners = (
        Runner("pofilter, all its tests", peer),
        Runner("pofilter --language=es", [*peer, "--language=es"]),
        Runner("pofilter -t numbers -t unchanged", [*peer, "-t", "numbers", "-t", "unchanged"]),
        Runner("check, first", check, forget),
        Runner(f"check, {CHANGED} units changed", check, lambda: write(CHANGED)),
        Runner("check, again", check),
    )
    write(0)
    taken: dict[str, list[Taken]] = {runner.name: [] for runner in runners}
    for round_ in range(rounds + 1):
        for runner in runners:
            runner.before()
            found = measured(runner.command, env, folder)
            if round_:  # the first one makes bytecode
                taken[runner.name].append(found)
    theirs = taken[runners[0].name]
    print(f"{'':34}{'by the clock':>20}{'of the processor':>20}")
    for name, ours in taken.items():
        clock = _compared([t.clock for t in theirs], [o.clock for o in ours])
        processor = _compared([t.processor for t in theirs], [o.processor for o in ours])
        print(f"{name:34}{clock:>20}{processor:>20}")


def _compared(theirs: Sequence[float], ours: Sequence[float]) -> str:
    ratio = median(t / o for t, o in zip(theirs, ours, strict=True))
    return f"{median(ours):.2f} s, {ratio:.1f} times"


def memory(folder: Path, counts: Sequence[int]) -> None:
    """Print the largest resident set for each number of catalogs."""
    for count in counts:
        there = folder / f"{count} files"
        there.mkdir()
        for number in range(count):
            (there / f"{number}.po").write_text(catalog(UNITS, number), encoding="utf-8")
        command = [sys.executable, "-c", COMMAND, "check", str(there)]
        taken = measured(command, environment(there), folder)
        print(
            f"{count:>4} files: {taken.memory:4.0f} MiB, {taken.clock:.1f} s by the clock, "
            f"{taken.processor:.1f} s of the processor"
        )


# ── the worst ─────────────────────────────────────────────────────────────────────────────────────


def worst() -> None:
    """Print the worst text of each check and of all together."""
    gc.disable()  # as `check` does
    tests: dict[str, Test] = {**CHECKS, "all together": check}
    for name, test in tests.items():
        taken = [
            (seconds, f"{piece!r} as {kind}, {locale}")
            for locale, piece in PIECES
            for kind, seconds in _processor(test, piece * (SIZE // len(piece)), locale, name)
        ]
        seconds, what = max(taken)
        print(f"{name:16}{seconds:6.2f} s  {what}")


def _processor(test: Test, text: str, locale: str, name: str) -> Iterator[tuple[str, float]]:
    """Seconds of the processor for a text on either side and on both.

    The `name` at its end makes it another text, of which nothing is remembered.
    """
    known = given(locale)
    for kind in ("source", "translation", "both"):
        whole = f"{text} {name} {kind}"
        source, target = ("No." if kind == side else whole for side in ("translation", "source"))
        start = time.process_time()
        tuple(test(Unit(source, None, target), known))
        yield kind, time.process_time() - start


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--files", type=int, nargs="+", default=FILES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    listed = subprocess.run([PEER, "--listfilters"], capture_output=True, text=True, check=True)
    tests = len(listed.stdout.splitlines())
    print(
        f"polyclinic {__version__} | Python {platform.python_version()} | translate-toolkit "
        f"{version('translate-toolkit')}, {tests} tests | {os.cpu_count()} cores | {UNITS} units | "
        f"median of {options.rounds} rounds\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        speed(Path(folder), options.rounds)
        print()
        memory(Path(folder), options.files)
    print()
    worst()


if __name__ == "__main__":
    main()
