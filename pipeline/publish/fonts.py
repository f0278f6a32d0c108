"""The font files that a PDF may use, pinned by content: the same text gives the same page.

A table says which fonts a script is set in, in their order, and nothing stands in for them. The
files come from PyPI packages of small publishers, so each is checked before it is loaded; those of
large or rare scripts are extras of this package. All are under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel.core import get_global
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from pipeline.errors import InputError, Refused
from pipeline.languages import language


@dataclass(frozen=True, slots=True)
class Font:
    """A family, and the one folder of a PyPI package that holds its files and no other fonts."""

    family: str
    package: str
    version: str
    folder: str
    """Importable package and folder in it: `fontpkg_noto_sans/files`."""

    digests: Mapping[str, str] = field(repr=False, hash=False)
    """File name → SHA-256. The first is the regular weight."""

    extra: str = ""
    """The extra of this package that installs it; empty: it always is."""

    @property
    def install(self) -> str:
        """What `pip install` is to be given."""
        return f"'polyclinic[{self.extra}]'" if self.extra else f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Script:
    """How one script is set."""

    fonts: tuple[Font, ...]
    """The first that has a sign sets it."""

    scale: float = 1.0
    """Size that looks as large as Noto Sans at 1."""

    ascent: float = 0.0
    """In em, of a script with marks above and below that cap height does not know: its lines are
    spaced by the whole font. 0 where capitals do."""

    reordered: bool = False
    """Glyphs join or change places, so that text cannot be read back from them alone."""


NOTO_SANS = Font(
    "Noto Sans",
    "fontpkg-noto-sans",
    "2.15",
    "fontpkg_noto_sans/files",
    {
        "NotoSans[wdth,wght].ttf": (
            "bfb7bb691513f12e734dc346c03a03f784912432d7e3fa8e56efcf906fe86b3d"
        ),
        "NotoSans-Italic[wdth,wght].ttf": (
            "58e6e0ebd1931b29a365aa2d3e2ee9a9e831a3af7cf3ad1462d4e72154f0b291"
        ),
    },
)

# Of 140 words, Noto Sans Arabic gave 67 back right and this one 135.
PLEX_ARABIC = Font(
    "IBM Plex Sans Arabic",
    "fontpkg-ibm-plex-sans-arabic",
    "1.101",
    "fontpkg_ibm_plex_sans_arabic/files",
    {
        "IBMPlexSansArabic-Regular.ttf": (
            "6f611412270a132bbac838da9259d4c68569b4175f3b3b8fa3fa36a30b56dab9"
        ),
        "IBMPlexSansArabic-Thin.ttf": (
            "f8e1f556f815e3d29c531f79ff2bed276bec18d403fc6470b54900922cd91a79"
        ),
        "IBMPlexSansArabic-ExtraLight.ttf": (
            "4d4137f37a1acd61f1b7eba47c08d0996789596b1e535f9220914ad5daf0a198"
        ),
        "IBMPlexSansArabic-Light.ttf": (
            "0af9d1effbb36ff74d13c64f752c771ecb9162a451cf151c5425f4d00d4daa7c"
        ),
        "IBMPlexSansArabic-Medium.ttf": (
            "b8363ab9f733dfa4f8e96b8b2102c24b5cf4110fb96d1d3d9a9412f6fb49cf74"
        ),
        "IBMPlexSansArabic-SemiBold.ttf": (
            "597bd5502e5997be4414e4c9c88834b30ff3784250c84f20bce2b20e53ebd467"
        ),
        "IBMPlexSansArabic-Bold.ttf": (
            "691e0c891a38637ae6bbdb69700f8042cb0724a137bee615068ffdb92244f61f"
        ),
    },
)


def _cjk(region: str, digest: str) -> Font:
    return Font(
        f"Noto Sans {region}",
        "justmytype-intl-cjk",
        "0.1.0",
        f"justmytype_intl_cjk/fonts/ofl/notosans{region.lower()}",
        {f"NotoSans{region}[wght].ttf": digest},
        "cjk",
    )


def _noto(script: str, version: str, digest: str) -> Font:
    return Font(
        f"Noto Sans {script}",
        f"fontpkg-noto-sans-{script.lower()}",
        version,
        f"fontpkg_noto_sans_{script.lower()}/files",
        {f"NotoSans{script}[wdth,wght].ttf": digest},
        script.lower(),
    )


NOTO_SC = _cjk("SC", "a3041811a78c361b1de50f953c805e0244951c21c5bd412f7232ef0d899af0da")
NOTO_TC = _cjk("TC", "864727d210d54f2537bbe23b3a839436c3992af72de9322af5270897246bd44f")
NOTO_JP = _cjk("JP", "c2f3b4d463500a2ddcd3849cded1fceeb9fd6d1c32e6cbecd568453ba50fc68f")
NOTO_KR = _cjk("KR", "194018e6b2b293a7964f037b25c0249ce1418bc9ab3c971060a03aa57861e252")
DEVANAGARI = _noto(
    "Devanagari", "2.7", "14ec4af41f27482216d1c2229f417ff9b1425e1babb014e57d1d40d03229853e"
)
THAI = _noto("Thai", "2.2", "5a1c559bb539583c8a1fd99d1c5b9491e5e14478c9cd2bd0970d5c3096cc9ef8")
KHMER = _noto("Khmer", "2.4", "f37a8431a0c5d5ed2f81a767417546aca576a81fb7eff9c924d46aecf828f2ca")

SCRIPTS: Mapping[str, Script] = {
    "Latn": Script((NOTO_SANS,)),
    "Cyrl": Script((NOTO_SANS,)),
    "Grek": Script((NOTO_SANS,)),
    "Arab": Script((PLEX_ARABIC, NOTO_SANS), scale=1.08, ascent=1.085, reordered=True),
    "Hans": Script((NOTO_SC, NOTO_SANS)),
    "Hant": Script((NOTO_TC, NOTO_SANS)),
    "Jpan": Script((NOTO_JP, NOTO_SANS)),
    "Kore": Script((NOTO_KR, NOTO_SANS)),
    "Deva": Script((DEVANAGARI, NOTO_SANS), scale=1.08, ascent=0.896, reordered=True),
    "Khmr": Script((KHMER, NOTO_SANS), scale=1.04, ascent=1.069, reordered=True),
    "Thai": Script((THAI, NOTO_SANS), scale=1.04, ascent=1.061, reordered=True),
}
"""ISO 15924 code → how the script is set."""

SIGNS = "≤≥≠≈→←↑↓∞✓"
"""What doctors write and Noto Sans lacks: set in `SIGN_FONT` in every script, never by chance."""

SIGN_FONT = PLEX_ARABIC

# Typst and every font shaper draw nothing for these.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069")


@cache
def script_of(tag: str) -> str:
    """ISO 15924 code of the script that a language is written in, by CLDR.

    >>> script_of("pt-BR"), script_of("zh-Hans"), script_of("ar"), script_of("zh-TW")
    ('Latn', 'Hans', 'Arab', 'Hant')
    """
    name = tag.replace("-", "_")
    likely = get_global("likely_subtags")
    known = (name, likely.get(name, ""), likely.get(language(name).base, ""))
    return next(filter(None, map(_script_subtag, known)), "")


def _script_subtag(name: str) -> str:
    return next((part for part in name.split("_")[1:] if len(part) == 4), "")


def script(tag: str) -> Script:
    """How a language is set; Refused when there is no font for its script."""
    code = script_of(tag)
    if code not in SCRIPTS:
        raise Refused(
            f"there is no font for the script of {language(tag.replace('-', '_')).name} yet;"
            " one is added in pipeline/publish/fonts.py"
        )
    return SCRIPTS[code]


def missing(text: str, tag: str) -> str:
    """The first sign of a text that the fonts of its language lack; empty when there is none."""
    known = _covered(script_of(tag))
    return next((sign for sign in text if sign not in known), "")


@cache
def _covered(code: str) -> frozenset[str]:
    signs = (chr(point) for font in SCRIPTS[code].fonts for point in _points(font))
    return frozenset(signs) | frozenset(SIGNS) | _INVISIBLE


@cache
def _points(font: Font) -> frozenset[int]:
    regular = folder(font) / next(iter(font.digests))
    with TTFont(regular, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def folders(tags: Iterable[str]) -> tuple[Path, ...]:
    """The folders with the verified fonts of some languages and of the signs."""
    fonts = dict.fromkeys((SIGN_FONT, *(font for tag in tags for font in script(tag).fonts)))
    return tuple(sorted(map(folder, fonts)))


@cache
def folder(font: Font) -> Path:
    """The folder that holds a font's verified files; InputError, with the remedy, when it is not
    there or not the pinned one."""
    package, _, inside = font.folder.partition("/")
    try:
        found = Path(str(files(package))) / inside
    except ModuleNotFoundError:
        raise InputError(
            f"the font {font.family} is not installed; run: pip install {font.install}"
        ) from None
    verify(found, font)
    return found


def verify(folder: Path, font: Font) -> None:
    """InputError unless the fonts in `folder` are the pinned ones, all of them and no other."""
    suffixes = {".ttf", ".otf", ".ttc", ".otc"}
    found = {p.name: _digest(p) for p in folder.iterdir() if p.suffix.lower() in suffixes}
    if found != font.digests:
        raise InputError(
            f"the {font.family} font files are not the ones this version was tested with;"
            f" run: pip install --force-reinstall {font.install}"
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
