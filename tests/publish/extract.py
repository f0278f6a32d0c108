"""What a reader gets out of a page: text without markup, running heads and hidden marks."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pypdf
from pypdf._text_extraction import mult

INVISIBLE = re.compile("[\\s\u00ad\u200b\u2066-\u2069]")
VOID = {"meta", "br", "path", "link"}


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
    """The text that is read aloud: without what is marked as artifact (header, footer, mark)."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "\n".join(
        page.extract_text(visitor_operand_before=_without_artifacts()) for page in pages
    )


def _without_artifacts() -> Callable[[bytes, list[Any], Any, Any], None]:
    marks: list[bool] = []

    def visit(operator: bytes, operands: list[Any], _cm: Any, _tm: Any) -> None:
        if operator in (b"BMC", b"BDC"):
            marks.append(operands[0] == "/Artifact")
        elif operator == b"EMC":
            marks.pop()
        elif operator in (b"Tj", b"TJ") and any(marks):
            operands.clear()

    return visit


@dataclass(frozen=True)
class Run:
    """Where one stretch of text stands on its page, in points from the lower left corner."""

    page: int
    left: float
    right: float
    baseline: float


def pdf_runs(data: bytes) -> list[Run]:
    """Every horizontal stretch of text; turned text (the DRAFT mark) is left out."""
    runs: list[Run] = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages):
        widths: dict[str, dict[int, float]] = {}
        resources: Any = page["/Resources"]
        for name, font in resources["/Font"].items():
            widths[name] = _widths(font["/DescendantFonts"][0]["/W"])
        _Placing(number, widths, runs).read(page)
    return runs


class _Placing:
    """Follows a page's text operators; pypdf keeps the matrices."""

    def __init__(self, page: int, widths: dict[str, dict[int, float]], runs: list[Run]) -> None:
        self.page, self.widths, self.runs = page, widths, runs
        self.font, self.size = "", 0.0

    def read(self, page: pypdf.PageObject) -> None:
        page.extract_text(visitor_operand_before=self._operator)

    def _operator(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        if operator == b"Tf":
            self.font, self.size = operands[0], float(operands[1])
        if operator not in (b"Tj", b"TJ"):
            return
        a, b, _, _, x, y = mult(tm, cm)
        if abs(b) > 0.01:
            return
        shown = operands[0] if operator == b"TJ" else operands
        width = sum(self._width(part) for part in shown) * self.size / 1000
        self.runs.append(Run(self.page, x, x + width * a, y))

    def _width(self, part: Any) -> float:
        if not isinstance(part, str | bytes):
            return -float(part)
        codes = getattr(part, "original_bytes", part)
        pairs = zip(codes[::2], codes[1::2], strict=True)
        return sum(self.widths[self.font].get(high << 8 | low, 0.0) for high, low in pairs)


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
