"""What a job can be asked for, stage by stage: bytes in, bytes out, no file touched.

update   the catalog merged with the article      draft   its open units through an engine
check    findings and completeness                build   handouts, DRAFT and final
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from pipeline import __version__, catalog, inline, review
from pipeline.draft import Tools, draft, wanting, with_texts
from pipeline.engines import Engine, open_chain
from pipeline.engines.cache import Cached
from pipeline.errors import EngineUnavailable, InputError, Refused
from pipeline.events import drafted, dump
from pipeline.figures import image
from pipeline.history import in_words_since
from pipeline.job import Checked, Desk, Job, annotated, checked, lay_out, proposed, reuses
from pipeline.languages import paper
from pipeline.leverage import Reuse
from pipeline.meaning import idioms
from pipeline.model import Finding, Image, Key, Layout, Severity, State, Unit
from pipeline.progress import counted, short_of
from pipeline.project import SETTINGS
from pipeline.publish.cards import Card, card
from pipeline.publish.compose import Page, Wording, compose
from pipeline.publish.labels import Labels, labels
from pipeline.termbase import findings
from pipeline.waivers import stamped


class Stage(StrEnum):
    """What a job does beyond looking."""

    UPDATE = "update"
    DRAFT = "draft"
    """Implies UPDATE: drafts are always for the article as it is now."""

    OVER_DRAFTS = "over drafts"
    """With UPDATE: the same words in the memory replace untouched machine drafts."""

    BUILD_DRAFTS = "build drafts"
    BUILD_FINALS = "build finals"


WRITING = frozenset({Stage.UPDATE, Stage.DRAFT})
"""The stages that write catalogs."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job."""

    slug: str
    locale: str
    pot: bytes = b""
    """The template catalog."""

    po: bytes = b""
    """The catalog as it should be."""

    events: tuple[str, ...] = ()
    """Lines to add to the events file."""

    handouts: Mapping[str, bytes] = field(default_factory=dict)
    """Name of a handout (`html`, `pdf`, `large.pdf`, `DRAFT.html`, …) → its bytes."""

    card: Card | None = None
    """What the handouts hold, for the catalogue; None where there are none."""

    superseded: tuple[str, ...] = ()
    """Names of handouts that must not stand in the build folder (any longer)."""

    refusals: tuple[str, ...] = ()
    """Why there is no final, one reason a line."""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """State → number of units, and `total`."""

    changes: tuple[str, ...] = ()
    """What changed since the last approval, one unit a line; empty where none was or it holds."""

    messages: tuple[str, ...] = ()
    """One line each: engines that were skipped, how many units were drafted."""

    translated: int = 0
    """Units that an engine drafted in this job."""

    source: str = ""
    """The article's path relative to the project; empty outside one."""

    review_by: str = ""
    """ISO 8601 day until which the article counts as reviewed, or empty."""


def perform(job: Job, stages: frozenset[Stage], required: State) -> Result:
    """Do what `stages` ask for; InputError when the job's input cannot be used.

    A unit that does not reach `required` is an error-level finding.
    """
    desk = lay_out(job)
    result = Result(
        job.slug,
        job.locale,
        pot=_bytes(catalog.pot(desk.article, desk.template)),
        source=job.path,
        review_by=desk.article.review_by,
    )
    writing = bool(stages & WRITING)
    if writing:
        desk, result = _reuse(_stamped(desk), result)
    if Stage.DRAFT in stages:
        desk, result = _draft(desk, result)
    po = _bytes(desk.catalog)
    if only_updates(stages):  # nobody asked what is wrong: a table of states will do
        states = [desk.ledger.state(u, desk.terms[u.msgid]) for u in desk.catalog.units]
        return replace(result, po=po, counts=counted(states))
    if writing:
        desk = _with_lines(desk)
    state = checked(desk)
    found = (
        *_about_source(desk),
        *(() if writing or desk.current else [_stale(job)]),
        *result.findings,
        *state.findings,
        *_incomplete(desk, state, required),
        *_reordered(desk, state, required),
    )
    changes = tuple(
        f"{_where(desk, unit)}: {said} — “{unit.msgid}”" if unit else f"{job.po_path}: {said}"
        for unit, said in in_words_since(desk.ledger, review.standing(state.entries))
    )
    result = replace(result, po=po, findings=found, counts=state.counts, changes=changes)
    if job.makes_pages and stages & {Stage.BUILD_DRAFTS, Stage.BUILD_FINALS}:
        result = _build(desk, state, stages, result)
    return result


def only_updates(stages: Set[Stage]) -> bool:
    """Whether catalogs are brought up to date and no findings are asked for."""
    return Stage.UPDATE in stages and stages <= {Stage.UPDATE, Stage.OVER_DRAFTS}


def _bytes(what: catalog.Catalog) -> bytes:
    return catalog.render(what).encode()


def _stamped(desk: Desk) -> Desk:
    """The desk with each new waiver bound to the words that it was written for."""
    units = tuple(map(stamped, desk.catalog.units))
    return replace(desk, catalog=replace(desk.catalog, units=units))


