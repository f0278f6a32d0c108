"""Start-up, and a run with nothing to do: `python -m benchmarks.startup` prints a table.

Each figure is a median of pairs that alternate, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
PAIRS = 15
RUNS = 7
PARTS = ("source", "locales", "glossary.yaml", "polyclinic.toml")

CLICK = [sys.executable, "-c", "import click"]
HELP = [sys.executable, str(ROOT / "cli.py"), "--help"]
RUN = [sys.executable, str(ROOT / "cli.py"), "-C"]


def main() -> None:
    """Print the table."""
    click, help_ = zip(*((seconds(CLICK), seconds(HELP)) for _ in range(PAIRS)), strict=True)
    ratio = median(h / c for c, h in zip(click, help_, strict=True))
    rows = [
        ("machine", f"{platform.machine()}, {os.cpu_count()} cores", ""),
        ("python", platform.python_version(), ""),
        ("click", version("click"), ""),
        ("import click", f"{median(click) * 1000:.0f} ms", ""),
        ("polyclinic --help", f"{median(help_) * 1000:.0f} ms", ""),
        ("help / click", f"{ratio:.2f}", "at most 2"),
        ("run, nothing changed", f"{unchanged_run():.2f} s", "under 1 s"),
    ]
    for name, value, target in rows:
        print(f"{name:22} {value:>20}   {target}".rstrip())


def unchanged_run() -> float:
    """Median seconds of `polyclinic run` in a copy of this project that was run before."""
    with tempfile.TemporaryDirectory() as folder:
        for part in filter(lambda name: (ROOT / name).exists(), PARTS):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, Path(folder) / part)
        seconds([*RUN, folder, "run"])
        return median(seconds([*RUN, folder, "run"]) for _ in range(RUNS))


def seconds(command: list[str]) -> float:
    """Wall-clock seconds of a command whose words are not wanted."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
