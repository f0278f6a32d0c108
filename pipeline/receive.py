"""A catalog that comes back by mail, months old perhaps, merged unit by unit. Pure.

Taken is what a person wrote there and what still fits: the sentence is the same, and nobody else
has worked on it here meanwhile. All else is named with the reason, and none of it is lost: text
whose sentence left goes to the obsolete entries; where these have other words, `lost` says so, and
the file is worth keeping.
Nothing that comes in is ever an approval.

What another machine drafted comes in by `receive_drafts`: fuzzy, with its maker's name, and only
where no person has worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import catalog
from pipeline.catalog import Catalog
from pipeline.changes import SIMILAR, in_words, likeness
from pipeline.draft import barred
from pipeline.events import Event, Person, drafted, person
from pipeline.job import Checked, Desk, annotated, reuses
from pipeline.leverage import texts
from pipeline.model import Key, State, Unit
from pipeline.review import Entry, submission


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that came back."""

    desk: Desk
    """With all that was taken."""

    taken: tuple[Unit, ...]
    """The units that have a new text, or that were cleared."""

    refused: tuple[tuple[Unit, str], ...]
    """Each returned unit that was not taken and is no news, with the reason."""

    displaced: bool
    """Whether a person's text gave way: the catalog as it was is worth keeping."""

    events: tuple[Event, ...]
    """`reused`, for what the catalog was filled in with; `submitted`, for each taken unit that was
    cleared; `drafted`, for each that another machine made."""


def receive(
    desk: Desk, state: Checked, returned: Catalog, by: Person, theirs: bool = False
) -> Received:
    """The desk with what still fits of `returned`.

    `theirs` also takes text over what another person has translated here since, short of what is
    approved.
    """
    entries = {entry.unit.key: entry for entry in state.entries}
    taken: dict[Key, Unit] = {}
    refused: list[tuple[Unit, str]] = []
    remarks: dict[Key, tuple[str, ...]] = {}
    for unit in returned.units:
        entry = entries.get(unit.key)
        if entry:
            remarks[unit.key] = unit.remarks
        if not unit.msgstr.strip():
            continue
        if entry is None:
            refused.append((unit, _what_became(unit, desk.catalog.units)))
        elif reason := _reason(desk, entry, unit, by, theirs):
            refused.append((unit, reason))
        elif _news(desk, entry, unit):
            taken[unit.key] = replace(
                entry.unit,
                msgstr=unit.msgstr,
                fuzzy=unit.fuzzy,
                previous=unit.previous if unit.fuzzy else "",
            )
    units = tuple(taken.values())
    filled = tuple(event for event in reuses(desk) if event.key not in taken)
    changed = _with(desk, taken, remarks, refused)
    changed = replace(changed, ledger=desk.ledger.with_events(filled))
    submitted = tuple(
        submission(desk.ledger, unit, desk.terms[unit.msgid], by, desk.job.now)
        for unit in units
        if not unit.fuzzy
    )
    displaced = any(_gave_way(desk, entries[key].unit, unit) for key, unit in taken.items())
    events = (*filled, *submitted)
    return Received(annotated(changed), units, tuple(refused), displaced, events)


def receive_drafts(desk: Desk, returned: Catalog, maker: str) -> Received:
    """The desk with the drafts of `returned`, made by the machine that `maker` names.

    They are taken as an engine's are: into units that no person has worked on, fuzzy, and only
    where nothing that bars a machine's draft is found.
    """
    units = {unit.key: unit for unit in desk.catalog.units}
    taken: dict[Key, Unit] = {}
    refused: list[tuple[Unit, str]] = []
    for unit in returned.units:
        mine = units.get(unit.key)
        if not unit.msgstr.strip() or (mine and mine.msgstr == unit.msgstr):
            continue
        if mine is None:
            refused.append((unit, _what_became(unit, desk.catalog.units)))
            continue
        new = replace(mine, msgstr=unit.msgstr, fuzzy=True, previous="")
        if mine.msgstr.strip() and not _machines(desk, mine):
            refused.append((unit, "a person has worked on it here"))
        elif faults := barred(new, desk.given):
            refused.append((unit, "; ".join(faults)))
        else:
            taken[unit.key] = new
    made = tuple(taken.values())
    events = (
        *(event for event in reuses(desk) if event.key not in taken),
        *(drafted(desk.job.slug, u, desk.terms[u.msgid], maker, desk.job.now) for u in made),
    )
    changed = _with(desk, taken, {}, ())
    changed = replace(changed, ledger=desk.ledger.with_events(events))
    return Received(annotated(changed), made, tuple(refused), False, events)


