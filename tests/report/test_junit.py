"""JUnit XML by the schema of Jenkins' xUnit plugin (MIT licence, `tests/data/schemas`)."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given

from pipeline.checks import CHECKS
from pipeline.report import Checked, Tally
from pipeline.report.junit import as_junit
from tests.report.found import CATALOGS, LOST, PO, checked, open_unit

etree: Any = importlib.import_module("lxml.etree")  # it has no types
SCHEMA = etree.XMLSchema(
    etree.parse(str(Path(__file__).parents[1] / "data" / "schemas" / "junit-10.xsd"))
)


def document(*catalogs: Checked, faults: tuple[str, ...] = ()) -> bytes:
    tally = Tally(faults=list(faults))
    return "".join(as_junit(tally.count(catalogs), tally)).encode()


def by_name(root: Element) -> dict[str, Element]:
    return {test.get("name", ""): test for test in root.iter("testcase")}


@given(CATALOGS)
def test_the_schema_holds(catalogs: list[Checked]) -> None:
    SCHEMA.assertValid(etree.fromstring(document(*catalogs, faults=("es.po:1: \x1b broken",))))


@given(CATALOGS)
def test_the_figures_are_those_of_the_tests(catalogs: list[Checked]) -> None:
    for suite in fromstring(document(*catalogs)).iter("testsuite"):
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_a_test_is_a_check_on_a_catalog_and_passes_by_name() -> None:
    found = by_name(fromstring(document(checked(LOST, replace(LOST, line=40)))))
    assert set(found) == {*CHECKS, "completeness"}
    assert {test.get("classname") for test in found.values()} == {PO}
    assert [name for name, test in found.items() if len(test)] == ["numbers"]
    failure = found["numbers"][0]
    assert failure.get("message") == "the number 5 is missing (and 1 more)"
    assert str(failure.text).split("\n")[1].startswith(f"{PO}:40: error: ")


def test_what_does_not_count_passes_and_is_told() -> None:
    warning = replace(LOST, check="terms", waived="so")
    found = by_name(fromstring(document(checked(warning, known=(open_unit(3),)))))
    assert {name for name, test in found.items() if len(test)} == {"terms", "completeness"}
    assert found["terms"][0].tag == found["completeness"][0].tag == "system-out"
    assert str(found["completeness"][0].text).endswith("(known)")


def test_an_input_that_cannot_be_used_is_an_error() -> None:
    (suite,) = fromstring(document(faults=("es.po:1: broken",)))
    assert (suite.get("name"), suite.get("errors")) == ("input", "1")
    assert suite[0][0].get("message") == "es.po:1: broken"


def test_the_same_findings_give_the_same_bytes() -> None:
    assert document(checked(LOST)) == document(checked(LOST))
