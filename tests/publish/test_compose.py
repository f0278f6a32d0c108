"""What compose makes of an article and its wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import Refused
from pipeline.languages import language
from pipeline.model import (
    Article,
    Block,
    Handout,
    Heading,
    Inline,
    Paragraph,
    Plain,
    Quote,
    Role,
    Sentence,
    Span,
    Text,
)
from pipeline.publish.compose import Page, compose
from pipeline.publish.labels import english, labels
from pipeline.publish.words import sentences, words
from pipeline.review import Approved, Drafts
from pipeline.segment import of_text
from tests.publish import sample


def _article(*blocks: Block[Text]) -> Article:
    return Article("a", "source/a.md", Text("Title", Role.TITLE, 1), "A-1", blocks)


def _drafted(article: Article, texts: dict[str, str], locale: str = "es") -> Handout:
    keyed = {key: texts[key[1]] for key in _keys(article) if key[1] in texts}
    return compose(article, Drafts(keyed, "", "", ""), language(locale), Page(), english())


def _keys(article: Article) -> list[tuple[str | None, str]]:
    return [(unit.msgctxt, unit.msgid) for text in article.texts() for unit in of_text(text)]


def _inlines(source: str, msgstr: str, locale: str = "es") -> tuple[Inline, ...]:
    article = _article(Paragraph(Text(source, Role.PARAGRAPH, 2)))
    return list(sentences(_drafted(article, {source: msgstr}, locale)))[1].inlines


def test_only_approved_wording_makes_a_final() -> None:
    assert sample.final().final
    assert not sample.draft().final


def test_a_final_with_a_missing_unit_is_refused_by_name() -> None:
    texts = sample.wording("es")
    del texts[next(key for key in texts if key[1] == "Take it off at night.")]
    approved = Approved(texts, "", "2026-04-02", "")
    with pytest.raises(Refused, match="Take it off at night"):
        compose(sample.ARTICLE, approved, language("es"), sample.PAGE, labels("es"))


def test_a_draft_shows_the_source_sentence_marked_as_such() -> None:
    handout = sample.draft(without=("Take it off at night.",))
    marked = [sentence for sentence in sentences(handout) if sentence.fallback]
    assert marked == [Sentence((Plain("Take it off at night."),), "en", fallback=True)]


def test_what_is_not_to_be_translated_stands_in_the_source_language_unmarked() -> None:
    references = [s for s in sentences(sample.final()) if s.language == "en"]
    assert len(references) == 2
    assert not any(sentence.fallback for sentence in references)
    assert "Rivera J, Okafor T." in words(references[0])


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("mailto:nurse@example.org", True),
        ("tel:+14805550142", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("other.md", False),
    ],
)
def test_a_link_leads_to_web_mail_and_phone_only(href: str, kept: bool) -> None:
    found = _inlines(f"See [this]({href}) now.", f"Vea [esto]({href}) ya.")
    linked = any(isinstance(node, Span) for node in found)
    assert linked == kept
    assert "esto" in "".join(words(node) for node in found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("اتصل على 480-563-6400 الآن", "اتصل على \u2066480-563-6400\u2069 الآن"),
        ("اتصل على (480) 563-6400", "اتصل على \u2066(480) 563-6400\u2069"),
        ("خذ 0.5 mg يوميا", "خذ \u20660.5 mg\u2069 يوميا"),
        ("من 1-2 (MRI)", "من \u20661-2\u2069 (MRI)"),
        ("خذ 5 أقراص", "خذ 5 أقراص"),
        ("خذ \u20661-2\u2069 أقراص", "خذ \u20661-2\u2069 أقراص"),
    ],
)
def test_numbers_and_latin_names_are_isolated_in_right_to_left_text(text: str, shown: str) -> None:
    assert _inlines("Call.", text, "ar") == (Plain(shown),)


def test_left_to_right_text_gets_no_isolates() -> None:
    assert _inlines("Call.", "Llame al 480-563-6400") == (Plain("Llame al 480-563-6400"),)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((2, 3, 2), (2, 3, 2)),
        ((3, 3, 2), (2, 2, 2)),
        ((2, 4, 4, 3), (2, 3, 3, 3)),
        ((2, 6), (2, 3)),
        ((1, 2), (2, 3)),
    ],
)
def test_heading_levels_skip_none(given: tuple[int, ...], shown: tuple[int, ...]) -> None:
    blocks = tuple(Heading(level, Text("H", Role.HEADING, 2)) for level in given)
    found = _drafted(_article(*blocks), {}).blocks
    assert tuple(block.level for block in found if isinstance(block, Heading)) == shown


def test_heading_levels_count_inside_a_box() -> None:
    box = Quote((Heading(5, Text("H", Role.HEADING, 2)),))
    (found,) = _drafted(_article(box), {}).blocks
    assert isinstance(found, Quote)
    assert isinstance(found.blocks[0], Heading)
    assert found.blocks[0].level == 2


def test_sentences_are_joined_by_the_rule_of_their_language() -> None:
    article = _article(Paragraph(Text("One thing. Two things.", Role.PARAGRAPH, 2)))
    chinese = {"One thing.": "一件。", "Two things.": "两件。"}
    (full,) = _drafted(article, chinese, "zh_Hans").blocks
    (empty,) = _drafted(article, {}, "zh_Hans").blocks
    assert isinstance(full, Paragraph)
    assert isinstance(empty, Paragraph)
    assert words(full.text) == "一件。两件。"
    assert words(empty.text) == "One thing. Two things."


def test_the_address_of_a_handout_is_made_from_the_project_s() -> None:
    assert sample.final("pt_BR").url == "https://clinic.example/handouts/pt_BR/ankle-sprain.html"
    nowhere = replace(sample.PAGE, url="")
    drafts = Drafts({}, "", "", "")
    handout = compose(sample.ARTICLE, drafts, language("es"), nowhere, labels("es"))
    assert handout.url == ""


def test_unreviewed_labels_print_in_drafts_only() -> None:
    assert not labels("es").reviewed
    assert sample.draft().labels_language == "es"
    assert sample.final().labels_language == "en"
