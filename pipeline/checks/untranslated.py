"""Untranslated text: the msgstr is the source, or holds a run of its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.checks.language import SCRIPT_OF, foreign_letters
from pipeline.checks.tables import table
from pipeline.checks.vocabulary import says_something
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import allowed_forms

RUN = 3
"""So many source words in a row are no coincidence: cognates come single ("hospital", "virus")."""

WORD = 3
"""A text of shorter words only is a dose or a code ("5 mg", "T1"), the same in every language."""

SPELLED_OTHERWISE = frozenset({"es", "pt", "vi"})
"""Languages that are known well enough to tell a single English word."""

JOINED = 2
"""So many small words may stand between two words of a name: "Journal of the Society"."""

STYLE = 0.8
"""A title that has so much of its letters in words with a capital writes all words with one."""

# What a Vietnamese syllable looks like where it has no marks: "can", "hang", "thay".
_SYLLABLE = re.compile(
    r"(?:ch|gh?|gi|kh|ngh?|nh|ph|qu|th|tr|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)

# No native ending or spelling in Spanish and Portuguese. "nd" and "rd" would be, in names.
_ENGLISH = re.compile(r"(?:[bcfghjkpqtvw]|[lnr]d|ing|ed|ly|ness)$|w|th|sh|ck|oo|ee|ght|^y")

_ADDRESS = re.compile(r"(?:(?<!\w)\w+://|www\.)\S+|(?<!\S)[^\s@]+@\S+|\{\w+\}")
"""Addresses and placeholders: the same in every language."""

_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]*[\"”»“]")
"""What is to be said or read in the language of the source, maybe."""

# Latin letters only, and no code: "SARS-CoV-2", "HKU1", "mRNA" are the same everywhere.
_LETTER = r"[A-Za-z\u00c0-\u024f]"
# Between signs of Chinese a word stands without a space.
_WORD = re.compile(rf"(?<![\d_-])(?<!{_LETTER}){_LETTER}+(?:['’][a-z]+)*(?!{_LETTER}|[\d_])")
_CODE = re.compile(r"(?<!\w)\w*(?:\d|[a-z][A-Z])\w*(?:-\w+)*|(?<!\w)[A-Z]{2,}-\w+")


def untranslated(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error where half the words or more are the source's; a warning for three in a row, which
    may be a name, and for a short equal text, which may be alike in both languages.

    In languages that are known well, or not written in Latin letters, a single English word is a
    warning as well ("wound"), a hint if only its spelling is English: it may be a loan. So is a
    letter that the language does not write. Names, codes, Latin and quotations do not count, nor
    words of locked terms whose target is written like the source.
    """
    reading = inline.reading(given.unshown(unit), like=unit.msgid)
    written = _without_terms(unit.msgid, given)
    names = _names(written)
    source = [w for w in _words(written) if w not in names]
    every = _spots(reading.text)
    spots = [spot for spot in every if spot[0].casefold() not in names]
    target = [spot[0].casefold() for spot in spots]
    start, end = _longest_common_run(source, target)
    if end - start >= RUN and not _doses(reading.text, spots[start:end]):
        most = 2 * (Counter(source) & Counter(target)).total() >= len(source)
        yield _finding(
            Severity.ERROR if most else Severity.WARNING,
            "this part is not translated: '{}'",
            reading,
            spots[start].start(),
            spots[end - 1].end(),
        )
    elif source == target and any(len(word) >= WORD for word in source):
        message = "the translation is the source text"
        yield _finding(Severity.WARNING, message, reading, 0, len(reading.text))
    elif given.language in SPELLED_OTHERWISE or given.language in SCRIPT_OF:
        yield from _single(reading, every, frozenset(source) | names, names, given.language)


def _doses(text: str, run: list[re.Match[str]]) -> bool:
    """Whether a run is one word and units, with figures between: "Total: 4 mg, 8 mg"."""
    between = text[run[0].start() : run[-1].end()]
    return sum(len(spot[0]) >= WORD for spot in run) < 2 and any(c.isdigit() for c in between)


