"""What a rule of the source lint is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline import inline
from pipeline.model import Article, Finding, Place, Role, Segment, Severity
from pipeline.segment import of_text
from pipeline.termbase import ADDRESS, Termbase

RUNNING = frozenset({Role.SUMMARY, Role.PARAGRAPH, Role.ITEM})
_STOP = re.compile(r"[.!?…:][\"'”’)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the article, or a whole title, heading or table head."""

    segment: Segment
    role: Role
    text: str
    """Its words without markup; written-out addresses are blanked, so that offsets stay true."""

    @property
    def running(self) -> bool:
        """Whether it is a sentence that ends, not a label or a fragment in a list."""
        return self.role in RUNNING and _STOP.search(self.text) is not None

    def finding(
        self, check: str, severity: Severity, message: str, place: Place | None = None
    ) -> Finding:
        """A finding on the sentence, or on one place in `text`."""
        start, end = place or (0, 0)
        return Finding(
            check,
            severity,
            message,
            line=self.segment.line,
            msgctxt=self.segment.msgctxt,
            msgid=self.segment.msgid,
            found=self.text[start:end],
            at_source=inline.reading(self.segment.msgid).place(start, end) if place else None,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """An article as the rules read it."""

    article: Article
    sentences: tuple[Sentence, ...]
    """Those to be translated, in reading order."""

    termbase: Termbase


class Rule(Protocol):
    """What one rule finds in an article, in any order. Pure; the caller names the file."""

    def __call__(self, source: Source, /) -> Iterator[Finding]: ...


def laid_out(article: Article, termbase: Termbase) -> Source:
    """An article, ready for the rules."""
    return Source(
        article,
        tuple(
            Sentence(segment, text.role, _prose(segment.msgid))
            for text in article.texts()
            for segment in of_text(text)
        ),
        termbase,
    )


def _prose(msgid: str) -> str:
    return ADDRESS.sub(lambda address: " " * len(address[0]), inline.plain(msgid))
