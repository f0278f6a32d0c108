"""Handout + layout → what the template reads: one JSON value and the pictures beside it. Pure.

The value's parts stand in the order in which they are printed, so the passages in it, taken in
order, are what the page says aloud (`runs.spoken`).
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

import segno

from pipeline import figures
from pipeline.languages import language
from pipeline.model import (
    Block,
    Figure,
    Handout,
    Heading,
    Inline,
    Layout,
    Listing,
    Paragraph,
    Passage,
    Plain,
    Quote,
    Sentence,
    Span,
    Table,
)
from pipeline.publish import drawing, fonts, runs
from pipeline.publish.labels import (
    and_more,
    draft_mark,
    draft_notices,
    facts,
    interpreter,
    since_heading,
)
from pipeline.publish.measures import GUTTER, LETTERED, MEASURES, PAPER, WIDEST
from pipeline.publish.runs import Value
from pipeline.publish.words import has_fallback, passages, words


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the template reads."""

    job: Value
    files: Mapping[str, bytes]
    """The pictures, by the names that the job gives them."""

    tags: frozenset[str]
    """BCP 47 tags of all that is printed."""


def sheet(handout: Handout, layout: Layout) -> Sheet:
    """What the template reads for one layout of a handout."""
    return _Sheet(handout, layout).made()


