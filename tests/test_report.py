"""Findings and states in words."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Finding, Severity, State
from pipeline.report import FORMATS, as_json, as_text, findings_text, next_steps, status, table

LOST = Finding(
    "numbers",
    Severity.ERROR,
    "the number 5 is missing",
    "locales/es/LC_MESSAGES/back.po",
    12,
    "es",
    None,
    "Take 5 mg.",
)
OPEN = [
    Finding("completeness", Severity.ERROR, "this unit is drafted", "es.po", line, "es", None, "x")
    for line in (30, 9)
]


def counts(**states: int) -> dict[str, int]:
    known = {str(s): states.get(s, 0) for s in State}
    return {**known, "total": sum(known.values())}


SOME = {"es": {"back": counts(drafted=3, approved=12)}, "pt_BR": {"back": counts(translated=15)}}


def test_json_has_the_fields_that_programs_rely_on() -> None:
    facts = json.loads(as_json([LOST], SOME, False))
    assert facts == {
        "findings": [
            {
                "file": "locales/es/LC_MESSAGES/back.po",
                "line": 12,
                "locale": "es",
                "msgctxt": None,
                "msgid": "Take 5 mg.",
                "check": "numbers",
                "severity": "error",
                "message": "the number 5 is missing",
            }
        ],
        "completeness": SOME,
        "ok": False,
    }
    assert list(facts["findings"][0])[:2] == ["file", "line"]


def test_a_finding_is_one_line_that_editors_can_jump_to() -> None:
    assert findings_text([LOST]) == (
        "locales/es/LC_MESSAGES/back.po:12: error: the number 5 is missing — “Take 5 mg.”"
    )


def test_a_long_sentence_is_cut() -> None:
    line = findings_text([Finding("x", Severity.HINT, "m", "es.po", 1, msgid="word " * 30)])
    assert line.endswith("…”")
    assert len(line) < 90


def test_units_that_are_not_far_enough_are_counted() -> None:
    assert findings_text([*OPEN, LOST]).split("\n")[1:] == [
        "es.po:9: error: this unit is drafted (and 1 more: lines 30)"
    ]


def test_a_single_open_unit_and_a_missing_file_are_said_in_full() -> None:
    missing = Finding("completeness", Severity.ERROR, "this catalog is missing", "es.po")
    assert findings_text([missing, OPEN[0]]).split("\n") == [
        "es.po: error: this catalog is missing",
        "es.po:30: error: this unit is drafted",
    ]


def test_text_ends_with_the_verdict() -> None:
    assert as_text([], SOME, True).endswith("\nok")
    assert as_text([LOST], SOME, False).endswith("\nnot ok: see the errors above")
    assert as_text([], SOME, True).startswith("locale ")


def test_the_status_is_a_row_for_each_catalog() -> None:
    assert status(SOME).split("\n") == [
        "locale  article  untranslated  outdated  drafted  translated  approved  total",
        "------  -------  ------------  --------  -------  ----------  --------  -----",
        "es      back                0         0        3           0        12     15",
        "pt_BR   back                0         0        0          15         0     15",
    ]


def test_no_catalog_is_a_table_without_rows() -> None:
    assert len(status({}).split("\n")) == 2


def test_next_steps() -> None:
    todo = {
        "es": {"back": counts(untranslated=1, outdated=2, drafted=3)},
        "pt_BR": {"back": counts(translated=4, approved=1), "neck": counts(approved=5)},
    }
    assert next_steps(todo, "{locale}/{slug}.po") == [
        "es/back.po: translate 3 units by hand and review 3 drafts and clear the fuzzy flag",
        "pt_BR/back.po: polyclinic submit, then approve pt_BR back",
    ]


def test_the_formats_have_names() -> None:
    assert [FORMATS["text"], FORMATS["json"]] == [as_text, as_json]


CELLS = st.text("ab 12", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_columns_are_aligned(rows: list[tuple[str, str]]) -> None:
    lines = table(("one", "two"), rows).split("\n")
    width = max(len(cell) for cell, _ in [("one", ""), *rows])
    assert len(lines) == len(rows) + 2
    assert all(line[width : width + 2] == "  " for line in lines)
