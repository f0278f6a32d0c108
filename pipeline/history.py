"""What changed since an article was last approved: in words for `status`, in sentences to print.

An approval carries the words it was given for, so nothing but the events is needed to say what has
become of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.changes import SIMILAR, in_words, likeness
from pipeline.events import Event, Ledger, Pairs, digest
from pipeline.model import Key, Unit

Standing = Sequence[tuple[Unit, Pairs, tuple[str, ...]]]
"""An article's units as they stand, in reading order, each with its locked pairs and the checks
whose errors on it are waived."""


@dataclass(frozen=True, slots=True)
class Since:
    """What is new in an article since an approval of it."""

    day: str
    """ISO 8601 day of that approval."""

    changed: tuple[Unit, ...]
    """Units whose words it did not cover, in reading order."""

    removed: tuple[tuple[str, str], ...]
    """(msgid, msgstr) of sentences that it covered and that left the article."""


def since(ledger: Ledger, standing: Standing) -> Since | None:
    """What changed since the article was last approved in other words than these; an approval that
    was withdrawn counts, for what it made may be on paper.

    None where it never was, or where the same words stand in it still.
    """
    now = [digest(ledger.slug, ledger.locale, *stand) for stand in standing]
    before = [order for order in ledger.once_approved if order.units[:-1] != tuple(now)]
    if not before:
        return None
    last = before[-1]
    covered = {(event.key, event.msgstr) for event in _covered(ledger, last)}
    changed = tuple(u for u, _, _ in standing if (u.key, u.msgstr) not in covered)
    removed = tuple((e.msgid, e.msgstr) for e in _removed(ledger, last, standing, changed))
    return Since(last.when[:10], changed, removed) if changed or removed else None


def in_words_since(ledger: Ledger, standing: Standing) -> Iterator[tuple[Unit | None, str]]:
    """Why the last approval no longer holds: a unit and what changed in it, or None and what
    changed in the article. Nothing where there was none, or where it holds."""
    if not ledger.orders:
        return
    now = [digest(ledger.slug, ledger.locale, *stand) for stand in standing]
    last = ledger.approved_order((*now, ledger.article)) or ledger.orders[-1]
    if last.units == (*now, ledger.article):
        for unit, _, _ in standing:
            if unit.fuzzy:
                yield unit, "it was marked as fuzzy again"
        return
    changed = [(u, t) for (u, t, _), d in zip(standing, now, strict=True) if d not in last.units]
    left = list(_left(ledger, last, standing))
    for unit, terms in changed:
        yield unit, _what_changed(ledger, unit, terms, left)
    for event in _removed(ledger, last, standing, [unit for unit, _ in changed]):
        yield None, f"removed: “{event.msgid}”"
    kept = [d for d in last.units if d in now]
    if kept != [d for d in now if d in last.units]:
        yield None, "the order of its sentences changed"
    elif last.units[:-1] == tuple(now):
        yield None, "its layout, its untranslated text, or its id, version or date changed"


def _what_changed(ledger: Ledger, unit: Unit, terms: Pairs, left: Sequence[Event]) -> str:
    approved = _approved(ledger, unit.key)
    if approved is None:
        before = next((event for event in left if _became(event, unit)), None)
        if before is None:
            return "it is new"
        return f"the source changed: {in_words(before.msgid, unit.msgid)}"
    if approved.msgstr != unit.msgstr:
        return f"the translation changed: {in_words(approved.msgstr, unit.msgstr)}"
    if approved.terms == terms:
        return "its approval does not cover it as it stands: other waivers, or no valid signature"
    old, new = dict(approved.terms), dict(terms)
    names = sorted(old.keys() | new.keys())
    pairs = [f"{old.get(n, '–')} → {new.get(n, '–')}" for n in names if old.get(n) != new.get(n)]
    return f"locked terms changed: {'; '.join(pairs)}"


def _approved(ledger: Ledger, key: Key) -> Event | None:
    """The last approval of a unit, whatever its words were."""
    return next((e for e in reversed(ledger.of_unit(key)) if e.event == "approved"), None)


def _removed(
    ledger: Ledger, order: Event, standing: Standing, changed: Sequence[Unit]
) -> Iterator[Event]:
    """What an approval covers and the article has no more, not even in other words."""
    for event in _left(ledger, order, standing):
        if not any(_became(event, unit) for unit in changed):
            yield event


def _left(ledger: Ledger, order: Event, standing: Standing) -> Iterator[Event]:
    """What an approval covers and the article does not say in these words any more."""
    keys = {unit.key for unit, _, _ in standing}
    return (event for event in _covered(ledger, order) if event.key not in keys)


def _became(event: Event, unit: Unit) -> bool:
    """Whether a sentence is an approved one in other words."""
    return unit.previous == event.msgid or likeness(event.msgid, unit.msgid) >= SIMILAR


def _covered(ledger: Ledger, order: Event) -> Iterator[Event]:
    """The approvals of single units that an approval of the article covers, in its order."""
    by_digest = {_fingerprint(event): event for event in ledger.approved_units}
    return (by_digest[d] for d in order.units if d in by_digest)


def _fingerprint(event: Event) -> str:
    unit = Unit(event.msgid, event.msgctxt, event.msgstr)
    return digest(event.slug, event.locale, unit, event.terms, event.waived)
