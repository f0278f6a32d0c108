"""Handout → PDF by Typst: PDF/A-2a (archiving) and PDF/UA-1 (accessibility) in one file.

All text reaches the template as JSON, never as markup, so nothing in it can act. No clock, no
system font, no network: the same handout gives the same bytes.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst

from pipeline.errors import Refused
from pipeline.languages import language
from pipeline.model import (
    Block,
    Handout,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Passage,
    Plain,
    Quote,
    Sentence,
    Table,
)
from pipeline.publish import fonts
from pipeline.publish.labels import (
    and_more,
    day,
    draft_mark,
    draft_notices,
    facts,
    since_heading,
)
from pipeline.publish.words import has_fallback, passages, sentences, words

TEMPLATE = Path(__file__).with_name("handout.typ")

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

LINE, SUMMARY_LINE, HEADING_LINE, TITLE_LINE = 60, 50, 42, 25
"""Characters that are sure to fit a line; a longer unbroken string may break anywhere."""

WHOLE_LINES = 20
"""A box, table or table row of up to about this many lines stays on one page."""

# The scripts that break at spaces and hyphens only; Thai or Chinese break by their own rules.
_UNBROKEN = "[!-~\u00a1-\u024f\u0370-\u052f]{{{limit},}}"

_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


def render(handout: Handout) -> bytes:
    """The PDF. Refused, naming the character and its sentence, when the font lacks a sign.

    A sentence that left the article is then counted instead: nobody can mend its words.
    """
    try:
        return _compiled(handout)
    except typst.TypstError as error:
        sign = _missing_sign(error, handout)
        if not sign:
            raise
    kept = tuple(text for text in handout.removed if sign not in words(text))
    left_out = len(handout.removed) - len(kept)
    if not left_out:
        raise _refusal(sign, handout)
    return render(replace(handout, removed=kept, more_removed=handout.more_removed + left_out))


def _compiled(handout: Handout) -> bytes:
    # `Any`: the stub of typst knows single files only.
    files: Any = {"main.typ": TEMPLATE.read_bytes(), "job.json": _json(_job(handout))}
    if handout.url:
        files["qr.svg"] = _qr(handout.url)
    with TemporaryDirectory() as empty:
        pdf, warnings = typst.compile_with_warnings(
            files,
            root=empty,
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=_timestamp(handout),
        )
    if warnings:
        raise RuntimeError(f"handout.typ: {warnings[0].message}")
    return bytes(pdf)


@cache
def _fonts() -> typst.Fonts:
    """Once a process: reading the fonts costs more than a handout."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()]
    )


def _timestamp(handout: Handout) -> datetime:
    """Midnight UTC of the handout's own last day: what the file says of its creation."""
    last = max(handout.date, handout.translated) or "2000-01-01"
    return datetime.combine(day(last), time(), UTC)


def _json(job: dict[str, Any]) -> bytes:
    return json.dumps(job, ensure_ascii=False, sort_keys=True).encode()


def _qr(url: str) -> bytes:
    svg = io.BytesIO()
    segno.make(url, micro=False, error="m").save(svg, kind="svg", border=2)
    return svg.getvalue()


# ── what the template reads ───────────────────────────────────────────────────────────────────────


def _job(handout: Handout) -> dict[str, Any]:
    return {
        "paper": handout.paper,
        "font": fonts.FAMILY,
        "whole_lines": WHOLE_LINES,
        "here": _locale(handout.language),
        "labels_here": _locale(handout.labels_language),
        "source_here": _locale(handout.source_language),
        "labels": dict(handout.labels),
        "organisation": _breakable(handout.organisation),
        "language_name": handout.language_name,
        "autonym": handout.autonym,
        "title": _passage(handout.title, TITLE_LINE),
        "title_words": words(handout.title),
        "running_title": _breakable(words(handout.title)),
        "source_title": _breakable(handout.source_title),
        "mark": draft_mark(handout),
        "notices": [{"here": _locale(tag), "text": text} for tag, text in draft_notices(handout)],
        "has_fallback": has_fallback(handout),
        "summary": _passage(handout.summary, SUMMARY_LINE) if handout.summary else None,
        "blocks": [_block(block) for block in handout.blocks],
        "since": since_heading(handout),
        "mostly_new": handout.mostly_new,
        "changed": [_passage(text) for text in handout.changed],
        "more_changed": and_more(handout.more_changed, handout),
        "removed": [_passage(text) for text in handout.removed],
        "more_removed": and_more(handout.more_removed, handout),
        "interpreter_line": _breakable(handout.interpreter_line),
        "url": handout.url,
        "url_words": _breakable(handout.url),
        "facts": [_whole_fact(fact) for fact in facts(handout)],
        "credit": _breakable(handout.credit),
        "description": "; ".join(filter(None, (handout.status, handout.credit))),
        "keywords": [*facts(handout), *filter(None, [draft_mark(handout)])],
    }


