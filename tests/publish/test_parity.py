"""Both pages say what the handout says, in its order, and nothing in it acts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Handout
from pipeline.publish import html, pdf
from pipeline.publish.words import sentences, words
from tests.publish import pages, sample
from tests.publish.extract import Page, missing_in_order, pdf_text, squeezed

UNTRANSLATED = ("Take it off at night.", "Care at home", "Ibuprofen")

HANDOUTS = {
    "final es": sample.final("es"),
    "final pt_BR": sample.final("pt_BR"),
    "draft es": sample.draft("es", without=UNTRANSLATED),
    "draft pt_BR": sample.draft("pt_BR", without=UNTRANSLATED),
    "final with changes": sample.final("es", sample.since("es", *sample.CHANGED)),
    "draft with changes": sample.draft(
        "pt_BR", without=UNTRANSLATED, since=sample.since("pt_BR", *sample.CHANGED)
    ),
}


@pytest.mark.parametrize("handout", HANDOUTS.values(), ids=HANDOUTS)
def test_both_pages_hold_every_sentence_in_order(handout: Handout) -> None:
    parts = [words(sentence) for sentence in sentences(handout)]
    assert len(parts) > 40
    assert missing_in_order(parts, Page(html.render(handout)).text) == []
    assert missing_in_order(parts, pdf_text(pdf.render(handout))) == []


def test_both_pages_tell_what_changed_after_the_text_and_before_the_address() -> None:
    handout = replace(HANDOUTS["final with changes"], more_changed=7, more_removed=8)
    body = [words(sentence) for sentence in sentences(sample.final("es"))]
    parts = [
        *body,
        "What changed since Nov 20, 2025",
        *("New or changed", *map(words, handout.changed), "and 7 more"),
        *("No longer in this handout", *map(words, handout.removed), "and 8 more"),
        "Free interpreter: 480-555-0100",
    ]
    assert missing_in_order(parts, Page(html.render(handout)).text) == []
    assert missing_in_order(parts, pdf_text(pdf.render(handout))) == []


SECTION = ("What changed since", "New or changed", "No longer in this handout", "Most of this text")


@pytest.mark.parametrize(
    ("handout", "printed"),
    [
        (sample.final(), ()),
        (sample.final(since=sample.since("es", *sample.CHANGED)), SECTION[:3]),
        (replace(sample.final(since=sample.since("es", *sample.CHANGED)), removed=()), SECTION[:2]),
        (sample.final(since=sample.since("es")), (SECTION[0], SECTION[2])),
        (replace(sample.final(), since="2025-11-20", mostly_new=True), (SECTION[0], SECTION[3])),
    ],
    ids=["nothing", "both", "only new", "only gone", "most"],
)
def test_a_list_that_is_empty_is_not_headed(handout: Handout, printed: tuple[str, ...]) -> None:
    for text in (Page(html.render(handout)).text, pdf_text(pdf.render(handout))):
        assert tuple(label for label in SECTION if squeezed(label) in squeezed(text)) == printed
        assert "and 0 more" not in text


@pytest.mark.parametrize("text", pages.HOSTILE)
def test_hostile_text_prints_as_it_stands(text: str) -> None:
    handout = sample.draft(every=text)
    page = Page(html.render(handout))
    expected = [text] * len(sample.wording("es"))
    assert len(expected) > 30
    assert missing_in_order(expected, page.text) == []
    assert missing_in_order(expected, pdf_text(pdf.render(handout))) == []
    assert "script" not in {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, found in page.tags for name in found)


def test_overrides_of_direction_are_dropped_and_isolates_stay() -> None:
    handout = sample.draft(every="a\u202egpj.exe\u202c \u20665 mg\u2069")
    page = html.render(handout).decode()
    assert "agpj.exe \u20665 mg\u2069" in page
    assert "\u202e" not in page
    assert "agpj.exe" in pdf_text(pdf.render(handout))


def test_the_comparison_notices_a_wrong_order() -> None:
    assert missing_in_order(["two", "one"], "one two") == ["one"]
