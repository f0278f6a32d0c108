"""A check fails only on what is new or worse, unit by unit."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.baseline import Baseline, parse, record, serialize, split
from pipeline.errors import InputError
from pipeline.model import Finding, Severity, State
from tests.report.found import FINDINGS, LOST, PO, open_unit

WARNING = replace(LOST, severity=Severity.WARNING)
MANY = st.lists(FINDINGS, max_size=8).map(tuple)

# What was there, what is there now, and whether it is known.
CASES = {
    "the same": (LOST, LOST, True),
    "the same, elsewhere in the file": (LOST, replace(LOST, line=99), True),
    "of less weight": (LOST, WARNING, True),
    "of more weight": (WARNING, LOST, False),
    "of another check": (LOST, replace(LOST, check="units"), False),
    "in other words": (LOST, replace(LOST, message="the number 6 is missing"), False),
    "of another source": (LOST, replace(LOST, msgid="Take 50 mg."), False),
    "of another context": (LOST, replace(LOST, msgctxt="title"), False),
    "of another file": (LOST, replace(LOST, file="es.po"), False),
    "a state as it was": (open_unit(3), open_unit(4), True),
    "a higher state": (open_unit(3), open_unit(3, State.TRANSLATED), True),
    "a lower state": (open_unit(3), open_unit(3, State.OUTDATED), False),
    "a state that was high enough": (LOST, open_unit(3, msgid=LOST.msgid), False),
    "the state of another source": (open_unit(3), open_unit(3, msgid="y"), False),
    "waived": (LOST, replace(LOST, waived="so"), False),
    "waived until now": (replace(LOST, waived="so"), LOST, False),
}


@pytest.mark.parametrize(("before", "now", "known"), CASES.values(), ids=CASES)
def test_what_is_known(before: Finding, now: Finding, known: bool) -> None:
    assert split([now], record([before])) == (((), (now,)) if known else ((now,), ()))


def test_it_is_per_unit_and_not_by_totals() -> None:
    other = replace(LOST, msgid="Take 50 mg.")
    assert split([other], record([LOST])) == ((other,), ())


def test_once_more_on_the_same_unit_is_new() -> None:
    assert split([LOST, LOST], record([LOST])) == ((LOST,), (LOST,))


@given(MANY)
def test_a_baseline_knows_all_that_it_was_made_of(found: tuple[Finding, ...]) -> None:
    new, known = split(found, record(found))
    assert all(finding.waived for finding in new)
    assert len(new) + len(known) == len(found)


@given(MANY, MANY)
def test_nothing_is_dropped(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> None:
    new, known = split(now, record(before))
    assert sorted(map(repr, (*new, *known))) == sorted(map(repr, now))


@given(MANY)
def test_an_empty_baseline_knows_nothing(found: tuple[Finding, ...]) -> None:
    assert split(found, Baseline()) == (found, ())


# ── as a file ─────────────────────────────────────────────────────────────────────────────────────


@given(MANY)
def test_what_is_written_is_read_again(found: tuple[Finding, ...]) -> None:
    baseline = record(found)
    assert parse(serialize(baseline), "b.json") == baseline


@given(MANY.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_findings_does_not_show(both: tuple[list[Finding], list[Finding]]) -> None:
    one, other = ([f for f in found if f.check != "completeness"] for found in both)
    assert serialize(record(one)) == serialize(record(other))


def test_a_person_can_read_it() -> None:
    written = serialize(record([LOST, open_unit(3, msgid=LOST.msgid)]))
    ((unit,),) = (units.values() for units in json.loads(written)["files"].values())
    assert unit == {"findings": ["numbers · error · the number 5 is missing"], "state": "drafted"}
    assert PO in written


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "b.json:1: is no baseline"),
        ('{\n"files": ', "b.json:2: is no baseline"),
        ("[]", "b.json: is no baseline"),
        (
            '{"version": 2, "files": {}}',
            "b.json: another version of polyclinic wrote this baseline",
        ),
        ('{"version": 1}', "b.json: is no baseline"),
        ('{"version": 1, "files": {"a": []}}', "b.json: is no baseline"),
        ('{"version": 1, "files": {"a": {"u": {"state": "done"}}}}', "b.json: is no baseline"),
        ('{"version": 1, "files": {"a": {"u": {"findings": ["x"]}}}}', "b.json: is no baseline"),
        ('{"version": 1, "files": {"a": {"u": {"findings": [3]}}}}', "b.json: is no baseline"),
    ],
)
def test_what_is_no_baseline_is_refused(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(content, "b.json")
    assert str(caught.value).startswith(message)
