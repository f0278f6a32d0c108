"""Gettext `.po` catalogs: parse, render, and what a new one begins with. The only room that knows
polib.

polib parses; writing splices. An entry that did not change keeps the bytes it had in the file, with
its wrapping, its line ends and its comments. Of one that did, what says the same keeps its lines:
clearing `fuzzy` rewraps no text, a new note touches no reference. New lines are written as
`msgcat --no-wrap` writes them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

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

    end: str = "\n"
    """What the file ends with: a line end, or as many as it came with."""

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
    """Text that polib cuts at line feeds only: its `splitlines` would cut a msgstr at U+2028."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


_STRING = re.compile(
    r'(?:#~\|?\s*|#\|\s*)?(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(.*)$'
)
_WHOLE = re.compile(r'(?:[^"\\]|\\.)*+"\s*')
_ESCAPE = re.compile(r'(?:[^\\]|\\[ntrvbf"\\])*+(\\.)')
_UNQUOTED = re.compile(
    r'(?:#~\|?\s*|#\|\s*)?(?>msgid_plural|msgctxt|msgid|msgstr(?:\[\d+\])?)\s*(?:[^"\s].*)?'
)
_SOUND = re.compile(r'(?:# .*|#[.:,] \S.*|(?:(?:msgid|msgstr|msgctxt) )?"[^"\\\0]*"|)')
"""Most lines: nothing in them is wrong, or written in a way, that polib would not see."""

_MARK = re.compile(r"\s*(#(?:~\||[~|,=.:])?)(.*)", re.DOTALL)
_READ_AS = {"#~|": "#|", "#=": "#,"}
"""gettext's marks of an obsolete entry's previous msgid and of sticky flags; polib has no such."""


def parse(content: str, path: str) -> Catalog:
    """The catalog that a `.po` file holds, its units in the order of the file.

    InputError, with the line, for what gettext would refuse, and for what polib would lose without
    a word: an unterminated string, a duplicate, an escape that it does not know.
    A plural entry gives one unit per form, msgid or msgid_plural against msgstr[n].
    """
    content = content.removeprefix("\ufeff")
    lines = content.replace("\r\n", "\n").split("\n")
    _guard(lines, path)
    file = _entries(lines, path)
    if not file and not file.metadata:
        raise InputError("this is not a .po file: it has no entry", path)
    blocks = _blocks(lines, content)
    _refuse_unsound(blocks, path)
    units: list[Unit] = []
    obsolete: list[Unit] = []
    raw: dict[Unit, str] = {}
    for entry in file:
        at = blocks.start_of(entry.linenum or 1)
        if at == blocks.starts[0] and file.header:  # what polib took for the file's own comments
            entry.tcomment = "\n".join(filter(None, (file.header, entry.tcomment)))
        if bool(entry.msgid_plural) != bool(entry.msgstr_plural):
            raise InputError("this entry is plural in its msgid or its msgstr only", path, at)
        for unit in _units(entry, at):
            raw[unit] = blocks.texts[at]
            (obsolete if entry.obsolete else units).append(unit)
    _refuse_duplicates([*units, *obsolete], path)
    taken = {unit.line for unit in raw}
    rest = {at: text for at, text in blocks.texts.items() if at not in taken}
    tail = "".join(text for text in rest.values() if not _KEYWORD.search(text))
    head = next(((at, text) for at, text in rest.items() if text != tail), (0, ""))
    header = dict(file.metadata)
    _refuse_header(header, *head, path)
    return Catalog(
        header=header,
        units=tuple(units),
        obsolete=tuple(obsolete),
        reference=next((e.occurrences[0][0] for e in file if e.occurrences), ""),
        order=tuple(unit.key for unit in sorted(raw, key=lambda unit: unit.line)),
        raw=raw,
        raw_header=(header, head[1]),
        newline="\r\n" if 2 * content.count("\r\n") > content.count("\n") else "\n",
        tail=tail,
        end=content[len(content.rstrip("\r\n")) :],
    )


def render(catalog: Catalog) -> str:
    """The `.po` file of a catalog: what did not change since it was parsed keeps its bytes."""
    blocks = [_header_block(catalog), *_entry_blocks(catalog).values(), catalog.tail]
    # A plural entry is several units with the same lines.
    whole = "".join(_apart(block, catalog) for block in dict.fromkeys(blocks) if block)
    return whole.rstrip("\r\n") + catalog.end


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
    return block if known == catalog.header else _render_header(catalog)


