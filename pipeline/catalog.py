"""Gettext `.po` catalogs: parse, render, and what a new one begins with. The only room that knows
polib.

polib parses and renders single entries; writing splices: an entry that did not change keeps the
bytes it had in the file, with its wrapping, its line ends and its comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import polib
from babel.messages.plurals import get_plural

from pipeline.errors import InputError
from pipeline.languages import Language
from pipeline.model import Article, Key, Segment, Unit

UNSET_DATE = "YEAR-MO-DA HO:MI+ZONE"
"""gettext's own placeholder for a date that is not known yet."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """One article's units in one locale, in reading order."""

    header: Mapping[str, str]
    """Header fields in their order, without the colon."""

    units: tuple[Unit, ...]
    obsolete: tuple[Unit, ...] = ()
    """Units whose sentence left the article; kept for the day it comes back."""

    reference: str = ""
    """What `#:` lines name: the source file, without a line number."""

    order: tuple[Key, ...] = ()
    """Keys in the order of the file, obsolete ones too; what is not named here stands behind, in
    reading order."""

    raw: Mapping[Unit, str] = field(default_factory=dict)
    """Unit as it was parsed → its very lines in the file, with the blank ones that follow."""

    raw_header: tuple[Mapping[str, str], str] = field(default_factory=lambda: ({}, ""))
    """Header fields as they were parsed, and their lines in the file."""

    newline: str = "\n"
    """Ends the lines of new entries."""

    tail: str = ""
    """Comments after the last entry."""

    @property
    def by_key(self) -> dict[Key, Unit]:
        """(msgctxt, msgid) → unit."""
        return {unit.key: unit for unit in self.units}


# ── from an article ───────────────────────────────────────────────────────────────────────────────


def template(segments: Iterable[Segment]) -> tuple[Unit, ...]:
    """The empty units of an article in reading order; equal sentences share one and its places."""
    units: dict[Key, Unit] = {}
    for segment in segments:
        unit = Unit(segment.msgid, segment.msgctxt)
        known = units.get(unit.key, unit)
        if segment.place not in known.notes:
            known = replace(known, notes=(*known.notes, segment.place))
        units[unit.key] = known
    return tuple(units.values())


def pot(article: Article, units: Iterable[Unit]) -> Catalog:
    """The template catalog of an article."""
    return Catalog(_new_header(article, None), tuple(units), reference=article.path)


def new(article: Article, units: Iterable[Unit], to: Language) -> Catalog:
    """The first catalog of an article in a locale."""
    return Catalog(_new_header(article, to), tuple(units), reference=article.path)


def refreshed(catalog: Catalog, article: Article, to: Language) -> Catalog:
    """`catalog` with the article's id, version and date in its header, or with a first header."""
    changed = {"Project-Id-Version": _project(article), "POT-Creation-Date": _creation(article)}
    return replace(catalog, header={**(catalog.header or _new_header(article, to)), **changed})


def revised(catalog: Catalog, when: str) -> Catalog:
    """`catalog` with `PO-Revision-Date` set to `when` (ISO 8601, UTC, to the second)."""
    stamp = f"{when[:10]} {when[11:16]}+0000"
    return replace(catalog, header={**catalog.header, "PO-Revision-Date": stamp})


