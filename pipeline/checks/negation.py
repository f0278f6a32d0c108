"""Negation: what the source denies or forbids the translation denies or forbids, and no more.

Negations are counted, not looked for: of three in a sentence each must be answered by one of the
other side. They are paired cheapest first, where a pair costs what the two are out of each other's
place, and `OTHER` if they say it in another way ("without" as *no*). What is left over is reported.
Words that only may negate answer, and are never reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.checks.cues import Cue, cues, known
from pipeline.checks.given import Given
from pipeline.inline import Reading, reading
from pipeline.model import Finding, Severity, Unit

CONCORD = frozenset({"none", "never", "nor"})
"""Meanings that say nothing more behind another negation: *no tome nada*, neither … nor."""

HOSTS = frozenset({"not", "without"}) | CONCORD
"""Meanings behind which they say nothing more."""

AROUND = 20
"""Characters on either side of a cue that are shown with it, at most."""

REACH = 120
"""Characters from a negation to one that only carries it on, at most."""

BREAKS = frozenset(".;:!?。；！？؛؟")
"""Signs beyond which none is carried on."""

OTHER = 0.4
"""Cost of a pair of different meanings, in lengths of the text."""

LOOSE = 0.2
"""Lengths of the text that an unsure cue of another meaning may be out of its place."""

NEIGHBOURHOOD = 40
"""Characters that it may be out of its place however short the text is."""

OWN = frozenset({"limit", "never", "non", "without"})
"""Meanings whose unsure words answer each other only."""

MANY = 50
"""With more negations than this a text is no sentence: nobody can say which answers which."""

PLAIN = frozenset({"not", "never", "none", "nor"})
"""Meanings whose loss, or presence, is certain where no word of the other side may say it."""

MEASURED = frozenset({"es", "pt"})
"""Languages whose tables are complete enough for an error."""

SHORT = 160
"""Characters of a source up to which that is an error: in a longer one a translator has room to
say it otherwise. On 2 × 487 professional pairs of TICO-19: no error, 0.7 % warnings."""


def negation(unit: Unit, given: Given) -> Iterator[Finding]:
    """A finding for each negation that only one side has.

    An error where a short text says "not" and no word of the other one might; else a warning.
    Nothing for a language without a table.
    """
    if not known(given.language, "negation"):
        return
    source, target = reading(unit.msgid), reading(unit.msgstr, unit.msgid)
    said = _counted(source.text, "en")
    there = _counted(target.text, given.language)
    if not (said or there) or max(len(said), len(there)) > MANY:
        return
    dropped, added = _unanswered(said, there, len(source.text), len(target.text))
    short = given.language in MEASURED and len(source.text) <= SHORT
    for cue in dropped:
        yield _finding(cue, source, short and _all_sure(there), "source", "translation")
    for cue in added:
        yield _finding(cue, target, short and _all_sure(said), "translation", "source")


def _all_sure(found: Sequence[Cue]) -> bool:
    """Whether no word of the other side may be another way to say what was left over."""
    return all(cue.sure for cue in found)


def _finding(cue: Cue, text: Reading, certain: bool, here: str, there: str) -> Finding:
    place = text.place(cue.start, cue.end)
    lost = here == "source"
    return Finding(
        "negation",
        Severity.ERROR if certain and cue.meaning in PLAIN else Severity.WARNING,
        f'"{cue.words}" of the {here} ("{_context(text.text, cue)}") is not in the {there}',
        expected=cue.words if lost else "",
        found="" if lost else cue.words,
        at_source=place if lost else None,
        at_target=None if lost else place,
    )


def _counted(text: str, language: str) -> list[Cue]:
    """The cues of a text, without those that only carry on a negation before them."""
    kept: list[Cue] = []
    host: Cue | None = None
    for cue in cues(text, language, "negation"):
        carried = host is not None and cue.meaning in CONCORD and _reaches(host, cue, text)
        if not carried:
            kept.append(cue)
        elif cue.meaning == "nor":
            kept.append(cue._replace(sure=False))
        if cue.meaning in HOSTS and (carried or cue.sure):
            host = cue
    return kept


def _reaches(host: Cue, cue: Cue, text: str) -> bool:
    near = cue.start - host.end <= REACH
    return near and BREAKS.isdisjoint(text[host.end : cue.start])


def _unanswered(
    said: Sequence[Cue], there: Sequence[Cue], wide: int, broad: int
) -> tuple[list[Cue], list[Cue]]:
    """The sure cues of either side that none of the other answers; the texts are so long."""
    pairs = sorted(
        (cost, i, j)
        for (i, one), (j, other) in product(enumerate(said), enumerate(there))
        if (cost := _cost(one, other, wide, broad)) is not None
    )
    ours, theirs = dict(enumerate(said)), dict(enumerate(there))
    for _, i, j in pairs:
        if i in ours and j in theirs:
            del ours[i], theirs[j]
    return [c for c in ours.values() if c.sure], [c for c in theirs.values() if c.sure]


def _cost(one: Cue, other: Cue, wide: int, broad: int) -> float | None:
    """How badly two cues answer each other; None: not at all."""
    away = abs(one.start / wide - other.start / broad)
    if one.meaning == other.meaning:
        return away
    if one.sure and other.sure:
        return away + OTHER
    if one.sure is other.sure or (one if other.sure else other).meaning in OWN:
        return None
    return away + OTHER if away <= max(LOOSE, NEIGHBOURHOOD / broad) else None


def _context(text: str, cue: Cue) -> str:
    """The cue with the word before and the word behind it; less of a script without spaces."""
    before = text[max(0, cue.start - AROUND) : cue.start].split(" ")
    after = text[cue.end : cue.end + AROUND].split(" ")
    return (" ".join(before[-2:]) + cue.words + " ".join(after[:2])).strip()
