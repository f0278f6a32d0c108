"""One article in one locale: everything it depends on, and that laid out for the stages to work on.

A job is bytes and settings, so it can be sent to another process or another machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline import catalog, files, glossary, segment
from pipeline.catalog import Catalog
from pipeline.checks import Given, check
from pipeline.engines import EngineSettings
from pipeline.events import Ledger, Pairs, article_digest, load, pairs
from pipeline.languages import Language, Marks, language, marks
from pipeline.meaning import differences, idioms
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

    current: bool
    """The catalog on disk says what it should, notes aside: those a review makes outdated."""

    ledger: Ledger
    """The events of this article, ready to be asked."""

    terms: Mapping[str, Pairs]
    """msgid → its locked (concept, target) pairs."""

    @property
    def termbase(self) -> Termbase:
        """The project's termbase."""
        return self.given.termbase


def lay_out(job: Job) -> Desk:
    """Read all of a job; InputError names the file and line that cannot be used."""
    article = read(job.article, job.path)
    to = language(job.locale)
    termbase = _termbase(job.glossary)
    template = catalog.template(segment.segments(article))
    old = None if job.po is None else catalog.parse(files.decode(job.po, job.po_path), job.po_path)
    merged = catalog.merge(old, article, template, to)
    events = load(files.decode(job.events, job.events_path), job.events_path)
    first = _first_mentions(template, termbase, job.locale)
    number_marks = marks(job.locale, job.settings.project.territory)
    desk = Desk(
        job=job,
        article=article,
        language=to,
        given=Given(termbase, job.locale, number_marks, first),
        marks=number_marks,
        template=template,
        catalog=merged if old else catalog.revised(merged, job.now),
        current=old is not None and _says(old) == _says(merged),
        ledger=Ledger(job.slug, events, article_digest(article)),
        terms={unit.msgid: pairs(termbase, unit.msgid, job.locale) for unit in template},
    )
    return annotated(desk)


def _says(found: Catalog) -> list[tuple[object, ...]]:
    """What a catalog says of each unit, in order."""
    return [
        (unit.key, unit.msgstr, unit.fuzzy, unit.previous)
        for unit in (*found.units, *found.obsolete)
    ]


def annotated(desk: Desk) -> Desk:
    """The desk with the translator's notes on each unit: place, locked terms, back-translation.

    All of it can be made again from the article, the glossary and the events.
    """
    places = {unit.key: unit.notes for unit in desk.template}
    units = tuple(
        replace(unit, notes=(*places[unit.key], *_locked(unit, desk), *_back(unit, desk)))
        for unit in desk.catalog.units
    )
    return replace(desk, catalog=replace(desk.catalog, units=units))


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
    entries: list[Entry] = []
    findings: list[Finding] = []
    for unit in desk.catalog.units:
        found = check(unit, desk.given)
        terms = desk.terms[unit.msgid]
        errors = tuple(f.message for f in found if f.severity is Severity.ERROR)
        entries.append(Entry(unit, desk.ledger.state(unit, terms), terms, errors))
        findings += [replace(f, file=desk.job.po_path) for f in (*found, *_warnings(unit, desk))]
    return Checked(tuple(entries), tuple(findings))


def _warnings(unit: Unit, desk: Desk) -> Iterator[Finding]:
    """A warning for each word of a machine draft, untouched since, that came back as another."""
    made = desk.ledger.draft(unit) if unit.fuzzy else None
    for changed in _differences(unit, made.back, desk.termbase) if made and made.back else ():
        yield Finding(
            "back-translation",
            Severity.WARNING,
            changed,
            line=unit.line,
            locale=desk.job.locale,
            msgctxt=unit.msgctxt,
            msgid=unit.msgid,
        )


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


def _locked(unit: Unit, desk: Desk) -> Iterator[str]:
    """The locked terms of a unit with what they must be called."""
    shown = dict.fromkeys(
        f"{spot.term.source} → {desk.termbase.wording(spot, unit.msgid, desk.job.locale)}"
        for spot in desk.termbase.locked(unit.msgid, desk.job.locale)
    )
    if shown:
        yield f"locked: {'; '.join(shown)}"


def _back(unit: Unit, desk: Desk) -> Iterator[str]:
    """What the machine's own draft reads like in the source language, what differs, and which
    words of the source are easily misread, whatever came back."""
    made = desk.ledger.draft(unit) if unit.fuzzy else None
    if made is None or not made.back:
        return
    doubts = (*_differences(unit, made.back, desk.termbase), *map(str, idioms(unit.msgid)))
    yield f"back-translation by machine: {made.back}"
    yield from (f"doubt: {doubt}" for doubt in doubts)
    if not doubts:
        yield "no difference was found, which is no evidence that the translation is right"


def _differences(unit: Unit, back: str, termbase: Termbase) -> tuple[str, ...]:
    """What came back as something else.

    A term that did not come back is none: the lock has verified its translation, so only the
    reverse engine has another word for it.
    """
    found = differences(unit.msgid, back, termbase)
    return tuple(str(d) for d in found if not (d.kind == "term" and not d.back))
