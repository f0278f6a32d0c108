"""Two branches' versions of one catalog → one catalog, unit by unit, for `git merge`.

Git's own merge works by lines: it stops at entries that stand side by side and at every
`PO-Revision-Date`. Here the unit is what is merged, by the classical rule (what one side changed
since the common base wins over what the other left alone), with three additions: no words of a
person are dropped, what cannot be decided goes to a person, and the diff against ours is small.

merge_files   three files → the merged one, and what a person must settle
merge         the same for catalogs; pure
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple, TypeVar

from pipeline.catalog import Catalog, parse, render
from pipeline.errors import InputError
from pipeline.files import decode
from pipeline.model import Key, Unit

T = TypeVar("T")

STAMP = ("PO-Revision-Date", "Last-Translator", "X-Generator")
"""Header fields that say who saved the file last; they go together."""

INVITATION = "Two branches translated this. Keep one text, delete these lines, then clear fuzzy."
"""First line of the comment that holds the other side's text."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of two sides."""

    catalog: Catalog
    conflicts: tuple[Key, ...] = ()
    """Units that both sides translated differently, in the order of `catalog`."""


def merge_files(
    base: bytes, ours: bytes, theirs: bytes, path: str
) -> tuple[bytes, tuple[Unit, ...]]:
    """The merged `.po` file and its units in conflict, each with its line in that file.

    An empty `base` is what git gives when both sides added the file. InputError, naming the
    version and its line, when one of the three is no sound catalog; also when the result would not
    say what was merged (plural entries that differ: polyclinic writes none).
    """
    merged = merge(
        _read(base, f"{path} (common base)") if base else Catalog({}, ()),
        _read(ours, f"{path} (ours)"),
        _read(theirs, f"{path} (theirs)"),
    )
    text = render(merged.catalog)
    written = _read_again(text, merged.catalog, path)
    units = {unit.key: unit for unit in (*written.units, *written.obsolete)}
    return text.encode(), tuple(units[key] for key in merged.conflicts)


def _read(content: bytes, path: str) -> Catalog:
    return parse(decode(content, path), path)


def _read_again(text: str, catalog: Catalog, path: str) -> Catalog:
    try:
        written = parse(text, path)
    except InputError:
        written = Catalog({}, ())
    if _words(written) != _words(catalog):
        message = "its plural entries differ between the branches; merge this file by hand"
        raise InputError(message, path)
    return written


def _words(catalog: Catalog) -> tuple[object, ...]:
    sections = catalog.units, catalog.obsolete
    return tuple({unit.key: (unit.msgstr, unit.fuzzy) for unit in units} for units in sections)


def merge(base: Catalog, ours: Catalog, theirs: Catalog) -> Merged:
    """`ours` with what `theirs` changed since `base`.

    Units stand as in ours; what only theirs has follows its predecessor there. A unit that says
    the same as ours, or else as theirs, keeps the bytes that it has there.
    """
    old, mine, other = _entries(base), _entries(ours), _entries(theirs)
    settled = {
        key: _settled(old.get(key, _ABSENT), mine.get(key, _ABSENT), other.get(key, _ABSENT))
        for key in {**mine, **other}
    }

    def at(place: _Place, one: tuple[Unit, ...], two: tuple[Unit, ...]) -> tuple[Unit, ...]:
        keys = dict.fromkeys(_woven([unit.key for unit in one], [unit.key for unit in two]))
        entries = (settled[key] for key in keys)
        return tuple(e.unit for e in entries if e.unit and e.place is place)

    catalog = replace(
        ours,
        header=_header(base.header, ours.header, theirs.header),
        units=at(_Place.LIVE, ours.units, theirs.units),
        obsolete=at(_Place.OBSOLETE, ours.obsolete, theirs.obsolete),
        reference=_changed(base.reference, ours.reference, theirs.reference),
        order=tuple(_woven(ours.order, theirs.order)) if ours.order else (),
        raw={**_raw(theirs, ours.newline), **ours.raw},
        raw_header=_raw_header(base, ours, theirs),
        tail=_tail(base, ours, theirs),
    )
    units = (*catalog.units, *catalog.obsolete)
    return Merged(catalog, tuple(unit.key for unit in units if settled[unit.key].conflict))


