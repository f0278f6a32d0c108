"""Markers are codes, all else is text, and reading gives the same bytes back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given

from pipeline.inline import plain
from pipeline.xliff.content import Code, Content, codes, collapsed, content, known, notation
from tests.xliff.documents import NASTY

DATA = yaml.safe_load((Path(__file__).parent / "data/content.yaml").read_text(encoding="utf-8"))


def shown(pieces: Content) -> str:
    """As the cases write it."""
    forms = {"open": "⟨{} {}⟩", "close": "⟨/{} {}⟩", "alone": "⟨{}/ {}⟩"}
    return "".join(p if isinstance(p, str) else forms[p.side].format(p.id, p.data) for p in pieces)


@pytest.mark.parametrize("case", DATA["shows"], ids=lambda case: case["label"])
def test_shows(case: dict[str, str]) -> None:
    assert shown(content(case["source"])) == case["expected"]


@pytest.mark.parametrize("case", DATA["aligns"], ids=lambda case: case["label"])
def test_aligns_a_target_with_its_source(case: dict[str, str]) -> None:
    found = shown(content(case["target"], content(case["source"])))
    assert (found == case["expected"]) is (case.get("expect") != "fail"), found


@given(NASTY, NASTY)
def test_reading_gives_the_same_bytes(source: str, target: str) -> None:
    assert notation(content(source)) == source
    assert notation(content(target, content(source))) == target


@given(NASTY)
def test_text_is_what_is_read_aloud(text: str) -> None:
    spoken = (p if isinstance(p, str) else plain(p.data) for p in content(text) if _said(p))
    assert "".join(spoken) == plain(text)


def _said(piece: str | Code) -> bool:
    return isinstance(piece, str) or piece.side == "alone"


@given(NASTY)
def test_codes_are_pairs_or_stand_alone(text: str) -> None:
    opened: list[str] = []
    ids: list[str] = []
    for code in codes(content(text)):
        if code.side == "close":
            assert opened.pop() == code.id
        else:
            ids.append(code.id)
            opened += [code.id] if code.side == "open" else []
    assert not opened
    assert len(set(ids)) == len(ids)


@given(NASTY, NASTY)
def test_ids_of_a_target_are_unique_and_those_of_equal_codes(source: str, target: str) -> None:
    given_, made = content(source), content(target, content(source))
    for id_ in {code.id for code in codes(made)}:
        there = [(c.side, c.kind, c.data) for c in codes(given_) if c.id == id_]
        here = [(c.side, c.kind, c.data) for c in codes(made) if c.id == id_]
        assert there in ([], here)
        assert len({side for side, _, _ in here}) == len(here)


@given(NASTY)
def test_collapsing_twice_changes_nothing(text: str) -> None:
    once = collapsed(content(text))
    assert collapsed(once) == once


def test_a_code_that_nobody_knows_leaves_its_words() -> None:
    target = (Code("", "open", "9"), "words", Code("", "close", "9"))
    assert notation(known(target, content("**a**"))) == "words"
