"""Machine drafts: what an engine makes of a catalog's open units, through the lock.

A unit is drafted when it has no text, or a text that a machine made for an earlier source or
glossary. Anything else is a person's and is never touched. What fails every strategy stays as it
is, with a finding that says what could not be kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import inline, lock
from pipeline.agreement import Grammar, grammar
from pipeline.checks import Given, check
from pipeline.engines import Engine
from pipeline.events import Ledger, Pairs
from pipeline.languages import Marks
from pipeline.model import Finding, Key, Severity, Unit

STRICT = frozenset({"agreement", "numbers", "terms"})
"""Checks whose warnings bar a machine draft too."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of drafting."""

    texts: Mapping[Key, str]
    """(msgctxt, msgid) → accepted translation."""

    findings: tuple[Finding, ...] = ()
    """One error for each unit that no strategy could translate safely."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What drafting works with."""

    engine: Engine
    reverse: Engine | None
    """From the target language back, where there is one: ranks candidates and confirms roles."""

    given: Given
    marks: Marks

    @property
    def rules(self) -> Grammar | None:
        """How the words of the target language agree, where that is known."""
        return grammar(self.given.language)


def wanting(
    units: Iterable[Unit], ledger: Ledger, terms: Mapping[str, Pairs], given: Given
) -> list[Unit]:
    """The units that a machine may (re)write. `terms` has the locked pairs of each msgid.

    Those without text, and machine text, untouched since, that was made for another source or
    other terms, or that the checks would not accept now.
    """
    units = tuple(units)
    live = {unit.key for unit in units}
    return [u for u in units if _open(u, ledger, terms[u.msgid], given, live)]


def _open(unit: Unit, ledger: Ledger, terms: Pairs, given: Given, live: Collection[Key]) -> bool:
    if not unit.msgstr.strip():
        return True
    if not unit.fuzzy or not ledger.machine_text(unit, live):
        return False
    event = ledger.draft(unit)
    if event is None or event.terms != terms:
        return True
    return bool(barred(unit, given))


def barred(unit: Unit, given: Given) -> tuple[str, ...]:
    """What stands against the text of a unit as a machine's draft; empty for nothing."""
    return tuple(f.message for f in check(unit, given) if _bars(f))


def with_texts(units: Iterable[Unit], texts: Mapping[Key, str]) -> tuple[Unit, ...]:
    """The units with their drafts, all fuzzy."""
    return tuple(
        replace(u, msgstr=texts[u.key], fuzzy=True, previous="") if u.key in texts else u
        for u in units
    )


def draft(units: Sequence[Unit], tools: Tools) -> Drafted:
    """Translations of `units`, each accepted by every check; EngineUnavailable from the engine.

    Tier by tier: the candidates of a tier are made in one batch, and of those that are accepted
    the best is taken.
    """
    spans = _spans(units, tools)
    open_ = {unit.key: _attempt(unit, tools, spans) for unit in units}
    texts: dict[Key, str] = {}
    for tier in lock.tiers(tools.engine.placeholders):
        attempts = tuple(open_.values())
        _candidates(tier, attempts, tools, spans)
        if lock.Strategy("clauses") in tier:
            _clause_candidates(attempts, tools)
        for key, attempt in open_.items():
            if attempt.good:
                texts[key] = _best(attempt, tools)
        open_ = {key: attempt for key, attempt in open_.items() if key not in texts}
    return Drafted(texts, tuple(_failure(a, tools.given) for a in open_.values()))


@dataclass(slots=True)
class _Attempt:
    """A unit that is being drafted."""

    unit: Unit
    slots: tuple[lock.Slot, ...]
    plain: str | None = None
    """The plain candidate, accepted or not: it tells what the engine loses."""

    good: list[str] = field(default_factory=list)
    """The accepted candidates of the current tier, in its order."""

    faults: tuple[str, ...] = ()
    """What stood against the last candidate."""


def _attempt(unit: Unit, tools: Tools, spans: Mapping[str, str]) -> _Attempt:
    return _Attempt(unit, _slots(unit, spans, tools))


def _slots(unit: Unit, spans: Mapping[str, str], tools: Tools) -> tuple[lock.Slot, ...]:
    given = tools.given
    return lock.slots(unit.msgid, given.termbase, given.locale, tools.marks, spans)


def _spans(units: Iterable[Unit], tools: Tools) -> Mapping[str, str]:
    """Translations of the marked-up spans' inner texts, made like any other text."""
    inner = {text: Unit(text) for u in units for text in lock.span_texts(u.msgid)}
    if not inner:
        return {}
    drafted = draft(tuple(inner.values()), tools)
    return {msgid: text for (_, msgid), text in drafted.texts.items()}


# ── candidates ────────────────────────────────────────────────────────────────────────────────────


