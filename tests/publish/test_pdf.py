"""The PDF: both standards in one file, same bytes twice, whole text on the page, honest drafts."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import page
import pypdf
import pytest
from PIL import Image as Pixels

from pipeline.errors import Refused
from pipeline.model import (
    Block,
    Figure,
    Handout,
    Heading,
    Image,
    Layout,
    Listing,
    Paragraph,
    Passage,
    Plain,
    Quote,
    Sentence,
    Table,
    texts,
)
from pipeline.publish import pdf
from pipeline.publish.words import words
from pipeline.read.markdown import DEEPEST
from tests.publish import sample, scripts
from tests.publish.extract import Run, missing_in_order, pdf_pages, pdf_runs, pdf_text, squeezed

FINAL = sample.final()
DRAFT = sample.draft(without=("Care at home",))
SINCE = sample.since("es", *sample.CHANGED)
CHANGED = sample.draft(without=("Care at home",), since=SINCE)

LONG = "Sehr" + "lang" * 749


def _passage(text: str) -> Passage:
    return Passage((Sentence((Plain(text),), "es"),))


WORDY = _passage("palabra " * 900)


def _with(*blocks: Block[Passage]) -> Handout:
    return replace(DRAFT, blocks=blocks)


def _with_both(*blocks: Block[Passage]) -> Handout:
    return replace(_with(*blocks), original=replace(DRAFT.original, blocks=blocks))


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize(
    "handout",
    [FINAL, DRAFT, CHANGED, replace(FINAL, since="2025-11-20", mostly_new=True)],
    ids=["final", "draft", "changed", "most changed"],
)
def test_the_file_meets_both_standards(handout: Handout, profile: str) -> None:
    report = page.validate_pdf_bytes(pdf.render(handout), profile=profile)
    assert [failure.message for failure in report.failures] == []
    assert report.is_compliant


def test_the_same_handout_gives_the_same_bytes_in_another_process() -> None:
    here = hashlib.sha256(pdf.render(DRAFT)).hexdigest()
    again = hashlib.sha256(pdf.render(DRAFT)).hexdigest()
    script = (
        "import hashlib; from pipeline.publish import pdf; from tests.publish import sample;"
        "handout = sample.draft(without=('Care at home',));"
        "print(hashlib.sha256(pdf.render(handout)).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert here == again == there


def test_every_page_of_a_draft_says_so_and_no_page_of_a_final() -> None:
    drafted = pdf_pages(pdf.render(DRAFT))
    assert len(drafted) > 1
    assert all(text.count("DRAFT · BORRADOR") == 2 for text in drafted)  # behind the text and above
    assert not any(word in text for text in pdf_pages(pdf.render(FINAL)) for word in
                   ("DRAFT", "BORRADOR", "Draft"))  # fmt: skip


def test_the_draft_notice_stands_in_the_text_in_both_languages() -> None:
    text = squeezed(pdf_text(pdf.render(DRAFT)))
    translated = squeezed(pdf_text(pdf.render(sample.draft())))
    assert squeezed("No entregar a pacientes.") in text
    assert squeezed("Do not give to patients.") in text
    assert squeezed("Las frases sobre fondo gris") in text
    assert squeezed("Las frases sobre fondo gris") not in translated


def test_each_page_is_numbered_and_dated_in_its_footer() -> None:
    for number, text in enumerate(pdf_pages(pdf.render(FINAL)), 1):
        assert f"Page {number} of 2" in text
        assert squeezed("Document PT-114 · Version 2.1 · Source text: Mar 9, 2026") in squeezed(
            text
        )
        assert "approved by M. Duarte (ATA)" in text


def test_the_second_language_is_tagged() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(DRAFT)))
    assert str(reader.root_object["/Lang"]) == "es"
    objects: list[Any] = [reader.get_object(number) for number in range(1, len(reader.xref[0]))]
    languages = {o["/Lang"] for o in objects if isinstance(o, dict) and "/S" in o and "/Lang" in o}
    assert "en" in languages


def test_what_changed_is_tagged_as_headings_and_lists() -> None:
    def tags(handout: Handout) -> Counter[str]:
        reader = pypdf.PdfReader(io.BytesIO(pdf.render(handout)))
        objects: list[Any] = [reader.get_object(n) for n in range(1, len(reader.xref[0]))]
        return Counter(str(o["/S"]) for o in objects if isinstance(o, dict) and "/S" in o)

    added = tags(sample.final(since=SINCE)) - tags(FINAL)
    assert {tag: added[tag] for tag in ("/H2", "/H3", "/L", "/LI")} == {
        "/H2": 1, "/H3": 2, "/L": 2, "/LI": len(CHANGED.changed + CHANGED.removed),
    }  # fmt: skip


def test_no_heading_of_what_changed_is_parted_from_its_list() -> None:
    headings = ("What changed since", "New or changed", "La hinchazón es mayor")
    found_on = set()
    for lines in range(20, 27):
        text = Paragraph(_passage("palabra " * 11 * lines))
        handout = replace(FINAL, blocks=(text,), since="2025-11-20", changed=CHANGED.changed)
        pages = pdf_pages(pdf.render(handout))
        number = next(n for n, page in enumerate(pages) if headings[0] in page)
        assert missing_in_order(headings, pages[number]) == []
        found_on.add(number)
    assert found_on == {0, 1}


def test_metadata_carries_title_status_and_the_handout_s_own_date() -> None:
    found = pypdf.PdfReader(io.BytesIO(pdf.render(FINAL))).metadata
    assert found is not None
    assert found.title == "Cuidado de un esguince de tobillo"
    assert found.author == "Saguaro Community Clinic"
    assert "catalog 0123456789abcdef" in (found.subject or "")
    assert str(found.creation_date) == "2026-04-02 00:00:00+00:00"


@pytest.mark.parametrize(("paper", "size"), [("us-letter", (612, 792)), ("a4", (595, 842))])
def test_the_paper_is_the_reader_s(paper: str, size: tuple[int, int]) -> None:
    data = pdf.render(replace(FINAL, paper=paper))  # type: ignore[arg-type]
    box = pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.parametrize(("sign", "advice"), [("漢", ""), ("☂", "in words"), ("\x07", "")])
def test_a_sign_that_the_font_lacks_is_refused_by_name(sign: str, advice: str) -> None:
    handout = _with(Paragraph(_passage("Nada.")), Paragraph(_passage(f"Fiebre {sign} 38 °C.")))
    with pytest.raises(
        Refused, match=rf"Noto Sans has no sign for .* \(U\+{ord(sign):04X}\)"
    ) as it:
        pdf.render(handout)
    assert "Fiebre" in str(it.value)
    assert advice in str(it.value)
    assert "Nada" not in str(it.value)


def test_a_sentence_that_is_gone_is_counted_where_the_font_lacks_its_sign() -> None:
    gone = (_passage("Fiebre ☂ 38 °C."), _passage("Espere."), _passage("漢"))
    handout = replace(FINAL, since="2025-11-20", removed=gone, more_removed=1)
    printed = squeezed(pdf_text(pdf.render(handout)))
    assert squeezed("No longer in this handout • Espere. and 3 more") in printed
    nothing_else = replace(handout, removed=gone[2:], more_removed=0)
    printed = squeezed(pdf_text(pdf.render(nothing_else)))
    assert squeezed("No longer in this handout and 1 more") in printed


def test_a_sign_of_the_text_is_refused_though_it_is_gone_elsewhere() -> None:
    gone = (_passage("Antes ☂ 38 °C."),)
    fever = Paragraph(_passage("Fiebre ☂ 38 °C."))
    with pytest.raises(Refused, match="Fiebre"):
        pdf.render(replace(FINAL, blocks=(fever,), since="2025-11-20", removed=gone))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(_passage(LONG)),
        Listing(False, ((Paragraph(_passage(LONG)),),)),
        Quote((Paragraph(_passage(LONG)),)),
        Table((_passage("A"), _passage("B")), ((_passage(LONG), _passage("b")),)),
        Table((_passage("A"),) * 6, ((_passage(LONG[:40]),) * 6,)),
        Table((_passage("A"), _passage("B")), ((WORDY, _passage("b")),)),
        Quote((Paragraph(WORDY),)),
    ],
    ids=["paragraph", "list", "box", "table", "six columns", "long row", "long box"],
)  # fmt: skip
def test_nothing_runs_off_the_page_or_is_lost(block: Block[Passage]) -> None:
    data = pdf.render(_with(block))
    runs = pdf_runs(data)
    margin, width, height = 60, 612, 792
    assert runs
    for run in runs:
        assert margin < run.left <= run.right < width - margin
        assert 20 < run.baseline < height - 20
    printed = Counter(squeezed(pdf_text(data)))  # a cell over two pages is not in reading order
    assert Counter(squeezed("".join(map(words, texts(block))))) <= printed


def test_no_front_matter_runs_off_the_page() -> None:
    long, title = _passage(LONG[:200]), "Krankenversicherungsangelegenheiten"
    heading = Heading(2, _passage(title * 2))
    page_wide = replace(
        _with(heading), title=_passage(title), summary=long,
        original=replace(DRAFT.original, title=long),
        organisation=LONG[:200], credit=LONG[:200], interpreter_line=LONG[:200],
        url="https://clinic.example/" + LONG[:200],
    )  # fmt: skip
    assert all(60 < run.left <= run.right < 612 - 60 for run in pdf_runs(pdf.render(page_wide)))


def test_an_empty_cell_is_left_empty() -> None:
    empty = Passage(())
    table = Table((_passage("A"), empty), ((_passage("b"), empty),))
    data = pdf.render(_with(table, Paragraph(Passage((Sentence((), "es"),)))))
    assert page.is_pdf_compliant_bytes(data, profile="ua1")


def test_no_cell_runs_into_its_neighbour() -> None:
    cells = tuple(_passage("Neumonoultramicroscopicosilicovolcanoconiosis") for _ in "ABCD")
    runs = pdf_runs(pdf.render(_with(Table(cells, (cells,)))))
    lines: dict[tuple[int, float], list[Run]] = {}
    for run in runs:
        lines.setdefault((run.page, round(run.baseline)), []).append(run)
    assert max(map(len, lines.values())) >= 4
    for line in lines.values():
        in_order = sorted(line, key=lambda run: run.left)
        assert all(one.right <= two.left + 0.5 for one, two in pairwise(in_order))


def test_ranges_and_phone_numbers_keep_their_hyphens() -> None:
    text = "Una palabra larguísima: otorrinolaringología. " * 8 + "1-2 tabletas, 480-563-6400."
    read = pdf_text(pdf.render(_with(Paragraph(_passage(text)))))
    assert "1-2 tabletas" in read
    assert "480-563-6400" in read
    assert "\u00ad" not in read


@pytest.mark.parametrize("layout", list(Layout))
def test_a_text_without_a_space_is_parted_in_every_layout(layout: Layout) -> None:
    endless = "x" * 100_000
    data = pdf.render(_with_both(Paragraph(_passage(endless))), layout)
    runs = pdf_runs(data)
    assert all(40 < run.left <= run.right < 612 - 40 for run in runs)
    assert squeezed(pdf_text(data)).count("x") >= 100_000


@pytest.mark.parametrize("layout", list(Layout))
def test_what_doctors_write_is_printed_in_a_pinned_font(layout: Layout) -> None:
    text = "Fiebre ≥ 38 °C → llame. Peso ≤ ½ kg."
    assert squeezed(text) in squeezed(
        pdf_text(pdf.render(_with_both(Paragraph(_passage(text))), layout))
    )


def test_a_footer_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Refused, match="make the credit shorter"):
        pdf.render(replace(FINAL, credit="Translated by someone. " * 60))


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    ("handout", "named"),
    [
        (replace(DRAFT, title=_passage("palabra " * 800)), "title “palabra"),
        (replace(DRAFT, title=_passage("w" * 3000)), "title “www"),
        (_with_both(Heading(2, _passage("palabra " * 3000))), "heading “palabra"),
        (_with_both(Table((WORDY, _passage("b")), ((_passage("x"),) * 2,))), "table head “palabra"),
        (replace(DRAFT, interpreter_line="abc " * 5000), "box with the interpreter"),
        (replace(DRAFT, interpreter_phone="1" * 5000), "box with the interpreter"),
    ],
    ids=["title", "long word", "heading", "table head", "line", "phone"],
)  # fmt: skip
def test_what_cannot_be_parted_over_pages_is_refused_by_name(
    handout: Handout, named: str, layout: Layout
) -> None:
    with pytest.raises(Refused, match=f"the {named}"):
        pdf.render(handout, layout)


def test_a_table_with_too_many_columns_is_refused() -> None:
    cells = tuple(_passage(f"w{n}") for n in range(40))
    with pytest.raises(Refused, match="40 columns"):
        pdf.render(_with(Table(cells, (cells,))))


def test_a_label_that_leaves_its_drawing_is_refused_by_name() -> None:
    handout = scripts.handout("es")
    figure = next(block for block in handout.blocks if isinstance(block, Figure))
    long = replace(figure, labels=(_passage("Una rótula muy, muy larga"), figure.labels[1]))
    pdf.render(replace(handout, blocks=(figure,)))
    with pytest.raises(Refused, match="“Una rótula muy, muy larga” is too long for its drawing"):
        pdf.render(replace(handout, blocks=(long,)))


RED = (200, 30, 40)


def _photograph(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image:
    content = io.BytesIO()
    Pixels.new("RGB", size, RED).convert(mode).save(content, kind)
    return Image(f"source/a.{kind}", content.getvalue(), "0" * 64)


def _photographs(data: bytes) -> list[Any]:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return [found.image for page in pages for found in page.images]


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_photographs_and_a_logo_that_is_one_reach_the_paper(kind: str, layout: Layout) -> None:
    logo, picture = _photograph(kind), _photograph(kind, size=(60, 20))
    figure = Figure(picture, _passage("Una rodilla"), None)
    shown = _photographs(pdf.render(replace(_with_both(figure), logo=logo), layout))
    assert {one.size for one in shown} == {(40, 20), (60, 20)}
    for one in shown:
        assert one.convert("RGB").getpixel((20, 10)) == pytest.approx(RED, abs=8)


@pytest.mark.parametrize(
    "image",
    [
        Image("source/a.png", b"\x89PNG\r\n\x1a\ngarbage", "0" * 64),
        Image("source/a.jpg", b"\xff\xd8\xffgarbage", "0" * 64),
        _photograph("jpeg", "CMYK"),
    ],
)
def test_a_photograph_that_cannot_be_printed_is_refused(image: Image) -> None:
    with pytest.raises(Refused, match="save it again as an RGB PNG or JPEG"):
        pdf.render(_with(Figure(image, _passage("Una rodilla"), None)))


@pytest.mark.parametrize("layout", Layout)
def test_quotes_as_deep_as_they_may_be_are_printed(layout: Layout) -> None:
    inside = Listing(ordered=False, items=((Paragraph(_passage("at home")),),))
    block: Block[Passage] = Quote((Heading(2, _passage("Rest")), inside), urgent=True)
    for _ in range(DEEPEST - 2):
        block = Quote((block,), urgent=True)
    assert "athome" in squeezed(pdf_text(pdf.render(_with_both(block), layout)))


def test_a_label_is_checked_for_its_signs() -> None:
    handout = scripts.handout("es")
    figure = next(block for block in handout.blocks if isinstance(block, Figure))
    with pytest.raises(Refused, match=r"U\+6F22"):
        pdf.render(
            replace(handout, blocks=(replace(figure, labels=(_passage("漢"), figure.labels[1])),))
        )


def test_headings_and_what_follows_stay_together_in_two_languages() -> None:
    heading, text = Heading(2, _passage("Encabezado")), Paragraph(_passage("palabra " * 30))
    for lines in range(30, 40):
        filler = Paragraph(_passage("palabra " * 4 * lines))
        pages = pdf_pages(pdf.render(_with_both(filler, heading, text), Layout.BILINGUAL))
        page_of = next(p for p in pages if "Encabezado" in p)
        assert "palabra" in page_of.split("Encabezado")[-1]


def test_the_column_heads_are_on_every_page() -> None:
    pages = pdf_pages(pdf.render(FINAL, Layout.BILINGUAL))
    assert len(pages) > 1
    assert all("Español" in page and "English" in page for page in pages)
