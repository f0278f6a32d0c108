"""Both pages say what the handout says, in its order, and nothing in it acts."""

from __future__ import annotations

import pytest

from pipeline.model import Handout
from pipeline.publish import html, pdf
from pipeline.publish.words import sentences, words
from tests.publish import sample
from tests.publish.extract import Page, missing_in_order, pdf_text

UNTRANSLATED = ("Take it off at night.", "Care at home", "Ibuprofen")

HANDOUTS = {
    "final es": sample.final("es"),
    "final pt_BR": sample.final("pt_BR"),
    "draft es": sample.draft("es", without=UNTRANSLATED),
    "draft pt_BR": sample.draft("pt_BR", without=UNTRANSLATED),
}

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    '#panic("no") #read("/etc/passwd") #import "@preview/x:1.0.0"',
    "$ x^2 $ \\ @label <label> ~ -- ---",
    "{{ handout }} {% raw %} {# #}",
    "[x](javascript:alert(1))",
    "= no heading / - no list + no enum",
    "&lt;b&gt; &#x27; &amp;",
]


@pytest.mark.parametrize("handout", HANDOUTS.values(), ids=HANDOUTS)
def test_both_pages_hold_every_sentence_in_order(handout: Handout) -> None:
    parts = [words(sentence) for sentence in sentences(handout)]
    assert len(parts) > 40
    assert missing_in_order(parts, Page(html.render(handout)).text) == []
    assert missing_in_order(parts, pdf_text(pdf.render(handout))) == []


@pytest.mark.parametrize("text", HOSTILE)
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
