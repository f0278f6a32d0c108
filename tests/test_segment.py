"""Sentences, their table, and the segments of an article."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import inline, segment
from pipeline.languages import UNSPACED
from pipeline.model import Article, Heading, Inline, Listing, Paragraph, Role, Span, Table, Text
from pipeline.segment import Rule, join, of_text, segments, split

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "sentences.en.yaml").read_text(encoding="utf-8")
)

OTHERS: list[tuple[str, str, list[str]]] = [
    ("es", "Tome 5 mg. No conduzca. ¿Le duele?", ["Tome 5 mg.", "No conduzca.", "¿Le duele?"]),
    ("pt_BR", "Fale com o Dr. Silva. Descanse.", ["Fale com o Dr. Silva.", "Descanse."]),
    ("zh_Hans", "**注意。**请休息。不要跑。", ["**注意。**", "请休息。", "不要跑。"]),
    ("zh", "好。 再见。", ["好。 再见。"]),
    ("ja", "休んでください。走らないで。", ["休んでください。", "走らないで。"]),
    ("ar", "استرح. لا تركض.", ["استرح.", "لا تركض."]),
    ("hi", "आराम करें। दौड़ें नहीं।", ["आराम करें।", "दौड़ें नहीं।"]),
    ("tlh", "One. Two.", ["One.", "Two."]),
    ("en", "", []),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']}: {case['label']}")
def test_sentences(case: dict[str, Any]) -> None:
    found, expected = list(split(case["text"], "en-US")), case["expected"].splitlines()
    if case.get("expect") == "fail":
        assert found != expected, "this limit is gone: take `expect: fail` away"
    else:
        assert found == expected


def test_how_many_are_right() -> None:
    right = Counter(c["group"] for c in CASES if c.get("expect") != "fail")
    known = Counter(c["group"] for c in CASES)
    assert {group: (right[group], known[group]) for group in known} == {
        "golden": (49, 52),
        "medical": (31, 33),
        "markup": (7, 7),
        "tables": (9, 9),
    }


@pytest.mark.parametrize(("language", "text", "sentences"), OTHERS)
def test_other_languages(language: str, text: str, sentences: list[str]) -> None:
    assert list(split(text, language)) == sentences


@pytest.mark.parametrize("table", ["MERGES", "ENGLISH_MERGES", "SPLITS", "ENGLISH_SPLITS"])
def test_each_rule_is_needed_by_a_case(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules: tuple[Rule, ...] = getattr(segment, table)
    right = [("en", c["text"], c["expected"].splitlines()) for c in CASES if "expect" not in c]
    for rule in rules:
        monkeypatch.setattr(segment, table, tuple(r for r in rules if r is not rule))
        assert any(list(split(text, lang)) != s for lang, text, s in [*right, *OTHERS]), rule


words = st.text(alphabet="aB.?!…()“”'\"*`[]\\5。ع", min_size=1, max_size=6) | st.sampled_from(
    ["Dr.", "e.g.", "**Stop.", "now.**", "[see", "a.](u)", "If", "q.d.", "The", "`x.", "y`"]
)


@given(st.lists(words, max_size=12), st.sampled_from(["en", "es-MX", "zh_Hans", "ar", "xx"]))
def test_join_gives_back_what_was_split(parts: list[str], language: str) -> None:
    text = " ".join(parts)
    joiner = "" if language[:2] in UNSPACED else " "
    assert join(split(text, language), joiner) == text


@given(st.lists(words, max_size=12))
def test_no_boundary_stands_in_a_span(parts: list[str]) -> None:
    text = " ".join(parts)
    pieces = [_spans(inline.parse(s)) for s in split(text, "en")]
    assert [span for piece in pieces for span in piece] == _spans(inline.parse(text))


def _spans(inlines: tuple[Inline, ...]) -> list[Span]:
    return [i for i in inlines if isinstance(i, Span)]


def article() -> Article:
    def text(source: str, role: Role, line: int, **more: Any) -> Text:
        return Text(source, role, line, section="Care", **more)

    return Article(
        slug="a",
        path="source/a.md",
        title=Text("What is it? Facts", Role.TITLE, 2),
        id="a",
        summary=Text("One. Two.", Role.SUMMARY, 3),
        blocks=(
            Paragraph(Text("Intro.", Role.PARAGRAPH, 5)),
            Heading(2, Text("Care. Now", Role.HEADING, 7)),
            Paragraph(text("Rest. Ice.", Role.PARAGRAPH, 9)),
            Paragraph(text("Rest.", Role.PARAGRAPH, 10, context="verb")),
            Listing(
                ordered=False,
                items=(
                    (Paragraph(text("Rest a lot", Role.ITEM, 11)),),
                    (Paragraph(text("Rest a lot now.", Role.ITEM, 12)),),
                    (Paragraph(text("Ice", Role.ITEM, 13, context="noun")),),
                ),
            ),
            Table(
                head=(text("Drug", Role.HEAD, 15),),
                rows=((text("", Role.CELL, 17),), (text("One. Two.", Role.CELL, 18),)),
            ),
            Paragraph(text("Doe J. 2001.", Role.PARAGRAPH, 20, translate=False)),
        ),
    )


def test_segments_stand_in_reading_order_with_context_and_place() -> None:
    found = [(s.msgctxt, s.msgid, s.place, s.line) for s in segments(article())]
    assert found == [
        ("title", "What is it? Facts", "title", 2),
        (None, "One.", "summary", 3),
        (None, "Two.", "summary", 3),
        (None, "Intro.", "paragraph", 5),
        ("heading", "Care. Now", "heading", 7),
        (None, "Rest.", 'paragraph in "Care"', 9),
        (None, "Ice.", 'paragraph in "Care"', 9),
        ("verb", "Rest.", 'paragraph in "Care"', 10),
        ("list item", "Rest a lot", 'list item in "Care"', 11),
        (None, "Rest a lot now.", 'list item in "Care"', 12),
        ("list item: noun", "Ice", 'list item in "Care"', 13),
        ("table head", "Drug", 'table head in "Care"', 15),
        ("table cell", "One.", 'table cell in "Care"', 18),
        ("table cell", "Two.", 'table cell in "Care"', 18),
    ]


def test_the_msgids_of_a_text_joined_are_the_text() -> None:
    for text in article().texts():
        expected = text.source if text.translate else ""
        assert join([s.msgid for s in of_text(text)]) == expected
