"""Findings and states in words: what the commands print. Pure; an output is one function here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from pipeline.model import Finding, Severity, State

Completeness = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Locale → slug → state → number of units, and `total`."""


class Format(Protocol):
    """Findings and completeness as text for one kind of reader."""

    def __call__(self, findings: Sequence[Finding], completeness: Completeness, ok: bool) -> str:
        """`ok` is false when an error stands or an input could not be used."""


def as_json(findings: Sequence[Finding], completeness: Completeness, ok: bool) -> str:
    """One JSON object: `findings`, `completeness`, `ok`."""
    facts = {"findings": [_fields(f) for f in findings], "completeness": completeness, "ok": ok}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def as_text(findings: Sequence[Finding], completeness: Completeness, ok: bool) -> str:
    """A line for each finding, `file:line: severity: message`, then how far each locale is."""
    verdict = "ok" if ok else "not ok: see the errors above"
    listed = [findings_text(findings), ""] if findings else []
    return "\n".join([*listed, status(completeness), verdict])


def findings_text(findings: Sequence[Finding]) -> str:
    """A line for each finding; units that are not far enough are counted by file and state."""
    lines = [_line(f) for f in findings if f.check != "completeness" or not f.msgid]
    lines += _counted([f for f in findings if f.check == "completeness" and f.msgid])
    return "\n".join(lines)


FORMATS: Mapping[str, Format] = {"text": as_text, "json": as_json}


LISTED = 12
"""So many further lines of one kind are named; JSON has them all."""


def status(completeness: Completeness) -> str:
    """Locales × articles with the number of units in each state, as an aligned table."""
    states = [str(s) for s in State]
    rows = [
        (locale, slug, *(str(counts[s]) for s in states), str(counts["total"]))
        for locale, articles in completeness.items()
        for slug, counts in articles.items()
    ]
    return table(("locale", "article", *states, "total"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned columns: figures to the right, words to the left."""
    body = [list(row) for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *body]) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if cell.isdigit() else cell.ljust(width)
            for cell, width in zip(cells, widths, strict=True)
        )
        return "  ".join(aligned).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, body)])


def next_steps(completeness: Completeness, catalog: str) -> list[str]:
    """What people can do now, a line each; `catalog` has {locale} and {slug}."""
    steps = []
    for locale, articles in completeness.items():
        for slug, counts in articles.items():
            where = catalog.format(locale=locale, slug=slug)
            by_hand = counts["untranslated"] + counts["outdated"]
            to_do = []
            if by_hand:
                to_do.append(f"translate {_some(by_hand, 'unit')} by hand")
            if counts["drafted"]:
                to_do.append(f"review {_some(counts['drafted'], 'draft')} and clear the fuzzy flag")
            if to_do:
                steps.append(f"{where}: {' and '.join(to_do)}")
            elif counts["translated"]:
                steps.append(f"{where}: polyclinic submit, then approve {locale} {slug}")
    return steps


def _some(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)


def _fields(finding: Finding) -> dict[str, Any]:
    order = ("file", "line", "locale", "msgctxt", "msgid", "check", "severity", "message")
    fields = asdict(finding)
    return {name: fields[name] for name in order}


def _line(finding: Finding) -> str:
    where = ":".join(str(p) for p in (finding.file, finding.line) if p)
    about = f" — “{_short(finding.msgid)}”" if finding.msgid else ""
    return f"{where}: {finding.severity}: {finding.message}{about}"


def _counted(findings: Iterable[Finding]) -> list[str]:
    by_file: dict[tuple[str, Severity, str], list[Finding]] = {}
    for finding in findings:
        by_file.setdefault((finding.file, finding.severity, finding.message), []).append(finding)
    lines = []
    for (file, severity, message), group in by_file.items():
        at = sorted(f.line for f in group if f.line)
        where = f"{file}:{at[0]}" if at else file
        lines_ = ", ".join(map(str, at[1 : LISTED + 1])) + (" …" if len(at) > LISTED + 1 else "")
        more = f" (and {len(group) - 1} more: lines {lines_})" if len(group) > 1 else ""
        lines.append(f"{where}: {severity}: {message}{more}")
    return lines


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
