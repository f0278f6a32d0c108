"""Segments ⇄ gettext `.po` catalogs: parse, merge, render. The only room that knows polib.

polib parses and renders single entries; writing splices: an entry that did not change keeps the
bytes it had in the file, with its wrapping and its comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polib
from babel.messages.plurals import get_plural

from pipeline.errors import InputError
from pipeline.languages import Language
from pipeline.model import Article, Key, Segment, Unit

SIMILAR = 0.6
"""A changed sentence keeps its translation from this similarity on (0 to 1, normalised indel
distance). The text is marked as outdated and never prints, so the threshold only decides what is
offered to the translator; 0.6 is also what msgmerge's fstrcmp uses."""

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

    raw: Mapping[Unit, str] = field(default_factory=dict)
    """Unit as it was parsed → the very lines it had in the file."""

    raw_header: tuple[Mapping[str, str], str] = field(default_factory=lambda: ({}, ""))
    """Header fields as they were parsed, and their lines in the file."""

    newline: str = "\n"
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


def merge(old: Catalog | None, article: Article, units: Iterable[Unit], to: Language) -> Catalog:
    """`units` with the translations of `old`; a second merge changes nothing.

    A unit that is still there keeps its text wherever it moved; one that is new is revived from
    the obsolete entries, or takes over the text of the most similar one that left, as fuzzy with
    the previous msgid; the others that left go obsolete. Text that a person has cleared also stays
    among the obsolete entries when a new sentence takes it over, so that it can come back.
    """
    if old is None:
        return Catalog(_new_header(article, to), tuple(units), reference=article.path)
    wanted = {unit.key: unit for unit in units}
    live, retired = old.by_key, {unit.key: unit for unit in old.obsolete}
    left = [u for u in old.units if u.key not in wanted and (u.msgstr or u.remarks)]
    new = [u for u in wanted.values() if u.key not in live and u.key not in retired]
    taken = _pair_similar(new, [u for u in left if u.msgstr])

    def settled(unit: Unit) -> Unit:
        known = live.get(unit.key) or retired.get(unit.key)
        if known is not None:
            return replace(known, notes=unit.notes)
        donor = taken.get(unit.key)
        if donor is None:
            return unit
        return replace(
            unit,
            msgstr=donor.msgstr,
            fuzzy=True,
            previous=donor.previous if donor.fuzzy and donor.previous else donor.msgid,
            remarks=donor.remarks,
            flags=donor.flags,
        )

    given_away = {u.key for u in taken.values() if u.fuzzy}
    obsolete = tuple(
        [u for u in old.obsolete if u.key not in wanted]
        + [replace(u, notes=()) for u in left if u.key not in given_away]
    )
    merged = replace(
        old,
        units=tuple(settled(unit) for unit in wanted.values()),
        obsolete=obsolete,
        reference=article.path,
    )
    return merged if old.header and _same_text(merged, old) else _refreshed(merged, article, to)


def revised(catalog: Catalog, when: str) -> Catalog:
    """`catalog` with `PO-Revision-Date` set to `when` (ISO 8601, UTC, to the second)."""
    stamp = f"{when[:10]} {when[11:16]}+0000"
    return replace(catalog, header={**catalog.header, "PO-Revision-Date": stamp})


def revision_day(catalog: Catalog) -> str:
    """ISO 8601 day of the last revision by the header, or empty."""
    day = catalog.header.get("PO-Revision-Date", "")[:10]
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _pair_similar(new: list[Unit], left: list[Unit]) -> dict[Key, Unit]:
    """New unit's key → the unit that left whose text it takes over, best pairs first."""
    if not new or not left:
        return {}
    from rapidfuzz import fuzz  # only a changed article needs it

    pairs = sorted(
        (-score, left[j].msgctxt != new[i].msgctxt, i, j)
        for i in range(len(new))
        for j in range(len(left))
        if (score := fuzz.ratio(new[i].msgid, left[j].msgid, score_cutoff=SIMILAR * 100))
    )
    taken: dict[Key, Unit] = {}
    used: set[int] = set()
    for _, _, i, j in pairs:
        if new[i].key not in taken and j not in used:
            taken[new[i].key] = left[j]
            used.add(j)
    return taken


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