def _locale(tag: str) -> dict[str, str]:
    """Typst's `lang`, `region` and `dir`; a script is told by the region that uses it."""
    known = language(tag.replace("-", "_"))
    region = {"Hans": "CN", "Hant": "TW"}.get(tag.partition("-")[2], tag.rpartition("-")[2])
    here = {"lang": known.base, "dir": known.direction}
    return {**here, "region": region} if re.fullmatch("[A-Z]{2}", region) else here


def _block(block: Block[Passage]) -> dict[str, Any]:
    match block:
        case Heading(level=level, text=text):
            return {"kind": "heading", "level": level, "text": _passage(text, HEADING_LINE)}
        case Paragraph(text=text):
            return {"kind": "paragraph", "text": _passage(text)}
        case Listing(ordered=ordered, items=items, start=start):
            inside = [[_block(inner) for inner in item] for item in items]
            kind = "ordered" if ordered else "unordered"
            return {"kind": kind, "items": inside, "start": start}
        case Quote(blocks=blocks):
            lines = sum(1 + len(words(text)) // LINE for text in passages(blocks))
            boxed = [_block(inner) for inner in blocks]
            return {"kind": "box", "blocks": boxed, "whole": lines <= WHOLE_LINES}
        case Table():
            return _table(block)


def _table(table: Table[Passage]) -> dict[str, Any]:
    columns = list(zip(table.head, *table.rows, strict=True))
    widths = [max(_width(words(cell)) for cell in column) for column in columns]
    line = LINE - 2 * len(widths)
    limits = [max(int(line * width / sum(widths)), 2) for width in widths]

    def row(cells: Iterable[Passage]) -> dict[str, Any]:
        pairs = list(zip(cells, limits, strict=True))
        lines = max(1 + len(words(cell)) // limit for cell, limit in pairs)
        return {"cells": [_passage(*pair) for pair in pairs], "lines": lines}

    rows = [row(cells) for cells in (table.head, *table.rows)]
    return {
        "kind": "table",
        "widths": widths,
        "head": rows[0],
        "rows": rows[1:],
        "whole": sum(each["lines"] for each in rows) <= WHOLE_LINES,
    }


def _width(text: str) -> float:
    """A column's claim: grows slower than its text, but holds an ordinary word."""
    word = max(map(len, text.split()), default=0)
    return max(3 * sqrt(len(text)), min(word, 24) + 3, 6)


def _passage(passage: Passage, limit: int = LINE) -> dict[str, Any]:
    sentences = [_sentence(sentence, limit) for sentence in passage.sentences]
    return {"sentences": sentences, "joiner": passage.joiner}


def _sentence(sentence: Sentence, limit: int) -> dict[str, Any]:
    return {
        "here": _locale(sentence.language),
        "fallback": sentence.fallback,
        "inlines": [_inline(node, limit) for node in sentence.inlines],
    }


def _inline(node: Inline, limit: int) -> str | dict[str, Any]:
    """Text is a JSON string, a span an object."""
    if isinstance(node, Plain):
        return _breakable(node.text, limit)
    children = [_inline(child, limit) for child in node.children]
    return {"kind": node.kind, "href": node.href, "children": children}


def _breakable(text: str, limit: int = LINE) -> str:
    """The text with zero-width spaces where nothing else would let it break within a line."""
    pattern = _UNBROKEN.format(limit=limit)
    return re.sub(pattern, lambda found: "\u200b".join(found[0]), text)


def _whole_fact(fact: str) -> str:
    """A fact of the footer, kept on one line where it surely fits one."""
    return fact.replace(" ", "\u00a0") if len(fact) <= LINE else _breakable(fact)


# ── when Typst refuses ────────────────────────────────────────────────────────────────────────────


def _missing_sign(error: typst.TypstError, handout: Handout) -> str:
    """The sign that the font lacks; empty when the error is about something else."""
    found = _MISSING.search(error.message)
    if found is None:
        return ""
    signs = re.sub(r"\\u\{([0-9a-f]+)\}|\\(.)", _unescaped, found[1])
    return next((c for c in signs if c in "".join(_everything(handout))), signs[:1])


def _refusal(sign: str, handout: Handout) -> Refused:
    """What a translator can act on."""
    place = next((text for text in _everything(handout) if sign in text), "")
    shown = sign if sign.isprintable() else "a control character"
    return Refused(
        f"the font {fonts.FAMILY} has no sign for {shown} (U+{ord(sign):04X})"
        f" in “{place.strip()}”; {_advice(sign)}"
    )


def _advice(sign: str) -> str:
    if unicodedata.category(sign).startswith("S"):
        return "write it in words, which patients read more easily too"
    return "a PDF can be made for the Latin, Greek and Cyrillic scripts, the HTML for all"


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _everything(handout: Handout) -> Iterator[str]:
    """Every string that is printed, sentences first."""
    yield from map(words, sentences(handout))
    yield from (handout.autonym, handout.organisation, handout.interpreter_line, handout.credit)
    yield from (handout.source_title, *facts(handout), *handout.labels.values())
