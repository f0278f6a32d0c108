"""The font files that a PDF may use, pinned by content: the same text gives the same page.

They come from PyPI packages of a small publisher, so each file is checked before it is loaded.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import InputError

FAMILY = "Noto Sans"
"""Covers the Latin, Cyrillic and Greek scripts. SIL Open Font License 1.1."""

DIGESTS = {
    "NotoSans[wdth,wght].ttf": "bfb7bb691513f12e734dc346c03a03f784912432d7e3fa8e56efcf906fe86b3d",
    "NotoSans-Italic[wdth,wght].ttf": (
        "58e6e0ebd1931b29a365aa2d3e2ee9a9e831a3af7cf3ad1462d4e72154f0b291"
    ),
}
"""File name → SHA-256 in fontpkg-noto-sans 2.15; no other file may stand beside them."""


@cache
def folder() -> Path:
    """The folder that holds the verified fonts; InputError when a file is not the pinned one."""
    found = Path(str(files("fontpkg_noto_sans"))) / "files"
    verify(found)
    return found


def verify(folder: Path) -> None:
    """InputError unless `folder` holds the pinned files and nothing else."""
    if {path.name: _digest(path) for path in folder.iterdir()} != DIGESTS:
        raise InputError(
            f"the {FAMILY} font files are not the ones this version was tested with;"
            " run: pip install --force-reinstall fontpkg-noto-sans==2.15"
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
