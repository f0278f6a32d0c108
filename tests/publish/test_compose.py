"""What compose makes of an article and its wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import Refused
from pipeline.history import Since
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
    Unit,
)
from pipeline.publish.compose import LISTED, Page, compose
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
        ("أعلى من 100.4 °F (38 °C)", "أعلى من \u2066100.4 °F\u2069 (\u206638 °C\u2069)"),
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


# ── what changed ──────────────────────────────────────────────────────────────────────────────────


def _since(*changed: str, removed: tuple[tuple[str, str], ...] = ()) -> Since:
    return Since("2025-11-20", tuple(map(Unit, changed)), removed)


def _changed(texts: dict[str, str], since: Since, locale: str = "es") -> Handout:
    """A final of one paragraph for each of these sentences, and what changed in it."""
    article = _article(*(Paragraph(Text(source, Role.PARAGRAPH, 2)) for source in texts))
    title = {("title", "Title"): "Encabezado"}
    approved = Approved(title | {(None, msgid): text for msgid, text in texts.items()}, "", "", "",
                        since)  # fmt: skip
    return compose(article, approved, language(locale), Page(), english())


def _numbered(count: int) -> dict[str, str]:
    return {f"Step {number} is new.": f"El paso {number} es nuevo." for number in range(count)}


def test_what_changed_is_told_in_the_handout_s_language() -> None:
    handout = sample.final("es", sample.since("es", "Care at home", "Take it off at night."))
    assert handout.since == "2025-11-20"
    assert [words(text) for text in handout.changed] == [
        "Cuidados en casa",
        "Quítesela por la noche.",
    ]
    assert [words(text) for text in handout.removed] == [
        "Quédese en cama 2 semanas.",
        "Aplique calor: 480-555-0143.",
    ]
    assert {s.language for text in handout.changed + handout.removed for s in text.sentences} == {
        "es"
    }


def test_without_an_earlier_approval_nothing_is_said() -> None:
    handout = sample.final()
    assert (handout.since, handout.changed, handout.removed) == ("", (), ())


def test_in_a_draft_a_change_without_translation_stands_in_the_source_language() -> None:
    msgid = "Take it off at night."
    handout = sample.draft(without=(msgid,), since=sample.since("es", msgid))
    assert [text.sentences for text in handout.changed] == [
        (Sentence((Plain(msgid),), "en", fallback=True),)
    ]


def test_a_final_tells_no_change_without_approved_words() -> None:
    with pytest.raises(Refused, match="Wait"):
        _changed({"Rest.": "Descanse."}, _since("Wait."))


@pytest.mark.parametrize(
    ("before", "now"),
    [("Descanse.", "Descanse."), ("**Descanse**.", "Descanse."), ("Descanse.", "**Descanse**.")],
)
def test_words_that_a_reader_finds_as_before_are_no_change(before: str, now: str) -> None:
    removed = (("**Rest** a bit.", before),)
    assert _changed({"**Rest**.": now}, _since("**Rest**.", removed=removed)).since == ""


def test_equal_sentences_are_told_once() -> None:
    removed = (("Wait.", "Espere."), ("Do wait.", "Espere."))
    texts = {"Rest.": "Descanse.", "Do rest.": "Descanse."}
    handout = _changed(texts, _since(*texts, removed=removed))
    assert [words(text) for text in handout.changed] == ["Descanse."]
    assert [words(text) for text in handout.removed] == ["Espere."]


@pytest.mark.parametrize(
    ("changed", "unchanged", "listed", "more"),
    [
        (1, 0, 1, 0),
        (LISTED, 0, LISTED, 0),
        (LISTED + 1, 0, 0, 0),
        (LISTED + 1, LISTED - 1, 0, 0),
        (LISTED + 1, LISTED, LISTED, 1),
        (LISTED + 8, 40, LISTED, 8),
    ],
    ids=["one", "all of few", "all of many", "more than half", "half", "fewer"],
)  # fmt: skip
def test_a_long_list_is_cut_and_most_of_a_text_is_not_listed(
    changed: int, unchanged: int, listed: int, more: int
) -> None:
    texts = _numbered(changed + unchanged)
    handout = _changed(texts, _since(*list(texts)[:changed], removed=(("Wait.", "Espere."),)))
    assert handout.since
    assert handout.mostly_new == (not listed)
    assert [words(text) for text in handout.changed] == list(texts.values())[:listed]
    assert handout.more_changed == more
    assert len(handout.removed) == (1 if listed else 0)


def test_a_long_list_of_what_is_gone_is_cut_as_well() -> None:
    gone = tuple(_numbered(LISTED + 3).items())
    handout = _changed({"Rest.": "Descanse."}, _since(removed=gone))
    assert (len(handout.removed), handout.more_removed) == (LISTED, 3)
    assert handout.changed == ()


def test_what_changed_is_isolated_in_right_to_left_text() -> None:
    removed = (("Call 1-2.", "اتصل على 480-563-6401"),)
    handout = _changed({"Call.": "اتصل على 480-563-6400"}, _since("Call.", removed=removed), "ar")
    shown = [text.sentences[0].inlines for text in handout.changed + handout.removed]
    assert shown == [
        (Plain("اتصل على \u2066480-563-6400\u2069"),),
        (Plain("اتصل على \u2066480-563-6401\u2069"),),
    ]


# ── what nobody can print ─────────────────────────────────────────────────────────────────────────


def test_more_marks_than_a_letter_bears_are_refused_by_name() -> None:
    assert _inlines("Rest.", "e" + "\u0301" * 8)
    with pytest.raises(Refused, match="more than 8 marks stand on one letter in “de”"):
        _inlines("Rest.", "de" + "\u0301" * 9)


def test_a_word_for_draft_that_fills_no_page_is_refused() -> None:
    drafts = labels("es")
    for length, refused in ((40, False), (41, True)):
        shown = replace(drafts, strings={**drafts.strings, "DRAFT": "x" * length})
        wording = Drafts({}, "", "", "")
        if refused:
            with pytest.raises(Refused, match="more than 40 characters"):
                compose(sample.ARTICLE, wording, language("es"), sample.PAGE, shown)
        else:
            assert compose(sample.ARTICLE, wording, language("es"), sample.PAGE, shown)