def _with_lines(desk: Desk) -> Desk:
    """The desk with the lines that its units will have in the file, for findings to name."""
    lines = catalog.lines(desk.catalog)
    units = tuple(replace(unit, line=lines[unit.key]) for unit in desk.catalog.units)
    return replace(desk, catalog=replace(desk.catalog, units=units))


# ── reuse ─────────────────────────────────────────────────────────────────────────────────────────


def _reuse(desk: Desk, result: Result) -> tuple[Desk, Result]:
    """The desk with a `reused` event for each text that came from elsewhere, and what was reused in
    words."""
    new = reuses(desk)
    counts = Counter(desk.reuse.values())
    told = [f"{counts[kind]} {kind}" for kind in Reuse if counts[kind]]
    messages = () if set(counts) <= {Reuse.KEPT} or set(counts) == {Reuse.NEW} else told
    desk = annotated(replace(desk, ledger=desk.ledger.with_events(new))) if new else desk
    line = (f"units: {', '.join(messages)}",) if messages else ()
    return desk, replace(result, events=tuple(map(dump, new)), messages=line)


# ── draft ─────────────────────────────────────────────────────────────────────────────────────────


def _draft(desk: Desk, result: Result) -> tuple[Desk, Result]:
    """The desk with its open units drafted by the first engine of the chain that works."""
    wanted = wanting(desk.catalog.units, desk.ledger, desk.terms, desk.given)
    if not wanted:
        return desk, result
    messages: list[str] = []
    for engine in _engines(desk, messages):
        reverse = _reverse(desk, engine)
        try:
            done = draft(wanted, Tools(engine, reverse, desk.given, desk.marks))
            backs = _backs(done.texts, reverse)
        except EngineUnavailable as fault:
            messages.append(f"{engine.name} skipped: {fault}")
            continue
        if isinstance(engine, Cached):
            messages += engine.notes
        who = f"{engine.name} ({engine.version})"
        desk, lines = _with_drafts(desk, done.texts, backs, who)
        messages.append(f"{len(done.texts)} of {len(wanted)} units drafted by {engine.name}")
        failures = tuple(replace(f, file=desk.job.po_path) for f in done.findings)
        lines = (*result.events, *lines)
        result = replace(result, events=lines, findings=failures, translated=len(done.texts))
        break
    return desk, replace(result, messages=(*result.messages, *messages))


def _engines(desk: Desk, messages: list[str]) -> Iterator[Engine]:
    """The engines of the chain that can be opened, in order; a message for each that cannot."""
    names = desk.job.settings.engines.chain(desk.job.locale)
    source = desk.job.settings.project.source_language
    while True:
        try:
            chain = open_chain(names, source, desk.job.locale, desk.job.engines)
        except InputError as fault:
            raise InputError(fault.message, SETTINGS) from None
        messages += [line.replace(": ", " skipped: ", 1) for line in chain.skipped]
        if chain.engine is None:
            return
        yield chain.engine
        names = names[names.index(chain.engine.name) + 1 :]


def _reverse(desk: Desk, engine: Engine) -> Engine | None:
    """The same engine from the target language back, where it has that pair."""
    source = desk.job.settings.project.source_language
    chain = open_chain([engine.name], desk.language.base, source, desk.job.engines)
    return chain.engine


def _backs(texts: Mapping[Key, str], reverse: Engine | None) -> Mapping[Key, str]:
    """The drafts translated back without their markup; none where there is no reverse engine."""
    if reverse is None:
        return {}
    plain = [inline.plain(text, like=msgid) for (_, msgid), text in texts.items()]
    return dict(zip(texts, reverse.translate(plain), strict=True))


def _with_drafts(
    desk: Desk, texts: Mapping[Key, str], backs: Mapping[Key, str], who: str
) -> tuple[Desk, tuple[str, ...]]:
    """The desk with the drafts in its catalog, and the lines of their events."""
    if not texts:
        return desk, ()
    job = desk.job
    units = with_texts(desk.catalog.units, texts)
    new = tuple(
        drafted(job.slug, unit, desk.terms[unit.msgid], who, job.now, backs.get(unit.key, ""))
        for unit in units
        if unit.key in texts
    )
    changed = catalog.revised(replace(desk.catalog, units=units), job.now)
    desk = replace(desk, catalog=changed, ledger=desk.ledger.with_events(new))
    return annotated(desk), tuple(map(dump, new))


# ── check ─────────────────────────────────────────────────────────────────────────────────────────


def _about_source(desk: Desk) -> Iterator[Finding]:
    """Findings on the glossary and the article as such."""
    yield from findings(desk.termbase.terms, [desk.job.locale], "glossary.yaml")
    for text in desk.article.texts():
        if text.translate:
            for idiom in idioms(text.source):
                yield Finding("idiom", Severity.HINT, str(idiom), desk.job.path, text.line)
            for spot, written in desk.termbase.misspelled(text.source):
                message = f"'{written}' looks like a misspelling of '{spot.term.source}'"
                yield Finding("misspelled", Severity.WARNING, message, desk.job.path, text.line)


