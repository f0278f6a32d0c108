"""Characters: nothing hidden, nothing that only looks like a letter, and words where words were.

Hidden signs change what a page says without showing it: U+202E turns text round, a soft hyphen or
a zero-width space splits a drug name for every search. Letters of two scripts in one word are how
a name is forged (Unicode Technical Standard 39, 5.1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit

# Directional isolates and marks stand for themselves in right-to-left text, joiners in Persian,
# Hindi and others; everything else of these kinds has no place in a translation.
ALLOWED = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\n\t")
HIDDEN = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")

_WORD = re.compile(r"[^\W\d_]+")


def characters(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each hidden or control character that the source has not, for a word of mixed
    scripts, and for a translation without any letter of a source that has some."""
    hidden = {c for c in unit.msgstr if _hidden(c)} - set(unit.msgid)
    for sign in sorted(hidden):
        name = unicodedata.name(sign, "control character")
        message = f"an invisible character must go: U+{ord(sign):04X} ({name.lower()})"
        yield Finding("characters", Severity.ERROR, message)
    for word in _WORD.findall(unit.msgstr):
        if word not in unit.msgid and len(scripts := _scripts(word)) > 1:
            message = f"'{word}' mixes letters of two scripts: {', '.join(sorted(scripts))}"
            yield Finding("characters", Severity.ERROR, message)
    if _WORD.search(inline.plain(unit.msgid)) and not re.search(r"\w", unit.msgstr):
        yield Finding("characters", Severity.ERROR, "the translation has no words")


def _hidden(char: str) -> bool:
    if char in ALLOWED:
        return False
    return char in HIDDEN or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")


def _scripts(word: str) -> set[str]:
    """The alphabets of a word's letters; only those that look alike are told apart."""
    names = (unicodedata.name(char, "").split(" ", 1)[0] for char in word)
    return {name for name in names if name in ("LATIN", "CYRILLIC", "GREEK")}
