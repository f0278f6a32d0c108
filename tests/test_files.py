"""Whole files: all or nothing, and untouched when there is nothing to write."""

from __future__ import annotations

import fcntl
import os
import pickle
from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import InputError


def test_writes_into_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.po"
    assert files.write(path, b"text")
    assert path.read_bytes() == b"text"


def test_equal_content_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    files.write(path, b"text")
    os.utime(path, ns=(1, 1))
    inode = path.stat().st_ino
    assert not files.write(path, b"text")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1, inode)


def test_new_content_replaces_the_old(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    files.write(path, b"a long old text")
    assert files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [b"old", None])
def test_a_link_stays_and_what_it_leads_to_is_written(
    tmp_path: Path, aside: Path, there: bytes | None
) -> None:
    shared, link = tmp_path / "shared" / "b.po", tmp_path / "es" / "a.po"
    shared.parent.mkdir()
    link.parent.mkdir()
    link.symlink_to(Path("..") / "shared" / "b.po")
    if there is not None:
        shared.write_bytes(there)
    assert files.replace(link, b"one", there, aside)
    assert (link.is_symlink(), shared.read_bytes()) == (True, b"one")
    assert files.write(link, b"two")
    assert (link.is_symlink(), shared.read_bytes()) == (True, b"two")
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == [link, shared]


