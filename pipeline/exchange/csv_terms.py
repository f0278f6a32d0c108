"""Terms ⇄ CSV (RFC 4180, UTF-8): a row for each concept, nine columns for each locale.

    id, kind, pos, source, …, pt_BR:use, pt_BR:plural, …, es:use, es:plural, …

A list is joined with ` | `, a banned variant or a code is `text: reason`; a backslash takes from
`|`, `:` and itself their meaning. All that a glossary can hold comes back, but for white space at
the ends of a form. A byte order mark opens the file, since Excel reads UTF-8 by it; semicolons and
tabs between cells are understood, since Excel writes them in many countries.

A cell that a spreadsheet would run as a formula starts with an apostrophe, which the reader takes
off again (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.exchange import entry
from pipeline.exchange.entry import Entry
from pipeline.matching import form_key
from pipeline.model import Banned, Term

COLUMNS: tuple[str, ...] = ("id", "kind", "pos", "source", "plural", "also", "misspelled")
COLUMNS += ("note", "show", "keep", "codes")
TARGET_COLUMNS = ("use", "plural", "gender", "number", "forms", "never", "status", "by", "on")
LISTS = frozenset({"also", "misspelled", "forms"})

# Excel and LibreOffice run what starts so; their full-width twins in East Asian settings.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
ITEM = re.compile(r"\s*((?:\\.?+|[^\\|])*?)\s*(?:\||\Z)", re.DOTALL)
PAIR = re.compile(r"((?:\\.?+|[^\\:])*)(?::(.*))?", re.DOTALL)


class _Row(NamedTuple):
    line: int
    """1-based line where the row starts."""

    cells: tuple[str, ...]


def parse(content: bytes, path: str, locale: str = "") -> tuple[Term, ...]:
    """The terms of a table, or of a plain list with the columns `source,target` for `locale`.

    InputError for text that is not UTF-8, unknown or repeated columns, a row longer than the
    header, and whatever glossary.yaml could not hold either.
    """
    rows = list(_rows(content, path))
    if not rows:
        raise InputError("is empty; it must start with a row of column names", path, 1)
    if [name.strip().lower() for name in rows[0].cells] == ["source", "target"]:
        return entry.terms(_listed(rows[1:], path, locale), path)
    columns = _columns(rows[0], path)
    return entry.terms((_entry(row, columns, path, locale) for row in rows[1:]), path)


def serialize(terms: Iterable[Term]) -> bytes:
    """The table of `terms`, with columns for every locale that one of them has."""
    terms = tuple(terms)
    locales = tuple(dict.fromkeys(locale for term in terms for locale in term.targets))
    heads = [*COLUMNS, *(f"{locale}:{name}" for locale in locales for name in TARGET_COLUMNS)]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    for term in terms:
        cells = [getattr(term, name) for name in COLUMNS]
        for locale in locales:
            target = term.targets.get(locale)
            cells += [getattr(target, name) if target else "" for name in TARGET_COLUMNS]
        writer.writerow(_safe(_cell(value)) for value in cells)
    return buffer.getvalue().encode("utf-8-sig")


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def _rows(content: bytes, path: str) -> Iterator[_Row]:
    """Rows that are not blank, header first."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8; save it as 'CSV UTF-8'", path, line) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(line, tuple(_text(cell) for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"cannot be read as CSV here: {error}", path, line) from None


def _columns(header: _Row, path: str) -> tuple[tuple[str, str], ...]:
    """(locale, field) of each column; the locale is empty for what is said of the concept."""
    columns = tuple(_column(name.strip()) for name in header.cells)
    for name, column in zip(header.cells, columns, strict=True):
        if column[1] not in (TARGET_COLUMNS if column[0] else COLUMNS):
            known = f"{', '.join(COLUMNS)}, and LOCALE:{', LOCALE:'.join(TARGET_COLUMNS)}"
            message = f"the column '{name}' is not known; known are {known}"
            raise InputError(message, path, header.line)
        if columns.count(column) > 1:
            raise InputError(f"the column '{name}' stands twice", path, header.line)
    if ("", "source") not in columns:
        raise InputError("has no column 'source'", path, header.line)
    return columns


def _column(name: str) -> tuple[str, str]:
    locale, _, field = name.rpartition(":")
    return locale.strip().replace("-", "_"), field.strip().lower()


def _entry(row: _Row, columns: Sequence[tuple[str, str]], path: str, only: str) -> Entry:
    _refuse_surplus(row, len(columns), path)
    concept: Entry = {"id": "", "kind": "other", "line": row.line}
    targets: dict[str, Entry] = {}
    for (locale, field), cell in zip(columns, row.cells, strict=False):
        if cell.strip() and not locale:
            concept[field] = _value(field, cell)
        elif cell.strip() and only in ("", locale):
            targets.setdefault(locale, {})[field] = _value(field, cell)
    if "source" not in concept:
        raise InputError("this row has no source form", path, row.line)
    return concept | ({"targets": targets} if targets else {})


def _listed(rows: Iterable[_Row], path: str, locale: str) -> Iterator[Entry]:
    """Concepts of a plain list; a source that stands again adds its target to the forms."""
    if not locale:
        raise InputError("has the columns source and target only; say which locale it is for", path)
    found: dict[str, Entry] = {}
    for row in rows:
        _refuse_surplus(row, 2, path)
        source, target = (cell.strip() for cell in (*row.cells, "")[:2])
        if not source or not target:
            raise InputError("this row needs a source and a target", path, row.line)
        fresh = {"id": "", "kind": "other", "source": source, "line": row.line}
        known = found.setdefault(form_key(source), fresh | {"targets": {locale: {"use": target}}})
        wording = known["targets"][locale]
        if target not in (wording["use"], *wording.get("forms", ())):
            wording["forms"] = (*wording.get("forms", ()), target)
    yield from found.values()


def _refuse_surplus(row: _Row, width: int, path: str) -> None:
    if any(cell.strip() for cell in row.cells[width:]):
        message = f"this row has {len(row.cells)} cells, but the header has {width}"
        raise InputError(f"{message}; put a text that has a comma in quotes", path, row.line)


def _text(cell: str) -> str:
    """A cell without the guard against formulas."""
    guarded = cell.startswith("'") and FORMULA.match(cell)
    return unicodedata.normalize("NFC", cell[1:] if guarded else cell)


def _value(field: str, cell: str) -> Any:
    match field:
        case "codes":
            return dict(map(_pair, _items(cell)))
        case "never":
            return tuple(Banned(*_pair(item)) for item in _items(cell))
        case "note":
            return cell
        case _ if field in LISTS:
            return tuple(map(_plain, _items(cell)))
        case "keep":
            return cell.strip().lower()
    return cell.strip()


def _items(cell: str) -> list[str]:
    """The parts of a list, still escaped."""
    return [item for item in ITEM.findall(cell) if item]


def _pair(item: str) -> tuple[str, str]:
    """`text: reason`, the reason empty where there is none."""
    parts = PAIR.fullmatch(item)
    first, second = parts.groups("") if parts else (item, "")
    return _plain(first).strip(), _plain(second).strip()


def _plain(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _cell(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else ""
        case str():
            return value
        case tuple():
            return " | ".join(_item(item) for item in value)
    return " | ".join(_joined(code, text) for code, text in value.items())


def _item(item: str | Banned) -> str:
    return _joined(item.text, item.because) if isinstance(item, Banned) else _escaped(item, "|")


def _joined(first: str, second: str) -> str:
    return _escaped(first, "|:") + (f": {_escaped(second, '|')}" if second else "")


def _escaped(text: str, marks: str) -> str:
    return re.sub(rf"[\\{marks}]", r"\\\g<0>", text)


def _safe(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
