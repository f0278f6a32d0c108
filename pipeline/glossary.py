"""glossary.yaml ⇄ Termbase. Every mistake is an InputError that names file, line and term.

Scalars are text as written: YAML 1.1 would read the locale key `no:` as false and a code as a
number. Aliases are refused, since what a term says must stand where it is reviewed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import InputError
from pipeline.matching import form_key
from pipeline.model import Banned, Target, Term
from pipeline.termbase import Termbase

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value in the file: `("terms", 3, "targets", "es")`."""

# As gettext names them: language, script, territory.
LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|[0-9]{3}))?")
GENDERS = ("", "m", "f", "n", "c")
PARTS_OF_SPEECH = ("noun", "adjective", "adverb", "verb", "phrase")

# The model's own dataclasses are the schema.
SCHEMA = TypeAdapter(tuple[Term, ...], config=ConfigDict(extra="forbid"))

UNKNOWN = "is not a key that is known here"
SAYS = {
    "unexpected_keyword_argument": UNKNOWN,
    "missing": "is missing",
    "string_type": "must be one text",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list, as in [one, two]",
    "dict_type": "must be keys with values",
    "dataclass_type": "must be keys with values",
}

LOADER: Any = type(
    "Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {"yaml_implicit_resolvers": {}}
)

WIDTH = 100

# What every reader of YAML takes for the text it is, in flow lists too; all else is quoted.
PLAIN = re.compile(r"(?![ynYN~]$)[^\W\d_](?:[\w .;()/'’%+-]*[\w.)%])?|\d{4}-\d\d-\d\d")
NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class Fault(NamedTuple):
    """What is wrong, and where."""

    place: Place
    message: str
    line: int = 0
    """1-based; 0 means the line of the place."""


def parse(content: str, path: str) -> Termbase:
    """The termbase that a glossary file holds; errors name `path`.

    InputError for faulty YAML, unknown or repeated keys, wrong types, an empty form, a locale
    name that is none, an approval without name or day, `keep` beside targets, a form that is
    both allowed and banned, an id or a source form that stands twice.

    >>> parse("terms: [{id: rib, kind: anatomy, source: rib}]", "glossary.yaml").terms[0].line
    1
    """
    tree = _Tree(unicodedata.normalize("NFC", content), path)
    tree.refuse(tree.faults)
    tree.refuse(_frame_faults(tree.data))
    try:
        terms = SCHEMA.validate_python([_entry(e, n) for e, n in tree.entries()])
    except ValidationError as error:
        tree.refuse(_schema_faults(error))
        raise
    tree.refuse(_term_faults(terms))
    tree.refuse(_repetitions(terms))
    return Termbase(terms)


def parse_entries(entries: Sequence[Mapping[str, Any]], path: str) -> tuple[Term, ...]:
    """Terms out of values that another format holds, under the rules of the file.

    An entry has the keys of a term and `line`, its line in `path`. InputError for the first entry
    that breaks a rule; a source form that stands twice is left to whoever joins the terms.
    """
    try:
        terms = SCHEMA.validate_python(entries)
    except ValidationError as error:
        faults = list(_schema_faults(error))
    else:
        faults = list(_term_faults(terms))
    if faults:
        first = min(faults, key=lambda fault: fault.place[1])
        _, index, *inside = first.place
        entry = entries[int(index)]
        keys = ".".join(part for part in inside if isinstance(part, str))
        message = f"term '{entry.get('id')}': {keys} {first.message}"
        raise InputError(message, path, entry.get("line", 0))
    return terms


def dump(terms: Iterable[Term]) -> str:
    """The glossary file that holds `terms`: `parse(dump(terms))` gives them back, with new lines.

    Fields at their default are left out; a target stands on one line where that has room.

    >>> print(dump([Term("rib", "anatomy", "rib", targets={"es": Target("costilla", gender="f")})]))
    terms:
      - id: rib
        kind: anatomy
        source: rib
        targets:
          es: {use: costilla, gender: f}
    <BLANKLINE>
    """
    entries = [line for term in terms for line in _entry_lines(term)]
    return "\n".join(["terms:", *entries, ""]) if entries else "terms: []\n"


