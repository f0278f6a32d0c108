"""Findings as JUnit XML, which GitLab, Jenkins and others show as tests.

A suite is a catalog, a test is one check on it. Tests keep their names from run to run, and those
that pass are there too: so a CI server can tell what failed newly and what was mended. Tests by
unit would be tens of thousands, and one that goes away tells nothing. Written for the schema of
Jenkins' xUnit plugin (junit-10.xsd); no time is given, so that equal findings give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pipeline.checks import CHECKS
from pipeline.model import Finding
from pipeline.report.tally import Checked, Tally
from pipeline.report.text import line, printable

ALWAYS = (*CHECKS, "completeness")
"""The tests that every catalog has, passed or not."""


def as_junit(catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
    """A `testsuites` document: a suite for each catalog, and one for inputs that cannot be used."""
    yield "<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"polyclinic\">\n"
    for checked in catalogs:
        if checked.file or checked.findings or checked.known:
            yield _written(_suite(checked))
    if tally.faults:
        yield _written(_unusable(tally.faults))
    yield "</testsuites>\n"


def _suite(checked: Checked) -> Element:
    tests: dict[tuple[str, str], list[str]] = {}
    if checked.file:
        tests = {(checked.file, check): [] for check in ALWAYS}
    failed: dict[tuple[str, str], list[Finding]] = {}
    for finding in checked.findings:
        test = (finding.file, finding.check)
        tests.setdefault(test, []).append(line(finding))
        if finding.is_error:
            failed.setdefault(test, []).append(finding)
    for finding in checked.known:
        tests.setdefault((finding.file, finding.check), []).append(line(finding, "known"))
    suite = _new_suite(checked.file or "project", len(tests), failures=len(failed))
    for (file, check), said in tests.items():
        _add_test(suite, file, check, failed.get((file, check), ()), said)
    return suite


def _add_test(
    suite: Element, file: str, check: str, errors: Sequence[Finding], said: Sequence[str]
) -> None:
    """A test with its errors as its failure, and with all that is said of it as its output."""
    test = SubElement(suite, "testcase", classname=printable(file), name=check)
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        message = printable(errors[0].message) + more
        failure = SubElement(test, "failure", type=check, message=message)
        failure.text = "\n".join(map(line, errors))
    if len(said) > len(errors):
        SubElement(test, "system-out").text = "\n".join(said)


def _unusable(faults: Sequence[str]) -> Element:
    suite = _new_suite("input", len(faults), errors=len(faults))
    for number, fault in enumerate(faults, 1):
        test = SubElement(suite, "testcase", classname="input", name=f"input {number}")
        SubElement(test, "error", type="input", message=printable(fault))
    return suite


def _new_suite(name: str, tests: int, failures: int = 0, errors: int = 0) -> Element:
    figures: Mapping[str, int] = {"tests": tests, "failures": failures, "errors": errors}
    counted = {figure: str(count) for figure, count in figures.items()}
    return Element("testsuite", {"name": printable(name), **counted})


def _written(suite: Element) -> str:
    indent(suite)
    return tostring(suite, encoding="unicode") + "\n"
