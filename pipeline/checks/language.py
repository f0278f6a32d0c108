"""Language: the translation is in the language of its catalog, and in its script.

Short words that every text is full of, letters and endings tell languages apart that share an
alphabet (Grefenstette 1995); between alphabets the letters do. A word tells two languages apart
only if one of them has it alone, so *de* and *para* say nothing about Spanish and Portuguese.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.checks.tables import table
from pipeline.model import Finding, Severity, Unit

NAMES = {"en": "English", "es": "Spanish", "pt": "Portuguese", "fr": "French", "it": "Italian"}
NAMES |= {"de": "German", "vi": "Vietnamese"}

SURE, LIKELY = 4, 2
"""So many more words of another language than of its own are an error, a warning."""

ENDED, SYLLABLE = 5, 7
"""Letters that a word has at least for its ending to tell; a Vietnamese syllable at most."""

SCRIPTS = {
    "Latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]+"),
    "Greek": re.compile(r"[\u0370-\u03ff]{2,}"),  # a single one is a name for something: β, µ
    "Arabic": re.compile(r"[\u0620-\u064a\u066e-\u06d3]+"),
    "Hebrew": re.compile(r"[\u05d0-\u05ea]+"),
    "Chinese": re.compile(r"[\u3400-\u9fff]+"),
    "Japanese": re.compile(r"[\u3040-\u30ff]+"),
    "Korean": re.compile(r"[\uac00-\ud7af]+"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]+"),
    "Devanagari": re.compile(r"[\u0900-\u097f]+"),
}
SCRIPT_OF = {"ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "ar": "Arabic", "fa": "Arabic"}
SCRIPT_OF |= {"ur": "Arabic", "zh": "Chinese", "el": "Greek", "he": "Hebrew", "ko": "Korean"}
SCRIPT_OF |= {"th": "Thai", "hi": "Devanagari", "ne": "Devanagari", "ja": "Japanese"}
"""Every other language whose words are known here is written in Latin letters."""

_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2e80-\ud7ff]")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a language that is written in Latin letters is known."""

    words: frozenset[str]
    letters: frozenset[str]
    """Beyond a–z."""

    endings: tuple[str, ...]


def language(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error where the words are another language's or another script's, a warning where a few
    are; silent on names and on texts too short to tell."""
    target = inline.reading(unit.msgstr, like=unit.msgid)
    wanted = SCRIPT_OF.get(given.language, "Latin" if given.language in NAMES else "")
    if not wanted:
        return
    foreign = list(_other_scripts(target, unit.msgid, wanted, given.language))
    if foreign:
        yield from foreign
    elif wanted == "Latin":
        yield from _other_language(target, given.language)
    elif wanted == "Chinese":
        yield from _other_chinese(target, given.locale)
    else:
        yield from _other_alphabet(target, unit.msgid, wanted, given.language)


def foreign_letters(word: str, language: str) -> bool:
    """Whether a word has a Latin letter that the language does not write: *ã* in Spanish."""
    profile = _profiles().get(language)
    return profile is not None and not _writes(word.casefold(), profile)


# ── scripts ───────────────────────────────────────────────────────────────────────────────────────


def _other_scripts(
    target: inline.Reading, msgid: str, wanted: str, language: str
) -> Iterator[Finding]:
    """One finding where words stand in a script that is not the language's nor the source's."""
    if wanted == "Latin" and not _NOT_LATIN.search(target.text):
        return
    own = sum(len(word) for word in SCRIPTS[wanted].findall(target.text))
    for script, letters in SCRIPTS.items():
        if script == wanted or (language == "ja" and script == "Chinese"):
            continue
        words = [w for w in letters.finditer(target.text) if script != "Latin" or w[0].islower()]
        words = [w for w in words if w[0] not in msgid]
        if script == "Latin" and (own or len(words) < LIKELY):
            continue  # names and units; words of the source are for `untranslated`
        if words:
            most = sum(len(w[0]) for w in words) > own
            place = target.place(*words[0].span())
            yield Finding(
                "language",
                Severity.ERROR if most else Severity.WARNING,
                f'"{words[0][0]}" is written in {script} letters',
                found=words[0][0],
                at_target=place,
            )


def _other_alphabet(
    target: inline.Reading, msgid: str, wanted: str, language: str
) -> Iterator[Finding]:
    """One finding where words have letters of the script that the language does not write."""
    own = frozenset(table(language, "language").get("letters", ""))
    words = [
        word
        for word in (SCRIPTS[wanted].finditer(target.text) if own else ())
        if not own.issuperset(word[0].casefold()) and word[0] not in msgid
    ]
    if len(words) >= LIKELY:
        yield Finding(
            "language",
            Severity.ERROR if len(words) >= SURE else Severity.WARNING,
            f'"{words[0][0]}" has a letter that the language does not write',
            found=words[0][0],
            at_target=target.place(*words[0].span()),
        )


def _other_chinese(target: inline.Reading, locale: str) -> Iterator[Finding]:
    signs = table("zh", "language")
    own, other, name = ("hans", "hant", "traditional")
    if "Hant" in locale or locale.endswith(("_TW", "_HK", "_MO")):
        own, other, name = ("hant", "hans", "simplified")
    only = set(signs[other]) - set(signs[own])
    spots = [at for at, sign in enumerate(target.text) if sign in only]
    if len(spots) >= LIKELY:
        sign = target.text[spots[0]]
        yield Finding(
            "language",
            Severity.ERROR if len(spots) >= SURE else Severity.WARNING,
            f'"{sign}" is a {name} sign; these readers have the other script',
            expected=signs[own][signs[other].index(sign)],
            found=sign,
            at_target=target.place(spots[0], spots[0] + 1),
        )


# ── languages in Latin letters ────────────────────────────────────────────────────────────────────


def _other_language(target: inline.Reading, language: str) -> Iterator[Finding]:
    """One finding where more words are only another language's than only this one's."""
    counts = Counter(name for word in _WORD.findall(target.text) for name in _tells(word, language))
    worst = max(NAMES, key=lambda name: counts[name])
    more = counts[worst] - counts[language]
    if more >= LIKELY:
        message = f"these words read like {NAMES[worst]}, not {NAMES[language]}"
        severity = Severity.ERROR if more >= SURE else Severity.WARNING
        place = target.place(0, len(target.text))
        yield Finding("language", severity, message, found=target.text, at_target=place)


@lru_cache(maxsize=1 << 14)
def _tells(word: str, language: str) -> frozenset[str]:
    """The languages that a word looks like; all that write it where `language` does not."""
    key = word.casefold()
    profiles = _profiles().items()
    if foreign_letters(key, language):
        return frozenset(name for name, profile in profiles if _writes(key, profile))
    return frozenset(name for name, profile in profiles if _looks(key, profile))


def _looks(key: str, profile: Profile) -> bool:
    if key in profile.words:
        return True
    if not profile.endings:  # Vietnamese writes its syllables apart
        return len(key) <= SYLLABLE and not key.isascii() and _writes(key, profile)
    return len(key) >= ENDED and key.endswith(profile.endings) and _writes(key, profile)


def _writes(key: str, profile: Profile) -> bool:
    """Whether a language has all the letters of a word."""
    return all(c < "\x80" or c in profile.letters for c in key)


@cache
def _profiles() -> Mapping[str, Profile]:
    tables = {name: table(name, "language") for name in NAMES}
    return {
        name: Profile(
            frozenset(told["words"]),
            frozenset(told.get("letters", "")),
            tuple(told.get("endings", ())),
        )
        for name, told in tables.items()
    }
