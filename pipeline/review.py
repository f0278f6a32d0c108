"""Sign-off: who may approve what, and the wording that may be printed.

submit    a person takes responsibility for the units they cleared
approve   a second person signs the units and the article as it stands
final     Approved, the only wording that a final handout takes; drafts  Drafts, for the others
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.events import Event, Ledger, Pairs, Person, digest, person, sha256
from pipeline.history import Since, Standing, since
from pipeline.model import Key, State, Unit
from pipeline.waivers import Waiver, waivers

# ── sign-off ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit with what is known of it."""

    unit: Unit
    state: State
    terms: Pairs
    errors: tuple[str, ...] = ()
    """Messages of its error findings that nobody has waived."""

    waived: tuple[str, ...] = ()
    """Its waived errors with message and reason, sorted: an approval covers them or not."""

    pending: tuple[str, ...] = ()
    """Messages of the errors whose waiver no second person has approved."""


def submissions(
    ledger: Ledger, entries: Iterable[Entry], by: Person, when: str
) -> tuple[Event, ...]:
    """A `submitted` event for each unit that a person has cleared and no one has submitted so."""
    return tuple(
        submission(ledger, e.unit, e.terms, by, when)
        for e in entries
        if e.state.reaches(State.TRANSLATED) and not ledger.editor(e.unit, e.terms)
    )


def objections(
    ledger: Ledger, entries: Iterable[Entry], by: Person, self_approval: bool
) -> tuple[tuple[Unit, str], ...]:
    """Why this person must not approve these units: each unit with its reasons."""
    return tuple(
        (entry.unit, reason)
        for entry in entries
        for reason in _objections(ledger, entry, by, self_approval)
    )


def _objections(ledger: Ledger, entry: Entry, by: Person, self_approval: bool) -> Iterable[str]:
    if not entry.state.reaches(State.TRANSLATED):
        yield f"it is {'fuzzy' if entry.unit.fuzzy else 'not translated'}"
        return
    yield from entry.errors
    if entry.state is State.APPROVED and not entry.pending:
        return
    waived_by = {person(event.who).mail for event in ledger.waivings(entry.unit)}
    if entry.waived and not waived_by:
        yield "nobody has answered for its waiver; `polyclinic submit` records who"
    elif entry.waived and by.mail in waived_by:
        yield f"{by.name} waived an error of it; a second person must approve it"
    editor = ledger.editor(entry.unit, entry.terms)
    if editor is None:
        yield "its editor is not known; `polyclinic submit` records who translated it"
    elif person(editor.who).mail == by.mail and not self_approval:
        yield f"{by.name} translated it; a second person must approve it"


def approvals(
    ledger: Ledger, entries: Sequence[Entry], by: Person, credential: str, when: str
) -> tuple[Event, ...]:
    """`approved` events: one for each unit that has none, one, the last, for the article as it
    stands. Each names the withdrawals that came before it."""
    new = [e for e in entries if e.state is not State.APPROVED or e.pending]
    order = digests(ledger, entries)
    if not new and ledger.approved_order(order):
        return ()
    slug, who, after = ledger.slug, str(by), ledger.withdrawals
    units = (
        Event(
            "approved",
            slug,
            who,
            when,
            *e.unit.key,
            e.unit.msgstr,
            e.terms,
            credential,
            waived=e.waived,
            locale=ledger.locale,
            after=after,
        )
        for e in new
    )
    return (
        *units,
        Event(
            "approved",
            slug,
            who,
            when,
            credential=credential,
            units=order,
            locale=ledger.locale,
            after=after,
        ),
    )


def standing(entries: Iterable[Entry]) -> Standing:
    """The units as they stand, for `history`."""
    return tuple((entry.unit, entry.terms, entry.waived) for entry in entries)


def digests(ledger: Ledger, entries: Iterable[Entry]) -> tuple[str, ...]:
    """The digests of an article's units, in the given order, and that of the article itself."""
    units = (digest(ledger.slug, ledger.locale, e.unit, e.terms, e.waived) for e in entries)
    return (*units, ledger.article)


def submission(ledger: Ledger, unit: Unit, terms: Pairs, by: Person, when: str) -> Event:
    """The fact that a person answers for these words."""
    slug, locale = ledger.slug, ledger.locale
    return Event("submitted", slug, str(by), when, *unit.key, unit.msgstr, terms, locale=locale)


def waivings(ledger: Ledger, entries: Iterable[Entry], by: Person, when: str) -> tuple[Event, ...]:
    """A `waived` event for each waiver that nobody has answered for yet."""
    return tuple(
        Event(
            "waived",
            ledger.slug,
            str(by),
            when,
            *entry.unit.key,
            entry.unit.msgstr,
            entry.terms,
            reason=waiver.reason,
            waived=(waiver.check,),
            locale=ledger.locale,
        )
        for entry in entries
        for waiver in waivers(entry.unit)
        if not _answered_for(ledger, entry, waiver)
    )


def _answered_for(ledger: Ledger, entry: Entry, waiver: Waiver) -> bool:
    return any(
        (e.event, e.msgstr, e.reason, e.waived)
        == ("waived", entry.unit.msgstr, waiver.reason, (waiver.check,))
        for e in ledger.of_unit(entry.unit.key)
    )


