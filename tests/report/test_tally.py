"""What catalogs add up to, and that none of them is kept."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from pipeline.commands import check
from pipeline.model import Finding, Severity
from pipeline.report import Checked, Output, Tally, once
from pipeline.report.outputs import OUTPUTS
from pipeline.report.terminal import as_terminal
from tests.report.found import CATALOGS, LOST, checked, open_unit

SETTINGS = '[project]\norganisation = "Clinic"\nlocales = ["es"]\n'
IDIOM = Finding("idiom", Severity.HINT, "'hold' may be misread", "source/back.md", 3)


def counted(*catalogs: Checked) -> Tally:
    tally = Tally()
    list(tally.count(catalogs))
    return tally


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (LOST, 1),
        (open_unit(3), 1),
        (IDIOM, 0),
        (replace(LOST, severity=Severity.WARNING), 0),
        (replace(LOST, waived="so"), 0),
        (replace(open_unit(3), waived="so"), 0),
    ],
)
def test_only_errors_that_nobody_waived_fail(finding: Finding, code: int) -> None:
    assert counted(checked(finding)).exit_code == code
    assert counted(checked(known=(finding,))).exit_code == 0


def test_an_input_that_cannot_be_used_beats_findings() -> None:
    tally = counted(checked(LOST))
    tally.faults.append("es.po:1: broken")
    assert (tally.exit_code, tally.ok) == (2, False)


def test_what_locales_share_comes_once() -> None:
    first, second = once([checked(IDIOM, LOST), checked(IDIOM, LOST)])
    assert (first.findings, second.findings) == ((IDIOM, LOST), (LOST,))


def test_the_same_hint_on_two_lines_comes_twice() -> None:
    (only,) = once([checked(IDIOM, replace(IDIOM, line=8))])
    assert len(only.findings) == 2


@pytest.mark.parametrize("output", [*OUTPUTS.values(), as_terminal])
def test_no_output_keeps_a_catalog(output: Output) -> None:
    """A hundred catalogs need no more memory than one."""
    alive: list[Callable[[], Finding | None]] = []
    most = 0

    class Watched(Finding):
        """A finding that can be watched going: one with slots cannot."""

    def catalogs() -> Iterator[Checked]:
        nonlocal most
        for number in range(20):
            finding = Watched("numbers", Severity.ERROR, f"no {number}", "a.po", number, msgid="x")
            alive.append(weakref.ref(finding))
            yield checked(finding)
            del finding
            gc.collect()
            most = max(most, sum(watched() is not None for watched in alive))

    tally = Tally()
    assert "no 19" in "".join(output(tally.count(catalogs()), tally))
    assert most <= 3


@given(CATALOGS)
def test_every_output_agrees_on_nothing_but_the_words(catalogs: list[Checked]) -> None:
    """The verdict is the tally's, whatever the output."""
    codes = set()
    for output in OUTPUTS.values():
        tally = Tally()
        assert "".join(output(tally.count(catalogs), tally))
        codes.add(tally.exit_code)
    assert len(codes) == 1


def test_the_command_offers_every_form() -> None:

    assert tuple(check.OUTPUTS.choices) == tuple(OUTPUTS)
    assert (
        check.CATALOG.format(locale="es", slug="a")
        == Path("locales/es/LC_MESSAGES/a.po").as_posix()
    )
