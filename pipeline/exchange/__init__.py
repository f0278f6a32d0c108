"""Terms from and for other programs. A format is one module in the table: parse and serialize.

    CSV, TBX ── parse ──> Terms ── merged ──> the glossary, with what changed in words
    Terms ── serialize ──> CSV, TBX

What comes in is never approved by coming in: see `merge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Protocol

from pipeline.errors import InputError
from pipeline.exchange import csv_terms, tbx
from pipeline.exchange.merge import merged
from pipeline.model import Term

__all__ = ["FORMATS", "Format", "format_of", "merged"]


class Format(Protocol):
    """One file form that holds terms; a module with these two functions. Pure."""

    def parse(self, content: bytes, path: str, locale: str = "") -> tuple[Term, ...]:
        """The terms in a file, their `line` the one in `path`, their status what the file says.

        With `locale`, only its targets are read. InputError, with line, for what is no such file
        and for a term that glossary.yaml could not hold.
        """

    def serialize(self, terms: Iterable[Term]) -> bytes:
        """A file that `parse` reads back; the module says what it cannot hold."""


FORMATS: Mapping[str, Format] = {".csv": csv_terms, ".tbx": tbx}
"""Suffix → format; adding one is one module and one line here."""


def format_of(path: str) -> Format:
    """The format that a file's suffix names; InputError, with the known ones, for another.

    >>> format_of("terms.CSV") is csv_terms
    True
    """
    suffix = PurePath(path).suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        raise InputError(f"cannot hold terms in a '{suffix}' file; known are {known}", path)
    return FORMATS[suffix]
