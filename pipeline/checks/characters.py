"""Characters: nothing hidden, nothing that only looks like a letter, and words where words were.

Hidden signs change what a page says without showing it: U+202E turns text round, a soft hyphen or
a zero-width space splits a drug name for every search. Letters of two scripts in one word are how
a name is forged (Unicode Technical Standard 39, 5.1). Text that was read in the wrong encoding is
told as ftfy tells it: its signs are bytes of UTF-8, which other text hardly ever is by chance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit

# Directional isolates and marks stand for themselves in right-to-left text, joiners in Persian,
# Hindi and others and between emoji; elsewhere they have no place, and nothing else of these kinds.
JOINING = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
ALLOWED = JOINING | frozenset("\n\t")
HIDDEN = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")

DOTLESS = frozenset({"tr", "az", "kk", "tt", "crh"})
"""Languages that write ı."""

WIDE = frozenset({"zh", "ja", "ko", "yue"})
"""Languages that may write digits and Latin letters as wide as their own signs."""

# Scripts from Hebrew to Sinhala, Myanmar and Khmer; emoji.
_JOINED = re.compile("[\u0590-\u0dff\u1000-\u109f\u1780-\u17ff\U0001f000-\U0001faff]")
_WORD = re.compile(r"[^\W\d_]+")

# The first byte of UTF-8 for Latin letters, for punctuation and for East Asian signs, as each
# encoding shows it, and what may follow.
_ENCODINGS = (
    (re.compile("[ÂÃÄÅÐÑØÙâãäåæçèéï][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+"), "cp1252"),
    (re.compile(r"[√¬ƒ≈‚][^\x00-\x7f]+"), "mac_roman"),
    (re.compile("[\uff61-\uff9f]{2,}"), "cp932"),
)

# Kangxi radicals, CJK compatibility ideographs, Latin ligatures, Arabic presentation forms and
# mathematical letters: Unicode keeps them for old encodings and formulas; no search finds them.
_COMPATIBLE = re.compile(
    "[\u2f00-\u2fdf\uf900-\ufaff\ufb00-\ufb06\ufb50-\ufbff\ufe70-\ufefc\U0001d400-\U0001d7ff]+"
)
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_ODD = re.compile(f"{_COMPATIBLE.pattern}|{_WIDE.pattern}|[ı\u00a8\u00b8\u02c6\u02c7\u02d8-\u02dd]")
_NEAR_LATIN = re.compile("[\u0370-\u052f]")
_DOTLESS = re.compile(r"(?<!\w)\w*ı\w*")
_ACCENT = re.compile(r"[^\W\d_][\u00a8\u00b8\u02c6\u02c7\u02d8-\u02dd]")
_NOUGHT = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?O(?!\w)|(?<!\w)\d+[OIl]\d+(?!\w)")


def characters(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each hidden or control character that the source has not, for letters that only
    look right, for text read in the wrong encoding, and for a translation without any letter."""
    text = unit.msgstr
    if not (text.isascii() and text.isprintable()):
        yield from _hidden_ones(unit)
        yield from _isolates(text)
        yield from _scrambled(text)
        if _NEAR_LATIN.search(text):
            yield from _mixed(unit)
        if _ODD.search(text):
            yield from _lookalikes(unit, given.language)
    yield from _matches(_NOUGHT, unit, "'{}' has a letter where a figure belongs")
    if _WORD.search(inline.plain(unit.msgid)) and not re.search(r"\w", text):
        yield Finding("characters", Severity.ERROR, "the translation has no words")


def _hidden_ones(unit: Unit) -> Iterator[Finding]:
    if unit.msgstr.isprintable() and HIDDEN.isdisjoint(unit.msgstr):
        return
    allowed = ALLOWED if _JOINED.search(unit.msgstr) else ALLOWED - JOINING
    for sign in sorted({c for c in unit.msgstr if _hidden(c, allowed)} - set(unit.msgid)):
        name = unicodedata.name(sign, "control character")
        message = f"an invisible character must go: U+{ord(sign):04X} ({name.lower()})"
        yield _finding(message, sign, unit.msgstr.index(sign))


def _hidden(char: str, allowed: frozenset[str]) -> bool:
    if char in allowed:
        return False
    return char in HIDDEN or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")


def _isolates(text: str) -> Iterator[Finding]:
    """Unicode Standard Annex 9: U+2066 to U+2068 each need a U+2069."""
    opened = sum(map(text.count, "\u2066\u2067\u2068"))
    if opened != text.count("\u2069"):
        at = next(i for i, c in enumerate(text) if "\u2066" <= c <= "\u2069")
        message = "an invisible sign turns the direction of the text and is not paired"
        yield _finding(f"{message}: U+{ord(text[at]):04X}", text[at], at)


def _scrambled(text: str) -> Iterator[Finding]:
    """The first place that was lost or made by reading a file in the wrong encoding."""
    if (at := text.find("\ufffd")) >= 0:
        message = "a letter was lost when the file was read: '\ufffd' stands for it"
        yield _finding(message, "\ufffd", at)
        return
    for pattern, encoding in _ENCODINGS:
        for found in pattern.finditer(text):
            if meant := _meant(found[0], encoding):
                message = f"'{found[0]}' was read in the wrong encoding; it should be '{meant}'"
                yield _finding(message, found[0], found.start(), meant)
                return


def _meant(signs: str, encoding: str) -> str:
    """What was written, if `signs` are its UTF-8 bytes read as `encoding`; else empty."""
    try:
        meant = signs.encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""
    # By chance "É»" or "—É" decode, too: to one letter of phonetics, to a Cyrillic one.
    likely = len(meant) > 1 or meant < "\u0180" or "\u2010" <= meant <= "\u2122"
    return meant if likely or meant >= "\uff00" else ""


def _mixed(unit: Unit) -> Iterator[Finding]:
    for word in _WORD.finditer(unit.msgstr):
        if word[0].isascii() or word[0] in unit.msgid:
            continue
        if len(scripts := _scripts(word[0])) > 1:
            message = f"'{word[0]}' mixes letters of two scripts: {', '.join(sorted(scripts))}"
            yield _finding(message, word[0], word.start())


def _scripts(word: str) -> set[str]:
    """The alphabets of a word's letters; only those that look alike are told apart."""
    found = set()
    for char in word:
        if char < "\u0250":
            found.add("LATIN")
        elif "\u0370" <= char <= "\u03ff":
            found.add("GREEK")
        elif "\u0400" <= char <= "\u052f":
            found.add("CYRILLIC")
    return found


def _lookalikes(unit: Unit, language: str) -> Iterator[Finding]:
    yield from _matches(_COMPATIBLE, unit, "'{}' only looks like '{}', which must stand there")
    yield from _matches(_ACCENT, unit, "'{}' is a letter and an accent apart; write them as one")
    if language not in WIDE:
        yield from _matches(_WIDE, unit, "'{}' only looks like '{}', which must stand there")
    if language not in DOTLESS:
        yield from _matches(_DOTLESS, unit, "'{}' has an ı without its dot")


def _matches(pattern: re.Pattern[str], unit: Unit, message: str) -> Iterator[Finding]:
    for found in pattern.finditer(unit.msgstr):
        if found[0] not in unit.msgid:
            meant = unicodedata.normalize("NFKC", found[0])
            yield _finding(message.format(found[0], meant), found[0], found.start(), meant)


def _finding(message: str, found: str, at: int, expected: str = "") -> Finding:
    place = at, at + len(found)
    expected = "" if expected == found else expected
    return Finding(
        "characters", Severity.ERROR, message, expected=expected, found=found, at_target=place
    )
