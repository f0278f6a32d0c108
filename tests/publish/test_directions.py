"""Numbers and names in right-to-left text: seen in their order on paper, isolated on the web."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import inline
from pipeline.model import Paragraph, Passage, Sentence
from pipeline.publish import html, pdf
from pipeline.publish.directions import isolated
from pipeline.publish.words import words
from tests.publish import scripts
from tests.publish.extract import pdf_lines

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "bidi.yaml").read_text(encoding="utf-8")
)
TOKENS = sorted({token for case in CASES for token in case["shown"] if token != "Mayo"})


def _lines(*texts: str) -> str:
    """What the paper shows from left to right of some Arabic paragraphs."""
    sentences = [Sentence(isolated(inline.parse(text)), "ar") for text in texts]
    blocks = tuple(Paragraph(Passage((sentence,))) for sentence in sentences)
    made = pdf.render(replace(scripts.handout("ar"), blocks=blocks))
    return re.sub("[\u2066-\u2069]", "", "\n".join(pdf_lines(made))).replace("\u00a0", " ")


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_each_is_seen_in_its_order_on_paper(case: dict[str, Any]) -> None:
    seen = _lines(case["text"]).replace(" ", "")
    assert [token for token in case["shown"] if token.replace(" ", "") not in seen] == []


@pytest.mark.parametrize("token", TOKENS)
def test_each_is_an_element_on_the_page(token: str) -> None:
    (node,) = isolated(inline.parse(f"على {token} الآن"))
    shown = str(html.isolated(words(node)))
    assert '<bdi dir="ltr">' in shown
    assert not any(sign in shown for sign in "\u2066\u2069")


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=2), min_size=8, max_size=8))
def test_any_mix_among_arabic_words_keeps_each_in_order(mixes: list[list[str]]) -> None:
    seen = _lines(*("خذ " + " ثم ".join(mix) + " الآن" for mix in mixes)).replace(" ", "")
    for mix in mixes:
        assert all(token.replace(" ", "") in seen for token in mix)
