"""Only the pinned font files are loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.publish import fonts


def test_the_installed_files_are_the_pinned_ones() -> None:
    assert {path.name for path in fonts.folder().iterdir()} == set(fonts.DIGESTS)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(fonts.folder(), tmp_path / "files"))


def test_a_changed_file_is_refused(copied: Path) -> None:
    target = copied / next(iter(fonts.DIGESTS))
    target.write_bytes(target.read_bytes() + b"\0")
    with pytest.raises(InputError, match="pip install"):
        fonts.verify(copied)


def test_a_file_beside_them_is_refused(copied: Path) -> None:
    (copied / "Other.ttf").write_bytes(b"")
    with pytest.raises(InputError, match="not the ones"):
        fonts.verify(copied)


def test_a_missing_file_is_refused(copied: Path) -> None:
    (copied / next(iter(fonts.DIGESTS))).unlink()
    with pytest.raises(InputError, match="not the ones"):
        fonts.verify(copied)
