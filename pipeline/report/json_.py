"""Findings and states as JSON, for programs: all that is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.model import Finding
from pipeline.report.tally import Checked, Tally


def as_json(catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
    """One JSON object: `findings` (one a line), `completeness`, `faults`, `ok`."""
    yield '{"findings": ['
    before = "\n"
    for checked in catalogs:
        for known, found in ((False, checked.findings), (True, checked.known)):
            for finding in found:
                yield before + _dump(fields(finding) | {"known": known})
                before = ",\n"
    yield f'\n],\n"completeness": {_dump(tally.completeness)},\n'
    yield f'"faults": {_dump(tally.faults)},\n"ok": {_dump(tally.ok)}}}\n'


def fields(finding: Finding) -> dict[str, Any]:
    """A finding's fields, where it stands first; offsets are half-open, in characters."""
    return {
        "file": finding.file,
        "line": finding.line,
        "locale": finding.locale,
        "msgctxt": finding.msgctxt,
        "msgid": finding.msgid,
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "expected": finding.expected,
        "found": finding.found,
        "at_source": finding.at_source,
        "at_target": finding.at_target,
        "waived": finding.waived,
    }


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