def revision_day(catalog: Catalog) -> str:
    """ISO 8601 day of the last revision by the header, or empty."""
    day = catalog.header.get("PO-Revision-Date", "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _new_header(article: Article, to: Language | None) -> dict[str, str]:
    """A header that `msgfmt -c` accepts; it names no person."""
    header = {
        "Project-Id-Version": _project(article),
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": _creation(article),
        "PO-Revision-Date": UNSET_DATE,
        "Last-Translator": "machine draft, not reviewed by a qualified translator" if to else "",
        "Language-Team": to.name if to else "",
        "Language": to.locale if to else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if to:
        header["Plural-Forms"] = get_plural(to.locale).plural_forms
    return header


def _project(article: Article) -> str:
    return f"{article.id} {article.version}".strip()


def _creation(article: Article) -> str:
    """From the article's own date: no clock, so the same article gives the same bytes."""
    return f"{article.date} 00:00+0000" if article.date else UNSET_DATE


# ── the file ──────────────────────────────────────────────────────────────────────────────────────


class _Lines(str):
    """Text that polib cuts at line feeds only: its `splitlines` would cut a msgstr at U+2028.

    Marks that say nothing are blank lines: polib loses the last entry when one stands after it.
    """

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return ["" if _NOTHING.fullmatch(line) else line for line in self.split("\n")]


_STRING = re.compile(
    r'^(?:#~\|?\s*|#\|\s*)?(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(.*)$'
)
_WHOLE = re.compile(r'(?:[^"\\]|\\.)*"\s*')
_ESCAPE = re.compile(r'(?:[^\\]|\\[ntrvbf"\\])*+(\\.)')
_UNQUOTED = re.compile(
    r'(?:#~\|?\s*|#\|\s*)?(?>msgid_plural|msgctxt|msgid|msgstr(?:\[\d+\])?)\s*(?:[^"\s].*)?'
)
_SOUND = re.compile(r'(?:#[ .:,].*|(?:(?:msgid|msgstr|msgctxt) )?"[^"\\]*"|)')
"""Most lines: nothing in them can be wrong in a way that polib would not see."""

_NOTHING = re.compile(r"\s*(?:#[,:.|]\s*)?")

# What gettext reads and polib refuses or drops: flags and comments that no space sets apart, and
# the previous msgid of an obsolete entry.
_FLAGS = re.compile(r"^#,(?=\S)", re.MULTILINE)
_COMMENT = re.compile(r"^#(?=[^\s.:,|~#])", re.MULTILINE)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|", re.MULTILINE)


def parse(content: str, path: str) -> Catalog:
    """The catalog that a `.po` file holds, its units in the order of the file.

    InputError, with the line, for what gettext would refuse, and for what polib would lose without
    a word: an unterminated string, a duplicate, an escape that it does not know.
    A plural entry gives one unit per form, msgid or msgid_plural against msgstr[n].
    """
    content = content.removeprefix("\ufeff")
    text = content.replace("\r\n", "\n")
    lines = text.split("\n")
    _guard(lines, path)
    file = _entries(text, path)
    if not file and not file.metadata:
        raise InputError("this is not a .po file: it has no entry", path)
    blocks = _blocks(lines, content)
    _refuse_unfinished(blocks, path)
    units: list[Unit] = []
    obsolete: list[Unit] = []
    raw: dict[Unit, str] = {}
    for entry in file:
        at = blocks.start_of(entry.linenum or 1)
        for unit in _units(entry, at):
            raw[unit] = blocks.texts[at]
            (obsolete if entry.obsolete else units).append(unit)
    _refuse_duplicates([*units, *obsolete], path)
    taken = {unit.line for unit in raw}
    rest = [block for start, block in blocks.texts.items() if start not in taken]
    header = dict(file.metadata)
    return Catalog(
        header=header,
        units=tuple(units),
        obsolete=tuple(obsolete),
        reference=next((e.occurrences[0][0] for e in file if e.occurrences), ""),
        order=tuple(unit.key for unit in sorted(raw, key=lambda unit: unit.line)),
        raw=raw,
        raw_header=(header, rest[0] if header else ""),
        newline="\r\n" if "\r\n" in content else "\n",
        tail="".join(block for block in rest if not re.search("(?m)^[^#\r\n]", block)),
    )


def render(catalog: Catalog) -> str:
    """The `.po` file of a catalog: what did not change since it was parsed keeps its bytes."""
    blocks = [_header_block(catalog), *_entry_blocks(catalog).values(), catalog.tail]
    # A plural entry is several units with the same lines.
    whole = "".join(_apart(block, catalog) for block in dict.fromkeys(blocks) if block)
    return whole.rstrip("\r\n") + catalog.newline


def lines(catalog: Catalog) -> dict[Key, int]:
    """(msgctxt, msgid) → the 1-based line at which `render` writes the unit."""
    at = 1 + _apart(_header_block(catalog), catalog).count("\n")
    found: dict[Key, int] = {}
    written: dict[str, int] = {}
    for key, block in _entry_blocks(catalog).items():
        if block not in written:
            written[block] = at
            at += _apart(block, catalog).count("\n")
        found[key] = written[block]
    return found


def _header_block(catalog: Catalog) -> str:
    known, block = catalog.raw_header
    if block and known == catalog.header:
        return block
    return _render_header(catalog.header, block, catalog.newline)


def _entry_blocks(catalog: Catalog) -> dict[Key, str]:
    """The lines of each unit in the order of the file."""
    place = {key: number for number, key in enumerate(catalog.order)}
    blocks = {unit.key: _render(catalog, unit, False) for unit in catalog.units}
    blocks |= {unit.key: _render(catalog, unit, True) for unit in catalog.obsolete}
    return dict(sorted(blocks.items(), key=lambda block: place.get(block[0], len(place))))


def _apart(block: str, catalog: Catalog) -> str:
    """A block with the blank line that parts it from the next, where it does not bring its own."""
    return block if block.endswith("\n") else block + catalog.newline * 2


def _entries(text: str, path: str) -> polib.POFile:
    text = _OBSOLETE_PREVIOUS.sub("#|", _COMMENT.sub("# ", _FLAGS.sub("#, ", text)))
    try:
        return polib.pofile(_Lines(text + "\n"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("this line is not valid in a .po file", path, _line_of(fault)) from None


def _guard(lines: list[str], path: str) -> None:
    for number, line in enumerate(lines, 1):
        if _SOUND.fullmatch(line):
            continue
        if _UNQUOTED.fullmatch(line):
            raise InputError('a text in this line does not start with a "', path, number)
        string = _STRING.match(line)
        if string is None:
            continue
        if not _WHOLE.fullmatch(string[1]):
            raise InputError('a text in this line does not end with a "', path, number)
        if escape := _ESCAPE.match(string[1]):
            raise InputError(
                f"the escape {escape[1]} is not known here; write the character itself",
                path,
                number,
            )


def _line_of(fault: Exception) -> int:
    found = re.search(r"line (\d+)", str(fault))
    return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The lines of a file, cut into entries."""

    starts: list[int]
    """1-based first lines of the entries, ascending."""

    texts: dict[int, str]
    """First line → the entry's lines as they stand, with the blank ones at its end."""

    def start_of(self, line: int) -> int:
        """First line of the entry that `line` belongs to."""
        return self.starts[max(bisect_right(self.starts, line) - 1, 0)]


def _blocks(lines: list[str], content: str) -> _Blocks:
    """An entry starts at the first comment or keyword after a msgstr."""
    starts, closed = [], True
    for number, line in enumerate(lines, 1):
        bare = line.removeprefix("#~").strip()
        if closed and bare and not bare.startswith(('"', "msgstr")):
            starts.append(number)
            closed = False
        closed = closed or bare.startswith("msgstr")
    own = content.split("\n")  # with their carriage returns
    texts = {s: "\n".join(own[s - 1 : e - 1]) + "\n" for s, e in pairwise(starts)}
    if starts:
        texts[starts[-1]] = "\n".join(own[starts[-1] - 1 :]).rstrip()
    return _Blocks(starts, texts)


def _units(entry: polib.POEntry, line: int) -> Iterator[Unit]:
    unit = Unit(
        msgid=entry.msgid,
        msgctxt=entry.msgctxt,
        msgstr=entry.msgstr,
        fuzzy="fuzzy" in entry.flags,
        previous=entry.previous_msgid or "",
        notes=tuple(entry.comment.split("\n")) if entry.comment else (),
        remarks=tuple(entry.tcomment.split("\n")) if entry.tcomment else (),
        flags=tuple(f for f in entry.flags if f != "fuzzy"),
        line=line,
    )
    if not entry.msgid_plural:
        yield unit
        return
    for form, msgstr in sorted(entry.msgstr_plural.items()):
        msgid = entry.msgid_plural if int(form) else entry.msgid
        yield replace(unit, msgid=msgid, msgstr=msgstr)


def _refuse_unfinished(blocks: _Blocks, path: str) -> None:
    """Refuse a last entry without a msgstr; polib refuses the others."""
    last = blocks.starts[-1]
    text = re.sub("(?m)^#~ *", "", blocks.texts[last])
    if re.search("(?m)^msgid", text) and not re.search("(?m)^msgstr", text):
        raise InputError("this entry has no msgstr", path, last)


def _refuse_duplicates(units: list[Unit], path: str) -> None:
    first: dict[Key, int] = {}
    for unit in units:
        if unit.key == (None, ""):
            raise InputError("this file has two headers (entries with an empty msgid)", path)
        line = first.setdefault(unit.key, unit.line)
        if line != unit.line:
            raise InputError(f"this entry stands already at line {line}", path, unit.line)


def _render(catalog: Catalog, unit: Unit, obsolete: bool) -> str:
    raw = catalog.raw.get(unit)
    if raw is not None and ("\n#~" in f"\n{raw}") == obsolete:
        return raw
    entry = polib.POEntry(
        msgid=unit.msgid,
        msgstr=unit.msgstr,
        msgctxt=unit.msgctxt,
        comment="\n".join(unit.notes),
        tcomment="\n".join(unit.remarks),
        occurrences=[(catalog.reference, "")] if catalog.reference else [],
        flags=(["fuzzy"] if unit.fuzzy else []) + list(unit.flags),
        previous_msgid=unit.previous or None,
        obsolete=obsolete,
    )
    lines = _unwrapped(entry)
    if obsolete:
        lines = re.sub(r"(?m)^#\| ?", "#~| ", lines)
    return lines.replace("\n", catalog.newline)


def _render_header(header: Mapping[str, str], old: str, newline: str) -> str:
    """The header entry; the comments above an old one stay, and the blank lines below it."""
    own = old.replace("\r\n", "\n")
    comments = [line for line in own.split("\n") if line.startswith("#")]
    fields = "".join(f"{name}: {value}\n" for name, value in header.items())
    lines = "\n".join([*comments, _unwrapped(polib.POEntry(msgid="", msgstr=fields))])
    return (lines + own[len(own.rstrip("\n")) :]).replace("\n", newline)


def _unwrapped(entry: polib.POEntry) -> str:
    return entry.__unicode__(wrapwidth=0).rstrip("\n")
