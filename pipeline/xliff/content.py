r"""A msgid or msgstr ⇄ what a CAT tool shows of it: text, and markers as codes it keeps whole.

    Take **one** 5\*2       "Take ", **, "one", **, " 5*2"       pairs are open and close
    `a*b` and *lost         `a*b`, " and ", *, "lost"            the rest stands alone

Text is unescaped on the way out and escaped on the way in, with as few backslashes as
`inline.serialize` writes. What would not come back as the very same bytes so (a marker without a
partner, a backslash too many) goes out as a code that stands alone.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, TypeAlias

from pipeline.inline import parse, serialize, words
from pipeline.model import Inline, Plain, Span

Kind: TypeAlias = Literal["emphasis", "strong", "code", "link", "lone"]
Side: TypeAlias = Literal["open", "close", "alone"]


@dataclass(frozen=True, slots=True)
class Code:
    """A marker, or a code span with its content: what a translator moves but does not write."""

    data: str
    """As the msgid writes it: `**`, `](https://example.org)`; empty when a file does not say."""

    side: Side
    id: str
    """Both sides of a pair have the same one."""

    kind: Kind = "lone"
    """What it marks; `lone` for what marks nothing, and where a file is read."""


Content: TypeAlias = tuple[str | Code, ...]
"""In order; no two strings side by side, none empty."""

_LONE = re.compile(r"\\[\\*`\[\]]|\]\([^\s()]+\)|\*+|[\\`\[\]]")


# ── out ───────────────────────────────────────────────────────────────────────────────────────────


def content(text: str, source: Content = ()) -> Content:
    """What stands in a text; codes that also stand in `source` have the ids they have there.

    >>> [piece if isinstance(piece, str) else piece.id for piece in content("a **b** `c`")]
    ['a ', '1', 'b', '1', ' ', '2']
    """
    ids, found = count(1), tuple(_pieces(parse(text), text, deque(words(text)), False))
    numbered: list[str | Code] = []
    opened: list[str] = []
    for piece in found:
        if isinstance(piece, Code):
            id_ = opened.pop() if piece.side == "close" else str(next(ids))
            opened += [id_] if piece.side == "open" else []
            piece = replace(piece, id=id_)
        numbered.append(piece)
    return _aligned(tuple(numbered), source) if source else tuple(numbered)


def codes(content: Iterable[str | Code]) -> Iterator[Code]:
    """The codes of a content in order."""
    return (piece for piece in content if isinstance(piece, Code))


def _pieces(
    inlines: Iterable[Inline], text: str, runs: deque[tuple[str, int, int]], linked: bool
) -> Iterator[str | Code]:
    """The tree flattened; `runs` are the text's words that are still to come."""
    for inline in inlines:
        if isinstance(inline, Plain):
            yield from _words(_raw(inline, text, runs), inline.text, linked)
        elif inline.kind == "code":
            _, start, end = runs.popleft()
            yield Code(text[start:end], "alone", "", "code")
        else:
            opener, closer = _markers(inline)
            yield Code(opener, "open", "", inline.kind)
            inside = linked or inline.kind == "link"
            yield from _pieces(inline.children, text, runs, inside)
            yield Code(closer, "close", "", inline.kind)


def _raw(inline: Plain, text: str, runs: deque[tuple[str, int, int]]) -> str:
    """The run of text as it is written, escapes included."""
    start, length = runs[0][1], 0
    while length < len(inline.text):
        said, _, end = runs.popleft()
        length += len(said)
    return text[start:end]


def _markers(span: Span) -> tuple[str, str]:
    if span.kind == "link":
        return "[", f"]({span.href})"
    marker = "**" if span.kind == "strong" else "*"
    return marker, marker


def _words(raw: str, said: str, linked: bool) -> Iterator[str | Code]:
    """Text where it comes back the same, else text with all that is special as codes."""
    if _escaped(said, linked) == raw:
        yield said
        return
    at = 0
    for match in _LONE.finditer(raw):
        if match.start() > at:
            yield raw[at : match.start()]
        yield Code(match[0], "alone", "")
        at = match.end()
    if raw[at:]:
        yield raw[at:]


def _aligned(target: Content, source: Content) -> Content:
    """The target's codes under the ids of the equal ones in the source; others get new ones."""
    free: dict[tuple[str, ...], deque[str]] = {}
    for id_, said in _said(source).items():
        free.setdefault(said, deque()).append(id_)
    new = count(len(_said(source)) + 1)
    ids = {
        id_: free[said].popleft() if free.get(said) else str(next(new))
        for id_, said in _said(target).items()
    }
    return tuple(p if isinstance(p, str) else replace(p, id=ids[p.id]) for p in target)


def _said(content: Content) -> dict[str, tuple[str, ...]]:
    """Id → data of the one or two codes that have it."""
    said: dict[str, tuple[str, ...]] = {}
    for code in codes(content):
        said[code.id] = (*said.get(code.id, ()), code.data)
    return said


# ── in ────────────────────────────────────────────────────────────────────────────────────────────


def notation(pieces: Iterable[str | Code]) -> str:
    """The msgid or msgstr that a content stands for.

    >>> notation(content(r"Take **one** of 5\\*2"))
    'Take **one** of 5\\\\*2'
    """
    written: list[str] = []
    linked = False
    for piece in joined(pieces):
        if isinstance(piece, str):
            written.append(_escaped(piece, linked))
            continue
        written.append(piece.data)
        if piece.side != "alone" and piece.data.startswith(("[", "](")):
            linked = piece.side == "open"
    return "".join(written)


def joined(pieces: Iterable[str | Code]) -> Content:
    """The same with strings that stand side by side made one: how a text is escaped, all of it
    decides."""
    out: list[str | Code] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(last := out[-1], str):
            out[-1] = last + piece
        elif piece:
            out.append(piece)
    return tuple(out)


def known(pieces: Iterable[str | Code], source: Iterable[str | Code]) -> Content:
    """The same, where a code without data has that of the source's code with its id and side."""
    data = {(code.id, code.side): code.data for code in codes(source)}
    return tuple(
        replace(p, data=data.get((p.id, p.side), "")) if isinstance(p, Code) and not p.data else p
        for p in pieces
    )


def collapsed(pieces: Iterable[str | Code]) -> Content:
    """The same with white space as where it has no meaning: single spaces, none at the ends.

    XML's white space only (XML 1.0, production [3] S): U+00A0 is text.
    """
    out = [
        re.sub("[ \t\r\n]+", " ", piece) if isinstance(piece, str) else piece
        for piece in joined(pieces)
    ]
    if out and isinstance(first := out[0], str):
        out[0] = first.lstrip(" ")
    if out and isinstance(last := out[-1], str):
        out[-1] = last.rstrip(" ")
    return joined(out)


def _escaped(text: str, linked: bool) -> str:
    """Text in the notation; inside a link every bracket is escaped, as `inline` does."""
    written = serialize((Plain(text),))
    if not linked:
        return written
    return re.sub(
        r"(?s)\\[\\*`\[\]]|[\[\]]", lambda m: m[0] if len(m[0]) == 2 else "\\" + m[0], written
    )