class _Sheet:
    """Collects the languages and the pictures that a job names while it is written down."""

    def __init__(self, handout: Handout, layout: Layout) -> None:
        self.handout, self.layout = handout, layout
        self.measures = MEASURES[layout]
        width, height = PAPER[handout.paper]
        self.width = width - 2 * self.measures.side
        self.page = height - self.measures.top - self.measures.bottom
        self.column = (self.width - GUTTER) / 2 if layout is Layout.BILINGUAL else self.width
        self.reordered = fonts.script(handout.language).reordered
        self.files: dict[str, bytes] = {}
        self.tags: set[str] = set()

    def made(self) -> Sheet:
        job = self._job()
        job["signs"] = _signs(job)
        job["scripts"] = {fonts.script_of(tag): _set(tag) for tag in sorted(self.tags)}
        return Sheet(job, self.files, frozenset(self.tags))

    # The order of these entries is the order of the page: see `runs.spoken`.
    def _job(self) -> Value:
        handout, m = self.handout, self.measures
        return {
            "layout": str(self.layout),
            "paper": handout.paper,
            "measures": asdict(m),
            "gutter": GUTTER,
            "signs": None,
            "accent": handout.accent,
            "here": self._here(handout.language),
            "labels_here": self._here(handout.labels_language),
            "source_here": self._here(handout.source_language),
            "english_here": self._here("en"),
            "important": handout.labels["Important"],
            "mark": draft_mark(handout),
            "page_words": handout.labels["Page {x} of {y}"],
            "facts": [runs.whole(fact) for fact in facts(handout)],
            "credit": runs.parted(handout.credit),
            "running_title": runs.parted(words(handout.title)),
            "running_organisation": runs.parted(handout.organisation),
            "title_words": words(handout.title),
            "description": _description(handout),
            "keywords": _keywords(handout),
            "logo": self._logo(),
            "organisation": self._organisation(),
            "language": self._language(),
            "interpreter_first": self._label(interpreter(handout)),
            "title": self._passage(handout.title, m.title),
            "source_title": self._passage(handout.original.title, m.lead),
            "notices": [self._line(text, tag) for tag, text in draft_notices(handout)],
            "hint": self._hint(),
            "summary": self._summary(),
            **self._body(),
            "changes": self._changes(),
            "moves_last": self._moves_last(),
            "panel": self._panel(),
        }

    def _organisation(self) -> Value | None:
        """The organisation's name, where no logo says it."""
        if self.handout.logo:
            return None
        return self._line(self.handout.organisation, self.handout.source_language)

    def _logo(self) -> Value | None:
        logo = self.handout.logo
        if logo is None:
            return None
        return {"file": self._file(logo.content, logo.path), "alt": self.handout.organisation}

    def _language(self) -> Value | None:
        """The language in English and in itself."""
        own = (Sentence((Plain(self.handout.autonym),), self.handout.language),)
        named = (Sentence((Plain(self.handout.language_name),), "en"),)
        same = self.handout.autonym == self.handout.language_name
        return self._passage(Passage(named if same else named + own, " · "))

    def _hint(self) -> Value | None:
        hint = "Sentences on a grey background are not translated yet."
        return self._label(self.handout.labels[hint] if has_fallback(self.handout) else "")

    def _changes(self) -> Value | None:
        handout = self.handout
        if not handout.since:
            return None
        most = handout.labels["Most of this text is new."] if handout.mostly_new else ""
        return {
            "heading": self._label(since_heading(handout)),
            "most": self._label(most),
            "new": self._list_of("New or changed", handout.changed, handout.more_changed),
            "gone": self._list_of(
                "No longer in this handout", handout.removed, handout.more_removed
            ),
        }

    def _list_of(self, label: str, items: Sequence[Passage], more: int) -> Value | None:
        if not items and not more:
            return None
        return {
            "heading": self._label(self.handout.labels[label]),
            "items": [self._passage(item) for item in items],
            "more": self._label(and_more(more, self.handout)),
        }

    def _moves_last(self) -> bool:
        """Whether the panel at the end can take the last block along to its page."""
        handout = self.handout
        last = _last_apart(handout.blocks)[-1:]
        panel = handout.url or handout.interpreter_line or handout.interpreter_phone
        short = all(isinstance(block, Paragraph | Listing) for block in last) and self._kept(last)
        return bool(last and panel and short and not handout.since)

    def _panel(self) -> Value | None:
        """Where to get an interpreter and the page on the web."""
        handout = self.handout
        if not (handout.url or handout.interpreter_line or handout.interpreter_phone):
            return None
        online = handout.labels["Read this page online"] if handout.url else ""
        return {
            "line": self._line(handout.interpreter_line, handout.source_language),
            "phone": self._label(interpreter(handout)),
            "online": self._label(online),
            "address": self._line(handout.url, "en", href=handout.url),
            "qr": self._qr(),
        }

    def _qr(self) -> Value | None:
        if not self.handout.url:
            return None
        alt = self.handout.labels["QR code that opens this page online"]
        return {"file": self._file(_qr(self.handout.url), "qr.svg"), "alt": alt}

    def _file(self, content: bytes, path: str) -> str:
        name = f"{len(self.files)}{PurePosixPath(path).suffix.lower()}"
        self.files[name] = content
        return name

    # ── blocks ────────────────────────────────────────────────────────────────────────────────────

    def _body(self) -> Value:
        own, original = self.handout.blocks, self.handout.original.blocks
        if self._moves_last():
            own, original = _last_apart(own), _last_apart(original)
        if self.layout is not Layout.BILINGUAL:
            return {"blocks": [self._block(block) for block in own]}
        source = language(self.handout.source_language.replace("-", "_"))
        return {
            "columns": [
                self._line(self.handout.autonym, self.handout.language),
                self._line(source.autonym, self.handout.source_language),
            ],
            "rows": self._summaries() + self._rows(own, original),
        }

    def _summary(self) -> Value | None:
        """The summary by itself; in two languages it is the first row."""
        if self.handout.summary is None or self.layout is Layout.BILINGUAL:
            return None
        return self._passage(self.handout.summary, self.measures.lead)

    def _summaries(self) -> list[Value]:
        mine, theirs = self.handout.summary, self.handout.original.summary
        if mine is None or theirs is None:
            return []
        return self._rows((Paragraph(mine),), (Paragraph(theirs),))

    def _block(self, block: Block[Passage], tag: str = "") -> Value:
        """A block in the handout's language, or in that of `tag`."""
        tag = tag or self.handout.language
        match block:
            case Heading(level=level, text=text):
                size = self.measures.headings[min(level, 4) - 2]
                return {"kind": "heading", "level": level, "text": self._passage(text, size)}
            case Paragraph(text=text):
                return {"kind": "paragraph", "text": self._passage(text)}
            case Listing(ordered=ordered, items=items, start=start):
                inside = [[self._block(inner, tag) for inner in item] for item in items]
                kind = "ordered" if ordered else "unordered"
                return {"kind": kind, "items": inside, "start": start}
            case Quote(blocks=blocks, urgent=urgent):
                boxed = [self._block(inner, tag) for inner in blocks]
                whole = self._kept(blocks)
                return {"kind": "box", "blocks": boxed, "urgent": urgent, "whole": whole}
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block, tag)

    def _table(self, table: Table[Passage]) -> Value:
        columns = list(zip(table.head, *table.rows, strict=True))
        long = [runs.longest(column) for column in columns]
        size = self.measures.table
        # Columns as wide as their longest word hold every word; otherwise words may be parted.
        sure = sum(max(map(len, each), default=1) * WIDEST * size + 16 for each in long)
        limit = 1 if sure > self.width else None

        def row(cells: Iterable[Passage]) -> list[Value]:
            return [self._passage(cell, size, limit) for cell in cells]

        share = self.width / len(columns)
        high = [max(self._height(cell, size, share) for cell in cells) for cells in table.rows]
        return {
            "kind": "table",
            "head": row(table.head),
            "rows": [
                {"cells": row(cells), "whole": each < self.page / 3}
                for cells, each in zip(table.rows, high, strict=True)
            ],
            "whole": sum(high) < self.page / 2,
            "claims": [max(map(runs.claim, column)) for column in columns],
            "longest": long,
        }

    def _figure(self, figure: Figure[Passage], tag: str) -> Value:
        """The picture; Typst sets the words of a drawing, like all others, over its shapes."""
        content = figure.image.content
        found: tuple[drawing.Label, ...] = ()
        if figures.is_drawing(figure.image):
            content, found = _parted(figure)
        return {
            "kind": "figure",
            "file": self._file(content, figure.image.path),
            "alt": words(figure.alt),
            "here": self._here(tag),
            "labels": [
                {"text": self._passage(text), "words": words(text), **asdict(label)}
                for text, label in zip(figure.labels, found, strict=True)
            ],
            "smallest": min((label.size for label in found), default=0),
            "caption": self._passage(figure.caption, self.measures.note)
            if figure.caption
            else None,
        }

    # ── two languages ─────────────────────────────────────────────────────────────────────────────

    def _rows(
        self, own: Sequence[Block[Passage]], original: Sequence[Block[Passage]]
    ) -> list[Value]:
        """Rows of one block in each language, one for one.

        A heading shares its row with the block after it: it must not be left at the foot of a page.
        """
        rows: list[Value] = []
        waiting: list[tuple[Block[Passage], Block[Passage]]] = []

        def pair(*new: tuple[Block[Passage], Block[Passage]]) -> None:
            pairs = [*waiting, *new]
            waiting.clear()
            if pairs:
                sides = zip(*pairs, strict=True)
                rows.append(
                    {
                        "kind": "pair",
                        "whole": all(self._kept(side, self.column, 1 / 4) for side in sides),
                        "own": [self._block(mine) for mine, _ in pairs],
                        "other": [
                            self._block(theirs, self.handout.source_language) for _, theirs in pairs
                        ],
                    }
                )

        def wide(*blocks: Value) -> None:
            heads = []
            if waiting:
                pair()
                heads = [rows.pop()]
            rows.append({"kind": "wide", "heads": heads, "blocks": list(blocks)})

        for mine, theirs in zip(own, original, strict=True):
            match mine, theirs:
                case Heading(), _:
                    waiting.append((mine, theirs))
                case Quote(blocks=inside, urgent=urgent), Quote(blocks=outside):
                    rows_in = self._rows(inside, outside)
                    wide({"kind": "box", "rows": rows_in, "urgent": urgent, "whole": False})
                case _ if self._same(mine, theirs):
                    wide(self._block(mine))
                case (Table(), _) | (Figure(), _) if self._wants_room(mine):
                    wide(self._block(mine), self._block(theirs, self.handout.source_language))
                case Listing(), Listing():
                    for one in zip(_items(mine), _items(theirs), strict=True):
                        pair(one)
                case _:
                    pair((mine, theirs))
        pair()
        return rows

    def _wants_room(self, block: Block[Passage]) -> bool:
        """Whether a block would be too small to read in one column."""
        if isinstance(block, Figure) and block.labels:
            _, labels = _parted(block)
            return min(label.size for label in labels) * self.column < LETTERED
        return isinstance(block, Table)

    def _same(self, mine: Block[Passage], theirs: Block[Passage]) -> bool:
        """Whether a block stands untranslated on purpose, so that once is enough."""
        parts = [sentence for text in passages((mine,)) for sentence in text.sentences]
        source = self.handout.source_language
        return mine == theirs and all(s.language == source and not s.fallback for s in parts)

    # ── how much room ─────────────────────────────────────────────────────────────────────────────

    def _kept(
        self, blocks: Iterable[Block[Passage]], width: float = 0, share: float = 1 / 2
    ) -> bool:
        """Whether some blocks may be kept on one page: they surely fill no more of it than that."""
        size = self.measures.body
        high = (self._height(text, size, width or self.width) for text in passages(blocks))
        return sum(high) < self.page * share

    def _height(self, passage: Passage, size: float, width: float) -> float:
        """About how high a passage is, in points."""
        wide = sum(runs.extent(words(sentence)) for sentence in passage.sentences) * size
        return (1 + wide // width) * size * 1.75

    # ── text ──────────────────────────────────────────────────────────────────────────────────────

    def _here(self, tag: str) -> Value:
        """Typst's `lang`, `region` and `dir`; a script is told by the region that uses it."""
        self.tags.add(tag)
        known = language(tag.replace("-", "_"))
        region = {"Hans": "CN", "Hant": "TW"}.get(tag.partition("-")[2], tag.rpartition("-")[2])
        here = {"lang": known.base, "dir": known.direction, "script": fonts.script_of(tag)}
        return {**here, "region": region} if re.fullmatch("[A-Z]{2}", region) else here

    def _label(self, text: str) -> Value | None:
        return self._line(text, self.handout.labels_language)

    def _line(self, text: str, tag: str, href: str = "") -> Value | None:
        """A line of the page's own; None when it is empty."""
        node: Inline = Plain(text)
        if href:
            node = Span("link", (node,), href)
        return self._passage(Passage((Sentence((node,), tag),))) if text else None

    def _passage(self, passage: Passage, size: float = 0, limit: int | None = None) -> Value:
        """The passage, with the words that may be parted where a line is too short for them."""
        size = size or self.measures.body
        sure = limit or max(int(self.column * 0.8 / (size * WIDEST)), 4)
        linked = self.reordered and any(runs.has_link(one.inlines) for one in passage.sentences)
        parts: list[Value] = []
        for sentence in passage.sentences:
            mark = linked and fonts.script(sentence.language).reordered
            nodes = [made for node in sentence.inlines for made in runs.nodes(node, sure, mark)]
            here = self._here(sentence.language)
            if parts and passage.joiner:
                # Between two directions it belongs to the page's.
                same = parts[-1]["here"] == here
                between = here if same else self._here(self.handout.language)
                parts.append({"here": between, "fallback": False, "nodes": [passage.joiner]})
            parts.append({"here": here, "fallback": sentence.fallback, "nodes": nodes})
        return {"parts": parts, "linked": linked}


def lacks(family: str, sign: str, text: str) -> str:
    """What a translator can act on: the sign, the font and the sentence."""
    shown = sign if sign.isprintable() else "a control character"
    advice = "; write it in words, which patients read more easily too"
    return (
        f"the font {family} has no sign for {shown} (U+{ord(sign):04X}) in “{text.strip()}”"
        f"{advice if unicodedata.category(sign).startswith('S') else ''}"
    )


def _signs(job: Value) -> Value | None:
    """The font of the signs, where there are any: to look each letter up costs time."""
    text = json.dumps(job, ensure_ascii=False)
    if any(sign in text for sign in fonts.SIGNS):
        return {"font": fonts.SIGN_FONT.family, "covers": fonts.SIGNS}
    return None


def _set(tag: str) -> Value:
    known = fonts.script(tag)
    families = [font.family for font in known.fonts]
    return {"fonts": families, "scale": known.scale, "ascent": known.ascent}


def _parted(figure: Figure[Passage]) -> tuple[bytes, tuple[drawing.Label, ...]]:
    said = [words(label) for label in figure.labels]
    return drawing.parted(figures.with_labels(figure.image, said, "", "ltr"))


def _last_apart(blocks: tuple[Block[Passage], ...]) -> tuple[Block[Passage], ...]:
    """The blocks with the last item of a long list at their end as a list of its own."""
    match blocks:
        case (*before, Listing(items=items) as last) if len(items) > 3:
            rest = replace(last, items=items[-1:], start=last.start + len(items) - 1)
            return (*before, replace(last, items=items[:-1]), rest)
    return blocks


def _items(listing: Listing[Passage]) -> list[Listing[Passage]]:
    """Each item as a list of its own, that goes on counting."""
    start = listing.start
    return [
        replace(listing, items=(item,), start=start + number)
        for number, item in enumerate(listing.items)
    ]


@lru_cache(maxsize=16)  # one for all layouts of a handout
def _qr(url: str) -> bytes:
    svg = io.BytesIO()
    segno.make(url, micro=False, error="m").save(svg, kind="svg", border=2)
    return svg.getvalue()


def _description(handout: Handout) -> str:
    return "; ".join(filter(None, (handout.status, handout.credit)))


def _keywords(handout: Handout) -> list[str]:
    """What other systems may look for; a property of our own would break PDF/A-2a (6.6.2.3.1)."""
    known = (
        ("document", handout.id),
        ("version", handout.version),
        ("language", handout.language),
        ("source text", handout.date),
        ("translation", handout.translated),
        ("next review", handout.review_by),
    )
    facts = [f"{name} {value}" for name, value in known if value]
    return [*facts, "final" if handout.final else draft_mark(handout)]
