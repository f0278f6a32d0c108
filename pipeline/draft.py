"""Machine drafts: what an engine makes of a catalog's open units, through the lock.

A unit is drafted when it has no text, or a text that a machine made for an earlier source or
glossary. Anything else is a person's and is never touched. What fails every strategy stays as it
is, with a finding that says what could not be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import inline, lock
from pipeline.checks import Given, check
from pipeline.engines import Engine
from pipeline.events import Ledger, Pairs
from pipeline.languages import Marks
from pipeline.model import Finding, Key, Severity, Unit


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of drafting."""

    texts: Mapping[Key, str]
    """(msgctxt, msgid) → accepted translation."""

    findings: tuple[Finding, ...] = ()
    """One error for each unit that no strategy could translate safely."""


def wanting(units: Iterable[Unit], ledger: Ledger, terms: Mapping[str, Pairs]) -> list[Unit]:
    """The units that a machine may (re)write. `terms` has the locked pairs of each msgid."""
    return [u for u in units if _open(u, ledger, terms[u.msgid])]


def _open(unit: Unit, ledger: Ledger, terms: Pairs) -> bool:
    if not unit.msgstr.strip():
        return True
    if not unit.fuzzy or not ledger.machine_text(unit):
        return False
    event = ledger.draft(unit)
    return event is None or event.terms != terms


def with_texts(units: Iterable[Unit], texts: Mapping[Key, str]) -> tuple[Unit, ...]:
    """The units with their drafts, all fuzzy."""
    return tuple(
        replace(u, msgstr=texts[u.key], fuzzy=True, previous="") if u.key in texts else u
        for u in units
    )


def draft(units: Sequence[Unit], engine: Engine, given: Given, marks: Marks) -> Drafted:
    """Translations of `units`, each accepted by every check; EngineUnavailable from the engine."""
    spans = _spans(units, engine, given, marks)
    open_ = {u.key: _Attempt(u, _slots(u, given, marks, spans)) for u in units}
    texts: dict[Key, str] = {}
    for strategy in lock.strategies(engine.placeholders):
        for attempt, candidate in _candidates(strategy, open_.values(), engine, spans, marks):
            attempt.last = candidate
            attempt.findings = _objections(attempt.unit, candidate, given)
            if candidate and not attempt.findings:
                texts[attempt.unit.key] = candidate
        open_ = {key: attempt for key, attempt in open_.items() if key not in texts}
    return Drafted(texts, tuple(_failure(a, given) for a in open_.values()))


@dataclass(slots=True)
class _Attempt:
    """A unit that is being drafted."""

    unit: Unit
    slots: tuple[lock.Slot, ...]
    last: str | None = None
    findings: tuple[Finding, ...] = field(default=())


def _slots(
    unit: Unit, given: Given, marks: Marks, spans: Mapping[str, str]
) -> tuple[lock.Slot, ...]:
    return lock.slots(unit.msgid, given.termbase, given.locale, marks, spans)


def _spans(units: Iterable[Unit], engine: Engine, given: Given, marks: Marks) -> Mapping[str, str]:
    """Translations of the marked-up spans' inner texts, made like any other text."""
    inner = {text: Unit(text) for u in units for text in lock.span_texts(u.msgid)}
    if not inner:
        return {}
    drafted = draft(tuple(inner.values()), engine, given, marks)
    return {msgid: text for (_, msgid), text in drafted.texts.items()}


def _candidates(
    strategy: lock.Strategy,
    attempts: Iterable[_Attempt],
    engine: Engine,
    spans: Mapping[str, str],
    marks: Marks,
) -> Iterable[tuple[_Attempt, str | None]]:
    """One batch through the engine: each attempt the strategy applies to, and its candidate."""
    batch = [
        (attempt, masked)
        for attempt in attempts
        if (masked := lock.mask(attempt.unit.msgid, attempt.slots, strategy, attempt.last))
    ]
    sent = [m.text if m.wordings else inline.plain(m.text) for _, m in batch]
    for (attempt, masked), answer in zip(batch, engine.translate(sent), strict=True):
        yield attempt, _candidate(attempt.unit.msgid, masked, answer, spans, marks)


def _candidate(
    msgid: str, masked: lock.Masked, answer: str, spans: Mapping[str, str], marks: Marks
) -> str | None:
    whole = lock.unmask(answer, masked) if masked.wordings else lock.wrapped(msgid, answer, spans)
    return lock.dressed(msgid, whole, marks) if whole and whole.strip() else None


def _objections(unit: Unit, candidate: str | None, given: Given) -> tuple[Finding, ...]:
    """Findings that bar a draft: every error, and text that is still the source."""
    if not candidate:
        return ()
    found = check(replace(unit, msgstr=candidate, fuzzy=True), given)
    return tuple(f for f in found if f.severity is Severity.ERROR or f.check == "untranslated")


def _failure(attempt: _Attempt, given: Given) -> Finding:
    unit = attempt.unit
    reasons = "; ".join(f.message for f in attempt.findings) or "the engine lost a locked term"
    terms = ", ".join(s.wording for s in attempt.slots)
    return Finding(
        "draft",
        Severity.ERROR,
        f"no machine draft could be accepted ({reasons}); translate it by hand"
        + (f", with {terms}" if terms else ""),
        line=unit.line,
        locale=given.locale,
        msgctxt=unit.msgctxt,
        msgid=unit.msgid,
    )