# ── one unit ──────────────────────────────────────────────────────────────────────────────────────


class _Place(IntEnum):
    """Where a side has a unit; more alive is more."""

    ABSENT = 0
    OBSOLETE = 1
    LIVE = 2


class _Entry(NamedTuple):
    """A unit as one side has it."""

    place: _Place
    unit: Unit | None
    conflict: bool = False

    @property
    def said(self) -> tuple[object, ...]:
        """What people decide: all but the notes, which can be made again, and the line."""
        return self.place, self.unit and replace(self.unit, notes=(), line=0)


_ABSENT = _Entry(_Place.ABSENT, None)


def _entries(catalog: Catalog) -> dict[Key, _Entry]:
    live = {unit.key: _Entry(_Place.LIVE, unit) for unit in catalog.units}
    return live | {unit.key: _Entry(_Place.OBSOLETE, unit) for unit in catalog.obsolete}


def _settled(base: _Entry, ours: _Entry, theirs: _Entry) -> _Entry:
    """One unit of both sides. It goes where the side that changed it has it; where both did, to
    the place that is more alive: so an edit outlives a removal, and the next `polyclinic update`
    says whether the sentence is still in the article.
    """
    changed = [side.place for side in (ours, theirs) if side.said != base.said]
    place = max(changed, default=base.place)
    if ours.unit is None or theirs.unit is None:
        return _Entry(place, ours.unit or theirs.unit)
    was = base.unit or Unit(ours.unit.msgid, ours.unit.msgctxt, fuzzy=True)
    text = _text(was, ours.unit, theirs.unit)
    unit = replace(
        text or replace(ours.unit, fuzzy=True),
        notes=_notes(place, base, ours, theirs),
        remarks=_lines(was.remarks, ours.unit.remarks, theirs.unit.remarks),
        flags=_lines(was.flags, ours.unit.flags, theirs.unit.flags),
        line=ours.unit.line,
    )
    if text is None:
        unit = replace(unit, remarks=(*unit.remarks, *quoted(theirs.unit)))
    twin = replace(unit, line=theirs.unit.line) == theirs.unit and unit != ours.unit
    return _Entry(place, theirs.unit if twin else unit, text is None)


def _text(base: Unit, ours: Unit, theirs: Unit) -> Unit | None:
    """The unit with the msgstr, fuzzy and previous that stand; None when a person must choose.

    The words decide, and the flag follows them. Who cleared fuzzy vouched for the words they saw,
    so when the other side has edited those words, the edit comes with its own flag: cleared words
    that nobody has seen do not exist. An emptied msgstr counts as removed: it wins over a text
    that the other side left alone, not over one that it edited or cleared.
    """
    if ours.msgstr == theirs.msgstr:
        fuzzy = _changed(base.fuzzy, ours.fuzzy, theirs.fuzzy)
        previous = _changed(base.previous, ours.previous, theirs.previous)
        return replace(ours, fuzzy=fuzzy, previous=previous)
    for side, other in ((ours, theirs), (theirs, ours)):
        if not side.msgstr:
            untouched = (other.msgstr, other.fuzzy) == (base.msgstr, base.fuzzy)
            return side if untouched else other
    if base.msgstr not in (ours.msgstr, theirs.msgstr):
        return None
    return theirs if ours.msgstr == base.msgstr else ours


def quoted(unit: Unit) -> tuple[str, ...]:
    """Comment lines that keep a text for a person to choose: what follows each label can be copied
    back. Control characters, which a comment cannot carry, are shown as escapes.

    >>> quoted(Unit("Rest.", msgstr="Repose.\\nDescanse.", fuzzy=True))[1:]
    ('theirs (fuzzy): Repose.', 'theirs (fuzzy): Descanse.')
    """
    label = "theirs (fuzzy): " if unit.fuzzy else "theirs: "
    lines = "".join(map(_shown, unit.msgstr)).split("\n")
    return INVITATION, *((label + line).rstrip() for line in lines)


