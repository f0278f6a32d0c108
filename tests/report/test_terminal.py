"""Findings for eyes: the place in the text is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from pipeline.model import Key
from pipeline.report import Checked, Tally
from pipeline.report.terminal import as_terminal
from tests.report.found import LOST, checked, open_unit

WORDS: dict[Key, str] = {(None, "Take 5 mg."): "Tome \x1bmg."}


def drawn(*catalogs: Checked, colours: bool = True) -> str:
    console = Console(force_terminal=colours, color_system="standard" if colours else None)
    tally = Tally()
    return "".join(as_terminal(tally.count(catalogs), tally, console))


def test_both_texts_are_shown_with_their_places_marked() -> None:
    told = drawn(replace(checked(LOST), words=WORDS))
    assert "Take \x1b[1;7m5\x1b[0m mg." in told
    assert "\x1b[1;7mTome\x1b[0m [U+001B]mg." in told
    assert "expected     5" in told


def test_without_the_words_the_source_will_do() -> None:
    told = drawn(checked(LOST), colours=False)
    assert "  source       Take 5 mg.\n" in told
    assert "translation " not in told


@pytest.mark.parametrize("colours", [True, False])
def test_what_does_not_count_is_one_line(colours: bool) -> None:
    waived = replace(LOST, waived="the label says so")
    told = drawn(checked(waived, open_unit(3), known=(LOST,)), colours=colours)
    assert "  source" not in told
    assert told.count("[numbers]") == 2
    assert told.count("[completeness]") == 1


def test_square_brackets_are_no_markup() -> None:
    odd = replace(LOST, message="[bold]no[/bold]")
    assert "[bold]no[/bold]" in drawn(checked(odd))
