"""Findings and states in plain words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Finding, Severity, State
from pipeline.report import Checked, Tally, findings_text, status, table
from pipeline.report.text import as_text, printable
from tests.report.found import CATALOGS, LOST, PO, checked, counts, open_unit

SOME = {"es": {"back": counts(drafted=3, approved=12)}, "pt_BR": {"back": counts(translated=15)}}


def text(*catalogs: Checked, tally: Tally | None = None) -> str:
    tally = tally or Tally()
    return "".join(as_text(tally.count(catalogs), tally))


def test_a_finding_is_one_line_that_editors_can_jump_to() -> None:
    assert findings_text([LOST]) == (
        f"{PO}:12: error: the number 5 is missing — “Take 5 mg.” [numbers]"
    )


def test_what_does_not_count_says_why() -> None:
    waived = replace(LOST, waived="the label says so")
    first, second, *_ = text(checked(waived, known=(LOST,))).split("\n")
    assert first.endswith(" [numbers] (waived: the label says so)")
    assert second.endswith(" [numbers] (known)")


def test_a_long_sentence_is_cut() -> None:
    line = findings_text([Finding("x", Severity.HINT, "m", "es.po", 1, msgid="word " * 30)])
    assert line.endswith("…” [x]")
    assert len(line) < 90


def test_units_that_are_not_far_enough_are_counted() -> None:
    assert findings_text([open_unit(30), open_unit(9), LOST]).split("\n")[1:] == [
        f"{PO}:9: error: this unit is drafted, not yet approved"
        " (and 1 more: lines 30) [completeness]"
    ]


def test_waived_and_known_units_are_counted_apart() -> None:
    waived = replace(open_unit(4), waived="a heading")
    lines = text(checked(open_unit(9), waived, known=(open_unit(5),))).split("\n")[:3]
    assert [line.partition(" [")[2] for line in lines] == [
        "completeness]",
        "completeness] (waived: a heading)",
        "completeness] (known)",
    ]


def test_a_single_open_unit_and_a_missing_file_are_said_in_full() -> None:
    missing = Finding("completeness", Severity.ERROR, "this catalog is missing", "es.po")
    assert findings_text([missing, open_unit(30)]).split("\n") == [
        "es.po: error: this catalog is missing [completeness]",
        f"{PO}:30: error: this unit is drafted, not yet approved [completeness]",
    ]


def test_the_verdict_follows_the_table() -> None:
    waived = replace(LOST, waived="the label says so")
    assert "\nok\n" in text(checked())
    assert "\nok\n" in text(checked(waived))
    assert "\nnot ok: see the errors above\n" in text(checked(LOST))
    assert "\nok: nothing new, 1 known findings\n" in text(
        checked(known=(LOST,)), tally=Tally(compared=True)
    )
    assert text(checked()).startswith("locale ")


def test_the_end_says_what_to_do_next() -> None:
    told = text(checked(LOST), tally=Tally("locales/{locale}/LC_MESSAGES/{slug}.po"))
    assert told.endswith(
        f"What to do next:\n  {PO}: correct 1 error and review 3 drafts and clear the fuzzy flag\n"
    )


def test_the_status_is_a_row_for_each_catalog() -> None:
    assert status(SOME).split("\n") == [
        "locale  article  untranslated  outdated  drafted  translated  approved  total",
        "------  -------  ------------  --------  -------  ----------  --------  -----",
        "es      back                0         0        3           0        12     15",
        "pt_BR   back                0         0        0          15         0     15",
    ]


def test_no_catalog_is_a_table_without_rows() -> None:
    assert len(status({}).split("\n")) == 2


CELLS = st.text("ab 12", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_columns_are_aligned(rows: list[tuple[str, str]]) -> None:
    lines = table(("one", "two"), rows).split("\n")
    width = max(len(cell) for cell, _ in [("one", ""), *rows])
    assert len(lines) == len(rows) + 2
    assert all(line[width : width + 2] == "  " for line in lines)


@given(CATALOGS)
def test_nothing_in_a_text_can_act_on_a_terminal(catalogs: list[Checked]) -> None:
    assert all(c.isprintable() or c == "\n" for c in text(*catalogs))


@given(st.text())
def test_what_can_be_printed_stays(told: str) -> None:
    assert (printable(told) == told) == told.isprintable()


def test_a_states_order_is_the_models() -> None:
    assert status(SOME).split("\n")[0].split()[2:-1] == [str(s) for s in State]