@pytest.mark.parametrize(("where", "step"), [(os, "fsync"), (Path, "replace")])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: object, step: str
) -> None:
    path = tmp_path / "a.po"
    files.write(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, step, full)
    with pytest.raises(InputError, match=r"a\.po: cannot write this file: no space left"):
        files.write(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.po", b"old")]


def test_an_interruption_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "a.po", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.po"
    files.write(path, b"old")
    path.chmod(mode)
    files.write(path, b"new")
    assert path.stat().st_mode & 0o7777 == mode


def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        files.write(tmp_path / "a.po", b"new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(umask)
    assert (tmp_path / "a.po").stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.po").mkdir()
    with pytest.raises(InputError) as caught:
        files.write(tmp_path / "a.po", b"new")
    assert caught.value.path == str(tmp_path / "a.po")
    assert [p.name for p in tmp_path.iterdir()] == ["a.po"]


def test_a_file_where_a_folder_belongs_is_named(tmp_path: Path) -> None:
    (tmp_path / "locales").write_bytes(b"")
    with pytest.raises(InputError, match="cannot write this file"):
        files.write(tmp_path / "locales" / "a.po", b"new")


# ── files that others write, too ──────────────────────────────────────────────────────────────────


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    """Where a displaced file is kept."""
    return tmp_path / "kept" / "es"


def test_what_is_expected_is_replaced_and_nothing_kept(tmp_path: Path, aside: Path) -> None:
    path = tmp_path / "a.po"
    assert files.replace(path, b"one", None, aside)
    assert files.replace(path, b"two", b"one", aside)
    assert not files.replace(path, b"two", b"two", aside)
    assert path.read_bytes() == b"two"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


@pytest.mark.parametrize(
    ("there", "over"), [(b"theirs", None), (b"theirs", b"old"), (None, b"old")]
)
def test_what_is_not_expected_stays(
    tmp_path: Path, aside: Path, there: bytes | None, over: bytes | None
) -> None:
    path = tmp_path / "a.po"
    if there is not None:
        path.write_bytes(there)
    with pytest.raises(files.Changed, match=r"a\.po: somebody saved this file") as caught:
        files.replace(path, b"new", over, aside)
    assert caught.value.kept == ""
    assert files.look(path) == there


def test_a_file_that_somebody_is_writing_is_given_back(tmp_path: Path, aside: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    with path.open("ab") as file:
        with pytest.raises(files.Changed):
            files.replace(path, b"new", b"old", aside)
        file.write(b" and theirs")
    assert path.read_bytes() == b"old and theirs"
    assert list(aside.iterdir()) == []


def test_reading_and_writing_do_not_disturb_each_other(tmp_path: Path, aside: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    with path.open("rb") as file:
        assert files.replace(path, b"new", b"old", aside)
        assert file.read() == b"old"


def test_a_folder_for_kept_files_that_cannot_be_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    (tmp_path / "kept").write_bytes(b"")
    with pytest.raises(InputError, match=r"kept/es: cannot keep files in this folder"):
        files.replace(path, b"new", b"old", tmp_path / "kept" / "es")
    assert path.read_bytes() == b"old"


def test_a_change_crosses_a_process_boundary() -> None:
    fault = files.Changed("a.po", "kept/a.po")
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.kept) == (str(fault), "kept/a.po")


# ── what killed processes leave ───────────────────────────────────────────────────────────────────


def test_what_is_left_over_is_swept(tmp_path: Path, aside: Path) -> None:
    (tmp_path / "locales" / "es").mkdir(parents=True)
    (tmp_path / "locales" / "es" / ".a.po.abcd1234.polyclinic").write_bytes(b"half")
    others = ["a.po", ".a.po.swp", ".abcd1234.polyclinic", "a.po.abcd1234.polyclinic"]
    for name in others:
        (tmp_path / "locales" / name).write_bytes(b"")
    assert list(files.sweep([tmp_path / "locales", tmp_path / "build"], aside)) == []
    left = {p.name for p in (tmp_path / "locales").rglob("*") if p.is_file()}
    assert left == set(others)


def test_what_is_being_written_is_not_swept(tmp_path: Path, aside: Path) -> None:
    with files._temporary(tmp_path / "a.po", b"new") as new:
        assert list(files.sweep([tmp_path], aside)) == []
        assert new.read_bytes() == b"new"


def test_what_was_displaced_and_not_looked_at_is_named(tmp_path: Path, aside: Path) -> None:
    """As a process leaves it that is killed right after the exchange, and right before it."""
    aside.mkdir(parents=True)
    swapped, waiting = (
        tmp_path / ".a.po.abcd1234.polyclinic",
        tmp_path / ".b.po.wxyz9876.polyclinic",
    )
    for new in (swapped, waiting):
        new.write_bytes(b"new")
    (tmp_path / "a.po").hardlink_to(swapped)
    (aside / "a.abcd1234.po").write_bytes(b"theirs")
    (aside / "b.wxyz9876.po").hardlink_to(waiting)
    (aside / "c.01234567.po").write_bytes(b"kept before")
    found = list(files.sweep([tmp_path], aside.parent))
    assert found == [(tmp_path / "a.po", aside / "a.abcd1234.po")]
    assert sorted(p.name for p in aside.iterdir()) == ["a.abcd1234.po", "c.01234567.po"]
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.po"]


def test_a_name_that_was_swept_before_it_was_held_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    swept: list[Path] = []

    def late(handle: int, operation: int) -> None:
        if not swept:
            swept.extend(tmp_path.glob(".a.po.*"))
            swept[0].unlink()
        flock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    assert files.write(tmp_path / "a.po", b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.po", b"new")]
    assert len(swept) == 1


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def test_reads_text_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfma\xc3\xb1ana")
    assert files.read_text(tmp_path / "a.md") == "mañana"


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        files.read(tmp_path / name)
    assert caught.value.path == str(tmp_path / name)
    assert "cannot read this file" in caught.value.message


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"\xff\xfeh", 1), (b"one\ntwo\nma\xf1ana\n", 3), (b"one\xc3", 1), (b"\n\xed\xa0\x80", 2)],
)
def test_other_encodings_are_refused_with_the_line(content: bytes, line: int) -> None:
    with pytest.raises(InputError, match="save it as UTF-8") as caught:
        files.decode(content, "a.md")
    assert (caught.value.path, caught.value.line) == ("a.md", line)


def test_removing(tmp_path: Path) -> None:
    files.write(tmp_path / "a.pdf", b"x")
    assert [files.remove(tmp_path / "a.pdf"), files.remove(tmp_path / "a.pdf")] == [True, False]


def test_removing_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot remove this file"):
        files.remove(tmp_path)
    assert tmp_path.is_dir()
