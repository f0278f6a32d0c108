"""Every script in every layout: valid, readable in its order, inside the page, nothing as a box."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

import page
import pypdfium2  # type: ignore[import-untyped]
import pytest

from pipeline import segment
from pipeline.history import Since
from pipeline.languages import language
from pipeline.model import Block, Figure, Handout, Layout, Passage, Quote, Unit, texts
from pipeline.publish import pdf
from pipeline.publish.compose import compose
from pipeline.publish.labels import draft_notices, interpreter, labels
from pipeline.publish.words import sentences, words
from pipeline.review import Drafts
from tests.publish import sample, scripts
from tests.publish.extract import (
    Glyph,
    missing_in_order,
    pdf_blocks,
    pdf_glyphs,
    pdf_lines,
    squeezed,
)

EVERY = [(locale, layout) for locale in scripts.LOCALES for layout in Layout]
ONE_LANGUAGE = [(locale, layout) for locale, layout in EVERY if layout is not Layout.BILINGUAL]

# page-validation takes packed data that ends in a line end for one byte short; veraPDF does not.
UNTRUE = "a stream /Length does not match its raw content length"


@cache
def made(locale: str, layout: Layout) -> bytes:
    return pdf.render(scripts.handout(locale), layout)


def printed(block: Block[Passage], important: str) -> Iterator[str]:
    """What a block says aloud, in its order."""
    if isinstance(block, Quote):
        if block.urgent:
            yield important
        for inner in block.blocks:
            yield from printed(inner, important)
    else:
        yield from map(words, texts(block))


def read_aloud(handout: Handout) -> Iterator[str]:
    """All that a page in one language says aloud, in its order."""
    yield from (handout.organisation, f"{handout.language_name} · {handout.autonym}")
    yield from (interpreter(handout), words(handout.title), words(handout.original.title))
    yield from (text for _, text in draft_notices(handout))
    assert handout.summary
    yield words(handout.summary)
    for block in handout.blocks:
        yield from printed(block, handout.labels["Important"])
    yield from (handout.interpreter_line, interpreter(handout))
    yield from (handout.labels["Read this page online"], handout.url)
    yield handout.labels["QR code that opens this page online"]


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize(("locale", "layout"), EVERY)
def test_the_file_meets_both_standards(locale: str, layout: Layout, profile: str) -> None:
    report = page.validate_pdf_bytes(made(locale, layout), profile=profile)
    assert [f.message for f in report.failures if f.message != UNTRUE] == []


@pytest.mark.parametrize(("locale", "layout"), ONE_LANGUAGE)
def test_what_is_read_aloud_equals_the_handout(locale: str, layout: Layout) -> None:
    blocks = [block for block in pdf_blocks(made(locale, layout)) if block.kind != "Lbl"]
    expected = "".join(read_aloud(scripts.handout(locale)))
    assert squeezed("".join(block.read for block in blocks)) == squeezed(expected)


@pytest.mark.parametrize("locale", scripts.LOCALES)
def test_two_languages_are_read_block_by_block(locale: str) -> None:
    handout = scripts.handout(locale)
    data = made(locale, Layout.BILINGUAL)
    assert handout.summary
    assert handout.original.summary
    rows = [(words(handout.summary), words(handout.original.summary))]
    for own, other in zip(handout.blocks, handout.original.blocks, strict=True):
        pairs = zip(texts(own), texts(other), strict=True)
        if isinstance(own, Quote):
            rows += [(words(mine), words(theirs)) for mine, theirs in pairs]
    read = "".join(block.read for block in pdf_blocks(data))
    assert missing_in_order([text for row in rows for text in row], read) == []
    for side in (handout.blocks, handout.original.blocks):
        every = [words(text) for block in side for text in texts(block)]
        assert missing_in_order(every, read) == []


@pytest.mark.parametrize(("locale", "layout"), EVERY)
def test_each_block_says_its_language(locale: str, layout: Layout) -> None:
    handout = scripts.handout(locale)
    found = {block.read: block.language for block in pdf_blocks(made(locale, layout))}
    assert found[words(handout.title)].split("-")[0] == handout.language.split("-")[0]
    assert found[words(handout.original.title)] == "en"
    if layout is Layout.BILINGUAL:
        assert found["You cannot stand."] == "en"


@pytest.mark.parametrize(("locale", "layout"), EVERY)
def test_the_glyphs_themselves_say_the_text(locale: str, layout: Layout) -> None:
    """Letter for letter, whatever their order: /ActualText stands on the block that it is of."""
    for block in pdf_blocks(made(locale, layout)):
        shown, read = Counter(squeezed(block.shown)), Counter(squeezed(block.read))
        if block.kind == "Figure":
            continue
        assert read <= shown
        # Typst lets a letter and the vowel sign on it both say the two of them.
        assert shown == read or any(map(unicodedata.combining, read))


def test_arabic_words_are_read_from_their_glyphs_by_another_reader() -> None:
    """By PDFium, which knows nothing of /ActualText; words with vowel signs are not counted."""
    document = pypdfium2.PdfDocument(made("ar", Layout.SINGLE))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    known = Counter(arabic(text))
    handout = scripts.handout("ar")
    unseen = {words(block.alt) for block in handout.blocks if isinstance(block, Figure)}
    unseen |= {handout.labels["QR code that opens this page online"], handout.labels["Important"]}
    shown = " ".join(text for text in read_aloud(handout) if text not in unseen)
    every = Counter(w for w in arabic(shown) if not any(map(unicodedata.combining, w)))
    assert every.total() > 50
    assert (every & known).total() >= 0.96 * every.total()


def arabic(text: str) -> list[str]:
    return re.findall("[\u0621-\u065f]+", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(("locale", "layout"), EVERY)
def test_no_sign_is_a_box_and_none_leaves_the_page(locale: str, layout: Layout) -> None:
    glyphs = pdf_glyphs(made(locale, layout))
    assert len(glyphs) > 500
    assert [glyph for glyph in glyphs if glyph.code == 0] == []
    assert [glyph for glyph in glyphs if not inside(glyph)] == []


def inside(glyph: Glyph) -> bool:
    """Within what every printer reaches of US Letter paper, unless nobody is to see it."""
    if glyph.size <= 1:
        return True  # the hyphens that set the table of glyphs
    return 18 < glyph.left <= glyph.right < 612 - 18 and 18 < glyph.baseline < 792 - 18


def test_a_box_and_text_beside_the_page_are_noticed() -> None:
    sound = pdf_glyphs(made("es", Layout.SINGLE))[-1]
    assert inside(sound)
    assert not inside(Glyph(0, 600, 620, 300, 12, "x", 5, 1))
    assert not inside(Glyph(0, 300, 310, 5, 12, "x", 5, 1))


@pytest.mark.parametrize(("locale", "layout"), EVERY)
def test_numbers_are_shown_in_their_order(locale: str, layout: Layout) -> None:
    """From the places of the glyphs, not from what the file says of their order."""
    lines = "\n".join(pdf_lines(made(locale, layout)))
    assert lines.count(scripts.PHONE) >= 3
    assert "200-400" in lines
    assert "2410-555-084" not in lines


@pytest.mark.parametrize("layout", list(Layout))
def test_a_right_to_left_page_is_mirrored(layout: Layout) -> None:
    def places(locale: str) -> dict[str, tuple[float, float]]:
        found: dict[str, tuple[float, float]] = {}
        glyphs = [g for g in pdf_glyphs(made(locale, layout)) if g.page == 0 and g.mark is not None]
        for glyph in glyphs:
            name = f"{round(glyph.size)}"
            left, right = found.get(name, (999.0, 0.0))
            found[name] = (min(left, glyph.left), max(right, glyph.right))
        return found

    largest = str(round({"single": 25, "bilingual": 23, "large": 32}[layout]))
    arabic = str(round({"single": 27, "bilingual": 24.84, "large": 34.56}[layout]))
    spanish_title, arabic_title = places("es")[largest], places("ar")[arabic]
    assert spanish_title[0] < 100
    assert spanish_title[1] < 500
    assert arabic_title[1] > 512
    assert arabic_title[0] > 100


def test_large_print_has_no_small_print() -> None:
    sizes = {round(g.size, 1) for g in pdf_glyphs(made("es", Layout.LARGE)) if g.size > 1}
    assert min(sizes) >= 12
    aloud = {round(g.size, 1) for g in pdf_glyphs(made("es", Layout.LARGE)) if g.mark is not None}
    assert min(aloud - {1.0}) >= 16


def test_two_columns_have_no_text_under_ten_points() -> None:
    glyphs = pdf_glyphs(made("ru", Layout.BILINGUAL))
    assert min(g.size for g in glyphs if g.mark is not None) >= 9.99


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("missing", [(), ("Take it off at night.", "Care at home", "Ibuprofen")])
def test_every_kind_of_block_says_its_text(layout: Layout, missing: tuple[str, ...]) -> None:
    """Nested lists, links and emphasis, cells, what changed: none is taken for another."""
    units = [unit for text in sample.ARTICLE.texts() for unit in segment.of_text(text)]
    texts = {(u.msgctxt, u.msgid): f"نص {u.msgid}" for u in units if u.msgid not in missing}
    changed = tuple(Unit(u.msgid, u.msgctxt) for u in units[4:7])
    since = Since("2025-11-20", changed, (("Gone.", "نص قديم"),))
    wording = Drafts(texts, "draft", "2026-04-02", "0" * 64, since)
    handout = compose(sample.ARTICLE, wording, language("ar"), scripts.PAGE, labels("ar"))
    blocks = pdf_blocks(pdf.render(handout, layout))
    for block in blocks:
        assert Counter(squeezed(block.read)) <= Counter(squeezed(block.shown)) or not block.shown
    parts = [words(sentence) for sentence in sentences(handout)]
    read = "".join(block.read for block in blocks)
    if layout is Layout.BILINGUAL:
        assert all(squeezed(part) in squeezed(read) for part in parts)
    else:
        assert missing_in_order(parts, read) == []


def test_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from pipeline.publish import pdf; from tests.publish import scripts;"
        "made = pdf.render(scripts.handout('ar'), pdf.Layout('bilingual'));"
        "print(hashlib.sha256(made).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert hashlib.sha256(pdf.render(scripts.handout("ar"), Layout.BILINGUAL)).hexdigest() == there