def _entry_blocks(catalog: Catalog) -> dict[Key, str]:
    """The lines of each unit in the order of the file."""
    place = {key: number for number, key in enumerate(catalog.order)}
    known = {unit.key: (unit, lines) for unit, lines in catalog.raw.items()}
    sections = (catalog.units, False), (catalog.obsolete, True)
    blocks = {
        unit.key: _render(catalog, unit, obsolete, *known.get(unit.key, (None, "")))
        for units, obsolete in sections
        for unit in units
    }
    return dict(sorted(blocks.items(), key=lambda block: place.get(block[0], len(place))))


def _apart(block: str, catalog: Catalog) -> str:
    """A block with the blank line that parts it from the next, where it does not bring its own."""
    return block if block.endswith("\n") else block + catalog.newline * 2


def _entries(lines: list[str], path: str) -> polib.POFile:
    try:
        return polib.pofile(_Lines("\n".join([*map(_readable, lines), ""])))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("this line is not valid in a .po file", path, _line_of(fault)) from None


def _readable(line: str) -> str:
    """A line as polib reads what gettext reads.

    polib wants a space behind a mark, and loses the last entry when a mark that says nothing stands
    after it.
    """
    if _SOUND.fullmatch(line):
        return line
    found = _MARK.match(line)
    if not found:
        return line
    mark, text = found.groups()
    if mark != "#" and not text.strip():
        return ""
    return _READ_AS.get(mark, mark) + ("" if not text or text[0].isspace() else " ") + text


def _guard(lines: list[str], path: str) -> None:
    for number, line in enumerate(map(str.strip, lines), 1):
        if _SOUND.fullmatch(line):
            continue
        if "\0" in line:
            raise InputError("this line is not valid in a .po file: it holds a NUL", path, number)
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
    for number, line in enumerate(map(str.strip, lines), 1):
        bare = line.removeprefix("#~").lstrip()
        if closed and bare and not bare.startswith(('"', "msgstr")):
            starts.append(number)
            closed = False
        closed = closed or bare.startswith("msgstr")
    own = content.rstrip("\r\n").split("\n")  # with their carriage returns
    cuts = [1, *starts[1:], len(own) + 1]  # blank lines before the first entry are its own
    texts = {
        s: "\n".join(own[a - 1 : b - 1]) + "\n"
        for s, (a, b) in zip(starts, pairwise(cuts), strict=True)
    }
    if starts:
        texts[starts[-1]] = texts[starts[-1]].removesuffix("\n")
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


_KEYWORD = re.compile(r'^\s*(#~)?\s*(msg(?:ctxt|id|str)|")', re.MULTILINE)


def _refuse_unsound(blocks: _Blocks, path: str) -> None:
    """Refuse a last entry without a msgstr, polib refuses the others; and half obsolete ones."""
    for at, text in blocks.texts.items():
        if at != blocks.starts[-1] and "#~" not in text:
            continue
        found = _KEYWORD.findall(text)
        if found and "msgstr" not in (keyword for _, keyword in found):
            raise InputError("this entry has no msgstr", path, at)
        if len({mark for mark, _ in found}) > 1:
            raise InputError("only a part of this entry is marked with #~ as obsolete", path, at)


def _refuse_header(header: Mapping[str, str], at: int, block: str, path: str) -> None:
    """Refuse a header of which a part would be lost, and one that belies the bytes of the file."""
    said: dict[str, str] = {}
    for field_ in _FIELD.finditer(block.replace("\r\n", "\n")):
        if said.setdefault(field_["name"], field_[0]) != field_[0]:
            raise InputError(f"the header says {field_['name']} twice; keep one", path, at)
    charset = re.search(r"charset=([\w-]+)", header.get("Content-Type", ""))
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise InputError(f"the header says {charset[0]}; save this file as UTF-8", path, at)


def _refuse_duplicates(units: list[Unit], path: str) -> None:
    first: dict[Key, int] = {}
    for unit in units:
        if unit.key == (None, ""):
            raise InputError("this file has two headers (entries with an empty msgid)", path)
        line = first.setdefault(unit.key, unit.line)
        if line != unit.line:
            raise InputError(f"this entry stands already at line {line}", path, unit.line)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────

_PARTS = {
    "#.": "notes",
    "#:": "references",
    "#,": "flags",
    "#=": "flags",
    "#|": "previous",
    "#": "remarks",
    "msgctxt": "source",
    "msgid": "source",
    "msgstr": "msgstr",
}
"""How a line starts → what it belongs to; one that starts otherwise goes on with the last."""

