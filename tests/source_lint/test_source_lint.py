"""The lint as a whole: where its findings stand, and what it says of a scraped page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Article, Severity
from pipeline.read import markdown
from pipeline.read.scraped import imported
from pipeline.source_lint import RULES, lint
from pipeline.termbase import Termbase
from tests.source_lint.cases import DATA, TERMBASE, article

SCRAPED = (Path(__file__).parents[1] / "data" / "scraped.txt").read_text(encoding="utf-8")
PARTS = st.sampled_from(
    ["**10U**", "q.d.", "`5.0 mg`", "FDA", "(MRI)", "*MRI*The", "once", "[.5 mL](https://a.org)"]
)


def scraped() -> Article:
    return markdown.read(imported(SCRAPED, "knee.txt").markdown, "source/knee-pain.md")


def test_each_rule_has_its_table() -> None:
    assert set(RULES) | {"glossary"} == set(DATA) | {"reading-level"}


def test_a_scraped_page() -> None:
    found = [(f.check, f.found) for f in lint(scraped(), TERMBASE) if f.severity > Severity.HINT]
    assert found == [
        ("glued", "MRIThe"),
        ("glued", "BraceConventional"),
        ("misspelled", "Carbamezapine"),
        ("misspelled", "carbamezapine"),
        ("glued", "XRAYSteroid"),
    ]


def test_findings_say_where_they_stand() -> None:
    (found,) = lint(article("Rest.\n\nTake **5.0** mg now."), Termbase(()))
    assert (found.file, found.line, found.msgid) == (
        "source/a-title.md",
        7,
        "Take **5.0** mg now.",
    )
    assert found.at_source == (7, 10)
    assert found.is_error


@given(st.lists(PARTS, min_size=1).map(" ".join))
def test_places_hold_what_was_found(body: str) -> None:
    for found in lint(article(f"Take {body} now."), TERMBASE):
        if found.at_source:
            start, end = found.at_source
            assert re.sub(r"[*`]", "", found.msgid[start:end]) == found.found


@given(st.text("aA1 .,()<>@/-µU\n#*", max_size=60))
def test_any_text_can_be_looked_at(body: str) -> None:
    read = markdown.read(imported(f"A title\n\nText: {body}", "a.txt").markdown, "source/a.md")
    found = list(lint(read, TERMBASE))
    assert {f.file for f in found} <= {read.path}
    assert [f.line for f in found] == sorted(f.line for f in found)


@pytest.mark.parametrize("body", ["Rest.", "<!-- translate: no -->\n\nTake 5.0 mg q.d. MRIThe."])
def test_nothing_is_said_of_what_is_not_translated(body: str) -> None:
    assert list(lint(article(body), TERMBASE)) == []
