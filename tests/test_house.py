"""The house stands: who may import whom, what starting costs, what nothing may be called."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
VAGUE = {"utils", "util", "helper", "helpers", "manager", "processor", "handler", "common", "misc"}


def imports(path: Path) -> Iterator[str]:
    """Top name of everything a module imports, at any depth of its code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_the_contracts_hold() -> None:
    """Layers, and the one room of each third-party package: `[tool.importlinter]`."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_house_does_not_know_its_front_door() -> None:
    assert len(MODULES) > 30
    assert [path for path in MODULES if {"cli", "tests", "benchmarks"} & set(imports(path))] == []


def test_names_say_something() -> None:
    """A module named `locale` would shadow the standard library's for whoever runs it."""
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert "locale" not in names
    assert names & VAGUE == set()


def test_every_module_says_what_it_is() -> None:
    assert [p for p in MODULES if not ast.get_docstring(ast.parse(p.read_text("utf-8")))] == []


def test_starting_imports_click_and_nothing_else() -> None:
    """So `--help` is instant: rooms are imported inside the commands."""
    code = "import sys, cli; print(*{m.partition('.')[0] for m in sys.modules})"
    plain = code.replace(", cli", "")

    def modules(code: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return set(done.stdout.split())

    ours = modules(code) - modules(plain) - set(sys.stdlib_module_names)
    assert ours == {"cli", "click", "pipeline"}