def _refreshed(catalog: Catalog, article: Article, to: Language) -> Catalog:
    changed = {"Project-Id-Version": _project(article), "POT-Creation-Date": _creation(article)}
    return replace(catalog, header={**(catalog.header or _new_header(article, to)), **changed})


def _project(article: Article) -> str:
    return f"{article.id} {article.version}".strip()


def _creation(article: Article) -> str:
    """From the article's own date: no clock, so the same article gives the same bytes."""
    return f"{article.date} 00:00+0000" if article.date else UNSET_DATE


def _same_text(one: Catalog, other: Catalog) -> bool:
    return one.units == other.units and one.obsolete == other.obsolete


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
_NOTHING = re.compile(r"\s*(?:#[,:.]|#~\|.*)\s*")


# What gettext reads and polib refuses: flags and comments that no space sets apart.
_FLAGS = re.compile(r"^#,(?=\S)", re.MULTILINE)
_COMMENT = re.compile(r"^#(?=[^\s.:,|~#])", re.MULTILINE)


def parse(content: str, path: str) -> Catalog:
    """The catalog that a `.po` file holds.

    InputError, with the line, for what gettext would refuse, and for what polib would lose without
    a word: an unterminated string, a duplicate, an escape that it does not know.
    A plural entry gives one unit per form, msgid or msgid_plural against msgstr[n].
    """
    newline = "\r\n" if "\r\n" in content else "\n"
    text = content.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.split("\n")
    _guard(lines, path)
    try:
        file = polib.pofile(_Lines(_COMMENT.sub("# ", _FLAGS.sub("#, ", text)) + "\n"))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("this line is not valid in a .po file", path, _line_of(fault)) from None
    if not file and not file.metadata:
        raise InputError("this is not a .po file: it has no entry", path)
    blocks = _blocks(lines)
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
    reference = next((e.occurrences[0][0] for e in file if e.occurrences), "")
    header = dict(file.metadata)
    taken = {unit.line for unit in raw}
    rest = [text for start, text in blocks.texts.items() if start not in taken]
    raw_header = (header, rest[0] if header else "")
    tail = "\n\n".join(text for text in rest if not re.search("(?m)^[^#\n]", text))
    return Catalog(header, tuple(units), tuple(obsolete), reference, raw, raw_header, newline, tail)


def render(catalog: Catalog) -> str:
    """The `.po` file of a catalog: what did not change since it was parsed keeps its bytes."""
    known, lines = catalog.raw_header
    if not lines or known != catalog.header:
        lines = _render_header(catalog.header, lines)
    blocks = [lines]
    blocks += [_render(catalog, unit, False) for unit in catalog.units]
    blocks += [_render(catalog, unit, True) for unit in catalog.obsolete]
    blocks += [catalog.tail] if catalog.tail else []
    # A plural entry is several units with the same lines.
    return ("\n\n".join(dict.fromkeys(blocks)) + "\n").replace("\n", catalog.newline)


def _guard(lines: list[str], path: str) -> None:
    for number, line in enumerate(lines, 1):
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
    """First line → the entry's lines without the blank ones at its end."""

    def start_of(self, line: int) -> int:
        """First line of the entry that `line` belongs to."""
        return self.starts[max(bisect_right(self.starts, line) - 1, 0)]


def _blocks(lines: list[str]) -> _Blocks:
    """An entry starts at the first comment or keyword after a msgstr."""
    starts, closed = [], True
    for number, line in enumerate(lines, 1):
        bare = line.removeprefix("#~").strip()
        if closed and bare and not bare.startswith(('"', "msgstr")):
            starts.append(number)
            closed = False
        closed = closed or bare.startswith("msgstr")
    ends = [*starts[1:], len(lines) + 1]
    texts = {s: "\n".join(lines[s - 1 : e - 1]).rstrip() for s, e in zip(starts, ends, strict=True)}
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
    return entry.__unicode__(wrapwidth=0).rstrip("\n")


def _render_header(header: Mapping[str, str], old: str) -> str:
    """The header entry; the comments above an old one stay."""
    comments = [line for line in old.split("\n") if line.startswith("#")]
    fields = "".join(f"{name}: {value}\n" for name, value in header.items())
    entry = polib.POEntry(msgid="", msgstr=fields)
    return "\n".join([*comments, entry.__unicode__(wrapwidth=0).rstrip("\n")])
