"""What is known of a locale: its names, direction, sentence joiner, number marks and paper.

Names come from CLDR through Babel. A locale is written as gettext writes it (`pt_BR`, `zh_Hans`),
a language tag as BCP 47 does (`pt-BR`, `zh-Hans`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import babel
from babel.core import get_global
from babel.languages import get_official_languages

from pipeline.errors import InputError

# CLDR supplemental/measurementData, paperSize "US-Letter"; every other territory uses A4.
LETTER_TERRITORIES = frozenset(
    "BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split()  # noqa: SIM905
)

# Languages that set no space between sentences (CLDR has no field for it; UAX #14 classes ID, SA).
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers are written where the readers live."""

    decimal: str
    group: str


@dataclass(frozen=True, slots=True)
class Language:
    """One locale, as far as the pipeline needs to know it."""

    locale: str
    """As in file names: `pt_BR`."""

    tag: str
    """BCP 47: `pt-BR`."""

    base: str
    """Language subtag alone: `pt`."""

    name: str
    """In English: `Brazilian Portuguese`."""

    autonym: str
    """In itself, as CLDR writes it, first letter raised: `Português (Brasil)`."""

    direction: Literal["ltr", "rtl"]
    joiner: str
    """What stands between two sentences."""


@cache
def language(locale: str) -> Language:
    """The language of a locale name; InputError, with an example, when it is not known."""
    parsed = _parse(locale)
    english = parsed.get_display_name("en") or locale
    autonym = parsed.get_display_name(parsed) or english
    return Language(
        locale=locale,
        tag=locale.replace("_", "-"),
        base=parsed.language,
        name=english,
        autonym=autonym[:1].upper() + autonym[1:],
        direction="rtl" if parsed.character_order == "right-to-left" else "ltr",
        joiner="" if parsed.language in UNSPACED else " ",
    )


def marks(locale: str, territory: str = "") -> Marks:
    """Number marks for readers of `locale` who live in `territory`.

    They follow the territory, since that is what its medicine labels show: the locale's own
    language where it is an official one there (`fr_CA`), else the territory's first.

    >>> marks("es", "US"), marks("es"), marks("pt_BR", "BR").group, marks("vi", "US").decimal
    (Marks(decimal='.', group=','), Marks(decimal=',', group='.'), '.', '.')
    """
    symbols = _reader_locale(locale, territory).number_symbols["latn"]
    return Marks(symbols["decimal"], symbols["group"])


def paper(locale: str, territory: str = "") -> Literal["us-letter", "a4"]:
    """Paper for readers of `locale` in `territory`, or where its language is mostly spoken.

    >>> paper("es", "US"), paper("pt_BR"), paper("es")
    ('us-letter', 'a4', 'a4')
    """
    return "us-letter" if (territory or _home(locale)) in LETTER_TERRITORIES else "a4"


def known_territory(territory: str) -> bool:
    """Whether CLDR knows this ISO 3166 code.

    >>> known_territory("US"), known_territory("XX1")
    (True, False)
    """
    return territory in babel.Locale("en").territories


@cache
def _parse(locale: str) -> babel.Locale:
    try:
        if not re.fullmatch(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?", locale):
            raise ValueError(locale)
        return babel.Locale.parse(locale)
    except (babel.UnknownLocaleError, ValueError):
        raise InputError(
            f"'{locale}' is not a locale that is known here; write it like es, pt_BR or zh_Hans"
        ) from None


def _home(locale: str) -> str:
    """The territory a locale name carries, or the likely one by CLDR."""
    parsed = _parse(locale)
    likely = get_global("likely_subtags").get(parsed.language, "")
    return parsed.territory or likely.rpartition("_")[2]


@cache
def _reader_locale(locale: str, territory: str) -> babel.Locale:
    parsed = _parse(locale)
    if not territory:
        return parsed
    official = get_official_languages(territory)
    own = [parsed.language] if parsed.language in official else []
    for base in (*own, *official, parsed.language, "en"):
        try:
            return babel.Locale(base, territory=territory)
        except babel.UnknownLocaleError:
            continue
    return parsed
