"""Negation: what the source denies or forbids the translation denies or forbids, and no more.

Negations are counted, not looked for: of three in a sentence each must be answered by one of the
other side. They are paired cheapest first, where a pair costs what the two are out of each other's
place, and `OTHER` if they say it in another way ("without" as *no*). What is left over is reported.
Words that only may negate ("hard to", *difícil*) answer, and are never reported; where nothing else
answers a clear "not", that is a hint.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from pipeline.checks.cues import Cue, cues, known
from pipeline.checks.given import Given
from pipeline.checks.vocabulary import Said
from pipeline.checks.vocabulary import said as words
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

OWN = frozenset({"differ", "limit", "matter", "never", "non", "ward", "without"})
"""Meanings whose unsure words answer each other only."""

CARRIED = "carried"
"""The meaning of a word that only carries on a negation before it."""

EXPLETIVE = "expletive"
"""The meaning of a word whose own negation denies nothing (Russian *пока … не* is "until"), and of
that negation: it can answer one, with a doubt."""

EXCEPTIVE = "exceptive"
"""The meaning of a word that makes "only" of the negation before it: Arabic *لا … إلا*."""

DENYING = CONCORD | {CARRIED, "not"}
"""Meanings whose unsure words deny without doubt."""

MEANINGS = 3
"""Meanings of one word, at most."""

VAGUE = frozenset({("without", "none"), ("never", "none"), ("not", "nor")})
"""What the source says clearly, and a translation by a word that needs another negation."""

WEAK = frozenset({"hard", "not"})
"""Meanings whose unsure words answer each other: what one language counts to the one ("instead
of"), another counts to the other."""

DENIED = 2
"""Words behind a negation that tell what it denies, at most."""

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

    An error where a short text says "not", no word of the other one might, and that one says what
    is denied; else a warning.
    Nothing for a language without a table.
    """
    if not known(given.language, "negation"):
        return
    here_said, there_said = given.unlocked(unit)
    said = _counted(here_said, "en")
    there = _counted(there_said, given.language)
    if not (said or there) or max(len(said), len(there)) > MANY:
        return
    source, target = reading(unit.msgid), reading(unit.msgstr, unit.msgid)
    dropped, added, doubtful = _unanswered(said, there, len(source.text), len(target.text))
    short = given.language in MEASURED and len(source.text) <= SHORT
    open_ = dropped or added
    ours = words(source.text, "en") if open_ else ()
    theirs = words(target.text, given.language) if open_ else ()
    for cue in dropped:
        severity = _severity(cue, short and _all_sure(there), _denied(cue, source, ours), theirs)
        yield _finding(cue, source, severity, "source", "translation")
    for cue in added:
        severity = _severity(cue, short and _all_sure(said), _denied(cue, target, theirs), ours)
        yield _finding(cue, target, severity, "translation", "source")
    for one, other in doubtful:
        yield _doubt(one, other, source, target)


def _all_sure(found: Sequence[Cue]) -> bool:
    """Whether no word of the other side may be another way to say what was left over."""
    return all(cue.sure for cue in found)


def _denied(cue: Cue, text: Reading, own: Sequence[Said]) -> Sequence[Said]:
    """The words behind a cue, which tell what it denies."""
    first = bisect_left(own, cue.end, key=_start)
    behind = own[first : first + DENIED]
    return [word for word in behind if BREAKS.isdisjoint(text.text[cue.end : word.start])]


def _severity(cue: Cue, certain: bool, denied: Sequence[Said], others: Sequence[Said]) -> Severity:
    """How bad it is that only one side has a negation: an error where the other side has a
    counterpart of what is denied. Where it has none it may be put in another way: "not true" as
    *falso*."""
    there = {key for word in others for key in word.read.keys}
    opposite = any(not there.isdisjoint(word.read.keys) for word in denied)
    sure = certain and opposite and cue.meaning in PLAIN
    return Severity.ERROR if sure else Severity.WARNING


def _start(word: Said) -> int:
    return word.start


def _finding(cue: Cue, text: Reading, severity: Severity, here: str, there: str) -> Finding:
    place = text.place(cue.start, cue.end)
    lost = here == "source"
    return Finding(
        "negation",
        severity,
        f'"{cue.words}" of the {here} ("{_context(text.text, cue)}") is not in the {there}',
        expected=cue.words if lost else "",
        found="" if lost else cue.words,
        at_source=place if lost else None,
        at_target=None if lost else place,
    )


def _doubt(one: Cue, other: Cue, source: Reading, target: Reading) -> Finding:
    """A sure cue that only an unsure one of another meaning answers."""
    sure, unsure = ("source", "translation") if one.sure else ("translation", "source")
    cue, only = (one, other) if one.sure else (other, one)
    text = source if one.sure else target
    return Finding(
        "negation",
        Severity.HINT,
        f'of the {unsure} only "{only.words}" may be "{cue.words}" of the {sure} '
        f'("{_context(text.text, cue)}")',
        expected=one.words,
        found=other.words,
        at_source=source.place(one.start, one.end),
        at_target=target.place(other.start, other.end),
    )


def _counted(text: str, language: str) -> list[Cue]:
    """The cues of a text; those that only carry on a negation before them, or that a particle
    asks for, may answer, no more."""
    kept: list[Cue] = []
    host: Cue | None = None
    particle: Cue | None = None
    for cue in cues(text, language, "negation"):
        if cue.meaning == EXPLETIVE:
            particle = cue
            continue
        if cue.meaning == EXCEPTIVE:
            _excepted(kept, cue, text)
            continue
        if particle and cue.meaning == "not" and _reaches(particle, cue, text):
            kept.append(cue._replace(meaning=EXPLETIVE, sure=False))
            particle = None
            continue
        carried = host is not None and cue.meaning in CONCORD and _reaches(host, cue, text)
        if carried:
            said = cue.meaning if cue.meaning == "nor" else CARRIED
            kept.append(cue._replace(meaning=said, sure=False))
        else:
            kept.append(cue)
        if cue.meaning in HOSTS and (carried or cue.sure):
            host = cue
    return kept


def _excepted(kept: list[Cue], exceptive: Cue, text: str) -> None:
    """Let the "not" before an exceptive answer, no more: the two say "only"."""
    at = len(kept) - 1
    while at >= 0 and kept[at].start == exceptive.start:
        at -= 1
    if at >= 0 and kept[at].meaning == "not" and _reaches(kept[at], exceptive, text):
        kept[at] = kept[at]._replace(meaning=CARRIED, sure=False)


def _reaches(host: Cue, cue: Cue, text: str) -> bool:
    near = cue.start - host.end <= REACH
    return near and BREAKS.isdisjoint(text[host.end : cue.start])


def _unanswered(
    said: Sequence[Cue], there: Sequence[Cue], wide: int, broad: int
) -> tuple[list[Cue], list[Cue], list[tuple[Cue, Cue]]]:
    """The sure cues of either side that none of the other answers, and the pairs in which an
    unsure one of another meaning answers a sure one; the texts are so long.

    A clear word answers once, whatever it says ("if not"); a vague one once in each meaning.
    """
    ways = sorted(
        (cost, i, j)
        for (i, one), (j, other) in product(enumerate(said), enumerate(there))
        if (cost := _cost(one, other, wide, broad)) is not None
    )
    ours, theirs = dict(enumerate(said)), dict(enumerate(there))
    pairs: list[tuple[Cue, Cue]] = []
    for _, i, j in ways:
        if i in ours and j in theirs:
            pairs.append((said[i], there[j]))
            _answered(ours, i)
            _answered(theirs, j)
    # "Not … unless" is *solo si*: a vague word that answers two clear ones is a way to put it.
    times = Counter(_vague(*pair) for pair in pairs if pair[0].sure is not pair[1].sure)
    doubtful = [pair for pair in pairs if _doubtful(*pair) and times[_vague(*pair)] <= 1]
    return _words(ours.values()), _words(theirs.values()), doubtful


def _answered(open_: dict[int, Cue], i: int) -> None:
    """Take a cue out of what is open, with all that its word says if that is clear."""
    start = open_[i].start
    same = [j for j in range(i - MEANINGS, i + MEANINGS) if j in open_ and open_[j].start == start]
    for j in same if any(open_[j].sure for j in same) else (i,):
        del open_[j]


def _vague(one: Cue, other: Cue) -> tuple[bool, int]:
    """Which of two cues is the unsure one: whether that of the translation, where it starts."""
    return one.sure, (other if one.sure else one).start


def _words(found: Iterable[Cue]) -> list[Cue]:
    """The clear ones, each word once."""
    return list({cue.start: cue for cue in reversed([*found]) if cue.sure}.values())[::-1]


def _doubtful(one: Cue, other: Cue) -> bool:
    """Whether two cues that answer each other may well say two things."""
    if one.sure and other.sure:
        return (one.meaning, other.meaning) in VAGUE
    if one.sure is other.sure or one.meaning == other.meaning:
        return False
    return (one if other.sure else other).meaning not in DENYING


def _cost(one: Cue, other: Cue, wide: int, broad: int) -> float | None:
    """How badly two cues answer each other; None: not at all."""
    away = abs(one.start / wide - other.start / broad)
    if one.meaning == other.meaning:
        return away
    if one.sure and other.sure:
        return away + OTHER
    if one.sure is other.sure:
        return away if {one.meaning, other.meaning} == WEAK else None
    unsure = (one if other.sure else other).meaning
    if unsure in OWN or away > max(LOOSE, NEIGHBOURHOOD / broad):
        return None
    return away + OTHER * (2 if unsure == CARRIED else 1)  # its host answers before it


def _context(text: str, cue: Cue) -> str:
    """The cue with the word before and the word behind it; less of a script without spaces."""
    before = text[max(0, cue.start - AROUND) : cue.start].split(" ")
    after = text[cue.end : cue.end + AROUND].split(" ")
    return (" ".join(before[-2:]) + cue.words + " ".join(after[:2])).strip()
