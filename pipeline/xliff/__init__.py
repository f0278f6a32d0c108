"""One article in one locale for CAT tools, and back: XLIFF 1.2 and 2.1.

    Document ── serialize ──> .xlf ──> OmegaT, memoQ, Phrase, Trados ──> .xlf ── parse ──> Document

content.py    a msgid or msgstr ⇄ text and protected codes
document.py   what both versions say of an article, and what both refuse
v12.py, v21.py   one version each: parse and serialize, with the table of its states

What comes in is never approved by coming in; what was made for another sentence is given, and
named in `Document.foreign`, for the caller to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline import xml
from pipeline.xliff import document, v12, v21
from pipeline.xliff.document import Document, unit_id

__all__ = ["FORMATS", "Document", "Format", "unit_id", "version_of"]


class Format(Protocol):
    """One version of XLIFF; a module with these two functions. Pure."""

    def parse(self, content: bytes, path: str) -> Document:
        """The article in a file: its units, with `line` the one in `path` and no flags.

        A unit is drafted, outdated (both fuzzy), translated, or untranslated where its target is
        empty. InputError, with line, for what is no such file, for several articles in one, and for
        an id that stands twice.
        """

    def serialize(self, document: Document) -> bytes:
        """A file that `parse` reads back, msgids and msgstrs byte for byte.

        InputError names a unit that holds a control character, or that stands twice.
        """


FORMATS: Mapping[str, Format] = {"1.2": v12, "2.1": v21}
"""Version → format; adding one is one module and one line here."""


def version_of(content: bytes, path: str) -> str:
    """The key in `FORMATS` of a file, by its root element; InputError for what is no such file.

    >>> version_of(b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "a.xlf")
    '2.1'
    """
    return document.version_of(xml.tree(content, path), path)
