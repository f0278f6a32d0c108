"""What changed since an approval: in words for `status`, as sentences for the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.history import Since, in_words_since, since
from pipeline.project import Project
from pipeline.review import standing, withdrawal
from pipeline.run import record
from tests.projects import GLOSSARY, LATER, edit
from tests.signing_off import (
    BEA,
    approve,
    approved,
    clinic,
    laid_out,
    rewrite,
    submit,
    translate,
)

FOOD = "Take 400 mg of ibuprofen with food."


def said(found: Project) -> list[tuple[str, str]]:
    opened, state = laid_out(found)
    changes = in_words_since(opened.ledger, standing(state.entries))
    return [(unit.msgid if unit else "", words) for unit, words in changes]


def changes(found: Project) -> Since | None:
    opened, state = laid_out(found)
    return since(opened.ledger, standing(state.entries))


def test_nothing_while_it_holds_and_nothing_before_there_was_one(tmp_path: Path) -> None:
    assert said(clinic(tmp_path / "new")) == []
    assert said(approved(tmp_path / "old")) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("400 mg", "200 mg", [(FOOD.replace("400", "200"), "the source changed: 400 mg → 200 mg")]),
        ("Walk every day.", "", [("", "removed: “Walk every day.”")]),
        ("day.\n", "day. Sit up.\n", [("Sit up.", "it is new")]),
        (
            "food. Walk every day.\n\nCall your doctor if you have a fever.",
            "food.\n\nCall your doctor if you have a fever. Walk every day.",
            [("", "the order of its sentences changed")],
        ),
        (
            "food. Walk",
            "food.\n\nWalk",
            [("", "its layout, its untranslated text, or its id, version or date changed")],
        ),
    ],
)
def test_a_change_of_the_article(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    found = approved(tmp_path)
    rewrite(found, old, new)
    assert said(found) == expected


def test_a_change_of_the_translation_shows_its_words(tmp_path: Path) -> None:
    found = approved(tmp_path)
    translate(found, {FOOD: "Tome 400 mg de ibuprofeno sin comida."})
    assert said(found) == [(FOOD, 'the translation changed: "con" → "sin"')]


def test_a_unit_that_is_fuzzy_again(tmp_path: Path) -> None:
    found = approved(tmp_path)
    edit(found, lambda unit: unit if unit.msgid != FOOD else replace(unit, fuzzy=True), slug="back")
    assert said(found) == [(FOOD, "it was marked as fuzzy again")]


def test_a_change_of_a_locked_term(tmp_path: Path) -> None:
    found = approved(tmp_path)
    glossary = GLOSSARY.replace("use: ibuprofeno", "use: ibuprofeno oral")
    found.glossary.write_text(glossary, encoding="utf-8")
    assert said(found) == [(FOOD, "locked terms changed: ibuprofeno → ibuprofeno oral")]


def test_the_page_tells_what_is_new_and_what_left(tmp_path: Path) -> None:
    found = approved(tmp_path)
    assert changes(found) is None
    rewrite(found, "400 mg", "200 mg")
    rewrite(found, " Walk every day.", "")
    told = changes(found)
    assert told
    assert told.day == "2025-02-03"
    assert [unit.msgid for unit in told.changed] == [FOOD.replace("400", "200")]
    assert told.removed == (("Walk every day.", "Camine cada día."),)


def test_a_new_final_is_compared_with_the_one_before(tmp_path: Path) -> None:
    found = approved(tmp_path)
    rewrite(found, "400 mg", "200 mg")
    translate(found, {FOOD.replace("400", "200"): "Tome 200 mg de ibuprofeno con comida."})
    submit(found, LATER)
    approve(found, LATER)
    told = changes(found)
    assert told
    assert (told.day, len(told.changed)) == ("2025-02-03", 1)
    assert said(found) == []


def test_what_was_withdrawn_may_be_on_paper(tmp_path: Path) -> None:
    found = approved(tmp_path)
    opened, _ = laid_out(found)
    event = withdrawal(opened.ledger, BEA, "a dose was wrong", LATER)
    assert event
    record(found, "es", [event])
    rewrite(found, "400 mg", "200 mg")
    told = changes(found)
    assert said(found) == []
    assert told
    assert [unit.msgid for unit in told.changed] == [FOOD.replace("400", "200")]
