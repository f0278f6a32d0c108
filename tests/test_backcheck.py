"""What a back-translation shows: every change that harms, and silence about good work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.errors import InputError
from pipeline.meaning import Difference, differences, idioms
from pipeline.meaning.compare import GROUPS, SAME
from pipeline.meaning.lexicon import QUANTITY, lexicon, marks
from pipeline.model import Spot
from pipeline.termbase import Termbase

HERE = Path(__file__).parent
# Labels are words, "no" among them.
DATA = yaml.load(
    (HERE / "data" / "backcheck.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506
)
PROJECT = glossary.parse((HERE.parent / "glossary.yaml").read_text(encoding="utf-8"), "g.yaml")
EMPTY = Termbase(())

Case = dict[str, Any]


def cases(table: str) -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in DATA[table]]


def holds(case: Case, actual: list[str]) -> bool:
    """Whether a case comes out as recorded, limits included."""
    return (actual == case.get("expected", [])) is (case.get("expect") != "fail")


def said(case: Case) -> list[str]:
    return [f"{d.kind}: {d}" for d in differences(case["source"], case["back"], PROJECT)]


@pytest.mark.parametrize("case", cases("same"))
def test_is_silent(case: Case) -> None:
    assert holds(case, said(case)), said(case)


@pytest.mark.parametrize("case", cases("changed"))
def test_reports(case: Case) -> None:
    assert holds(case, said(case)), said(case)


@pytest.mark.parametrize("case", cases("idioms"))
def test_flags_idioms(case: Case) -> None:
    found = [idiom.words for idiom in idioms(case["source"])]
    assert holds(case, found), found


def test_an_idiom_says_what_it_may_become_and_what_to_write() -> None:
    (once,) = idioms("Take it once.")
    assert str(once) == (
        '"once" may be read as "eleven" in Spanish, or "as soon as"; clearer: one time, or when'
    )


WORDS = sorted({" ".join(p) for p in lexicon("en").senses} | {"4 mg", "rib", "pain", "two", "."})
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text, PROJECT) == ()


@given(TEXTS, TEXTS)
def test_words_are_quoted_as_they_stand(source: str, back: str) -> None:
    for mark in marks(source, lexicon("en")):
        assert source[mark.start : mark.end] == mark.words
    for d in differences(source, back, EMPTY):
        assert d.source or d.back


@given(st.sampled_from(["Rest", "Take 4 mg", "Bend the left arm", "Eat before noon"]), TEXTS)
def test_a_lost_prohibition_is_found_whatever_else_comes_back(clause: str, rest: str) -> None:
    kept = [m for m in marks(f"{clause}. {rest}", lexicon("en")) if m.sense.group == "negation"]
    if not kept:
        found = differences(f"Do not {clause}. {rest}", f"{clause}. {rest}", EMPTY)
        assert Difference("negation", "Do not", "") in found


def test_the_tables_name_no_unknown_group_or_meaning() -> None:
    senses = {s for phrase in lexicon("en").senses.values() for s in phrase}
    assert {s.group for s in senses} | {QUANTITY} == GROUPS.keys()
    known = {(s.group, s.meaning) for s in senses}
    sure = {(s.group, s.meaning) for s in senses if s.sure}
    assert known == sure, "a meaning that nothing says for sure"
    keys = {key for sides in SAME for side in sides for key in side if key[0] != QUANTITY}
    assert keys <= known


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(InputError, match="'xx'"):
        lexicon("xx")


class NoTerms(Termbase):
    """Finds nothing: how long the termbase searches is for its own tests."""

    def find(self, text: str) -> tuple[Spot, ...]:
        """No spots."""
        return ()


@pytest.mark.parametrize(
    "piece", ["not ", "no more than 4 mg ", "4", "n't", "1.0", "“**", "a 1 b "]
)
def test_hostile_lengths_are_read(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert differences(long, long, NoTerms(())) == ()
    assert all(d.source and not d.back for d in differences(long, "", NoTerms(())))
