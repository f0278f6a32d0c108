"""Words of a source text that machine translation is known to get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.inline import plain
from pipeline.meaning.lexicon import IdiomEntry, Phrases, lexicon


@dataclass(frozen=True, slots=True)
class Idiom:
    """A phrase of the source that a machine easily misreads, whatever came back."""

    words: str
    """As they stand in the source without markup."""

    start: int
    end: int
    """Half-open character offsets in the source without markup."""

    misread: str
    write: str
    """What an author can write instead."""

    def __str__(self) -> str:
        """One sentence for a reviewer or an author."""
        return f'"{self.words}" may be read as {self.misread}; clearer: {self.write}'


def idioms(source: str, language: str = "en") -> tuple[Idiom, ...]:
    """The ambiguous phrases of a source text in reading order.

    >>> for found in idioms("He threw up."): print(found)
    "threw up" may be read as "throw"; clearer: vomit
    """
    return tuple(_found(plain(source), language))


def _found(text: str, language: str) -> Iterator[Idiom]:
    tokens = lexicon(language).tokens(text)
    phrases, meant = _table(language)
    i = 0
    while i < len(tokens):
        phrase = phrases.at(tokens, i)
        if idiom := meant.get(phrase):
            start, end = tokens[i].start, tokens[i + len(phrase) - 1].end
            yield Idiom(text[start:end], start, end, idiom.misread, idiom.write)
        i += max(len(phrase), 1)


@cache
def _table(language: str) -> tuple[Phrases, dict[tuple[str, ...], IdiomEntry]]:
    known = lexicon(language).idioms
    meant = {phrase: idiom for idiom in known for phrase in idiom.phrases}
    return Phrases([*meant, *(p for idiom in known for p in idiom.harmless)]), meant