def withdrawal(ledger: Ledger, by: Person, reason: str, when: str) -> Event | None:
    """The `withdrawn` event that voids every approval of the article, also those that another
    branch brings; None when there is none to void."""
    if not any(e.event == "approved" and ledger.stands(e) for e in ledger.events):
        return None
    slug, locale = ledger.slug, ledger.locale
    return Event("withdrawn", slug, str(by), when, reason=reason, locale=locale)


# ── what may be printed ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Approved:
    """Wording of one article in one locale that may be printed as final. Made only by `final`."""

    texts: Mapping[Key, str]
    """(msgctxt, msgid) → msgstr of every unit of the article."""

    credit: str
    """Who translated and who approved, with credential and day; one line."""

    translated: str
    """ISO 8601 day of the last revision, or empty."""

    digest: str
    """SHA-256 (hex) over the wording."""

    since: Since | None = None
    """What changed since the article was approved in other words, if it was."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """Wording of one article in one locale for DRAFT handouts only."""

    texts: Mapping[Key, str]
    """(msgctxt, msgid) → msgstr of units that are drafted or better; the others are absent."""

    credit: str
    """What made the drafts, and that no one has reviewed them; one line."""

    translated: str
    """ISO 8601 day of the last revision, or empty."""

    digest: str
    """SHA-256 (hex) over the wording."""

    since: Since | None = None
    """What changed since the article was last approved, if it was."""


def drafts(ledger: Ledger, entries: Iterable[Entry], translated: str) -> Drafts:
    """What a DRAFT handout may show: text that was made for the source as it is now."""
    usable = [e for e in entries if e.state.reaches(State.DRAFTED)]
    open_ = [e.unit for e in usable if e.unit.fuzzy]
    engines = {made.who.partition(" (")[0] for unit in open_ if (made := ledger.draft(unit))}
    texts = {e.unit.key: e.unit.msgstr for e in usable}
    said = [f"machine draft by {', '.join(sorted(engines))}"] if engines else []
    said += ["sentences from the memory"] if any(map(ledger.reuse, open_)) else []
    credit = "; ".join([*said, "not reviewed by a qualified translator"])
    credit = credit[:1].upper() + credit[1:]
    changed = since(ledger, standing(entries))
    return Drafts(texts, credit, translated, _wording(texts), changed)


ORDER_CHANGED = "the article, its order or its layout changed since it was approved"


def all_approved(entries: Sequence[Entry]) -> bool:
    """Whether every unit by itself is approved."""
    return all(entry.state is State.APPROVED for entry in entries)


def signed(ledger: Ledger, entries: Sequence[Entry]) -> bool:
    """Whether the article was approved as exactly these units in this order."""
    return ledger.approved_order(digests(ledger, entries)) is not None


def refusals(
    ledger: Ledger, entries: Sequence[Entry], required: State, proposed: Sequence[str]
) -> tuple[tuple[Unit | None, str], ...]:
    """Why no final may be made: each reason with its unit, or with None for the whole article."""
    reasons: list[tuple[Unit | None, str]] = []
    for entry in entries:
        if not entry.state.reaches(required):
            reasons.append((entry.unit, f"it is {entry.state}, not {required}"))
        reasons += [(entry.unit, error) for error in entry.errors]
        reasons += [
            (entry.unit, f"{e}; no second person approved its waiver") for e in entry.pending
        ]
    if proposed:
        reasons.append((None, f"no one has approved these terms: {', '.join(proposed)}"))
    if not reasons and required is State.APPROVED and not signed(ledger, entries):
        reasons.append((None, ORDER_CHANGED))
    return tuple(reasons)


def final(
    ledger: Ledger,
    entries: Sequence[Entry],
    required: State,
    proposed: Sequence[str],
    translated: str,
) -> Approved | None:
    """The wording for a final handout; None when `refusals` has a reason against it."""
    if refusals(ledger, entries, required, proposed):
        return None
    texts = {e.unit.key: e.unit.msgstr for e in entries}
    changed = since(ledger, standing(entries))
    return Approved(texts, _credit(ledger, entries), translated, _wording(texts), changed)


def _credit(ledger: Ledger, entries: Sequence[Entry]) -> str:
    editors = [e for entry in entries if (e := ledger.editor(entry.unit, entry.terms))]
    approvers = [e for entry in entries if (e := ledger.approval(entry.unit, entry.terms))]
    names = ", ".join(dict.fromkeys(person(e.who).name for e in editors))
    signed = ", ".join(
        dict.fromkeys(f"{person(e.who).name} ({e.credential}), {e.when[:10]}" for e in approvers)
    )
    return ". ".join(
        (
            f"Translated by {names}" if names else "Translator not recorded",
            f"Approved by {signed}" if signed else "Not approved by a second person",
        )
    )


def _wording(texts: Mapping[Key, str]) -> str:
    return sha256([[ctxt, msgid, msgstr] for (ctxt, msgid), msgstr in texts.items()])
