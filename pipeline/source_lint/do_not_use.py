"""Dangerous abbreviations: what was read as something else and harmed, by two well-known lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.model import Finding, Severity
from pipeline.source_lint.explained import explained
from pipeline.source_lint.given import Source

TABLE = Path(__file__).with_name("do_not_use.yaml")

_BESIDE = {
    "": (r"(?<![\w./])", r"(?![\w/])"),
    "after number": (r"(?<=\d)\s?", r"(?![\w/-]|\.\w)"),
    "before number": (r"(?<![\w./<>=-])", r"(?=\s?[\d.])"),
}
"""Where a form counts → what stands before it and behind it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Forms that mean one thing and are taken for another."""

    by: str
    """Whose list it is, for the reader."""

    severity: Severity
    forms: tuple[str, ...]
    pattern: re.Pattern[str]
    """Where one of them counts; its group is the form."""

    misread: str
    write: str

    def __str__(self) -> str:
        """What is wrong with a form, for an author."""
        return f"can be read as {self.misread}; write {self.write} ({self.by})"


def do_not_use(source: Source) -> Iterator[Finding]:
    """A finding for each form of the table.

    One that the article explains is passed over, unless it is an error: "every other day (QOD)".
    """
    known = explained(source)
    for sentence in source.sentences:
        for entry in _table():
            for match in entry.pattern.finditer(sentence.text):
                if entry.severity is Severity.ERROR or match[1] not in known:
                    message = f"'{match[1]}' {entry}"
                    yield sentence.finding("do-not-use", entry.severity, message, match.span(1))


def listed() -> frozenset[str]:
    """Every form of the table, wherever it counts."""
    return frozenset(form for entry in _table() for form in entry.forms)


@cache
def _table() -> tuple[Entry, ...]:
    data = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return tuple(_entry(group, entry) for group in data for entry in group["entries"])


def _entry(group: Mapping[str, Any], entry: Mapping[str, Any]) -> Entry:
    before, after = _BESIDE[entry.get("only", "")]
    forms = tuple(sorted(entry["says"], key=len, reverse=True))
    severity = Severity(entry.get("severity", group["severity"]))
    pattern = re.compile(f"{before}({'|'.join(map(re.escape, forms))}){after}")
    return Entry(group["list"], severity, forms, pattern, entry["misread"], entry["write"])