def _stale(job: Job) -> Finding:
    what = "is not what the article and the glossary ask for now" if job.po else "is missing"
    message = f"this catalog {what}; `polyclinic update` writes it"
    severity = Severity.WARNING if job.po else Severity.ERROR
    return Finding("completeness", severity, message, job.po_path, locale=job.locale)


def _incomplete(desk: Desk, state: Checked, required: State) -> Iterator[Finding]:
    for entry in state.entries:
        if not entry.state.reaches(required):
            short = short_of(entry.unit, entry.state, required, desk.job.locale)
            yield replace(short, file=desk.job.po_path)


def _reordered(desk: Desk, state: Checked, required: State) -> Iterator[Finding]:
    """An error where each unit is approved, but not the article as these units in this order."""
    signed = review.signed(desk.ledger, state.entries)
    if required is State.APPROVED and not signed and review.all_approved(state.entries):
        yield Finding(
            "completeness",
            Severity.ERROR,
            review.ORDER_CHANGED,
            desk.job.po_path,
            locale=desk.job.locale,
        )


# ── build ─────────────────────────────────────────────────────────────────────────────────────────


def _build(desk: Desk, state: Checked, stages: frozenset[Stage], result: Result) -> Result:
    """A final where nothing stands against it, else a DRAFT where one is asked for."""
    required = State(desk.job.settings.policy.require)
    terms = proposed(desk)
    day = catalog.revision_day(desk.catalog)
    refusals = review.refusals(desk.ledger, state.entries, required, terms)
    final = review.final(desk.ledger, state.entries, required, terms, day)
    if final is None:
        reasons = tuple(
            f"{_where(desk, unit)}: “{unit.msgid}”: {reason}" if unit else reason
            for unit, reason in refusals
        )
        result = replace(result, refusals=reasons, superseded=_names(""))
        if Stage.BUILD_DRAFTS not in stages:
            return result
        return _made(desk, review.drafts(desk.ledger, state.entries, day), "DRAFT.", result)
    # A final that holds is made whatever was asked: an earlier one must not stand in its place.
    return _made(desk, final, "", replace(result, superseded=_names("DRAFT.")))


def _where(desk: Desk, unit: Unit) -> str:
    """File and line of a unit; the file alone when the unit is not in it yet."""
    return f"{desk.job.po_path}:{unit.line}" if unit.line else desk.job.po_path


def _names(prefix: str) -> tuple[str, ...]:
    """Every name that a handout may have under this prefix, of whatever layout."""
    return (f"{prefix}html", *(f"{prefix}{layout.ending}" for layout in Layout))


def _made(desk: Desk, wording: Wording, prefix: str, result: Result) -> Result:
    """The result with every handout that is asked for, or with a finding and none of them: what is
    not fit to print is not fit to read either.

    A layout that is not asked for must not stand beside the others from an earlier run.
    """
    from pipeline.publish import html, pdf  # a check needs none of what they load

    settings = desk.job.settings
    status = f"polyclinic {__version__}; catalog {wording.digest[:16]}; {prefix or 'final'}"
    chosen = settings.print.paper
    page = Page(
        organisation=settings.project.organisation,
        url=settings.project.url,
        interpreter_line=settings.project.interpreter_line,
        interpreter_phone=settings.project.interpreter_phone,
        accent=settings.print.accent,
        logo=_logo(desk),
        paper=paper(desk.job.locale, settings.project.territory) if chosen == "auto" else chosen,
        source_language=settings.project.source_language,
        status=status.rstrip("."),
    )
    try:
        handout = compose(desk.article, wording, desk.language, page, _labels(desk.job))
        layouts = settings.print.layouts
        made = {"html": html.render(handout, layouts)}
        made |= {layout.ending: pdf.render(handout, layout) for layout in layouts}
        named = {f"{prefix}{ending}": content for ending, content in made.items()}
        others = tuple(name for name in _names(prefix) if name not in named)
        return replace(
            result,
            handouts=named,
            card=card(handout, made),
            superseded=(*result.superseded, *others),
        )
    except Refused as refusal:
        fault = Finding(
            "handout", Severity.ERROR, str(refusal), desk.job.po_path, locale=desk.job.locale
        )
        # A handout that was refused must not leave an earlier one of its name in the build folder.
        gone = (*result.superseded, *_names(prefix))
        return replace(result, superseded=gone, findings=(*result.findings, fault))


def _labels(job: Job) -> Labels:
    """The pages' own strings: the project's, where it has a catalog of them."""
    own = _own_labels(job.labels) if job.labels else None
    return labels(job.locale, job.settings.project.source_language, own)


@lru_cache(maxsize=8)
def _own_labels(job: Job) -> Wording:
    """A project's strings, judged as an article's are; all handouts of a locale share them.

    In a draft, too, one with an error is not printed: the tool's own takes its place.
    """
    desk = lay_out(job)
    entries = checked(desk).entries
    required = State(job.settings.policy.require)
    final = review.final(desk.ledger, entries, required, proposed(desk), "")
    sound = [entry for entry in entries if not (entry.errors or entry.pending)]
    return final or review.drafts(desk.ledger, sound, "")


def _logo(desk: Desk) -> Image | None:
    path = desk.job.settings.print.logo
    return image(path, dict(desk.job.images)[path]) if path else None
