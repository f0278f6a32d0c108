"""One article in one locale: everything it depends on, and that laid out for the stages to work on.

A job is bytes and settings, so it can be sent to another process or another machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from pipeline import catalog, files, glossary, leverage, segment, signing
from pipeline.catalog import Catalog
from pipeline.changes import in_words
from pipeline.checks import CHECKS, Given, check
from pipeline.engines import EngineSettings
from pipeline.errors import InputError
from pipeline.events import (
    Event,
    Ledger,
    Pairs,
    article_digest,
    identity,
    load,
    pairs,
    person,
    reused,
)
from pipeline.languages import Language, Marks, language, marks
from pipeline.leverage import Reuse
from pipeline.meaning import differences, idioms
from pipeline.memory import Match, Memory, Record
from pipeline.model import DOMAIN, Article, Finding, Key, Severity, State, Unit
from pipeline.progress import counted
from pipeline.project import Settings
from pipeline.publish import labels
from pipeline.read import read
from pipeline.review import Entry
from pipeline.termbase import Termbase
from pipeline.waivers import applied, faults, said, waivers


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a job may take from the translation memory."""

    index: Path
    over_drafts: bool = False
    """Whether the same words in the memory replace a machine's draft that no one has touched."""


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

    signers: bytes = b""
    """The project's `allowed_signers`: whose key may sign."""

    images: tuple[tuple[str, bytes], ...] = ()
    """(path in the project, content) of each picture that the handout may show, sorted."""

    memory: Lookup | None = None
    """None for a job that only looks."""

    labels: Job | None = None
    """The pages' own strings in this locale; None where the project has no catalog of them."""

    def __hash__(self) -> int:
        """Of what tells jobs apart: settings hold tables, which have no hash."""
        return hash((self.slug, self.locale, self.po, self.events))

    @property
    def makes_pages(self) -> bool:
        """Whether handouts are made of it: of every article, not of the pages' own strings."""
        return self.slug != DOMAIN


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
    """The catalog on disk merged with the article as it is now, in reading order."""

    reuse: Mapping[Key, Reuse]
    """(msgctxt, msgid) of each unit → where the merge has its text from."""

    origins: Mapping[Key, str]
    """Those whose text was made for the same words elsewhere → where."""

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
    article, template = _source(job.article, job.path, job.images)
    to = language(job.locale)
    termbase = termbase_of(job.glossary)
    events = load(files.decode(job.events, job.events_path), job.events_path)
    trusted = approvals_trusted(job.settings, job.signers)
    ledger = Ledger(job.slug, events, job.locale, article_digest(article), trusted)
    old = None if job.po is None else catalog.parse(files.decode(job.po, job.po_path), job.po_path)
    if old:
        _refuse_other_language(old, job)
    merged = _merged(job, old, article, template, to, ledger)
    changed = old is None or merged.origins
    number_marks = marks(job.locale, job.settings.project.territory)
    first = _first_mentions(template, termbase, job.locale)
    desk = Desk(
        job=job,
        article=article,
        language=to,
        given=Given(termbase, job.locale, number_marks, first),
        marks=number_marks,
        template=template,
        catalog=catalog.revised(merged.catalog, job.now) if changed else merged.catalog,
        reuse=merged.reuse,
        origins=merged.origins,
        current=old is not None and leverage.texts(old) == leverage.texts(merged.catalog),
        ledger=ledger,
        terms={unit.msgid: pairs(termbase, unit.msgid, job.locale) for unit in template},
    )
    return annotated(desk)


def _refuse_other_language(old: Catalog, job: Job) -> None:
    """A catalog that was copied from another language's folder is nobody's translation here."""
    said = old.header.get("Language", "")
    if said and re.split("[_@-]", said)[0].lower() != re.split("_", job.locale)[0].lower():
        message = f"this catalog says that it is in '{said}', but it lies in the folder of"
        raise InputError(f"{message} {job.locale}", job.po_path)


def _merged(
    job: Job,
    old: Catalog | None,
    article: Article,
    template: tuple[Unit, ...],
    to: Language,
    ledger: Ledger,
) -> leverage.Merged:
    live = {unit.key for unit in template}
    lookup = job.memory

    def replaceable(unit: Unit) -> bool:
        return bool(lookup and lookup.over_drafts) and ledger.machine_text(unit, live)

    trusted = job.settings.policy.trust_memory
    with Memory(lookup.index).held() if lookup else nullcontext() as memory:
        known = memory if memory and memory.knows(job.locale) else None
        recall = _Recall(job.locale, known, ledger, lost=old is None)
        return leverage.merge(old, article, template, to, recall, trusted, replaceable)


