"""One article in one locale: everything it depends on, and that laid out for the stages to work on.

A job is bytes and settings, so it can be sent to another process or another machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline import catalog, files, glossary, segment
from pipeline.catalog import Catalog
from pipeline.checks import Given, check
from pipeline.engines import EngineSettings
from pipeline.events import Event, Ledger, Pairs, load, pairs
from pipeline.languages import Language, Marks, language, marks
from pipeline.model import Article, Finding, Key, Severity, State, Unit
from pipeline.project import Settings
from pipeline.read import read
from pipeline.review import Entry
from pipeline.termbase import Termbase


@dataclass(frozen=True, slots=True)
class Job:
    """The input of one article in one locale, as it lies on disk."""

    slug: str
    locale: str
    path: str
    """Source file relative to the project."""

    article: bytes
    po_path: str
    po: bytes | None
    """The catalog; None when there is none yet."""

    events_path: str
    events: bytes
    glossary: bytes
    settings: Settings
    engines: EngineSettings
    now: str
    """ISO 8601, UTC, to the second: stamps new events and revisions, and nothing else."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A job laid out: what every stage and every sign-off starts from."""

    job: Job
    article: Article
    language: Language
    given: Given
    """What the checks know: termbase, locale, number marks."""

    marks: Marks
    """How the readers write numbers."""

    template: tuple[Unit, ...]
    """The article's units without text, as the `.pot` has them."""

    catalog: Catalog
    """The catalog on disk merged with the article as it is now."""

    events: tuple[Event, ...]
    terms: Mapping[str, Pairs]
    """msgid → its locked (concept, target) pairs."""

    @property
    def termbase(self) -> Termbase:
        """The project's termbase."""
        return self.given.termbase

    @property
    def ledger(self) -> Ledger:
        """The events of this article, ready to be asked."""
        return Ledger(self.job.slug, self.events)


def lay_out(job: Job) -> Desk:
    """Read all of a job; InputError names the file and line that cannot be used."""
    article = read(job.article, job.path)
    to = language(job.locale)
    termbase = _termbase(job.glossary)
    template = catalog.template(segment.segments(article))
    noted = [_noted(unit, termbase, job.locale) for unit in template]
    old = None if job.po is None else catalog.parse(files.decode(job.po, job.po_path), job.po_path)
    merged = catalog.merge(old, article, noted, to)
    first = _first_mentions(template, termbase, job.locale)
    number_marks = marks(job.locale, job.settings.project.territory)
    return Desk(
        job=job,
        article=article,
        language=to,
        given=Given(termbase, job.locale, number_marks, first),
        marks=number_marks,
        template=template,
        catalog=merged if old else catalog.revised(merged, job.now),
        events=load(files.decode(job.events, job.events_path), job.events_path),
        terms={unit.msgid: pairs(termbase, unit.msgid, job.locale) for unit in template},
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """A desk's units with their findings and states, in reading order."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """State → number of units; `total` is their sum."""
        return counted(entry.state for entry in self.entries)


def counted(states: Iterable[State]) -> dict[str, int]:
    """State → how often it occurs; `total` is their sum."""
    found = Counter(states)
    return {**{str(state): found[state] for state in State}, "total": found.total()}


def checked(desk: Desk) -> Checked:
    """Every check on every unit."""
    ledger = desk.ledger
    entries: list[Entry] = []
    findings: list[Finding] = []
    for unit in desk.catalog.units:
        found = check(unit, desk.given)
        terms = desk.terms[unit.msgid]
        errors = tuple(f.message for f in found if f.severity is Severity.ERROR)
        entries.append(Entry(unit, ledger.state(unit, terms), terms, errors))
        findings += [replace(f, file=desk.job.po_path) for f in found]
    return Checked(tuple(entries), tuple(findings))


@lru_cache(maxsize=4)
def _termbase(content: bytes) -> Termbase:
    return glossary.parse(files.decode(content, "glossary.yaml"), "glossary.yaml")


def _first_mentions(
    template: Iterable[Unit], termbase: Termbase, locale: str
) -> frozenset[tuple[Key, str]]:
    """The first unit in reading order for each concept whose source name must be shown."""
    first: dict[str, Key] = {}
    for unit in template:
        for spot in termbase.locked(unit.msgid, locale):
            if spot.term.show == "source" and not spot.term.keep:
                first.setdefault(spot.term.id, unit.key)
    return frozenset((key, id_) for id_, key in first.items())


def _noted(unit: Unit, termbase: Termbase, locale: str) -> Unit:
    """The unit with a note for the translator that names its locked terms."""
    shown = dict.fromkeys(
        f"{spot.term.source} → {termbase.wording(spot, unit.msgid, locale)}"
        for spot in termbase.locked(unit.msgid, locale)
    )
    return replace(unit, notes=(*unit.notes, f"locked: {'; '.join(shown)}")) if shown else unit
