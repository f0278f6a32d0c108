"""Findings as SARIF 2.1.0 (OASIS standard with errata 01), for GitHub code scanning and editors.

The regions are lines of the `.po` file; offsets in msgid and msgstr, which may be wrapped there,
are in each result's properties. A waiver is a suppression `inSource` with its reason; every result
has the property, empty where nothing is waived, since a run has it on all or on none (3.27.23).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.events import sha256
from pipeline.model import Finding, Severity
from pipeline.report.rules import RULES
from pipeline.report.tally import Checked, Tally

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "note",
}
INDEX = {name: index for index, name in enumerate(RULES)}


def as_sarif(catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
    """One SARIF log with one run; a result a line."""
    yield (
        f'{{"$schema": {_dump(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
        f'"tool": {_dump(_tool())},\n"columnKind": "unicodeCodePoints",\n"results": ['
    )
    before = "\n"
    for checked in catalogs:
        for result in _results(checked, tally.compared):
            yield before + _dump(result)
            before = ",\n"
    yield f'\n],\n"invocations": [{_dump(_invocation(tally))}]\n}}]}}\n'


def _tool() -> dict[str, Any]:
    rules = [
        {"id": name, "shortDescription": {"text": rule.says}, "help": {"text": rule.why}}
        for name, rule in RULES.items()
    ]
    return {"driver": {"name": "polyclinic", "semanticVersion": __version__, "rules": rules}}


def _invocation(tally: Tally) -> dict[str, Any]:
    told = [{"level": "error", "message": {"text": fault}} for fault in tally.faults]
    return {"executionSuccessful": not tally.faults, "toolExecutionNotifications": told}


def _results(checked: Checked, compared: bool) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for state, found in (("new", checked.findings), ("unchanged", checked.known)):
        for finding in found:
            print_ = fingerprint(finding)
            seen[print_] += 1
            result = _result(finding, f"{print_}:{seen[print_]}")
            yield result | ({"baselineState": state} if compared else {})


def _result(finding: Finding, print_: str) -> dict[str, Any]:
    rule = {"ruleIndex": INDEX[finding.check]} if finding.check in INDEX else {}
    waiver = {"kind": "inSource", "justification": finding.waived}
    return {
        "ruleId": finding.check,
        **rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(finding)}] if finding.file else [],
        # GitHub tells results apart by primaryLocationLineHash: by the unit, not by its line.
        "partialFingerprints": {"primaryLocationLineHash": print_, "unit/v1": unit(finding)},
        "suppressions": [waiver] if finding.waived else [],
        "properties": {
            "locale": finding.locale,
            "msgctxt": finding.msgctxt,
            "msgid": finding.msgid,
            "expected": finding.expected,
            "found": finding.found,
            "atSource": finding.at_source,
            "atTarget": finding.at_target,
        },
    }


def unit(finding: Finding) -> str:
    """What stays the same for a unit while its source does, wherever it moves in its file."""
    return sha256([finding.file, finding.msgctxt, finding.msgid])[:16]


def fingerprint(finding: Finding) -> str:
    """What stays the same for a finding while its unit's source and what it says do."""
    facts = [finding.file, finding.msgctxt, finding.msgid, finding.check, finding.message]
    return sha256(facts)[:16]


def _message(finding: Finding) -> str:
    return finding.message + (f" — “{finding.msgid}”" if finding.msgid else "")


def _place(finding: Finding) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": quote(finding.file)}}
    return {**place, "region": {"startLine": finding.line}} if finding.line else place


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
