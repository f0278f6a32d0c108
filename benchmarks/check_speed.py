"""How fast `check` is, and in how much memory: `python -m benchmarks.check_speed`.

The catalog has 2,000 units made of own sentences, every seventh with an error. Times are whole
processes, the median of three, pofilter on the same file in the same minute. Memory is the largest
resident set of one process that checks 1, 10 and 100 such files: it must not grow with them.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import median

from pipeline import __version__

ROOT = Path(__file__).parents[1]
COMMAND = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cli import main; sys.exit(main())"
PEER = str(Path(sys.executable).parent / "pofilter")
UNITS = 2_000
RUNS = 3
FILES = (1, 10, 100)

WHAT = (("ibuprofen", "ibuprofeno"), ("naproxen", "naproxeno"), ("aspirin", "aspirina"))
WHEN = (("before meals", "antes de comer"), ("after meals", "después de comer"))
WHERE = (("left", "izquierda"), ("right", "derecha"))
OFTEN = (("twice a day", "dos veces al día"), ("every 6 hours", "cada 6 horas"))

HEAD = """msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

"""


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


def catalog(count: int) -> str:
    """A `.po` file of so many units."""
    entries = (
        f'msgid "{source}"\nmsgstr "{target}"\n'
        for (source, target), _ in zip(units(), range(count), strict=False)
    )
    return HEAD + "\n".join(entries)


def measured(command: Sequence[str]) -> tuple[float, int]:
    """Seconds by the clock and largest resident set, in KiB, of one process and its children."""
    start = time.perf_counter()
    with Path(os.devnull).open("wb") as nothing:
        to = nothing.fileno()
        own = [(os.POSIX_SPAWN_DUP2, to, 1), (os.POSIX_SPAWN_DUP2, to, 2)]
        child = os.posix_spawn(command[0], list(command), os.environ, file_actions=own)
        _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: findings
        raise SystemExit(f"{' '.join(command[:3])} … ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--files", type=int, nargs="+", default=FILES)
    counts = parser.parse_args().files
    print(
        f"polyclinic {__version__} | Python {platform.python_version()} | translate-toolkit "
        f"{version('translate-toolkit')} | {UNITS} units | median of {RUNS}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "0.po"
        path.write_text(catalog(UNITS), encoding="utf-8")
        own = [sys.executable, "-c", COMMAND, "check"]
        peer = [PEER, "--progress=none", str(path), str(Path(folder) / "out.po")]
        ours = median(measured([*own, str(path)])[0] for _ in range(RUNS))
        theirs = median(measured(peer)[0] for _ in range(RUNS))
        print(f"polyclinic check {ours:.2f} s, pofilter {theirs:.2f} s: {theirs / ours:.1f} times")
        for count in counts:
            paths = [Path(folder) / f"{i}.po" for i in range(count)]
            for copy in paths[1:]:
                shutil.copy(path, copy)
            seconds, peak = measured([*own, *map(str, paths)])
            print(f"{count:>4} files: {peak / 1024:.0f} MiB, {seconds:.1f} s")


if __name__ == "__main__":
    main()