class _Tree:
    """A YAML document as dicts, lists and texts that remembers the line of each value."""

    def __init__(self, content: str, path: str) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()
        self.data = self._value(_compose(content, path), ())

    def entries(self) -> Iterator[tuple[Any, int]]:
        """Each entry of the list of terms with its line."""
        for index, entry in enumerate(self.data["terms"]):
            yield entry, self.lines["terms", index]

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise InputError for the fault that stands first in the file, if there is one."""
        first = min(faults, key=self._line, default=None)
        if first:
            message = self._subject(first.place) + first.message
            raise InputError(message, self.path, self._line(first))

    def _value(self, node: yaml.Node | None, place: Place) -> Any:
        if node is None:
            return ""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if id(node) in self._seen:
            self.faults.append(Fault(place, "must be written out, not an alias"))
            return ""
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return [self._value(item, (*place, i)) for i, item in enumerate(node.value)]

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if key in values:
                self.faults.append(Fault((*place, key), "stands twice", line))
            self.lines.setdefault((*place, key), line)
            values[key] = self._value(value_node, (*place, key))
        return values

    def _line(self, fault: Fault) -> int:
        """The line of a fault, or of the nearest thing around it."""
        place = fault.place
        while place and place not in self.lines:
            place = place[:-1]
        return fault.line or self.lines.get(place, 1)

    def _subject(self, place: Place) -> str:
        """How a message starts: `term 'facet-joint': targets.es.use `."""
        match place:
            case ("terms", int() as index, *inside):
                entry = self.data["terms"][index]
                name = entry.get("id") if isinstance(entry, dict) else None
                term = f"term '{name}': " if isinstance(name, str) else f"term {index + 1}: "
                keys = ".".join(part for part in inside if isinstance(part, str))
                return term + (f"{keys} " if keys else "")
            case (key, *_):
                return f"'{key}' "
        return ""


def _compose(content: str, path: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(content, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "it cannot be read"
        # A text that ends too early is faulty at its last line, not after it.
        line = min(mark.line + 1, len(content.splitlines())) if mark else 1
        raise InputError(f"this is not YAML: {problem}", path, line) from None
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"this is not YAML: {reason}", path, 1) from None
    return node


def _entry(entry: Any, line: int) -> Any:
    """An entry with its line, and with short forms written out."""
    if not isinstance(entry, dict):
        return entry
    targets = entry.get("targets")
    full = {locale: _full(t) for locale, t in targets.items()} if isinstance(targets, dict) else {}
    return entry | ({"targets": full} if full else {}) | {"line": line}


def _full(target: Any) -> Any:
    return {"use": target} if isinstance(target, str) else target


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────


def _frame_faults(data: Any) -> Iterator[Fault]:
    """What is wrong around the terms."""
    if not isinstance(data, dict) or not isinstance(data.get("terms"), list):
        yield Fault((), "the glossary must be one list under 'terms:'")
        return
    yield from (Fault((key,), UNKNOWN) for key in data if key != "terms")
    for index, entry in enumerate(data["terms"]):
        if isinstance(entry, dict) and "line" in entry:
            yield Fault(("terms", index, "line"), UNKNOWN)


def _schema_faults(error: ValidationError) -> Iterator[Fault]:
    for details in error.errors():
        expected = details.get("ctx", {}).get("expected")
        message = SAYS.get(details["type"]) or f"must be {expected or details['msg']}"
        yield Fault(("terms", *details["loc"]), message)


def _term_faults(terms: Sequence[Term]) -> Iterator[Fault]:
    for index, term in enumerate(terms):
        place = ("terms", index)
        if not term.id.strip():
            yield Fault((*place, "id"), "must not be empty")
        yield from (
            Fault((*place, *inside), f"has no letter in '{form}'")
            for inside, form in _source_forms(term)
            if not _speaks(form)
        )
        if term.pos not in PARTS_OF_SPEECH:
            yield Fault((*place, "pos"), f"must be one of {', '.join(PARTS_OF_SPEECH)}")
        if term.keep and term.targets:
            yield Fault((*place, "targets"), "must not stand beside keep: true")
        for locale, target in term.targets.items():
            yield from _target_faults(locale, target, (*place, "targets", locale))


def _target_faults(locale: str, target: Target, place: Place) -> Iterator[Fault]:
    if not LOCALE.fullmatch(locale):
        yield Fault(place, "is not a locale; write it like es, pt_BR or zh_Hans")
    allowed = [target.use, *filter(None, [target.plural]), *target.forms]
    for form in (*allowed, *(never.text for never in target.never)):
        if not _speaks(form):
            yield Fault(place, f"has no letter in '{form}'")
    for never in target.never:
        if form_key(never.text) in map(form_key, allowed):
            yield Fault((*place, "never"), f"bans '{never.text}', which is allowed as well")
    if target.gender not in GENDERS:
        yield Fault((*place, "gender"), "must be m, f, n or c")
    if target.status == "approved" and not (target.by.strip() and _is_day(target.on)):
        yield Fault(place, "is approved, so it needs 'by:' and a day like 'on: 2025-01-31'")


def _repetitions(terms: Sequence[Term]) -> Iterator[Fault]:
    """Ids and written source forms that stand twice."""
    ids: dict[str, Term] = {}
    forms: dict[str, tuple[Term, Place]] = {}
    for index, term in enumerate(terms):
        if ids.setdefault(term.id, term) is not term:
            line = ids[term.id].line
            yield Fault(("terms", index, "id"), f"is that of the term at line {line} already")
        for inside, form in _source_forms(term):
            other = forms.setdefault(form_key(form), (term, inside))
            if other != (term, inside):
                where = f"a source form of '{other[0].id}' at line {other[0].line} already"
                yield Fault(("terms", index, *inside), f"'{form}' is {where}")


def _source_forms(term: Term) -> Iterator[tuple[Place, str]]:
    """Every written source form and where it stands in the term."""
    yield ("source",), term.source
    if term.plural:
        yield ("plural",), term.plural
    yield from ((("also", i), form) for i, form in enumerate(term.also))
    yield from ((("misspelled", i), form) for i, form in enumerate(term.misspelled))


def _speaks(form: str) -> bool:
    return any(c.isalnum() for c in form)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _entry_lines(term: Term) -> Iterator[str]:
    start = "  - "
    for name, value in _said(term):
        if name != "targets":
            yield from _wrapped(start + name, value)
        else:
            yield f"{start}targets:"
            for locale, target in value.items():
                yield from _wrapped(f"      {_key(locale)}", dict(_said(target)))
        start = "    "


def _wrapped(key: str, value: Any) -> Iterator[str]:
    """`key: value` on one line, or with each part of the value on its own where it is too long."""
    line = f"{key}: {_flow(value)}"
    inside = " " * (len(key) - len(key.lstrip(" -")) + 2)
    reasons = isinstance(value, tuple) and isinstance(value[0], Banned)
    if isinstance(value, str) or (len(line) <= WIDTH and not reasons):
        yield line
    elif isinstance(value, tuple):
        yield f"{key}:"
        yield from (f"{inside}- {_flow(item)}" for item in value)
    else:
        yield f"{key}:"
        for name, part in value.items():
            yield from _wrapped(inside + _key(name), part)


def _said(value: Term | Target | Banned) -> Iterator[tuple[str, Any]]:
    """The fields of a value that are not at their default."""
    for field in fields(value):
        default = field.default if field.default is not MISSING else None
        said = getattr(value, field.name)
        if said != default and said != () and said != {} and field.name != "line":
            yield field.name, said


def _flow(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Banned():
            return _flow(dict(_said(value)))
        case tuple():
            return f"[{', '.join(map(_flow, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{_key(k)}: {_flow(v)}' for k, v in value.items())}}}"
        case _:
            return _scalar(value)


def _key(text: str) -> str:
    """Plain even for `on` and `no`: the file's own reader takes no key for a truth value."""
    return text if PLAIN.fullmatch(text) else _scalar(text)


def _scalar(text: str) -> str:
    """A text as YAML: plain where it cannot be misread, else quoted as in JSON."""
    if PLAIN.fullmatch(text) and text.casefold() not in NOT_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda char: f"\\u{ord(char[0]):04x}", quoted)
