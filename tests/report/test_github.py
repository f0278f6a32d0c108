"""Workflow commands that GitHub shows beside the code."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given

from pipeline.model import Severity
from pipeline.report import Checked, Tally
from pipeline.report.github import COMMANDS, as_github
from tests.report.found import CATALOGS, LOST, PO, checked, open_unit


def told(*catalogs: Checked) -> list[str]:
    tally = Tally()
    return "".join(as_github(tally.count(catalogs), tally)).split("\n")


def test_an_error_is_a_command() -> None:
    assert told(checked(LOST))[0] == (
        f"::error file={PO},line=12,title=numbers::the number 5 is missing — “Take 5 mg.”"
    )


def test_open_units_are_one_command() -> None:
    lines = told(checked(open_unit(30), open_unit(9)))
    assert [line for line in lines if line.startswith("::")] == [
        f"::error file={PO},line=9,title=completeness::"
        "this unit is drafted, not yet approved (and 1 more in this file) — “x”"
    ]


def test_what_does_not_count_is_in_the_log_only() -> None:
    waived = replace(LOST, waived="the label says so")
    lines = told(checked(waived, known=(open_unit(9),)))
    assert "(waived: the label says so)" in lines[0]
    assert "(known)" in lines[1]
    assert not any(line.startswith("::") for line in lines)


def test_signs_that_end_a_command_are_escaped() -> None:
    odd = replace(LOST, file="a,b:c%.po", message="100 %\r\nno", msgid="")
    assert told(checked(odd))[0] == (
        "::error file=a%2Cb%3Ac%25.po,line=12,title=numbers::100 %25%0D%0Ano"
    )


COMMAND = re.compile(r"::(error|warning|notice) file=[^,:]+,line=\d+,title=[^,:]+::[^\r\n]*")


@given(CATALOGS)
def test_no_text_becomes_a_command_of_its_own(catalogs: list[Checked]) -> None:
    lines = [line for line in re.split(r"[\r\n]", "\n".join(told(*catalogs))) if line]
    commands = [line for line in lines if line.startswith("::")]
    assert all(map(COMMAND.fullmatch, commands))
    assert len(commands) <= sum(len(c.findings) for c in catalogs)


def test_every_severity_has_its_command() -> None:
    assert set(COMMANDS) == set(Severity)
