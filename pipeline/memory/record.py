"""What the translation memory holds and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One sentence that a person translated."""

    source: str
    """The msgid, in the notation of `inline.py`."""

    target: str
    """The msgstr."""

    msgctxt: str | None = None
    approved: bool = False
    """A second person signed it; what was imported is never approved."""

    origin: str = ""
    """Slug of the article, or name of the memory, that it came from."""

    live: bool = False
    """Whether an article of this project says it now."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record whose source is like the sentence that was asked for."""

    record: Record
    score: float
    """Normalised indel similarity of the words without markup: 0 to 1, and 1 only for the very
    same words, capitals included."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The records of one file."""

    name: str
    """Unique among the feeds: `es/back-pain`, `es/memory.tmx`."""

    locale: str
    digest: str
    """Of all that the records depend on; while it stays, they are not asked for."""

    records: Callable[[], Iterable[Record]]