def _shown(c: str) -> str:
    control = c < " " or "\x7f" <= c < "\xa0"
    return c.encode("unicode_escape").decode() if control and c not in "\t\n" else c


def _notes(place: _Place, base: _Entry, ours: _Entry, theirs: _Entry) -> tuple[str, ...]:
    """The notes of a side that has the unit in this place; ours where both changed them, since
    they can be made again."""
    notes = [side.unit.notes for side in (ours, theirs) if side.unit and side.place is place]
    return _changed(base.unit.notes if base.unit else (), notes[0], notes[-1])


# ── the file around them ──────────────────────────────────────────────────────────────────────────


def _header(
    base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Each field by itself; the stamp as a whole, of the side that was saved later."""
    was, mine, other = ([side.get(name) for name in STAMP] for side in (base, ours, theirs))
    theirs_is_later = _moment(theirs) > _moment(ours) and other != was
    stamp = theirs if mine == was or theirs_is_later else ours
    names = list(_woven(ours, theirs))
    fields = {name: _changed(base.get(name), ours.get(name), theirs.get(name)) for name in names}
    fields |= {name: stamp.get(name) for name in STAMP if name in names}
    return {name: value for name, value in fields.items() if value is not None}


def _moment(header: Mapping[str, str]) -> datetime:
    """When the file was saved; the beginning of time for gettext's placeholder."""
    try:
        return datetime.strptime(header.get("PO-Revision-Date", ""), "%Y-%m-%d %H:%M%z")
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _raw_header(base: Catalog, ours: Catalog, theirs: Catalog) -> tuple[Mapping[str, str], str]:
    """Ours, with the comments above it merged line by line."""
    sides = [_comments(side.raw_header[1]) for side in (base, ours, theirs)]
    comments = _lines(*sides)
    return ours.raw_header if comments == sides[1] else ({}, "\n".join(comments))


def _tail(base: Catalog, ours: Catalog, theirs: Catalog) -> str:
    """The comments after the last entry, merged line by line."""
    sides = [_comments(side.tail) for side in (base, ours, theirs)]
    comments = _lines(*sides)
    return ours.tail if comments == sides[1] else ours.newline.join(comments)


def _comments(block: str) -> tuple[str, ...]:
    return tuple(line.rstrip("\r") for line in block.split("\n") if line.startswith("#"))


def _raw(theirs: Catalog, newline: str) -> dict[Unit, str]:
    """The bytes of their entries with the line ends of our file."""
    blocks = theirs.raw.items()
    return {u: lines.replace("\r\n", "\n").replace("\n", newline) for u, lines in blocks}


# ── the classical rule ────────────────────────────────────────────────────────────────────────────


def _changed(base: T, ours: T, theirs: T) -> T:
    """What was changed; ours where both did."""
    return theirs if ours == base else ours


def _lines(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> tuple[str, ...]:
    """The lines of both sides, without those of the base that either has deleted."""
    if base in (ours, theirs):
        return _changed(base, ours, theirs)
    gone = set(base) - (set(ours) & set(theirs))
    return tuple(line for line in _woven(ours, theirs) if line not in gone)


def _woven(ours: Iterable[T], theirs: Iterable[T]) -> Iterator[T]:
    """Ours in its order; what only theirs has follows its predecessor there.

    >>> "".join(_woven("abc", "xbyzc"))
    'xabyzc'
    """
    ours = list(ours)
    known, last = set(ours), None
    followers: dict[T | None, list[T]] = {None: []}
    for item in theirs:
        if item in known:
            last = item
        else:
            followers.setdefault(last, []).append(item)
    yield from followers[None]
    for item in ours:
        yield item
        yield from followers.pop(item, ())
