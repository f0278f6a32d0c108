"""The files of docs/ci and the hooks say what the command understands, and their steps run."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.commands.check import check
from tests.projects import perform_all, project

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def steps(name: str) -> list[str]:
    """The shell commands of a CI file, without the installation."""
    text = (ROOT / "docs" / "ci" / name).read_text("utf-8")
    return [
        step for step in _commands(yaml.safe_load(text)) if not step.startswith("python -m pip")
    ]


def _commands(node: Any) -> Iterator[str]:
    for key, value in node.items() if isinstance(node, dict) else ():
        if key in ("run", "script"):
            yield from [value] if isinstance(value, str) else value
        else:
            yield from _commands(value)
    for item in node if isinstance(node, list) else ():
        yield from _commands(item)


FILES = {"github.yml": "polyclinic.sarif", "gitlab.yml": "polyclinic.xml"}


@pytest.mark.parametrize(("name", "report"), FILES.items(), ids=FILES)
def test_the_steps_run_and_only_the_check_fails(tmp_path: Path, name: str, report: str) -> None:
    perform_all(project(tmp_path))
    launcher = tmp_path / "bin" / "polyclinic"
    launcher.parent.mkdir()
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cli "$@"\n')
    launcher.chmod(0o755)
    path = f"{launcher.parent}:{os.environ['PATH']}"
    codes = [
        subprocess.run(
            ["sh", "-eu", "-c", step],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        ).returncode
        for step in steps(name)
    ]
    assert sorted(codes) == [0, 1]  # what is not approved fails the check, not the report
    assert report.partition(".")[2] in (tmp_path / report).suffix


def test_the_report_is_the_one_that_is_uploaded() -> None:
    for name, report in FILES.items():
        text = (ROOT / "docs" / "ci" / name).read_text("utf-8")
        assert f"--output {report}" in text
        assert text.count(report) >= 2


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_hooks_are_commands_that_are_understood(hook: dict[str, Any]) -> None:
    program, command, *words = shlex.split(hook["entry"])
    assert (program, command, hook["language"]) == ("polyclinic", "check", "python")
    understood = check.make_context("check", words)
    assert understood.params["require"] == "untranslated"


def test_the_manual_names_every_hook() -> None:
    manual = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert all(f"`{hook['id']}`" in manual for hook in HOOKS)
