"""`polyclinic check` from its options to its exit code, in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import commands
from pipeline.errors import InputError
from pipeline.stages import Stage
from tests.projects import Fake, enter, perform_all, project, toy

HEAD = 'msgid ""\nmsgstr "Language: es\\n"\n\n'
GOOD = HEAD + 'msgid "Take 5 mg."\nmsgstr "Tome 5 mg."\n'
BAD = HEAD + 'msgid "Take 5 mg."\nmsgstr "Tome 6 mg."\n'
WORSE = BAD + '\nmsgid "Take 7 mg."\nmsgstr "Tome 8 mg."\n'
"""Another unit with an error, while the first keeps its own."""

MOVED = HEAD + 'msgid "Take 7 mg."\nmsgstr "Tome 8 mg."\n'
"""As many errors as in BAD, on another unit."""


def check(*words: str | Path, root: Path = Path()) -> Result:
    done = CliRunner().invoke(commands, ["-C", str(root), "check", *map(str, words)])
    if isinstance(done.exception, InputError):
        raise done.exception
    return done


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "a.po"
    path.write_text(BAD, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github"])
def test_every_output_says_the_same_to_the_shell(po: Path, form: str) -> None:
    done = check(po, "--format", form)
    assert done.exit_code == 1
    assert "Take 5 mg." in done.stdout
    po.write_text(GOOD, encoding="utf-8")
    assert check(po, "--format", form).exit_code == 0


def test_a_report_goes_to_a_file(po: Path, tmp_path: Path) -> None:
    there = tmp_path / "report.json"
    done = check(po, "--format", "json", "--output", there)
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads(there.read_text(encoding="utf-8"))["ok"] is False


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "a.po" for folder in ("one", "two")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(GOOD, encoding="utf-8")
    report = told(*paths)
    assert list(report["completeness"]["es"]) == [str(path) for path in paths]


def told(*words: str | Path, root: Path = Path()) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(*words, "--format", "json", root=root).stdout)
    return found


def open_units(report: dict[str, Any]) -> set[str]:
    return {f["message"] for f in report["findings"] if f["check"] == "completeness"}


def test_a_catalog_of_the_project_is_checked_as_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, Fake(toy))
    clinic = project(tmp_path / "clinic", chain=["fake"])
    perform_all(clinic, frozenset({Stage.UPDATE, Stage.DRAFT}))
    path = clinic.po("es", "shoulder")
    assert check(path, "--require", "drafted", root=clinic.root).exit_code == 0
    by_policy = told(path, root=clinic.root)
    assert by_policy["completeness"].keys() == {"es"}
    assert open_units(by_policy) == {"this unit is drafted, not yet approved"}
    assert {f["file"] for f in by_policy["findings"] if f["msgid"]} == {
        "locales/es/LC_MESSAGES/shoulder.po"
    }
    for folder in (tmp_path, clinic.root):
        stray = folder / "copy.po"
        shutil.copy(path, stray)
        alone = told(stray, root=clinic.root)
        assert open_units(alone) == {"this unit is drafted, not yet translated"}
        assert list(alone["completeness"]["es"]) == [str(stray)]


def test_a_folder_stands_for_its_catalogs_and_a_bad_one_for_itself(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    good = tmp_path / "deep" / "good.po"
    good.write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.po").write_text('msgid "x', encoding="utf-8")
    assert check(tmp_path).exit_code == 2
    report = told(tmp_path)
    assert [f"{tmp_path / 'bad.po'}:1: " in fault for fault in report["faults"]] == [True]
    assert report["completeness"]["es"][str(good)]["translated"] == 1


def test_a_glossary_that_is_not_there_is_named(po: Path, tmp_path: Path) -> None:
    report = told(po, "--glossary", tmp_path / "no.yaml")
    assert ["no.yaml" in fault for fault in report["faults"]] == [True]


def test_a_folder_without_catalogs_is_no_green_check(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.po file in this folder"):
        check(tmp_path)


# ── baselines ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "code"),
    [(BAD, 0), (GOOD, 0), (WORSE, 1), (MOVED, 1)],
    ids=["the same", "mended", "one more", "as many, elsewhere"],
)
def test_only_what_is_new_fails(po: Path, tmp_path: Path, now: str, code: int) -> None:
    baseline = tmp_path / "baseline.json"
    assert check(po, "--write-baseline", baseline).exit_code == 0
    po.write_text(now, encoding="utf-8")
    done = check(po, "--baseline", baseline)
    assert done.exit_code == code
    assert ("(known)" in done.stdout) == ("Take 5" in now and now != GOOD)


def test_a_baseline_shrinks_and_does_not_take_in_what_is_new(po: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    both = ("--baseline", baseline, "--write-baseline", baseline)
    check(po, "--write-baseline", baseline)
    before = baseline.read_bytes()
    po.write_text(WORSE, encoding="utf-8")
    done = check(po, *both)
    assert done.exit_code == 1
    assert "is left as it is" in done.stderr
    assert baseline.read_bytes() == before
    po.write_text(GOOD, encoding="utf-8")
    assert check(po, *both).exit_code == 0
    assert json.loads(baseline.read_bytes())["files"] == {}


def test_no_baseline_is_written_of_what_cannot_be_read(po: Path, tmp_path: Path) -> None:
    po.write_text('msgid "', encoding="utf-8")
    assert check(po, "--write-baseline", tmp_path / "b.json").exit_code == 2
    assert not (tmp_path / "b.json").exists()


def test_a_baseline_that_is_not_there_is_unusable_input(po: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"b\.json: cannot read this file"):
        check(po, "--baseline", tmp_path / "b.json")


# ── projects ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A project with an empty catalog: nothing is drafted, so that only completeness speaks."""
    perform_all(project(tmp_path), frozenset({Stage.UPDATE}))
    return tmp_path