def lost(desk: Desk, refused: Iterable[tuple[Unit, str]]) -> bool:
    """Whether a person's words were refused that the catalog has neither live nor obsolete."""
    held = {(u.key, u.msgstr) for u in (*desk.catalog.units, *desk.catalog.obsolete)}
    return any(_persons(desk, unit) and (unit.key, unit.msgstr) not in held for unit, _ in refused)


def _news(desk: Desk, entry: Entry, unit: Unit) -> bool:
    """Whether the returned unit says more than ours: other words, or the same ones cleared."""
    mine = entry.unit
    if unit.msgstr == mine.msgstr:
        return mine.fuzzy and not unit.fuzzy
    return _persons(desk, unit)


def _persons(desk: Desk, unit: Unit) -> bool:
    """Whether a returned text is a person's: cleared, or neither ours nor made for other words."""
    return bool(unit.msgstr.strip()) and not (unit.fuzzy and (_known(desk, unit) or unit.previous))


def _known(desk: Desk, unit: Unit) -> bool:
    """Whether these very words have an event here."""
    return any(event.msgstr == unit.msgstr for event in desk.ledger.of_unit(unit.key))


def _machines(desk: Desk, mine: Unit) -> bool:
    """Whether a text here is a machine's: what a person cleared is theirs, submitted or not."""
    return mine.fuzzy and desk.ledger.machine_text(mine)


def _reason(desk: Desk, entry: Entry, unit: Unit, by: Person, theirs: bool) -> str:
    """Why a text that differs from ours is not taken; empty when it is, or when it is no news."""
    mine = entry.unit
    if unit.msgstr == mine.msgstr or not _news(desk, entry, unit):
        return ""
    if not mine.msgstr.strip() or _machines(desk, mine):
        return ""
    if entry.state is State.APPROVED:
        return f"it is approved here as “{mine.msgstr}”"
    if _known(desk, unit):
        return f"it is older than the text here, “{mine.msgstr}”"
    if theirs:
        return ""
    editor = desk.ledger.editor(mine, entry.terms)
    if editor and person(editor.who).mail == by.mail:
        return ""
    if mine.fuzzy and not unit.fuzzy:
        return ""
    who = editor.who if editor else "somebody"
    return f"{who} translated it here as “{mine.msgstr}”; --theirs takes the returned text"


def _gave_way(desk: Desk, old: Unit, new: Unit) -> bool:
    """Whether a person's words gave way to others."""
    return old.msgstr.strip() not in ("", new.msgstr) and not _machines(desk, old)


def _what_became(unit: Unit, units: Iterable[Unit]) -> str:
    """Where a sentence went that the article has no longer in these words."""
    now = next((u for u in units if u.previous == unit.msgid), None) or max(
        units, key=lambda u: likeness(u.msgid, unit.msgid), default=None
    )
    if now is None or likeness(now.msgid, unit.msgid) < SIMILAR:
        return "its sentence is no longer in the article"
    return f"its sentence has changed: {in_words(unit.msgid, now.msgid)}"


def _with(
    desk: Desk,
    taken: dict[Key, Unit],
    remarks: dict[Key, tuple[str, ...]],
    refused: Sequence[tuple[Unit, str]],
) -> Desk:
    """The desk with new texts, all remarks, and as obsolete what no sentence here asks for."""
    units = tuple(
        replace(unit, remarks=tuple(dict.fromkeys((*unit.remarks, *remarks.get(unit.key, ())))))
        for unit in (taken.get(unit.key, unit) for unit in desk.catalog.units)
    )
    obsolete = (*desk.catalog.obsolete, *_left(desk.catalog, [unit for unit, _ in refused]))
    changed = replace(desk.catalog, units=units, obsolete=obsolete)
    if texts(changed) != texts(desk.catalog):
        changed = catalog.revised(changed, desk.job.now)
    return replace(desk, catalog=changed)


def _left(mine: Catalog, returned: Iterable[Unit]) -> Iterator[Unit]:
    """Cleared text for sentences that this catalog has neither live nor obsolete."""
    known = {unit.key for unit in (*mine.units, *mine.obsolete)}
    for unit in returned:
        if unit.key not in known and not unit.fuzzy:
            yield replace(unit, notes=(), line=0)
