"""Whether the terms and numbers of a translation stand where an engine can have put them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline import inline
from pipeline.agreement import Grammar
from pipeline.languages import Marks
from pipeline.matching import Hit
from pipeline.model import Spot, Term
from pipeline.numerals import numbers
from pipeline.termbase import Termbase, target_of

TRAILING = 3
"""Words behind a term in the source that make it suspicious as the last word of a translation."""

ARTICLES = frozenset({"the", "a", "an"})


def in_place(
    msgid: str,
    candidate: str,
    termbase: Termbase,
    locale: str,
    marks: Marks,
    rules: Grammar | None,
    back: Callable[[str], str] | None,
) -> bool:
    """Whether every term stands where the engine can have put it: not appended, not exchanged.

    Nothing follows the end of the text, no source term stands beside its own translation, and a
    last word that the source goes on behind is led to by a determiner or a preposition; no term is
    part of a hyphenated word. Concepts and numbers stand in the order of the source. Where order or
    end leave a doubt, the back-translation must have each term behind the word that it follows in
    the source, and the numbers in its order; without a reverse engine a doubt is a no.
    """
    msgid, candidate = inline.plain(msgid), inline.plain(candidate, like=msgid)
    spots = termbase.locked(msgid, locale)
    placed = termbase.placed(msgid, candidate, locale)
    if _ends(candidate) > _ends(msgid) or _left_over(msgid, candidate, spots, placed):
        return False
    if any(
        termbase.placed(part, candidate, locale) for part in _parts(msgid, spots, termbase, locale)
    ):
        return False
    if any(_glued(candidate, hit) for hit in placed) and not any(_glued(msgid, s) for s in spots):
        return False
    behind = _words_behind(msgid, candidate, spots, placed)
    if behind and not _led_to(candidate[: placed[-1].start], rules):
        return False
    figures = [number.value for number in numbers(msgid)]
    ordered = _in_order(msgid, spots, placed, locale)
    counted = [number.value for number in numbers(candidate, marks)] == figures
    if ordered and counted and behind < TRAILING:
        return True
    if back is None:
        return False
    returned = back(candidate)
    if not counted and [number.value for number in numbers(returned)] != figures:
        return False
    theirs = _neighbours(returned, termbase.locked(returned, locale))
    return (ordered and behind < TRAILING) or _neighbours(msgid, spots) == theirs


def _glued(text: str, at: Spot | Hit[Term]) -> bool:
    """Whether a term is part of a hyphenated word: `anti-ibuprofeno`."""
    return bool(re.search(r"\w[-_‐‑]\Z", text[: at.start]) or re.match(r"[-_‐‑]\w", text[at.end :]))


def _ends(text: str) -> int:
    """How many ends of sentences and clauses have text behind them; "EE.UU." is none."""
    return len(re.findall(r"(?<![A-Z])[.!?;:][\"'”’)]*(?:\s+\w|(?=[^\W\d_a-z]))", text))


def _left_over(
    msgid: str, candidate: str, spots: Sequence[Spot], placed: Sequence[Hit[Term]]
) -> bool:
    """Whether a source term stands in the translation beside the words that translate it."""
    rest = candidate.casefold()
    for hit in placed:
        rest = rest[: hit.start] + " " * (hit.end - hit.start) + rest[hit.end :]
    names = {msgid[spot.start : spot.end].casefold() for spot in spots}
    return any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest) and f"({name})" not in rest
        for name in names
    )


def _parts(msgid: str, spots: Sequence[Spot], termbase: Termbase, locale: str) -> Iterator[str]:
    """Names of concepts inside the name of another (the disc of "herniated disc"), which the
    source does not name by themselves."""
    asked = {spot.term.id for spot in spots}
    for spot in spots:
        name = msgid[spot.start : spot.end]
        for gap in re.finditer(r"[\s-]", name):
            for part in (name[: gap.start()], name[gap.end() :]):
                inner = termbase.locked(part, locale)
                if inner and not any(i.term.id in asked for i in inner):
                    yield part


def _words_behind(
    msgid: str, candidate: str, spots: Sequence[Spot], placed: Sequence[Hit[Term]]
) -> int:
    """How many words the source has behind the term that ends the translation; 0 if none does."""
    if not spots or not placed or re.search(r"\w", candidate[placed[-1].end :]):
        return 0
    ends = [spot.end for spot in spots if spot.term.id == placed[-1].of.id]
    return len(re.findall(r"\w+", msgid[max(ends) :]))


def _led_to(before: str, rules: Grammar | None) -> bool:
    """Whether the word beside a noun leads to it: a determiner, preposition or conjunction."""
    word = re.search(r"(\w+)\s[\"“«]?\Z", before.casefold())
    led = rules and word and (word[1] in rules.rows or word[1] in rules.linking)
    return bool(led) or not re.search(r"\w", before)


def _neighbours(text: str, spots: Sequence[Spot]) -> list[tuple[str, str]]:
    """Each concept with the word before it, articles left out; in the order of the text."""
    found = []
    for spot in spots:
        words = [w for w in re.findall(r"\w+", text[: spot.start].casefold()) if w not in ARTICLES]
        found.append((words[-1] if words else "", spot.term.id))
    return found


def _in_order(msgid: str, spots: Sequence[Spot], placed: Sequence[Hit[Term]], locale: str) -> bool:
    """Whether the concepts stand in the order of the source.

    Those of one compound may be turned round, as Romance languages do: "influenza pandemic" is
    "pandemia de gripe". They are told by nothing but a space between them in the source.
    Concepts with one name in the target language ("flu", "influenza") are one here.
    """
    given = [target_of(hit.of, locale) for hit in placed]
    for compound in _compounds(msgid, spots):
        names = sorted(target_of(spot.term, locale) for spot in compound)
        if sorted(given[: len(names)]) != names:
            return False
        given = given[len(names) :]
    return not given


def _compounds(msgid: str, spots: Sequence[Spot]) -> list[list[Spot]]:
    """The spots in groups that stand side by side; medicines and procedures make no compounds."""
    groups: list[list[Spot]] = []
    for spot in spots:
        apart = spot.term.kind in ("drug", "procedure")
        if groups and not apart and not msgid[groups[-1][-1].end : spot.start].strip(" -"):
            groups[-1].append(spot)
        else:
            groups.append([spot])
    return groups
