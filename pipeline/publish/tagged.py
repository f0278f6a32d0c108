"""What a PDF says of its text, made good for letters that join or change places. Pure.

    /ActualText   what each block reads, on its element of the structure (ISO 32000-1, 14.9.4)
    /ToUnicode    two letters in one glyph as the one sign that Unicode has for them: readers turn
                  the letters of a right-to-left line around, those within a glyph among them

Typst has no way to say either, so it is put in afterwards. What Typst writes is plain enough for
that: each object by itself and one classic cross-reference table, whose offsets are moved along.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeAlias

Spoken: TypeAlias = str | tuple[str, ...]
"""A block's text; in parts where it holds a link, which must stay one for who hears it."""

BLOCKS = frozenset(b"H1 H2 H3 H4 H5 H6 P LBody TH TD Caption".split())
"""What may hold one passage. A figure or a list's number says what it is by itself."""

INLINE = frozenset(b"Span Strong Em Link Code".split())

_ELEMENT = re.compile(
    rb"(?m)^(\d+) 0 obj\n<</Type/StructElem/S/(\w+)(.*?)(?:/K\[(.*?)\])?(?:/Pg \d+ 0 R)?>>\nendobj",
    re.DOTALL,
)
_CMAP = re.compile(
    rb"<</Length (\d+)/Type/CMap/Filter/FlateDecode/WMode 0>>\nstream\n(?s:(.*?))\nendstream"
)
_LETTERS = re.compile(rb"(<\w+>\s*<)(\w{8,})(?=>)")
_KID = re.compile(rb"<<[^<>]*>>|(\d+) 0 R|\d+")


@dataclass(frozen=True, slots=True)
class _Element:
    kind: bytes
    kids: tuple[int, ...]
    """Numbers of the elements below."""

    text: bool
    """Whether marked content stands right below."""

    bare: bool
    """Whether it has no attribute at all."""

    end: int
    """Offset behind its kind, where an entry can be put in."""


def readable(pdf: bytes, spoken: Sequence[Spoken]) -> bytes:
    """The same file, in which each block says its text; `spoken` in reading order.

    ValueError when the blocks of the file are not those of `spoken`.
    """
    return _spliced(pdf, {**_said(pdf, spoken), **_joined(pdf)})


def _said(pdf: bytes, spoken: Sequence[Spoken]) -> dict[tuple[int, int], bytes]:
    elements = _elements(pdf)
    roots = [number for number, element in elements.items() if element.kind == b"Document"]
    blocks = [block for root in roots for block in _blocks(root, elements)]
    changes: dict[tuple[int, int], bytes] = {}
    for number, said in zip(blocks, spoken, strict=True):
        if isinstance(said, str):
            places, texts = [number], [said]
        else:
            places, texts = list(_leaves(number, elements)), list(said)
        for place, text in zip(places, texts, strict=True):
            encoded = text.encode("utf-16-be").hex().upper().encode()
            end = elements[place].end
            changes[end, end] = b"/ActualText<FEFF" + encoded + b">"
    return changes


def _joined(pdf: bytes) -> dict[tuple[int, int], bytes]:
    """The tables of glyphs with one sign for letters that are one glyph, where there is one.

    They are left unpacked: another zlib would pack them to other bytes.
    """
    changes = {}
    for found in _CMAP.finditer(pdf):
        table = _LETTERS.sub(_as_one, zlib.decompress(found[2]))
        head = b"<</Length %d/Type/CMap/WMode 0>>\nstream\n" % len(table)
        changes[found.span()] = head + table + b"\nendstream"
    return changes


def _as_one(found: re.Match[bytes]) -> bytes:
    letters = bytes.fromhex(found[2].decode()).decode("utf-16-be")
    sign = _presentation_forms().get(letters)
    return found[1] + (b"%04X" % ord(sign) if sign else found[2])


@cache
def _presentation_forms() -> Mapping[str, str]:
    """Letters → their sign in Arabic Presentation Forms-A and -B, which NFKC turns back."""
    blocks = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF))
    forms: dict[str, str] = {}
    for sign in map(chr, blocks):
        letters = unicodedata.normalize("NFKC", sign)
        if len(letters) > 1 and all(unicodedata.category(one) == "Lo" for one in letters):
            forms.setdefault(letters, sign)
    return forms


def _elements(pdf: bytes) -> dict[int, _Element]:
    found = {}
    for match in _ELEMENT.finditer(pdf):
        number, kind, rest, inside = match.groups()
        kids = [(kid[0], kid[1]) for kid in _KID.finditer(inside or b"")]
        found[int(number)] = _Element(
            kind,
            tuple(int(reference) for _, reference in kids if reference),
            any(not reference and b"/OBJR" not in whole for whole, reference in kids),
            re.fullmatch(rb"/P \d+ 0 R", rest) is not None,
            match.end(2),
        )
    return found


def _blocks(number: int, elements: Mapping[int, _Element]) -> Iterator[int]:
    """The elements that hold a passage and no further block, in reading order."""
    element = elements[number]
    inline = all(elements[kid].kind in INLINE for kid in element.kids)
    if element.kind in BLOCKS and inline:
        if element.text or element.kids:
            yield number
    else:
        for kid in element.kids:
            yield from _blocks(kid, elements)


def _leaves(number: int, elements: Mapping[int, _Element]) -> Iterator[int]:
    """The links and bare spans below an element: one for each run of text there."""
    element = elements[number]
    if element.kind == b"Link" or (element.kind == b"Span" and element.bare):
        yield number
    else:
        for kid in element.kids:
            yield from _leaves(kid, elements)


def _spliced(pdf: bytes, changes: Mapping[tuple[int, int], bytes]) -> bytes:
    """The file with some stretches replaced, and its cross-reference table made right."""
    spans = sorted(changes)
    ends = [end for _, end in spans]
    moved = [0, *accumulate(len(changes[span]) - (span[1] - span[0]) for span in spans)]
    table = pdf.rindex(b"\nxref\n") + 1
    parts, done = [], 0
    for start, end in spans:
        parts += [pdf[done:start], changes[start, end]]
        done = end

    def entry(found: re.Match[bytes]) -> bytes:
        offset = int(found[1])
        return b"%010d 00000 n" % (offset + moved[bisect_left(ends, offset)])

    rest = re.sub(rb"(\d{10}) 00000 n", entry, pdf[table:])
    place = b"startxref\n%d" % (table + moved[-1])
    return b"".join([*parts, pdf[done:table], re.sub(rb"startxref\n\d+", place, rest)])
