"""JSON for programs."""

from __future__ import annotations

import json
from dataclasses import fields

from hypothesis import given

from pipeline.model import Finding
from pipeline.report import Checked, Tally
from pipeline.report.json_ import as_json
from pipeline.report.json_ import fields as told_fields
from tests.report.found import CATALOGS, LOST, PO, checked, counts


def test_json_has_the_fields_that_programs_rely_on() -> None:
    tally = Tally()
    facts = json.loads("".join(as_json(tally.count([checked(LOST)]), tally)))
    assert facts == {
        "findings": [
            {
                "file": PO,
                "line": 12,
                "locale": "es",
                "msgctxt": None,
                "msgid": "Take 5 mg.",
                "check": "numbers",
                "severity": "error",
                "message": "the number 5 is missing",
                "expected": "5",
                "found": "",
                "at_source": [5, 6],
                "at_target": [0, 4],
                "waived": "",
                "known": False,
            }
        ],
        "completeness": {"es": {"back": counts(drafted=3, approved=12)}},
        "faults": [],
        "ok": False,
    }


def test_no_field_of_a_finding_is_left_out() -> None:
    assert set(told_fields(LOST)) == {field.name for field in fields(Finding)}


@given(CATALOGS)
def test_it_is_json_with_every_finding(catalogs: list[Checked]) -> None:
    tally = Tally(faults=["es.po:1: “x”\n"])
    facts = json.loads("".join(as_json(tally.count(catalogs), tally)))
    assert [f["known"] for f in facts["findings"]] == [
        known for c in catalogs for known in [False] * len(c.findings) + [True] * len(c.known)
    ]
    assert facts["faults"] == tally.faults
