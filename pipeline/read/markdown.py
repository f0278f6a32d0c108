"""Markdown (CommonMark 0.31 with tables) as an article.

    ---
    title: Knee Pain            required
    summary: …                  all values are plain text, `1.10` stays `1.10`
    ---
    ## Causes                   sections; the title is not repeated
    <!-- context: … -->         keeps the next block's sentences apart from equal ones elsewhere
    <!-- translate: no -->      prints the next block as it stands
    <!-- box: urgent -->        makes the next quote the box that says when to get help at once
    ![what it shows](figures/spine.svg "Caption")

What a handout cannot hold (HTML, code blocks, footnotes) is an error that names the line and says
what to write instead; thematic breaks and other comments carry no text and go.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NoReturn, cast

import pyromark

from pipeline import figures, inline
from pipeline.errors import InputError
from pipeline.model import (
    Article,
    Block,
    Figure,
    Heading,
    Image,
    Inline,
    Listing,
    Paragraph,
    Plain,
    Quote,
    Role,
    Span,
    Table,
    Text,
)
from pipeline.read.front import front_matter

DEEPEST = 6
"""Lists and quotes in one another; paper has no room for more."""

SCHEMES = ("https://", "http://", "mailto:", "tel:")
OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
SPANS: Mapping[str, inline.Kind] = {"Emphasis": "emphasis", "Strong": "strong", "Link": "link"}

NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})

INSTEAD = {
    "Image": "an image must stand in a paragraph of its own, with an empty line before and after",
    "CodeBlock": "code blocks are not read here; do not indent by four spaces or write ```",
    "Html": "HTML is not read here; write it in Markdown",
    "InlineHtml": "HTML is not read here; write *emphasis*, **strong** or [text](address)",
    "FootnoteDefinition": "footnotes are not read here; write the note where it belongs",
    "FootnoteReference": "footnotes are not read here; write the note where it belongs",
}
"""Event of the parser → what to write instead."""


def read(content: str, path: str, images: Mapping[str, bytes] = NO_IMAGES) -> Article:
    """The article in a Markdown file with front matter; see `read.Reader`."""
    front, body, first_line = front_matter(content, path)
    slug = PurePosixPath(path).stem
    title = front["title"]
    blocks = _Body(body, path, first_line, title.source, images).blocks()
    if not blocks:
        raise InputError("has no text under its front matter", path, first_line)
    values = {key: inline.plain(text.source) for key, text in front.items()}
    return Article(
        slug=slug,
        path=path,
        title=title,
        id=values.get("id") or slug,
        blocks=blocks,
        summary=front.get("summary"),
        version=values.get("version", ""),
        date=values.get("date", ""),
        review_by=values.get("review_by", ""),
    )


# ── body ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Event:
    """One event of the parser: `Start Heading {level: H2}`, `Text "…"`, `End Heading`."""

    kind: str
    name: str
    value: Any
    line: int
    end: int
    """Where it ends in the body, in UTF-8 bytes."""

    @property
    def is_inline(self) -> bool:
        if self.kind in ("Start", "End"):
            return self.name in SPANS or self.name == "Image"
        return self.kind not in ("Rule", "Html")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for the texts of a block."""

    role: Role = Role.PARAGRAPH
    context: str = ""
    translate: bool = True
    depth: int = 0
    urgent: bool = False
    """The next block is a box that says when to get help at once."""


