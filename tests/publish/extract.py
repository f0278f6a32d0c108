"""What a reader gets out of a page: text without markup, running heads and hidden marks; and where
each glyph of a PDF stands."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

import pypdf
from pypdf._text_extraction import mult

INVISIBLE = re.compile("[\\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
VOID = {"meta", "br", "path", "link", "img", "input"}


def squeezed(text: str) -> str:
    """Text as it is compared: NFKC, without white space, hyphenation and isolates."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def missing_in_order(parts: Iterable[str], text: str) -> list[str]:
    """The parts that do not stand in `text` behind the part before them."""
    here, missing, text = 0, [], squeezed(text)
    for part in parts:
        found = text.find(squeezed(part), here)
        if found < 0:
            missing.append(part)
        else:
            here = found + len(squeezed(part))
    return missing


def pdf_pages(data: bytes) -> list[str]:
    """The whole text of each page, artifacts too."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def pdf_text(data: bytes) -> str:
    """The text that is read aloud, in the order of the file's structure; of a picture its
    alternative text."""
    return "\n".join(block.read for block in pdf_blocks(data))


# ── glyphs ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Glyph:
    """One glyph of horizontal text, in points from the lower left corner of its page."""

    page: int
    left: float
    right: float
    baseline: float
    size: float
    text: str
    """What the file says it reads; empty for the later ones of a group that reads as one."""

    code: int
    """Number in its font; 0 is the box for a sign that the font lacks."""

    mark: int | None
    """The marked content that it belongs to; None for what is not read aloud."""


@dataclass(frozen=True)
class Run:
    """Where one stretch of text stands on its page, in points from the lower left corner."""

    page: int
    left: float
    right: float
    baseline: float


@cache
def pdf_glyphs(data: bytes) -> list[Glyph]:
    """Every glyph of horizontal text; turned text (the DRAFT mark) is left out."""
    glyphs: list[Glyph] = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages):
        resources: Any = page["/Resources"]
        fonts = {name: _Font.of(font.get_object()) for name, font in resources["/Font"].items()}
        page.extract_text(visitor_operand_before=_Placing(number, fonts, glyphs).visit)
    return glyphs


def pdf_runs(data: bytes) -> list[Run]:
    """Every horizontal stretch of text: glyphs of one line that touch."""
    runs: list[Run] = []
    for glyph in pdf_glyphs(data):
        last = runs[-1] if runs else None
        if (
            last
            and (last.page, last.baseline) == (glyph.page, glyph.baseline)
            and abs(last.right - glyph.left) < 2.5
        ):
            runs[-1] = Run(last.page, last.left, glyph.right, last.baseline)
        else:
            runs.append(Run(glyph.page, glyph.left, glyph.right, glyph.baseline))
    return runs


def pdf_lines(data: bytes) -> list[str]:
    """What each line of each page shows from left to right, whatever the file says of order."""
    by_line = sorted(pdf_glyphs(data), key=lambda g: (g.page, -round(g.baseline), g.left))
    lines = groupby(by_line, key=lambda g: (g.page, round(g.baseline)))
    return ["".join(glyph.text for glyph in line) for _, line in lines]


@dataclass
class _Font:
    widths: dict[int, float]
    unicode: dict[int, str]

    @classmethod
    def of(cls, font: Any) -> _Font:
        table = font["/ToUnicode"].get_object().get_data().decode("latin-1")
        return cls(_widths(font["/DescendantFonts"][0].get_object()["/W"]), _unicode(table))


@dataclass
class _Placing:
    """Follows a page's text operators; pypdf keeps the matrices."""

    page: int
    fonts: dict[str, _Font]
    glyphs: list[Glyph]
    font: str = ""
    size: float = 0.0
    marks: list[tuple[int | None, str | None]] = field(default_factory=list)
    """(marked content, what a group of glyphs reads) for each that is open."""

    def visit(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        if operator == b"Tf":
            self.font, self.size = operands[0], float(operands[1])
        elif operator in (b"BMC", b"BDC"):
            self._open(operands)
        elif operator == b"EMC":
            self.marks.pop()
        elif operator in (b"Tj", b"TJ"):
            self._show(operands[0] if operator == b"TJ" else operands, mult(tm, cm))

    def _open(self, operands: Any) -> None:
        values = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
        outer = self.marks[-1][0] if self.marks and operands[0] != "/Artifact" else None
        said = values.get("/ActualText")
        group = (
            said
            if said is None or isinstance(said, str)
            else pypdf.generic.create_string_object(said)
        )
        self.marks.append((values.get("/MCID", outer), None if group is None else str(group)))

    def _show(self, parts: Any, matrix: list[float]) -> None:
        a, b, _, _, x, y = matrix
        if abs(b) > 0.01:
            return
        font = self.fonts[self.font]
        for part in parts:
            if not isinstance(part, str | bytes):
                x -= float(part) * self.size / 1000 * a
                continue
            for code in _codes(getattr(part, "original_bytes", part)):
                width = font.widths.get(code, 0.0) * self.size / 1000 * a
                text = self._read(font.unicode.get(code, ""))
                mark = self.marks[-1][0] if self.marks else None
                size = self.size * a
                self.glyphs.append(Glyph(self.page, x, x + width, y, size, text, code, mark))
                x += width

    def _read(self, text: str) -> str:
        for number, (mark, group) in enumerate(self.marks):
            if group is not None:
                self.marks[number] = (mark, "")
                return group
        return text


def _codes(shown: Any) -> Iterator[int]:
    pairs = zip(shown[::2], shown[1::2], strict=True)
    return (high << 8 | low for high, low in pairs)


def _widths(table: Any) -> dict[int, float]:
    """Glyph → width in thousandths, from a `/W` array (ISO 32000-1, 9.7.4.3)."""
    found: dict[int, float] = {}
    rest = list(table)
    while rest:
        first = int(rest.pop(0))
        if isinstance(rest[0], list):
            found.update(enumerate(map(float, rest.pop(0)), first))
        else:
            last, width = int(rest.pop(0)), float(rest.pop(0))
            found.update(dict.fromkeys(range(first, last + 1), width))
    return found


def _unicode(table: str) -> dict[int, str]:
    """Glyph → text, from a ToUnicode table (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", section):
            found[int(code, 16)] = _hex(text)
    for section in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", section):
            for code in range(int(low, 16), int(high, 16) + 1):
                last = ord(_hex(text)[-1]) + code - int(low, 16)
                found[code] = _hex(text)[:-1] + chr(last)
    return found


def _hex(text: str) -> str:
    return bytes.fromhex(text).decode("utf-16-be")


# ── structure ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Said:
    """One element of a file's structure that holds text itself."""

    kind: str
    language: str
    """BCP 47 tag that it has or inherits."""

    read: str
    """What is read aloud: /ActualText or /Alt where there is one, else the glyphs' own."""

    shown: str
    """What the glyphs say by themselves."""

    page: int


INLINE = ("/Span", "/Strong", "/Em", "/Link")


@cache
def pdf_blocks(data: bytes) -> list[Said]:
    """The blocks of a file in the order in which they are read."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    texts: dict[tuple[int, int | None], str] = {}
    for glyph in pdf_glyphs(data):
        key = (glyph.page, glyph.mark)
        texts[key] = texts.get(key, "") + glyph.text
    root: Any = reader.root_object
    tree = _Tree(pages, texts)
    tree.walk(root["/StructTreeRoot"]["/K"], str(root["/Lang"]), 0)
    return tree.found


class _Tree:
    def __init__(self, pages: dict[int, int], texts: dict[tuple[int, int | None], str]) -> None:
        self.pages, self.texts = pages, texts
        self.found: list[Said] = []

    def walk(self, node: Any, language: str, page: int) -> None:
        for kid in _kids(node):
            if not isinstance(kid, dict) or "/S" not in kid:
                continue
            here = str(kid.get("/Lang", language))
            inside = list(_kids(kid.get("/K", [])))
            inline = all(
                not isinstance(k, dict) or "/S" not in k or k["/S"] in INLINE for k in inside
            )
            if inline and (inside or "/Alt" in kid):
                read, shown, at = self._text(kid, page)
                self.found.append(Said(str(kid["/S"])[1:], here, read, shown, at))
            else:
                self.walk(kid.get("/K", []), here, page)

    def _text(self, node: Any, page: int) -> tuple[str, str, int]:
        if "/Pg" in node:
            page = self.pages[node.raw_get("/Pg").idnum]
        read, shown = "", ""
        for kid in _kids(node.get("/K", [])):
            if isinstance(kid, int):
                one = two = self.texts.get((page, int(kid)), "")
            elif "/MCID" in kid:
                at = self.pages[kid.raw_get("/Pg").idnum] if "/Pg" in kid else page
                one = two = self.texts.get((at, int(kid["/MCID"])), "")
            elif "/S" in kid:
                one, two, _ = self._text(kid, page)
            else:
                one = two = ""
            read, shown = read + one, shown + two
        return str(node.get("/ActualText", node.get("/Alt", read))), shown, page


def _kids(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    for kid in node if isinstance(node, list) else [node]:
        yield kid.get_object() if hasattr(kid, "get_object") else kid


class Page(HTMLParser):
    """An HTML page: its visible text, its tags with their attributes, and what it points to."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.by_language: dict[str, str] = {}
        self._open: list[tuple[str, str, bool]] = []
        self.feed(data.decode())
        self.close()
        assert not self._open, f"never closed: {self._open}"

    @property
    def text(self) -> str:
        """All visible text."""
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element with the language it has or inherits."""
        found = dict(attrs)
        self.tags.append((tag, found))
        language, hidden = self._open[-1][1:] if self._open else ("", False)
        hidden = hidden or tag in ("style", "title") or found.get("aria-hidden") == "true"
        if tag not in VOID:
            self._open.append((tag, found.get("lang") or language, hidden))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Note visible text under its language."""
        language, hidden = self._open[-1][1:] if self._open else ("", False)
        if not hidden:
            self.words.append(data)
            self.by_language[language] = self.by_language.get(language, "") + data