def test_the_end_says_what_to_do(clinic: Path) -> None:
    done = check(root=clinic)
    assert done.exit_code == 1
    assert "What to do next:\n  locales/es/LC_MESSAGES/shoulder.po: translate " in done.stdout


def test_nothing_may_be_required(clinic: Path) -> None:
    assert "not yet drafted" in check("--require", "drafted", root=clinic).stdout
    done = check("--require", "untranslated", root=clinic)
    assert (done.exit_code, "not yet" in done.stdout) == (0, False)


def test_missing_stale_and_strange_catalogs_are_steps(clinic: Path) -> None:
    po = clinic / "locales/es/LC_MESSAGES/shoulder.po"
    shutil.copytree(clinic / "locales/es", clinic / "locales/fr")
    shutil.copy(po, po.with_name("knee.po"))
    po.unlink()
    steps = check(root=clinic).stdout.partition("What to do next:\n")[2]
    assert "shoulder.po: this catalog is missing; `polyclinic update` writes it" in steps
    assert "knee.po: its article is not in source/" in steps
    assert "locales/fr: polyclinic.toml does not have this locale" in steps
    only = check("--locale", "es", root=clinic).stdout
    assert "locales/fr" not in only


def test_a_source_that_changed_is_told(clinic: Path) -> None:
    source = clinic / "source/shoulder.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nOne more sentence.\n", "utf-8")
    steps = check(root=clinic).stdout.partition("What to do next:\n")[2]
    assert "is not what the article and the glossary ask for now; `polyclinic update`" in steps


def test_a_new_sentence_is_new_to_a_baseline(clinic: Path) -> None:
    baseline = clinic / "b.json"
    assert check("--write-baseline", baseline, root=clinic).exit_code == 0
    assert check("--baseline", baseline, root=clinic).exit_code == 0
    source = clinic / "source/shoulder.md"
    source.write_text(source.read_text(encoding="utf-8") + "\nOne more sentence.\n", "utf-8")
    done = check("--baseline", baseline, "--format", "json", root=clinic)
    new = [f for f in json.loads(done.stdout)["findings"] if not f["known"]]
    assert done.exit_code == 1
    assert "One more sentence." in {f["msgid"] for f in new}
    assert all(f["msgid"] in ("One more sentence.", "") for f in new)
