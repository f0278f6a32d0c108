"""Untranslated text: the msgstr is the source, or holds a run of its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import allowed_forms

RUN = 3
"""So many source words in a row are no coincidence: cognates come single ("hospital", "virus")."""

WORD = 3
"""A text of shorter words only is a dose or a code ("5 mg", "T1"), the same in every language."""

SPELLED_OTHERWISE = frozenset({"es", "pt"})
"""Languages in which the spellings below are no native ones. On 2 × 971 professional pairs of
TICO-19 they flag 0.2 %, nearly all of it loans."""

_ENGLISH = re.compile(r"(?:[bcfghjkpqtvw]|ing|ed|ly|ness)$|w|th|sh|ck|oo|ee|ght|^y")

LOANS = frozenset({"internet", "software", "download", "shopping", "lockdown", "stent", "bypass"})
"""English words that both languages have taken in."""

_ADDRESS = re.compile(r"(?:\w+://|www\.)\S+|(?<!\S)[^\s@]+@\S+")
"""The same in every language."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def untranslated(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error where half the words or more are the source's; a warning for three in a row, which
    may be a name, and for a short equal text, which may be alike in both languages.

    Where the language never spells so, a single word of the source is a warning as well ("numb").
    Names do not count, nor words of locked terms whose target is written like the source.
    """
    written = _without_terms(unit.msgid, given)
    names = _names(written)
    source = [w for w in _words(written) if w not in names]
    target = [w for w in _words(inline.plain(unit.msgstr, like=unit.msgid)) if w not in names]
    run = _longest_common_run(source, target)
    if len(run) >= RUN:
        most = 2 * (Counter(source) & Counter(target)).total() >= len(source)
        message = f"this part is not translated: '{' '.join(run)}'"
        yield Finding("untranslated", Severity.ERROR if most else Severity.WARNING, message)
    elif source == target and any(len(word) >= WORD for word in source):
        yield Finding("untranslated", Severity.WARNING, "the translation is the source text")
    elif given.language in SPELLED_OTHERWISE:
        small = {word for word in _WORD.findall(unit.msgstr) if word.islower()}  # no name, no RCGP
        for word in dict.fromkeys(w for w in source if w in small and _english(w)):
            yield Finding("untranslated", Severity.WARNING, f"'{word}' looks like English")


def _english(word: str) -> bool:
    return len(word) > WORD and word not in LOANS and _ENGLISH.search(word) is not None


def _without_terms(msgid: str, given: Given) -> str:
    """The source's words, with a break for each term that is the same in the translation."""
    text = _ADDRESS.sub(" 0 ", inline.plain(msgid))
    for spot in reversed(given.termbase.locked(text, given.locale)):
        found = text[spot.start : spot.end]
        forms = {form.casefold() for form in allowed_forms(spot.term, given.locale)}
        if found.casefold() in forms:
            text = f"{text[: spot.start]}0{text[spot.end :]}"
    return text


def _names(text: str) -> frozenset[str]:
    """The words that only a name writes with a capital; none where capitals are the style."""
    words = [match[0] for match in _WORD.finditer(text) if len(match[0]) > WORD]
    capital = [word for word in words[1:] if word[0].isupper()]
    if 5 * len(capital) >= 4 * len(words[1:]):
        return frozenset()
    return frozenset(word.casefold() for word in capital)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _longest_common_run(source: list[str], target: list[str]) -> list[str]:
    """The longest run of words that both have, by the usual table of common suffix lengths."""
    best, end = 0, 0
    previous = [0] * (len(target) + 1)
    for word in source:
        current = [0] * (len(target) + 1)
        for j, other in enumerate(target, 1):
            if word == other:
                current[j] = previous[j - 1] + 1
                if current[j] > best:
                    best, end = current[j], j
        previous = current
    return target[end - best : end]
