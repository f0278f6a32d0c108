"""Whole files: all or nothing, and untouched when there is nothing to write."""

from __future__ import annotations

import os
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
