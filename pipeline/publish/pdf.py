"""Handout → PDF by Typst: PDF/A-2a (archiving) and PDF/UA-1 (accessibility) in one file.

All text reaches the template as JSON, never as markup, so nothing in it can act. No clock, no
system font, no network: the same handout gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from pipeline.errors import Refused
from pipeline.model import Handout, Layout, Passage
from pipeline.publish import fonts
from pipeline.publish.labels import day, facts
from pipeline.publish.runs import spoken
from pipeline.publish.sheet import Sheet, lacks, sheet
from pipeline.publish.tagged import readable
from pipeline.publish.words import passages, sentences, words

TEMPLATE = Path(__file__).with_name("handout.typ")
SIGNS = ("warning.svg", "interpreter.svg")
"""Drawings beside the template, in the handout's colours."""

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

TOO_LARGE: Mapping[str, str] = {
    "footer": "the footer with its facts and credit does not fit the page; make the credit shorter",
    "table": "a table of {0} columns does not fit the page; make it several tables",
    "high": "the {0} “{1}” is too long for its place on the page; shorten it",
    "label": "the label “{0}” is too long for its drawing; shorten it, or give it room there",
}
"""What the template refuses to cut off, by the word it says."""

_PANIC = re.compile(r"panicked with: (\w+)(?:, (.*))?", re.DOTALL)
_UNREAD = re.compile(r"failed to (?:decode image|parse SVG)|missing a CMYK profile")
_UNSHOWN = re.compile(r"the text `(.*)` could not be displayed", re.DOTALL)


def render(handout: Handout, layout: Layout = Layout.SINGLE) -> bytes:
    """The PDF. Refused, naming the character and its sentence, when the font lacks a sign, and
    when something does not fit the page.

    A sentence that left the article is counted instead of shown when the font lacks a sign of it:
    nobody can mend its words.
    """
    handout = _without_unprintable(handout)
    for tag, text in _everything(handout):
        if sign := fonts.missing(text, tag):
            raise Refused(lacks(fonts.script(tag).fonts[0].family, sign, text))
    made = sheet(handout, layout)
    try:
        pdf = _compiled(made, _timestamp(handout))
    except typst.TypstError as error:
        raise _refusal(error) from error
    if not fonts.script(handout.language).reordered:
        return pdf
    return readable(pdf, spoken(made.job))


def _compiled(made: Sheet, stamp: datetime) -> bytes:
    # `Any`: the stub of typst knows single files only.
    files: Any = {"job.json": _json(made.job), **_template()}
    with TemporaryDirectory() as root:  # all that Typst may read from the disk
        # Typst takes files from memory as text only, and a photograph is none.
        for name, content in made.files.items():
            Path(root, name).write_bytes(content)
        pdf, warnings = typst.compile_with_warnings(
            files,
            root=root,
            font_paths=_fonts(fonts.folders(made.tags)),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=stamp,
        )
    if warnings:
        raise RuntimeError(f"handout.typ: {warnings[0].message}")
    return bytes(pdf)


@cache
def _template() -> Mapping[str, bytes]:
    signs = {name: TEMPLATE.with_name(name).read_bytes() for name in SIGNS}
    return {"main.typ": TEMPLATE.read_bytes(), **signs}


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Once a process: reading the fonts costs more than a handout."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )


def _timestamp(handout: Handout) -> datetime:
    """Midnight UTC of the handout's own last day: what the file says of its creation."""
    last = max(handout.date, handout.translated) or "2000-01-01"
    return datetime.combine(day(last), time(), UTC)


def _json(job: dict[str, Any]) -> bytes:
    return json.dumps(job, ensure_ascii=False, sort_keys=True).encode()


# ── what is refused ───────────────────────────────────────────────────────────────────────────────


def _without_unprintable(handout: Handout) -> Handout:
    def printable(passage: Passage) -> bool:
        return not any(fonts.missing(words(one), one.language) for one in passage.sentences)

    kept = tuple(filter(printable, handout.removed))
    left_out = len(handout.removed) - len(kept)
    return replace(handout, removed=kept, more_removed=handout.more_removed + left_out)


def _everything(handout: Handout) -> Iterator[tuple[str, str]]:
    """Every string that is printed, with its BCP 47 tag; sentences first."""
    original = handout.original
    front = (original.title, original.summary) if original.summary else (original.title,)
    for sentence in sentences(handout):
        yield sentence.language, words(sentence)
    for passage in (*front, *passages(original.blocks)):
        for sentence in passage.sentences:
            yield sentence.language, words(sentence)
    yield handout.language, handout.autonym
    for text in (handout.organisation, handout.interpreter_line, handout.credit):
        yield handout.source_language, text
    for text in (*facts(handout), *handout.labels.values(), handout.interpreter_phone):
        yield handout.labels_language, text


def _refusal(error: typst.TypstError) -> Exception:
    """What a translator can act on; the error itself where it is ours."""
    if found := _PANIC.fullmatch(error.message):
        said = (found[2] or "").replace("\u200b", "")
        names = said.split(", ", TOO_LARGE[found[1]].count("{") - 1)
        return Refused(TOO_LARGE[found[1]].format(*(name[:80] for name in names)))
    if _UNREAD.search(error.message):
        return Refused("a picture of it cannot be read; save it again as an RGB PNG or JPEG")
    if found := _UNSHOWN.search(error.message):
        return Refused(f"no font here can show the text {found[1]}")
    return error