_Parts: TypeAlias = dict[str, list[str]]
"""The lines of an entry by what they belong to, without the marks of an obsolete entry."""

_GONE = re.compile(r"^\s*#~(?:(\|)| ?)")
_LIVE = re.compile(r'^\s*(?:#(?=\|)|(?=msg|"))')
_FIELD = re.compile(r'^"(?P<name>[^":\\\n]+):(?:[^"\\\n]|\\[^n]|"\n")*\\n"$', re.MULTILINE)


def _render(catalog: Catalog, unit: Unit, obsolete: bool, before: Unit | None, block: str) -> str:
    """The lines of a unit: as they stand, or with new ones for what is new since `before`."""
    raw = catalog.raw.get(unit)
    if raw is not None and bool(re.search(r"(?m)^\s*#~\s*msgid", raw)) == obsolete:
        return raw
    parts = _written(unit, catalog.reference)
    if before:
        new, old = _says(unit), _says(before)
        parts |= {part: lines for part, lines in _cut(block).items() if new[part] == old[part]}
    if obsolete:
        parts = _retired(parts)
    lines = [line for part in parts.values() for line in part]
    return catalog.newline.join(lines) + block[len(block.rstrip("\r\n")) :]


def _written(unit: Unit, reference: str) -> _Parts:
    """A unit in new lines."""
    flags = [*(["fuzzy"] if unit.fuzzy else []), *unit.flags]
    context = [] if unit.msgctxt is None else _text("msgctxt", unit.msgctxt)
    previous = _text("msgid", unit.previous) if unit.previous else []
    return {
        "remarks": [_comment("#", remark) for remark in unit.remarks],
        "notes": [_comment("#.", line) for note in unit.notes for line in note.splitlines()],
        "references": [f"#: {reference}"] if reference else [],
        "flags": [f"#, {', '.join(flags)}"] if flags else [],
        "previous": [f"#| {line}" for line in previous],
        "source": [*context, *_text("msgid", unit.msgid)],
        "msgstr": _text("msgstr", unit.msgstr),
    }


def _says(unit: Unit) -> dict[str, object]:
    """What each part of an entry says; references are no part of a unit."""
    return {
        "remarks": unit.remarks,
        "notes": unit.notes,
        "references": None,
        "flags": (unit.fuzzy, unit.flags),
        "previous": unit.previous,
        "source": unit.key,
        "msgstr": unit.msgstr,
    }


def _cut(block: str) -> _Parts:
    parts: _Parts = {}
    part = "remarks"
    for written in block.replace("\r\n", "\n").split("\n"):
        line = _GONE.sub(lambda mark: "#|" if mark[1] else "", written)
        bare = line.strip()
        part = next((p for start, p in _PARTS.items() if bare.startswith(start)), part)
        if bare:
            parts.setdefault(part, []).append(line)
    return parts


def _retired(parts: _Parts) -> _Parts:
    """The same as obsolete, which has no references."""
    return {
        part: [_LIVE.sub(lambda mark: "#~" if "#" in mark[0] else "#~ ", line) for line in lines]
        for part, lines in parts.items()
        if part != "references"
    }


def _render_header(catalog: Catalog) -> str:
    """The header: comments above it, fields that say the same and blank lines below it stay."""
    known, block = catalog.raw_header
    own = block.replace("\r\n", "\n")
    kept = {f["name"]: f[0] for f in _FIELD.finditer(own) if "\n" not in known.get(f["name"], "")}
    lines = [line for line in own.split("\n") if line.startswith("#")]
    lines += ['msgid ""', 'msgstr ""']
    for name, value in catalog.header.items():
        same = name in kept and known.get(name) == value
        lines += [kept[name]] if same else _quoted(f"{name}: {value}\n")
    whole = "\n".join(lines) + own[len(own.rstrip("\n")) :]
    return whole.replace("\n", catalog.newline)


def _comment(mark: str, text: str) -> str:
    """One line; gettext would join the next one to a backslash at its end."""
    line = f"{mark} {text}".rstrip()
    return f"{line} " if line.endswith("\\") else line


def _text(keyword: str, text: str) -> list[str]:
    first, *more = _quoted(text)
    return [f'{keyword} ""', first, *more] if more else [f"{keyword} {first}"]


def _quoted(text: str) -> list[str]:
    """A string for each line of a text."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text) or [""]
    return [f'"{polib.escape(line)}"' for line in lines]