def _single(
    reading: inline.Reading,
    spots: list[re.Match[str]],
    source: frozenset[str],
    names: frozenset[str],
    language: str,
) -> Iterator[Finding]:
    """One finding for each single word that is English, or of a third language."""
    seen = set(names)
    for at, spot in enumerate(spots):
        word = spot[0].casefold()
        if word in seen or (word not in source and word.isascii()):
            continue
        opens = spot[0].istitle() and (at == 0 or len(word) > WORD) and says_something(word, "en")
        if not (spot[0].islower() or opens) or _in_a_name(spots, at, source):
            continue
        seen.add(word)
        if word in source and (severity := _english(word, language)):
            yield _finding(severity, "'{}' looks like English", reading, *spot.span())
        elif word not in source and foreign_letters(word, language):
            message = "'{}' has a letter that the language does not write"
            yield _finding(Severity.WARNING, message, reading, *spot.span())


def _in_a_name(spots: list[re.Match[str]], at: int, source: frozenset[str]) -> bool:
    """Whether a word stands beside a name or between its words, all of them the source's.

    "Centers for Disease Control and Prevention" is one name, whatever stands in the middle.
    """
    before = _capital(spots[max(at - 1 - JOINED, 0) : at][::-1], source)
    behind = _capital(spots[at + 1 : at + 2 + JOINED], source)
    if spots[at][0][0].isupper():
        return before == 0 or behind == 0
    return before is not None and behind is not None and before + behind <= JOINED


def _capital(spots: list[re.Match[str]], source: frozenset[str]) -> int | None:
    """How many words of the source stand before the next one with a capital; None without one."""
    for far, spot in enumerate(spots):
        if spot[0].casefold() not in source:
            return None
        if spot[0][0].isupper():
            return far
    return None


def _finding(
    severity: Severity, message: str, reading: inline.Reading, start: int, end: int
) -> Finding:
    words = reading.text[start:end]
    return Finding(
        "untranslated",
        severity,
        message.format(" ".join(_words(words))),
        found=words,
        at_target=reading.place(start, end),
    )


@lru_cache(maxsize=1 << 14)
def _english(word: str, language: str) -> Severity | None:
    """How certain it is that a word that the source has as well is none of the target language."""
    known = says_something(word, "en")
    if language in SCRIPT_OF:  # only names and units stay in Latin letters there
        return Severity.WARNING if len(word) > WORD or (len(word) == WORD and known) else None
    loans = _loans(language)
    if word in loans or word.removesuffix("s") in loans or says_something(word, language):
        return None
    if language == "vi":  # which keeps the names of substances
        return Severity.WARNING if known and not _SYLLABLE.fullmatch(word) else None
    if known:
        return Severity.WARNING
    return Severity.HINT if len(word) > WORD and _ENGLISH.search(word) else None


@cache
def _loans(language: str) -> frozenset[str]:
    """Words that a language has taken in from English."""
    return frozenset(table(language, "untranslated").get("loans", ()))


@cache
def _latin() -> re.Pattern[str]:
    """Phrases that are the same in every language."""
    phrases = map(re.escape, table("any", "untranslated")["latin"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


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
    words = _WORD.findall(text)
    capital = [word for word in words[1:] if word[0].isupper()]
    if sum(map(len, capital)) >= STYLE * sum(map(len, words[1:])):
        return frozenset()
    return frozenset(word.casefold() for word in capital if len(word) > WORD)


def _spots(text: str) -> list[re.Match[str]]:
    """The words of a translation, with what is quoted and codes left out."""
    for skipped in (_ADDRESS, _QUOTED, _CODE, _latin()):
        text = skipped.sub(lambda found: " " * len(found[0]), text)
    return list(_WORD.finditer(text))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(_CODE.sub(" ", text))]


def _longest_common_run(source: list[str], target: list[str]) -> tuple[int, int]:
    """Where in `target` the longest run of RUN words or more stands that both have, half open.

    Each run of RUN source words is looked up where it first stands in the target, and followed as
    far as both agree; the next look-up begins behind it, so the time is linear.
    """
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(target) - RUN + 1):
        first.setdefault(tuple(target[at : at + RUN]), at)
    best, at = (0, 0), 0
    while at + RUN <= len(source):
        start = first.get(tuple(source[at : at + RUN]))
        size = 0 if start is None else _agreeing(source, at, target, start)
        if start is not None and size > best[1] - best[0]:
            best = start, start + size
        at += max(1, size - RUN + 1)
    return best


def _agreeing(source: list[str], at: int, target: list[str], start: int) -> int:
    """How many words from there on are the same."""
    size = 0
    while source[at + size : at + size + 1] == target[start + size : start + size + 1] != []:
        size += 1
    return size
