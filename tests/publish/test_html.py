"""The web page: whole in one file, marked up for every reader, honest about drafts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.model import Handout, Listing, Passage, Plain, Sentence
from pipeline.publish import html
from pipeline.publish.labels import DRAFT_NOTICE
from tests.publish import sample
from tests.publish.extract import Page

FINAL = sample.final()
DRAFT = sample.draft(without=("Care at home",))
CHANGED = sample.final(since=sample.since("es", *sample.CHANGED))


@pytest.mark.parametrize("handout", [FINAL, DRAFT], ids=["final", "draft"])
def test_the_page_loads_nothing_and_runs_nothing(handout: Handout) -> None:
    source = html.render(handout).decode()
    page = Page(source.encode())
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert not any("src" in found for _, found in page.tags)
    assert "url(" not in source
    assert "@import" not in source
    assert "default-src 'none'" in source


def test_the_same_handout_gives_the_same_bytes() -> None:
    assert html.render(FINAL) == html.render(sample.final())


def test_landmarks_and_language_are_there() -> None:
    page = Page(html.render(DRAFT))
    tags = [tag for tag, _ in page.tags]
    for once in ("html", "header", "main", "footer", "h1", "title"):
        assert tags.count(once) == 1, once
    assert page.tags[0] == ("html", {"lang": "es", "dir": "ltr"})
    skip = next(found for tag, found in page.tags if tag == "a")
    assert skip["href"] == "#text"
    assert next(found for tag, found in page.tags if tag == "main")["id"] == "text"


def test_every_head_cell_has_a_scope() -> None:
    cells = [found for tag, found in Page(html.render(FINAL)).tags if tag == "th"]
    assert len(cells) == 4
    assert all(found == {"scope": "col"} for found in cells)


def test_words_of_another_language_carry_its_tag() -> None:
    page = Page(html.render(DRAFT))
    assert "Care at home" in page.by_language["en"]
    assert "Rivera J, Okafor T." in page.by_language["en"]
    assert DRAFT_NOTICE in page.by_language["en"]
    assert "Caring for a sprained ankle" in page.by_language["en"]
    assert "Care at home" not in page.by_language["es"]
    assert "Cuidado de un esguince de tobillo" in page.by_language["es"]


def test_a_sentence_without_translation_is_visibly_marked() -> None:
    source = html.render(DRAFT).decode()
    assert '<span lang="en" dir="ltr" class="fallback">Care at home</span>' in source
    assert "Las frases sobre fondo gris" in source
    assert "Las frases sobre fondo gris" not in html.render(sample.draft()).decode()


def test_a_draft_says_so_and_a_final_does_not() -> None:
    draft, final = html.render(DRAFT).decode(), html.render(FINAL).decode()
    assert draft.count("DRAFT · BORRADOR") == 2  # the title and the mark, which prints on each page
    assert re.search(r"\.watermark \{\s*position: fixed", draft)
    assert "no revisado" in Page(draft.encode()).text
    for word in ("DRAFT", "BORRADOR", 'class="watermark"', 'class="notice"'):
        assert word not in final


def test_header_and_footer_tell_staff_what_they_hold() -> None:
    text = Page(html.render(FINAL)).text
    for fact in ("Spanish · Español", "Saguaro Community Clinic", "Document PT-114", "Version 2.1",
                 "approved by M. Duarte (ATA)", "Free interpreter: 480-555-0100"):  # fmt: skip
        assert fact in text


def test_the_qr_code_is_named_and_left_out_without_an_address() -> None:
    named = [found for _, found in Page(html.render(FINAL)).tags if found.get("role") == "img"]
    assert named[0]["aria-label"] == "QR code that opens this page online"
    without = html.render(replace(FINAL, url="")).decode()
    assert "<svg" not in without


def test_a_right_to_left_page_is_mirrored_and_its_source_words_are_not() -> None:
    title = Passage((Sentence((Plain("العناية"),), "ar"),))
    handout = replace(DRAFT, language="ar", direction="rtl", autonym="العربية", title=title)
    source = html.render(handout).decode()
    assert '<html lang="ar" dir="rtl">' in source
    assert '<p class="source-title" lang="en" dir="ltr">' in source


def test_what_changed_is_a_section_of_its_own_whose_old_words_are_struck() -> None:
    page, source = Page(html.render(CHANGED)), html.render(CHANGED).decode()
    last = [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3", "section")][-5:]
    assert last == ["section", "h2", "h3", "h3", "section"]
    assert "<li>Cuidados en casa</li>" in source
    assert "<li><del>Quédese en cama 2 semanas.</del></li>" in source
    assert "New or changed" in page.by_language["en"]
    assert 'class="changes"' not in html.render(FINAL).decode()


def test_a_right_to_left_page_heads_what_changed_at_its_own_side() -> None:
    source = html.render(replace(CHANGED, language="ar", direction="rtl")).decode()
    assert '<h3><span lang="en" dir="ltr">New or changed</span></h3>' in source


def test_a_list_may_start_elsewhere() -> None:
    blocks = tuple(replace(b, start=3) for b in FINAL.blocks if isinstance(b, Listing))
    assert '<ol start="3">' in html.render(replace(FINAL, blocks=blocks)).decode()
