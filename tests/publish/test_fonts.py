"""Only the pinned font files are loaded, and each language is set in those of its script."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError, Refused
from pipeline.publish import fonts

FONTS = sorted({font for script in fonts.SCRIPTS.values() for font in script.fonts}, key=str)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.family)
def test_the_installed_files_are_the_pinned_ones(font: fonts.Font) -> None:
    found = {path.name for path in fonts.folder(font).glob("*.ttf")}
    assert found == set(font.digests)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(fonts.folder(fonts.NOTO_SANS), tmp_path / "files"))


def test_a_changed_file_is_refused(copied: Path) -> None:
    target = copied / next(iter(fonts.NOTO_SANS.digests))
    target.write_bytes(target.read_bytes() + b"\0")
    with pytest.raises(InputError, match=r"pip install .*fontpkg-noto-sans==2\.15"):
        fonts.verify(copied, fonts.NOTO_SANS)


def test_a_font_beside_them_is_refused(copied: Path) -> None:
    (copied / "Other.TTF").write_bytes(b"")
    with pytest.raises(InputError, match="not the ones"):
        fonts.verify(copied, fonts.NOTO_SANS)


def test_a_missing_file_is_refused(copied: Path) -> None:
    (copied / next(iter(fonts.NOTO_SANS.digests))).unlink()
    with pytest.raises(InputError, match="not the ones"):
        fonts.verify(copied, fonts.NOTO_SANS)


def test_an_extra_that_is_not_installed_is_named() -> None:
    absent = replace(fonts.NOTO_SC, folder="no_such_package/fonts")
    with pytest.raises(InputError, match=r"pip install 'polyclinic\[cjk\]'"):
        fonts.folder(absent)


@pytest.mark.parametrize(
    ("tag", "family"),
    [
        ("es", "Noto Sans"),
        ("vi", "Noto Sans"),
        ("ru", "Noto Sans"),
        ("ar", "IBM Plex Sans Arabic"),
        ("zh-Hans", "Noto Sans SC"),
        ("zh-TW", "Noto Sans TC"),
        ("hi", "Noto Sans Devanagari"),
    ],
)
def test_each_language_has_the_font_of_its_script(tag: str, family: str) -> None:
    assert fonts.script(tag).fonts[0].family == family


def test_a_script_without_a_font_is_refused() -> None:
    with pytest.raises(Refused, match="no font for the script of Amharic"):
        fonts.script("am")


@pytest.mark.parametrize(
    ("tag", "text", "sign"),
    [
        ("es", "Fiebre ≥ 38 °C → ½", ""),
        ("es", "Fiebre 漢", "漢"),
        ("zh-Hans", "发烧“≥ 38 °C”⅓", ""),
        ("zh-Hans", "ألم", "أ"),
        ("ar", "ألم \u2066480-555\u2069 đ Ж", ""),
        ("ar", "漢", "漢"),
        ("vi", "Xương bánh chè, Ế ự", ""),
    ],
)
def test_what_a_language_cannot_show(tag: str, text: str, sign: str) -> None:
    assert fonts.missing(text, tag) == sign