class _Body:
    """One pass over the parser's events."""

    def __init__(
        self, body: str, path: str, first_line: int, title: str, images: Mapping[str, bytes]
    ) -> None:
        self.body, self.path, self.title, self.section = body.encode(), path, title, ""
        self.images = images
        self.first_line, self.events = first_line, list(_events(body, first_line))
        self.at = 0

    def blocks(self) -> tuple[Block[Text], ...]:
        """The blocks of the whole body."""
        self._check_definitions()
        return self._blocks(_Scope())

    def _check_definitions(self) -> None:
        """`[Note]: Rest.` at the start of a line defines a link; it must not vanish as one."""
        links = (event.value for event in self.events if event.name == "Link" and event.value)
        used = {str(link["id"]).casefold() for link in links}
        for label, found in pyromark.reference_definitions(self.body.decode()).items():
            if label.casefold() not in used and not label.startswith("^"):
                line = self.first_line + self.body.count(b"\n", 0, found["span"]["start"])
                message = f"no link uses '[{label}]:'; for plain text write '\\[{label}]:'"
                raise InputError(message, self.path, line)

    def _blocks(self, scope: _Scope) -> tuple[Block[Text], ...]:
        """The blocks up to the end of what holds them."""
        if scope.depth > DEEPEST:
            self._refuse(f"lists and quotes stand more than {DEEPEST} deep in one another")
        found: list[Block[Text]] = []
        inner = scope
        while (event := self._peek()) and event.kind != "End":
            if (event.kind, event.name) == ("Start", "HtmlBlock"):
                inner = self._directives(inner)
                continue
            line = event.line
            if inner.urgent and (event.kind, event.name) != ("Start", "BlockQuote"):
                message = "'box: urgent' stands before a quote, whose lines start with >"
                raise InputError(message, self.path, line)
            block = self._block(inner)
            if isinstance(block, Heading) and block.level == 1:
                self._check_title(block.text, first=not found and scope == _Scope())
                self.title = ""
            elif block:
                found.append(block)
            if block or inner == scope:
                inner = scope
            elif event.kind != "Rule":
                raise InputError("a comment stands before an empty block", self.path, line)
        if inner != scope:
            self._refuse("a comment with an instruction must stand before the text it is for")
        return tuple(found)

    def _block(self, scope: _Scope) -> Block[Text] | None:
        """The next block; None for one without text."""
        event = self._next()
        match event.kind, event.name:
            case "Start", "Paragraph" if self.events[self.at].name == "Image":
                figure = self._figure(scope)
                self._end_of_paragraph()
                return figure
            case "Start", "Paragraph":
                text = self._text(scope, event.line)
                self._next()
                return Paragraph(text) if text.source else None
            case "Start", "Heading":
                return self._heading(scope, event)
            case "Start", "List":
                return self._list(scope, event)
            case "Start", "BlockQuote":
                inner = replace(scope, depth=scope.depth + 1, role=Role.PARAGRAPH, urgent=False)
                blocks = self._blocks(inner)
                self._next()
                return Quote(blocks, scope.urgent) if blocks else None
            case "Start", "Table":
                return self._table(scope)
            case "Rule", _:
                return None
        if event.is_inline:  # in a tight list no paragraph stands around the words
            self.at -= 1
            text = self._text(scope, event.line)
            return Paragraph(text) if text.source else None
        self._refuse_event(event)

    def _heading(self, scope: _Scope, event: _Event) -> Heading[Text]:
        self.section = ""
        text = self._text(replace(scope, role=Role.HEADING), event.line)
        self._next()
        if not text.source:
            raise InputError("a heading has no text", self.path, event.line)
        level = int(event.value["level"][1])
        if level > 1:
            self.section = inline.plain(text.source)
        return Heading(level, text)

    def _check_title(self, heading: Text, first: bool) -> None:
        """A level-1 heading may only repeat the title, at the top."""
        if not first or inline.plain(heading.source) != inline.plain(self.title):
            raise InputError(
                "the title stands in the front matter; start sections with ## instead of #",
                self.path,
                heading.line,
            )

    def _list(self, scope: _Scope, event: _Event) -> Listing[Text] | None:
        scope = replace(scope, role=Role.ITEM, depth=scope.depth + 1)
        items: list[tuple[Block[Text], ...]] = []
        while self._next().kind == "Start":
            items.append(self._blocks(scope))
            self._next()
        filled = tuple(item for item in items if item)
        start = 1 if event.value is None else int(event.value)
        return Listing(event.value is not None, filled, start) if filled else None

    def _table(self, scope: _Scope) -> Table[Text] | None:
        rows: list[tuple[Text, ...]] = []
        while (row := self._next()).kind == "Start":
            role = Role.HEAD if row.name == "TableHead" else Role.CELL
            cells: list[Text] = []
            end = row.end
            while (cell := self._next()).kind == "Start":
                cells.append(self._text(replace(scope, role=role), cell.line))
                self._next()
                end = cell.end
            if self.body[end : row.end].strip(b"| \t\n"):
                message = "this row has more cells than the table's head"
                raise InputError(message, self.path, row.line)
            rows.append(tuple(cells))
        head, *body = rows
        return Table(head, tuple(body)) if any(t.source for row in rows for t in row) else None

    def _directives(self, scope: _Scope) -> _Scope:
        """The scope changed by the comments of an HTML block; anything else there is refused."""
        start = self._next()
        html = ""
        while (event := self._next()).kind != "End":
            html += str(event.name)
        rest = html
        while comment := re.match(r"\s*<!--(.*?)-->", rest, re.DOTALL):
            scope = self._directed(scope, comment[1], start.line)
            rest = rest[comment.end() :]
        if rest.strip():
            raise InputError(INSTEAD["Html"], self.path, start.line)
        return scope

    def _directed(self, scope: _Scope, comment: str, line: int) -> _Scope:
        key, value = _directive(comment)
        if key == "context":
            return replace(scope, context=value)
        if key == "translate":
            if value != "no":
                raise InputError("'translate' can only be 'no'", self.path, line)
            return replace(scope, translate=False)
        if key == "box":
            if value != "urgent":
                raise InputError("'box' can only be 'urgent'", self.path, line)
            return replace(scope, urgent=True)
        return scope

    def _figure(self, scope: _Scope) -> Figure[Text]:
        """The image at hand with its alternative text, its caption and the words inside it."""
        event = self._next()
        said: list[Inline] = []
        while (inner := self._next()).kind != "End" or inner.name != "Image":
            if inner.kind in ("Text", "SoftBreak", "HardBreak", "Code"):
                said.append(self._run(inner))

        def text(source: str, role: Role) -> Text:
            return Text(
                inline.normal((Plain(source),)),
                role,
                event.line,
                self.section,
                scope.context,
                scope.translate,
            )

        alt = text(inline.plain(inline.normal(tuple(said))), Role.ALT)
        if not alt.source:
            message = "an image needs words for who cannot see it: ![what it shows](file)"
            raise InputError(message, self.path, event.line)
        image = self._image(str(event.value["dest_url"]), event.line)
        caption = text(str(event.value["title"]), Role.CAPTION)
        return Figure(
            image,
            alt,
            caption if caption.source else None,
            tuple(text(label, Role.LABEL) for label in figures.labels(image)),
        )

    def _image(self, name: str, line: int) -> Image:
        try:
            return figures.found(name, self.path, self.images)
        except InputError as fault:
            if fault.path:
                raise  # the fault lies in the picture's own file
            raise InputError(fault.message, self.path, line) from None

    def _end_of_paragraph(self) -> None:
        event = self._next()
        if (event.kind, event.name) != ("End", "Paragraph"):
            raise InputError(INSTEAD["Image"], self.path, event.line)

    def _text(self, scope: _Scope, line: int) -> Text:
        """The text up to the next event that is not inline."""
        source = inline.normal(self._inlines())
        if control := re.search(r"[\x00-\x08\x0e-\x1f\x7f]", source):
            raise InputError(f"holds the control character {control[0]!r}", self.path, line)
        return Text(source, scope.role, line, self.section, scope.context, scope.translate)

    def _inlines(self) -> tuple[Inline, ...]:
        stack: list[tuple[_Event | None, list[Inline]]] = [(None, [])]
        while (event := self._peek()) and event.is_inline:
            self.at += 1
            match event.kind:
                case "Start" if event.name in SPANS:
                    stack.append((event, []))
                case "End":
                    opener, children = stack.pop()
                    assert opener is not None
                    stack[-1][1].append(self._span(opener, tuple(children)))
                case _:
                    stack[-1][1].append(self._run(event))
        return tuple(stack[0][1])

    def _span(self, event: _Event, children: tuple[Inline, ...]) -> Span:
        if event.name != "Link":
            return Span(SPANS[event.name], children)
        href = str(event.value["dest_url"])
        if event.value["link_type"] == "Email":
            href = "mailto:" + href
        if event.value["title"]:
            raise InputError("a link's title is not printed; write it", self.path, event.line)
        if not href.lower().startswith(SCHEMES):
            known = ", ".join(SCHEMES)
            raise InputError(f"a link must start with one of {known}", self.path, event.line)
        return Span("link", children, href)

    def _run(self, event: _Event) -> Inline:
        match event.kind:
            case "Text":
                return Plain(event.name)
            case "Code":
                return Span("code", (Plain(event.name),))
            case "SoftBreak" | "HardBreak":
                return Plain(" ")
            case "InlineHtml" if event.name.startswith("<!--"):
                if _directive(event.name[4:-3])[0]:
                    message = "this comment must stand on a line of its own, before the text"
                    raise InputError(message, self.path, event.line)
                return Plain("")
        self._refuse_event(event)

    def _peek(self) -> _Event | None:
        return self.events[self.at] if self.at < len(self.events) else None

    def _next(self) -> _Event:
        self.at += 1
        return self.events[self.at - 1]

    def _refuse(self, message: str) -> NoReturn:
        event = self.events[min(self.at, len(self.events)) - 1]
        raise InputError(message, self.path, event.line)

    def _refuse_event(self, event: _Event) -> NoReturn:
        name = event.name if event.kind == "Start" else event.kind
        message = INSTEAD.get(name, f"'{name}' is not read here; write plain Markdown")
        raise InputError(message, self.path, event.line)


def _events(body: str, first_line: int) -> Iterator[_Event]:
    """The parser's events with 1-based lines; its offsets are UTF-8 bytes."""
    newlines = [m.start() for m in re.finditer(b"\n", body.encode())]
    for event, place in pyromark.events_with_range(body, options=OPTIONS):
        line = first_line + bisect_left(newlines, place["start"])
        if isinstance(event, str):
            yield _Event(event, "", None, line, place["end"])
            continue
        ((kind, name),) = cast(dict[str, Any], event).items()
        value = None
        if isinstance(name, dict):
            ((name, value),) = name.items()
        yield _Event(kind, name, value, line, place["end"])


def _directive(comment: str) -> tuple[str, str]:
    """Key and value of `context: …`, `translate: …` or `box: …`; empty for another comment."""
    found = re.fullmatch(r"\s*(context|translate|box)\s*:(.*)", comment, re.DOTALL)
    return (found[1], " ".join(found[2].split())) if found else ("", "")
