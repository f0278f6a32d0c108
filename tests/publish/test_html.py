"""The web page: whole in one file, marked up for every reader, honest about drafts."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import __version__
from pipeline.model import Figure, Handout, Layout, Listing, Passage, Plain, Sentence
from pipeline.publish import html
from pipeline.publish.labels import DRAFT_NOTICE
from pipeline.publish.words import sentences, words
from tests.publish import pages, sample
from tests.publish.extract import Page, missing_in_order

FINAL = sample.final()
DRAFT = sample.draft(without=("Care at home",))
PICTURED = pages.final("es")
CHANGED = sample.final(since=sample.since("es", *sample.CHANGED))


@pytest.mark.parametrize("handout", [FINAL, DRAFT, PICTURED], ids=["final", "draft", "pictured"])
def test_the_page_loads_nothing_and_runs_nothing(handout: Handout) -> None:
    source = html.render(handout).decode()
    page = Page(source.encode())
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    sources = [found["src"] or "" for _, found in page.tags if "src" in found]
    assert [source.partition(";")[0] for source in sources] in (
        [],
        ["data:image/svg+xml", "data:image/png"],
    )
    assert re.findall(r"url\((?!#)", source) == []
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
    assert all(found == {"scope": "col", "role": "columnheader"} for found in cells)


def test_every_cell_knows_its_head_for_a_narrow_screen() -> None:
    cells = [found for tag, found in Page(html.render(FINAL)).tags if tag == "td"]
    heads = ["Medicamento", "Dosis para adultos", "Máximo en 24 horas", "No lo tome si"]
    assert [found["data-head"] for found in cells] == heads * 2


def test_words_of_another_language_carry_its_tag() -> None:
    page = Page(html.render(DRAFT))
    assert "Care at home" in page.by_language["en"]
    assert "Rivera J, Okafor T." in page.by_language["en"]
    assert " ".join(DRAFT_NOTICE) in page.by_language["en"]
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
    assert '<meta name="robots" content="noindex">' in draft
    assert "noindex" not in final
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
    assert "QR" not in html.render(replace(FINAL, url="")).decode()


def test_a_right_to_left_page_is_mirrored_and_its_source_words_are_not() -> None:
    title = Passage((Sentence((Plain("العناية"),), "ar"),))
    handout = replace(DRAFT, language="ar", direction="rtl", autonym="العربية", title=title)
    source = html.render(handout).decode()
    assert '<html lang="ar" dir="rtl">' in source
    assert '<p class="source-title" lang="en" dir="ltr">' in source


def test_what_changed_is_a_section_of_its_own_whose_old_words_are_struck() -> None:
    page, source = Page(html.render(CHANGED)), html.render(CHANGED).decode()
    last = [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3", "section")][-4:]
    assert last == ["section", "h2", "h3", "h3"]
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


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────


def test_a_drawing_speaks_the_readers_language() -> None:
    page = Page(html.render(PICTURED))
    (drawing,) = [found for tag, found in page.tags if tag == "svg" and found.get("role") == "img"]
    assert drawing["aria-label"] == "La rodilla vista de frente."
    assert drawing["lang"] == "es"
    assert "Rótula" in page.text
    assert "Kneecap" not in page.text
    assert "La rótula está delante." in page.text


def test_no_name_in_a_drawing_is_one_of_the_page() -> None:
    source = html.render(PICTURED).decode()
    prefix = hashlib.sha256(pages.SVG).hexdigest()[:8]
    assert source.count('id="text"') == 1
    assert f'id="{prefix}-text"' in source
    assert f'fill="url(#{prefix}-text)"' in source
    assert '<circle cx="50"' in source


@given(st.text("0123456789abcdef", min_size=64, max_size=64))
def test_names_in_a_drawing_begin_with_its_digest_whatever_that_is(digest: str) -> None:
    figure = next(b for b in PICTURED.blocks if isinstance(b, Figure))
    made = html.picture(replace(figure, image=replace(figure.image, digest=digest)), PICTURED)
    assert f'id="{digest[:8]}-text"' in made
    assert f'fill="url(#{digest[:8]}-text)"' in made


def test_a_drawing_has_a_size_and_its_own_stays() -> None:
    assert 'width="200" height="100"' in html.render(PICTURED).decode()
    sized = pages.SVG.replace(b"viewBox", b'width="9cm" viewBox')
    figure = next(b for b in PICTURED.blocks if isinstance(b, Figure))
    image = replace(figure.image, content=sized)
    blocks = tuple(replace(b, image=image) if b is figure else b for b in PICTURED.blocks)
    source = html.render(replace(PICTURED, blocks=blocks)).decode()
    assert 'width="9cm"' in source
    assert 'height="100"' not in source


def test_a_photograph_is_in_the_page_with_its_alternative_text() -> None:
    images = [found for tag, found in Page(html.render(PICTURED)).tags if tag == "img"]
    logo, photograph = images
    assert logo["alt"] == "Saguaro Community Clinic"
    assert photograph["alt"] == "Una compresa fría en una rodilla."
    content = (photograph["src"] or "").removeprefix("data:image/png;base64,")
    assert base64.b64decode(content) == pages.PNG


# ── what stands out, and what helps ───────────────────────────────────────────────────────────────


def test_when_to_get_help_has_a_frame_and_a_sign_with_a_name() -> None:
    page = Page(html.render(pages.draft("es")))
    classes = [found.get("class") for _, found in page.tags]
    assert classes.count("urgent") == classes.count("sign") == classes.count("box") == 1
    (sign,) = [found for _, found in page.tags if found.get("class") == "sign"]
    assert (sign["role"], sign["aria-label"], sign["lang"]) == ("img", "Importante", "es")


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("+1 480-555-0100", "tel:+14805550100"),
        ("(480) 555.0100 ext. 7", "tel:4805550100"),
        ("ask at the desk", None),
    ],
)
def test_the_interpreter_is_one_touch_away(phone: str, dialled: str | None) -> None:
    page = Page(html.render(replace(pages.final("ar"), interpreter_phone=phone)))
    links = [found["href"] for tag, found in page.tags if tag == "a"]
    assert [link for link in links if link and link.startswith("tel:")] == [dialled][
        : bool(dialled)
    ]
    assert f"Interpreter: {phone}" in page.text


def test_it_leads_to_what_stands_beside_it_and_to_nothing_else() -> None:
    draft = html.render(pages.draft("ar"), [Layout.SINGLE, Layout.LARGE]).decode()
    links = re.findall(r'<li><a href="([^"]+)">', draft)
    assert links == [
        "sore-knee.DRAFT.pdf",
        "sore-knee.DRAFT.large.pdf",
        "../index.html#drafts-ar",
    ]
    final = html.render(pages.final("es"), [Layout.BILINGUAL]).decode()
    assert 'href="sore-knee.bilingual.pdf"' in final
    assert 'href="../index.html#es"' in final
    assert 'class="forms"' not in html.render(pages.final("es")).decode()


def test_it_carries_what_it_was_made_from() -> None:
    metas = dict(
        re.findall(r'<meta name="([a-z]+)" content="([^"]*)">', html.render(PICTURED).decode())
    )
    assert metas["generator"] == f"polyclinic {__version__}"
    assert metas["version"] == "1.2"
    assert metas["handout"] == "KN-7"
    assert metas["status"] == "polyclinic 0.1.0; catalog 0123456789abcdef; final"


# ── two languages on one page ─────────────────────────────────────────────────────────────────────


def test_numbers_keep_their_side_in_right_to_left_text() -> None:
    source = html.render(pages.final("ar")).decode()
    assert '<bdi dir="ltr">480-555-0142</bdi>' in source
    assert '<bdi dir="ltr">100.4\u00a0°F</bdi> (<bdi dir="ltr">38\u00a0°C</bdi>)' in source
    assert '<bdi dir="ltr">1-2</bdi>' in source
    assert not re.search("[\u2066-\u2069]", source.replace("\u2067الرضفة\u2069", ""))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u2067a\u2069\u2068b\u2069", '<bdi dir="rtl">a</bdi><bdi dir="auto">b</bdi>'),
        ("\u2066a \u2067b\u2069\u2069", '<bdi dir="ltr">a <bdi dir="rtl">b</bdi></bdi>'),
        ("\u2066a", "\u2066a"),
        ("a\u2069 \u2066<b>", "a\u2069 \u2066&lt;b&gt;"),
    ],
)
def test_isolates_are_elements_where_they_pair(text: str, shown: str) -> None:
    assert html.isolated(text) == shown


def test_a_block_in_another_language_stands_on_its_own_side() -> None:
    source = html.render(pages.draft("ar")).decode()
    assert '<ol lang="en" dir="ltr">' in source
    assert '<p lang="en" dir="ltr"><span lang="en" dir="ltr" class="fallback">Rest' in source
    assert "<p>خذ" in source


@pytest.mark.parametrize("locale", pages.WORDING)
def test_every_language_has_its_own_page(locale: str) -> None:
    page = Page(html.render(pages.final(locale)))
    tag = locale.replace("_", "-")
    assert page.tags[0] == ("html", {"lang": tag, "dir": "rtl" if locale == "ar" else "ltr"})
    body = [words(sentence) for sentence in sentences(pages.final(locale))]
    spoken = [text for text in body if text not in pages.WORDING[locale][10::3]]  # alt texts
    assert missing_in_order(spoken, page.text) == []


# ── hostile text ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", [*pages.HOSTILE, "x" * 100_000, "'><svg onload=alert(1)>", "javascript:alert(1)"]
)
def test_hostile_text_is_text_wherever_it_stands(text: str) -> None:
    page = Page(html.render(pages.draft("es", every=text)))
    assert missing_in_order([text] * 13, page.text) == []
    harmless = {tag for tag, _ in Page(html.render(pages.draft("es", every="x"))).tags}
    assert {tag for tag, _ in page.tags} <= harmless
    assert not any(name.startswith("on") for _, found in page.tags for name in found)
    links = {found["href"] for tag, found in page.tags if tag == "a"}
    assert links == {
        "#text",
        "tel:+14805550100",
        "https://clinic.example/handouts/es/sore-knee.html",
    }
    named = [found for _, found in page.tags if "aria-label" in found and "viewbox" in found]
    assert [found["aria-label"] for found in named] == [text]


def test_what_an_organisation_writes_is_text_too() -> None:
    text = '"><script>alert(1)</script>'
    handout = replace(
        PICTURED,
        organisation=text,
        logo=None,
        interpreter_line=text,
        interpreter_phone=text,
        credit=text,
        id=text,
        version=text,
        status=text,
    )
    page = Page(html.render(handout))
    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count(text) == 6
