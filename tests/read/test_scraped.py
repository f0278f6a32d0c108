"""A scraped text: every word kept, dirt reported. The fixture is invented, dirt and all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline import inline
from pipeline.errors import InputError
from pipeline.model import Article, Block, Heading, Listing, Paragraph, Text, texts
from pipeline.read import markdown
from pipeline.read.scraped import Imported, imported
from pipeline.segment import segments

SCRAPED = (Path(__file__).parents[1] / "data" / "scraped.txt").read_text(encoding="utf-8")
BULLETS = {"-", "*", "•"}
ADDED = "'References' was added"


def article(result: Imported) -> Article:
    return markdown.read(result.markdown, "source/knee-pain.md")


def test_the_fixture_is_read_in_its_parts() -> None:
    read = article(imported(SCRAPED, "knee.txt"))
    assert read.title.source == "Living With Knee Pain"
    headings = [b.text.source for b in read.blocks if isinstance(b, Heading)]
    assert headings == ["Why Knees Hurt", "Treatments for Knee Pain", "References"]
    references = read.blocks[-1]
    assert isinstance(references, Listing)
    assert references.ordered
    assert len(references.items) == 3
    assert not any(text.translate for text in texts(references))
    assert not any("Doe AB" in segment.msgid for segment in segments(read))


def test_the_fixture_is_reported() -> None:
    notices = imported(SCRAPED, "knee.txt").notices
    said = [(n.line, n.message.split(" ")[0] if "'" in n.message else "") for n in notices]
    assert said == [
        (3, ""),
        (5, "'MRIThe'"),
        (15, "'BraceConventional'"),
        (17, "'XRAYSteroid'"),
        (20, ""),
        (22, "'our"),
        (23, "'555-555-0100'"),
        (23, "'Contact"),
        (26, "the"),
    ]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("Title\n\nRead MRIThe text.", "'MRIThe'"),
        ("Title\n\nUse the SpineIn the room.", "'SpineIn'"),
        ("Title\n\nRest well.Then go on.", "'well.Then'"),
        ("Title\n\nAsk Dr. McDonald about NSAIDs, DNA, mRNA and ECGs.", None),
        ("Title\n\nSee https://example.org/PainDoctorHome today.", None),
        ("Title\n\nCall (555) 555-0100.", "'(555) 555-0100'"),
        ("Title\n\nBetween 2010-2014, 5-10 mg, 2013;79(4):457-4620.", None),
        ("Title\n\nPlease schedule an appointment.", "'schedule an appointment'"),
        ("Title\n\nOne.\n\n\nTwo.", "heading missing"),
        ("Title\n\nOne.\n\n\nTwo\n\nThree.", None),
        ("A first paragraph that goes on.\n\nAnother.", "'knee' is taken"),
        ("Title only", "'knee' is taken"),
    ],
)
def test_notices(text: str, notice: str | None) -> None:
    messages = [n.message for n in imported(text, "in/knee.txt").notices]
    assert any(notice in m for m in messages) if notice else messages == []


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("T\nfirst line\nsecond line", ["p first line second line"]),
        ("T\n\nWhat helps?\n\nRest.", ["h What helps?", "p Rest."]),
        ("T\n\nLast Line", ["p Last Line"]),
        ("T\n\nnot a heading\n\nRest.", ["p not a heading", "p Rest."]),
        ("T\n\n• Rest\nwell\n• Ice", ["- Rest well", "- Ice"]),
        ("T\n\n1. Rest\n\n2. Ice", ["1 Rest", "2 Ice"]),
        ("T\n\n3. Rest\n5. Ice", ["p 3. Rest 5. Ice"]),
        ("T\n\n1. Rest\n\n1. Ice", ["1 Rest", "1 Ice"]),
        ("T\n\n- A\n\n- B", ["- A", "- B"]),
        ("T\n\nSources\n\n1. WHO", ["h Sources", "1 WHO"]),
        ("T\n\n1. Doe J. 2001;3:4", ["h References", "1 Doe J. 2001;3:4"]),
    ],
)
def test_lines_become_blocks(text: str, blocks: list[str]) -> None:
    assert list(_blocks(article(imported(text, "a.txt")).blocks)) == blocks


def _blocks(blocks: tuple[Block[Text], ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Listing):
            for number, item in enumerate(block.items, block.start):
                mark = number if block.ordered else "-"
                yield f"{mark} {' '.join(line[2:] for line in _blocks(item))}"
        else:
            assert isinstance(block, Heading | Paragraph)
            yield f"{'h' if isinstance(block, Heading) else 'p'} {block.text.source}"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0\n"])
def test_no_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no text"):
        imported(text, "a.txt")


def test_control_characters_are_refused_with_their_line() -> None:
    with pytest.raises(InputError) as refused:
        imported("Title\n\nA\x07", "a.txt")
    assert refused.value.line == 3


token = st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
marked = st.text(alphabet="ab1.)(*_`[]<>&;#:!-+=~|\\^{}$\"'/@", min_size=1, max_size=8)
special = st.sampled_from(
    re.findall(
        r"\S+",
        r"# ## > - + * • 1. 2. 3) --- === *** ``` ~~~ | |-|-| <b> <!-- --> &amp; &#33; [^1]: [a]: "
        r"[a](b) ![a](b) http://a.b <http://a.b> a_b_ **a** \ \\ $a$ ~~a~~ References",
    )
)
lines = st.lists(st.lists(special | marked | token, max_size=6).map(" ".join), max_size=8)


@given(lines.map("\n".join))
def test_every_word_is_kept_in_order(text: str) -> None:
    assume(text.split())
    result = imported(text, "stem.txt")
    read = article(result)
    messages = " ".join(n.message for n in result.notices)
    title = [] if "from the file's name" in messages else inline.plain(read.title.source).split()
    words = [*title, *(w for block in read.blocks for w in _words(block))]
    if ADDED in messages:
        words = _without_added(words, read)
    assert _compared(words) == _compared(unicodedata.normalize("NFC", text).split())


def _words(block: Block[Text]) -> Iterator[str]:
    if not isinstance(block, Listing):
        for text in texts(block):
            yield from inline.plain(text.source).split()
        return
    for number, item in enumerate(block.items, block.start):
        if block.ordered:
            yield f"{number}."
        for inner in item:
            yield from _words(inner)


def _without_added(words: list[str], read: Article) -> list[str]:
    """The words less the heading that each run of untranslated references got."""
    kept = list(words)
    for before, block in zip(read.blocks, read.blocks[1:], strict=False):
        untranslated = not all(text.translate for text in texts(block))
        if untranslated and isinstance(before, Heading):
            kept = _less(kept, [*_words(before), *_words(block)], list(_words(before)))
    return kept


def _less(words: list[str], run: list[str], head: list[str]) -> list[str]:
    for at in range(len(words)):
        if words[at : at + len(run)] == run and head == ["References"]:
            return words[:at] + words[at + 1 :]
    return words


def _compared(words: list[str]) -> list[str]:
    """Without lone bullets, which a list prints in its own way."""
    return [word for word in words if word not in BULLETS]
