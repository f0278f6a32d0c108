r"""The one inline notation of msgids and msgstrs: Markdown's emphasis, strong, code and links.

    *emphasis*   **strong**   `code`   [text](href)   and a backslash before  \ * ` [ ]

It reads simpler than Markdown does, because CommonMark's flanking rules fail where words stand
without spaces (in `**注意：**请` it sees no strong). Here a marker opens what is not open yet and
closes what is; what never finds its partner is text, and so are asterisks with white space on both
sides (`2 * 3`). A kind does not nest in itself, hence a tree is at most four deep.

A msgstr is read *like* its msgid: only kinds that stand in the msgid are markup, and a link leads
only where the msgid's links lead. Everything else that a translator types is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias
from unicodedata import normalize
from urllib.parse import quote

from pipeline.model import Inline, Plain, Span

Kind: TypeAlias = Literal["emphasis", "strong", "code", "link"]

_STARS: dict[int, Kind] = {1: "emphasis", 2: "strong"}
_MARKER: dict[Kind, str] = {"emphasis": "*", "strong": "**"}

_TOKEN = re.compile(
    r"""
      \\(?P<escaped>[\\*`\[\]])
    | `(?P<code>(?:[^`\\]|\\.)++)`
    | (?P<apart>(?<!\S)\*+(?!\S))
    | (?P<stars>\*+)
    | (?P<tick>`)
    | (?P<bracket>\[)
    | \]\((?P<href>[^\s()]+)\)
    | (?P<unbracket>\])
    """,
    re.VERBOSE | re.DOTALL,
)

_SIGNS = re.compile(r"[*`\[\]\\]")
"""Every token but plain text has one of these."""


@dataclass(slots=True)
class _Token:
    """A stretch of the text: literal until pairing gives it a kind."""

    start: int
    raw: str
    text: str
    """What it says when it is text."""

    marker: str = ""
    """What it is when it is markup; empty for text."""

    kind: Kind | None = None
    """Set once paired; a code token is a pair in one."""

    opens: bool = False
    href: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────


def parse(text: str, like: str | None = None) -> tuple[Inline, ...]:
    """The inline tree of a text; with `like`, of a msgstr whose msgid is `like`. Never raises.

    >>> parse("Take **one** a day.")
    (Plain(text='Take '), Span(kind='strong', children=(Plain(text='one'),), href=''), \
Plain(text=' a day.'))
    >>> parse("**注意：**请 *", like="**Note:** please")[1]
    Plain(text='请 *')
    """
    levels: list[list[Inline]] = [[]]
    for token in _scan(text, like):
        if token.kind is None:
            _add(levels[-1], Plain(token.text))
        elif token.kind == "code":
            levels[-1].append(Span("code", (Plain(token.text),)))
        elif token.opens:
            levels.append([])
        else:
            children = tuple(levels.pop())
            levels[-1].append(Span(token.kind, children, token.href))
    return tuple(levels[0])


def plain(text: str, like: str | None = None) -> str:
    """The words of a text without its markup.

    >>> plain("Ask [your **nurse**](https://example.org).")
    'Ask your nurse.'
    """
    return reading(text, like).text


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text without its markup, and the way back."""

    text: str
    origin: Sequence[int]
    """Offset in the text with markup of each character of `text`, and of the end."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets in `text` as offsets in the text with markup.

        >>> reading("Take **one** a day.").place(5, 8)
        (7, 10)
        """
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=256)
def reading(text: str, like: str | None = None) -> Reading:
    """`plain(text, like)` with the offsets of its characters; kept for who asks for it again."""
    if not _SIGNS.search(text):
        return Reading(text, range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    for token in _scan(text, like):
        if token.kind is None or token.kind == "code":
            pieces.append(token.text)
            inner = token.start + token.raw.find(token.text[:1])
            origin += range(inner, inner + len(token.text))
    return Reading("".join(pieces), [*origin, len(text)])


def markers(text: str, like: str | None = None) -> tuple[str, ...]:
    """The markers of a text in order, also those that lack their partner; for comparing multisets.

    With `like`, only markers of kinds that stand in it, and every link target, also a foreign one.
    A paired link gives `[` and `](href)`, a link that lost its bracket only the latter.

    >>> markers("**Stop** the [drug](https://example.org)"), markers("**Pare* a", like="**Stop** a")
    (('**', '**', '[', '](https://example.org)'), ('**',))
    """
    found: list[str] = []
    for token in _scan(text, like):
        if token.kind == "code":
            found += ["`", "`"]
        elif token.marker and (token.kind or token.marker != "["):
            found.append(token.marker)
    return tuple(found)


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open character offsets of the outermost spans, markers included.

    >>> spans("Take **one** now")
    ((5, 12),)
    """
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for token in _scan(text, None):
        if token.kind == "code" or token.opens:
            opened.append(token.start)
        if token.kind and not token.opens:
            start = opened.pop()
            if not opened:
                found.append((start, token.end))
    return tuple(found)


def words(text: str) -> tuple[tuple[str, int, int], ...]:
    """The runs of words in order, each with the half-open offsets it has in the text.

    >>> words("Take **one** now")
    (('Take ', 0, 5), ('one', 7, 10), (' now', 12, 16))
    """
    return tuple(
        (t.text, t.start, t.end) for t in _scan(text, None) if t.kind is None or t.kind == "code"
    )


@lru_cache(maxsize=8)  # whoever reads a unit reads the same two texts
def _scan(text: str, like: str | None) -> Sequence[_Token]:
    """The text as tokens that cover it, markers paired."""
    if like is None:
        return _Pairing(text, frozenset({"emphasis", "strong", "code", "link"}), None).tokens
    paired = [token for token in _scan(like, None) if token.kind]
    hrefs = frozenset(token.href for token in paired if token.kind == "link" and not token.opens)
    return _Pairing(text, frozenset(token.kind for token in paired if token.kind), hrefs).tokens


class _Pairing:
    """One pass over a text that pairs its markers; linear, since each opener is dropped once."""

    def __init__(self, text: str, kinds: frozenset[Kind], hrefs: frozenset[str] | None) -> None:
        self.kinds, self.hrefs = kinds, hrefs
        self.tokens: list[_Token] = []
        self.stars: list[int] = []
        """Indices of tokens that may still open emphasis or strong, innermost last; at most two."""

        self.brackets: list[int] = []
        """Indices of tokens that may still open a link, innermost last."""

        at = 0
        while match := _TOKEN.search(text, at):
            self._text(at, text[at : match.start()])
            at = match.start() + self._token(match)
        self._text(at, text[at:])

    def _text(self, start: int, raw: str, text: str | None = None) -> None:
        if raw:
            self.tokens.append(_Token(start, raw, raw if text is None else text))

    def _token(self, match: re.Match[str]) -> int:
        """Add what was matched; how many characters of it were used."""
        start, raw = match.start(), match[0]
        match match.lastgroup:
            case "escaped":
                self._text(start, raw, match["escaped"])
            case "stars":
                self._stars(start, len(raw))
            case "code" if "code" in self.kinds:
                code = re.sub(r"\\([\\`])", r"\1", match["code"])
                self.tokens.append(_Token(start, raw, code, kind="code"))
            case "code":  # no markup here, but what stands between the ticks may be
                self._text(start, "`")
                return 1
            case "tick" if "code" in self.kinds:
                self.tokens.append(_Token(start, raw, raw, "`"))
            case "bracket" if "link" in self.kinds:
                self._open(_Token(start, raw, raw, "["), self.brackets)
            case "href" if "link" in self.kinds:
                self._link(_Token(start, raw, raw, raw, href=match["href"]))
            case "unbracket":
                self._text(start, raw)
                del self.brackets[-1:]
            case _:
                self._text(start, raw)
        return len(raw)

    def _open(self, token: _Token, waiting: list[int]) -> None:
        waiting.append(len(self.tokens))
        self.tokens.append(token)

    def _close(self, opener: int, closer: _Token, kind: Kind) -> None:
        """Pair two tokens; whatever waits between them has crossed and stays text."""
        for waiting in (self.stars, self.brackets):
            while waiting and waiting[-1] >= opener:
                waiting.pop()
        self.tokens[opener].kind = closer.kind = kind
        self.tokens[opener].opens = True
        self.tokens.append(closer)

    def _link(self, closer: _Token) -> None:
        opener = self.brackets.pop() if self.brackets else None
        if opener is None or (self.hrefs is not None and closer.href not in self.hrefs):
            self.tokens.append(closer)
        else:
            self._close(opener, closer, "link")
            self.brackets.clear()  # a link holds no link

    def _stars(self, start: int, count: int) -> None:
        """Read a run of asterisks: one or two are one marker, more close what is open first."""
        while count:
            width = self._width(count)
            if width == 3:
                self._open(_Token(start, "**", "**", "**"), self.stars)
                self._open(_Token(start + 2, "*", "*", "*"), self.stars)
            elif width:
                self._star(_Token(start, "*" * width, "*" * width, "*" * width))
            else:
                self._text(start, "*" * count)
            start, count = start + (width or count), count - (width or count)

    def _width(self, count: int) -> int:
        """How many asterisks of a run are the next marker; 3 opens both kinds, 0 is text."""
        if count < 3:
            return count if _STARS[count] in self.kinds else 0
        if self.stars:
            return len(self.tokens[self.stars[-1]].marker)
        return 3 if count == 3 and self.kinds >= {"emphasis", "strong"} else 0

    def _star(self, token: _Token) -> None:
        opener = next((i for i in self.stars if self.tokens[i].marker == token.marker), None)
        if opener is None:
            self._open(token, self.stars)
            return
        if opener + 1 in self.stars:
            # `***a** b*`: which of two markers in a row is the inner one shows only here.
            outer, inner = self.tokens[opener], self.tokens[opener + 1]
            inner.start, outer.start = outer.start, outer.start + len(inner.raw)
            self.tokens[opener], self.tokens[opener + 1] = inner, outer
            opener += 1
        self._close(opener, token, _STARS[len(token.marker)])


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def serialize(inlines: Iterable[Inline]) -> str:
    r"""The text that `parse` reads back as `tidy(inlines)`, with as few escapes as that allows.

    >>> serialize((Plain("5 * 2 [a] *b "), Span("strong", (Plain("now"),))))
    '5 * 2 [a] \\*b **now**'
    """
    return "".join(_written(inline, False) for inline in tidy(inlines))


def normal(inlines: Iterable[Inline]) -> str:
    """As `serialize`, in NFC and with white space collapsed to single spaces, but for U+00A0."""
    _, trimmed, _ = _trimmed(list(tidy(_composed(inlines))))
    return re.sub(r"[^\S\u00a0]+", " ", serialize(trimmed))


def tidy(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The same words in the one shape that the notation can write.

    Neighbours of a kind are joined, a kind inside itself is flattened, empty spans go, white space
    at a span's edges moves out, code holds plain text, emphasis around nothing but strong becomes
    strong around emphasis, and in an href white space, brackets and backslashes are percent-encoded
    (RFC 3986, 2.1).
    """
    return tuple(_tidied(inlines, frozenset()))


def _tidied(inlines: Iterable[Inline], inside: frozenset[Kind]) -> list[Inline]:
    out: list[Inline] = []
    for inline in inlines:
        for tidied in _tidy(inline, inside):
            _add(out, tidied)
    return out


def _tidy(inline: Inline, inside: frozenset[Kind]) -> Iterable[Inline]:
    if isinstance(inline, Plain):
        return (inline,)
    if inline.kind == "code":
        code = "".join(_flat(inline.children))
        return (Span("code", (Plain(code),)),) if code else ()
    children = _tidied(inline.children, inside | {inline.kind})
    if inline.kind in inside or (inline.kind == "link" and not inline.href):
        return children
    before, children, after = _trimmed(children)
    return (Plain(before), *_wrapped(inline, children), Plain(after))


def _wrapped(span: Span, children: list[Inline]) -> tuple[Inline, ...]:
    if not children:
        return ()
    only = children[0]
    if span.kind == "emphasis" and len(children) == 1 and _is(only, "strong"):
        assert isinstance(only, Span)
        return (Span("strong", (Span("emphasis", only.children),)),)
    href = re.sub(r"[\s()\\]", lambda m: quote(m[0], safe=""), span.href)
    href = href.replace("(", "%28").replace(")", "%29")
    return (Span(span.kind, tuple(children), href if span.kind == "link" else ""),)


def _trimmed(children: list[Inline]) -> tuple[str, list[Inline], str]:
    """White space before, the rest, white space after; inner spans have given theirs up already."""
    before = after = ""
    if children and isinstance(first := children[0], Plain):
        rest = first.text.lstrip()
        before = first.text[: len(first.text) - len(rest)]
        children = [*_if_any(rest), *children[1:]]
    if children and isinstance(last := children[-1], Plain):
        rest = last.text.rstrip()
        after = last.text[len(rest) :]
        children = [*children[:-1], *_if_any(rest)]
    return before, children, after


def _composed(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in tidy(inlines):  # joined first: a letter and its accent may come apart
        if isinstance(inline, Plain):
            yield Plain(normalize("NFC", inline.text))
        else:
            yield Span(inline.kind, tuple(_composed(inline.children)), inline.href)


def _if_any(text: str) -> tuple[Plain, ...]:
    return (Plain(text),) if text else ()


def _add(out: list[Inline], inline: Inline) -> None:
    """Append, joined with a last neighbour of the same kind."""
    last = out[-1] if out else None
    if isinstance(inline, Plain):
        if isinstance(last, Plain):
            out[-1] = Plain(last.text + inline.text)
        elif inline.text:
            out.append(inline)
    elif isinstance(last, Span) and last.kind == inline.kind and inline.kind in _MARKER:
        children = list(last.children)
        for child in inline.children:
            _add(children, child)
        out[-1] = Span(inline.kind, tuple(children))
    else:
        out.append(inline)


def _is(inline: Inline, kind: Kind) -> bool:
    return isinstance(inline, Span) and inline.kind == kind


def _flat(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Plain):
            yield inline.text
        else:
            yield from _flat(inline.children)


def _written(inline: Inline, linked: bool) -> str:
    if isinstance(inline, Plain):
        return _escaped(inline.text, linked)
    if inline.kind == "code":
        return "`" + re.sub(r"[\\`]", r"\\\g<0>", "".join(_flat(inline.children))) + "`"
    inner = "".join(_written(c, linked or inline.kind == "link") for c in inline.children)
    if inline.kind == "link":
        return f"[{inner}]({inline.href})"
    return _MARKER[inline.kind] + inner + _MARKER[inline.kind]


def _escaped(text: str, linked: bool) -> str:
    """Text with a backslash before what would read as markup; inside a link, before any bracket."""
    brackets = r"|[\[\]]" if linked else r"|\](?=\()"
    pattern = r"(?P<apart>(?<=\s)\*+(?=\s))|\*|`|\\(?=[\\*`\[\]]|\Z)" + brackets
    return re.sub(pattern, lambda m: m[0] if m["apart"] else "\\" + m[0], text)
