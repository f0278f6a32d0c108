"""What a check is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.languages import Marks
from pipeline.model import Finding, Key, Unit
from pipeline.termbase import Termbase


@dataclass(frozen=True, slots=True)
class Given:
    """What is known beyond the unit itself."""

    termbase: Termbase
    locale: str = ""
    """Locale name; empty when the file does not say."""

    marks: Marks | None = None
    """How the readers write numbers; None where that is not known: either convention will do."""

    first_mentions: frozenset[tuple[Key, str]] = frozenset()
    """(key, concept id): units that mention a concept first whose source name must be shown."""

    def shown(self, key: Key) -> frozenset[str]:
        """Ids of the concepts whose source name must follow them in this unit."""
        return frozenset(id_ for unit, id_ in self.first_mentions if unit == key)

    def unshown(self, unit: Unit) -> str:
        """The msgstr with the source names that must be shown in brackets blanked out: they are no
        left-over English."""
        ids = self.shown(unit.key)
        if not ids:
            return unit.msgstr
        names = [term.source for term in self.termbase.terms if term.id in ids]
        shown = re.compile(rf"[(（](?:{'|'.join(map(re.escape, names))})[)）]")
        return shown.sub(lambda found: " " * len(found[0]), unit.msgstr)

    def unlocked(self, unit: Unit) -> tuple[str, str]:
        """The words of a unit's msgid and msgstr without what the locked terms of both say, which
        is blanked out: the *upper* of a locked "upper back" places nothing more."""
        return self.termbase.unlocked(unit.msgid, unit.msgstr, self.locale)

    @property
    def language(self) -> str:
        """Base language of the locale: `pt`."""
        return self.locale.partition("_")[0].partition("-")[0]


class Check(Protocol):
    """Compare a unit's msgid with its msgstr. Pure; never edits the unit; not asked when empty."""

    def __call__(self, unit: Unit, given: Given, /) -> Iterator[Finding]: ...