@dataclass(frozen=True, slots=True)
class _Recall:
    """The memory of one locale and the events of one article."""

    locale: str
    memory: Memory | None
    ledger: Ledger
    lost: bool
    """There is no catalog: what people answered for is in the events alone."""

    def exact(self, msgid: str, msgctxt: str | None) -> Record | None:
        events = self.ledger.of_unit((msgctxt, msgid)) if self.lost else ()
        said = [e.msgstr for e in events if e.event in ("submitted", "approved")]
        if said:  # as not approved: the policy that trusts a memory means another place's text
            return Record(msgid, said[-1], msgctxt, origin="review.jsonl")
        return self.memory.exact(self.locale, msgid, msgctxt) if self.memory else None

    def similar(self, msgid: str, least: float) -> Match | None:
        return self.memory.similar(self.locale, msgid, least) if self.memory else None

    def had(self, key: Key, msgstr: str) -> bool:
        return any(event.msgstr == msgstr for event in self.ledger.of_unit(key))


def approvals_trusted(settings: Settings, signers: bytes) -> Callable[[Event], bool] | None:
    """What tells whether the approval of an article counts; None where the policy takes each."""
    return partial(vouched, signers) if settings.policy.signatures else None


def vouched(signers: bytes, event: Event) -> bool:
    """Whether an approval bears the signature of a key that is listed for its person."""
    mail = person(event.who).mail
    message = identity(event).encode()
    return bool(event.signature) and signing.verified(
        message, event.signature, mail, signers, event.when
    )


def reuses(desk: Desk) -> tuple[Event, ...]:
    """A `reused` event for each text that the merge has from elsewhere."""
    job = desk.job
    return tuple(
        reused(job.slug, unit, desk.terms[unit.msgid], desk.origins[unit.key], job.now)
        for unit in desk.catalog.units
        if unit.key in desk.origins
    )


def annotated(desk: Desk) -> Desk:
    """The desk with the translator's notes on each unit: place, what changed, locked terms,
    back-translation.

    All of it can be made again from the article, the glossary and the events.
    """
    places = {unit.key: unit.notes for unit in desk.template}
    units = tuple(
        replace(unit, notes=(*places[unit.key], *_notes(unit, desk))) for unit in desk.catalog.units
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


def checked(desk: Desk) -> Checked:
    """Every check on every unit."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for unit in desk.catalog.units:
        terms = desk.terms[unit.msgid]
        found = (*check(unit, desk.given), *_warnings(unit, desk))
        found = applied(found, unit, desk.ledger.waived(unit, terms))
        entries.append(_entry(unit, desk.ledger.state(unit, terms), terms, found))
        findings += [replace(f, file=desk.job.po_path) for f in found]
    return Checked(tuple(entries), tuple(findings))


def _entry(unit: Unit, state: State, terms: Pairs, found: Iterable[Finding]) -> Entry:
    allowed = {waiver.check: waiver.reason for waiver in waivers(unit)}
    errors = [f for f in found if f.severity is Severity.ERROR]
    return Entry(
        unit,
        state,
        terms,
        errors=tuple(f.message for f in errors if f.check not in allowed),
        waived=tuple(sorted(filter(None, (said(f, allowed) for f in errors)))),
        pending=tuple(f.message for f in errors if f.check in allowed and not f.waived),
    )


def _warnings(unit: Unit, desk: Desk) -> Iterator[Finding]:
    """A warning for each word of a machine draft, untouched since, that came back as another, and
    for each waiver that waives nothing."""
    made = desk.ledger.draft(unit) if unit.fuzzy else None
    changed = _differences(unit, made.back, desk.termbase) if made and made.back else ()
    for check_, message in (
        *(("back-translation", difference) for difference in changed),
        *(("waiver", fault) for fault in faults(unit, (*CHECKS, "back-translation"))),
    ):
        yield Finding(
            check_,
            Severity.WARNING,
            message,
            line=unit.line,
            locale=desk.job.locale,
            msgctxt=unit.msgctxt,
            msgid=unit.msgid,
        )


@lru_cache(maxsize=4)
def _source(
    content: bytes, path: str, images: tuple[tuple[str, bytes], ...]
) -> tuple[Article, tuple[Unit, ...]]:
    """An article and its empty units; the locales of an article share them."""
    if path.endswith(labels.TEMPLATE.suffix):
        return labels.domain(files.decode(content, path), path)
    article = read(content, path, dict(images))
    return article, catalog.template(segment.segments(article))


@lru_cache(maxsize=4)
def termbase_of(content: bytes) -> Termbase:
    """The termbase that the bytes of glossary.yaml hold; InputError for a mistake in it."""
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


def _notes(unit: Unit, desk: Desk) -> Iterator[str]:
    if unit.fuzzy and unit.previous:
        yield f"changed: {in_words(unit.previous, unit.msgid)}"
    if unit.fuzzy and (taken := desk.ledger.reuse(unit)):
        yield f"from {taken.who}"
    yield from _locked(unit, desk)
    yield from _back(unit, desk)


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


def proposed(desk: Desk) -> tuple[str, ...]:
    """Names of the locked concepts of this article whose target no one has approved."""
    if desk.job.settings.policy.proposed_terms:
        return ()
    locale = desk.job.locale
    used = {
        spot.term.id: spot.term
        for unit in desk.catalog.units
        for spot in desk.termbase.locked(unit.msgid, locale)
    }
    return tuple(
        term.source
        for _, term in sorted(used.items())
        if not term.keep and term.targets[locale].status != "approved"
    )
