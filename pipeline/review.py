"""States and sign-off. (The rest of this room is being built; the two types below are its doors.)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Key


@dataclass(frozen=True, slots=True)
class Approved:
    """Wording of one article in one locale that may be printed as final."""

    texts: Mapping[Key, str]
    credit: str
    translated: str
    digest: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """Wording of one article in one locale for DRAFT handouts only."""

    texts: Mapping[Key, str]
    """(msgctxt, msgid) → msgstr of drafted, translated and approved units; the others are absent."""

    credit: str
    translated: str
    """ISO 8601 day of the last revision, or empty."""

    digest: str
    """SHA-256 (hex) over the wording."""