def _candidates(
    tier: Sequence[lock.Strategy],
    attempts: Sequence[_Attempt],
    tools: Tools,
    spans: Mapping[str, str],
) -> None:
    """Fill `good` of each attempt with the accepted candidates of a tier: one batch in all."""
    shapes = tools.engine.placeholders
    batch = [
        (attempt, strategy, request)
        for attempt in attempts
        for strategy in tier
        if (
            request := lock.requests(
                attempt.unit.msgid, attempt.slots, strategy, shapes, tools.rules, attempt.plain
            )
        )
    ]
    sent = list(dict.fromkeys(_sent(request) for _, _, request in batch))
    answers = dict(zip(sent, tools.engine.translate(sent), strict=True)) if sent else {}
    for attempt, strategy, request in batch:
        text = _candidate(attempt, request, answers, tools, spans)
        if strategy.mask == "none":
            attempt.plain = text
        attempt.faults = _faults(attempt.unit, text, tools) if text else ("a term was lost",)
        if text and not attempt.faults and text not in attempt.good:
            attempt.good.append(text)


def _sent(request: lock.Request) -> str:
    """The text as the engine gets it: without markup, where no mask stands for it."""
    return request.text if request.masks else inline.plain(request.text)


def _candidate(
    attempt: _Attempt,
    request: lock.Request,
    answers: Mapping[str, str],
    tools: Tools,
    spans: Mapping[str, str],
) -> str | None:
    msgid = attempt.unit.msgid
    whole = lock.answer(request, answers[_sent(request)])
    if whole is not None and not request.masks:
        whole = lock.with_markup(msgid, whole, spans)
    return _dressed(attempt.unit, whole, tools) if whole and whole.strip() else None


def _dressed(unit: Unit, text: str, tools: Tools) -> str:
    given, shown = tools.given, tools.given.shown(unit.key)
    return lock.dressed(
        unit.msgid, text, given.termbase, given.locale, tools.marks, tools.rules, shown
    )


def _clause_candidates(attempts: Sequence[_Attempt], tools: Tools) -> None:
    """Fill `good` with sentences that are drafted clause by clause, all clauses in one batch."""
    cut = [(a, pieces) for a in attempts if len(pieces := lock.clauses(a.unit.msgid, a.slots)) > 1]
    clauses = {msgid: Unit(msgid) for _, pieces in cut for msgid, _ in pieces}
    texts = draft(tuple(clauses.values()), tools).texts if clauses else {}
    for attempt, pieces in cut:
        if all((None, msgid) in texts for msgid, _ in pieces):
            joined = "".join(texts[None, msgid] + after for msgid, after in pieces)
            text = _dressed(attempt.unit, joined, tools)
            if accepted(attempt.unit, text, tools):
                attempt.good.append(text)


# ── which are good, which is best ─────────────────────────────────────────────────────────────────


def accepted(unit: Unit, candidate: str, tools: Tools) -> bool:
    """Whether a candidate may be written as the unit's draft."""
    return not _faults(unit, candidate, tools)


def _faults(unit: Unit, candidate: str, tools: Tools) -> tuple[str, ...]:
    """What bars a candidate."""
    found = check(replace(unit, msgstr=candidate, fuzzy=True), tools.given)
    messages = [f.message for f in found if _bars(f) or _is_source(f, unit, candidate, tools)]
    if not messages and (lost := lock.lost(unit.msgid, candidate)):
        messages.append(f"'{lost}' is not as in the source")
    if not messages and not _in_place(unit.msgid, candidate, tools):
        messages.append("terms may not be where they belong")
    return tuple(messages)


def _bars(finding: Finding) -> bool:
    """Every error, and what a person may have good reason for but a machine has none."""
    return finding.severity is Severity.ERROR or finding.check in STRICT


def _is_source(finding: Finding, unit: Unit, candidate: str, tools: Tools) -> bool:
    """Whether a candidate is the source again, though there is something to translate in it."""
    if finding.check != "untranslated" or candidate.casefold() != unit.msgid.casefold():
        return False
    rest = unit.msgid
    for slot in reversed(_slots(unit, {}, tools)):
        rest = rest[: slot.start] + rest[slot.end :]
    return re.search(r"[^\W\d_]", rest) is not None


def _in_place(msgid: str, candidate: str, tools: Tools) -> bool:
    given, reverse = tools.given, tools.reverse

    def back(text: str) -> str:
        assert reverse is not None
        return reverse.translate([text])[0]

    return lock.in_place(
        msgid,
        candidate,
        given.termbase,
        given.locale,
        tools.marks,
        tools.rules,
        back if reverse else None,
    )


def _best(attempt: _Attempt, tools: Tools) -> str:
    """The candidate with the best score; of equals the one whose strategy comes first."""
    if len(attempt.good) == 1:
        return attempt.good[0]
    msgid = attempt.unit.msgid
    if tools.reverse is None:
        return max(attempt.good, key=lambda text: lock.fluency(msgid, text))
    plain = [inline.plain(text, like=msgid) for text in attempt.good]
    source = inline.plain(msgid)
    scores = [lock.chrf(back, source) for back in tools.reverse.translate(plain)]
    return attempt.good[scores.index(max(scores))]


def _failure(attempt: _Attempt, given: Given) -> Finding:
    unit = attempt.unit
    terms = ", ".join(slot.wording for slot in attempt.slots)
    return Finding(
        "draft",
        Severity.ERROR,
        f"no machine draft could be accepted ({'; '.join(attempt.faults)}); translate it by hand"
        + (f", with {terms}" if terms else ""),
        line=unit.line,
        locale=given.locale,
        msgctxt=unit.msgctxt,
        msgid=unit.msgid,
    )
