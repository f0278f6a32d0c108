"""Plain text scraped from a web page as Markdown, with notices for the person who goes over it.

Every word of the text is kept, in order, as it was written: what looks wrong (glued captions,
ageing phone numbers) is a notice, not a correction. Rules see only the form of the lines:

    first line, short                     title
    short line, no final stop, text next  ## heading
    - …  * …  • …                         list
    1. …  2. …                            numbered list; with years and journals, References,
                                          which are printed and not translated
    anything else                         paragraph
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

import yaml

from pipeline.errors import InputError
from pipeline.read.leftovers import leftovers

TITLE_WORDS, HEADING_WORDS, TAGLINE_WORDS = 15, 12, 30
REFERENCE_HEADINGS = frozenset({"references", "bibliography", "sources", "citations"})
REFERENCE = re.compile(
    r"\b(?:19|20)\d\d\b.*[;:]|\bdoi\b|\bet al\b|\b[A-Z][a-z]+ [A-Z]{1,3}[,.]", re.IGNORECASE
)
"""A year with a volume or page, a DOI, or an author as journals write them."""

NUMBERED = re.compile(r"(\d{1,9})\.\s+(?=\S)")
BULLET = re.compile(r"[-*•]\s+(?=\S)")

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the text that a person should look at before it is used."""

    line: int
    """1-based line of the scraped text."""

    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a scraped text."""

    markdown: str
    """Readable by `markdown.read`; only the title can come from the file's name."""

    notices: tuple[Notice, ...]
    """In order of lines."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of lines without a blank one between them, as one kind of block."""

    kind: str
    """`title`, `heading`, `paragraph`, `bullets`, `numbers` or `references`."""

    lines: tuple[tuple[int, str], ...]
    """(1-based line, words); a list has one for each item, whatever lines that had."""

    gap: int = 0
    """Blank lines before it."""

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(text for _, text in self.lines)


def imported(content: str, path: str) -> Imported:
    """Markdown and notices for a scraped text (see `read.decoded`).

    Raises InputError for a text without words or with control characters.
    """
    _check_characters(content, path)
    groups = list(_groups(content))
    if not groups:
        raise InputError("has no text", path)
    blocks = _kinds(groups)
    title = next((b.lines[0][1] for b in blocks if b.kind == "title"), None)
    body = [b for b in blocks if b.kind != "title"]
    name = PurePosixPath(path).stem
    front = yaml.safe_dump({"title": title or name}, allow_unicode=True, width=10**9)
    markdown = "\n".join(["---", front.rstrip("\n"), "---", *_written(body)])
    notices = (
        [] if title else [Notice(1, f"no title found; '{name}' is taken from the file's name")]
    )
    return Imported(markdown + "\n", (*notices, *_notices(blocks)))


def _check_characters(content: str, path: str) -> None:
    if found := CONTROL.search(content):
        line = content.count("\n", 0, found.start()) + 1
        raise InputError(f"holds the control character {found[0]!r}", path, line)


# ── what the lines are ────────────────────────────────────────────────────────────────────────────


def _groups(content: str) -> Iterator[_Block]:
    """Lines between blank lines, white space collapsed."""
    lines = [(n, " ".join(line.split())) for n, line in enumerate(content.split("\n"), 1)]
    gap = 0
    for filled, group in groupby(lines, key=lambda line: bool(line[1])):
        found = tuple(group)
        if filled:
            yield _Block("paragraph", found, gap)
        gap = len(found)


def _kinds(groups: list[_Block]) -> list[_Block]:
    """The same lines, each block with its kind."""
    first, *rest = groups
    found: list[_Block] = []
    if _is_short(first.lines[0][1], TITLE_WORDS) and (rest or first.lines[1:]):
        found.append(_Block("title", first.lines[:1]))
        if first.lines[1:]:
            rest = [_Block("paragraph", first.lines[1:]), *rest]
    else:
        rest = groups
    for i, group in enumerate(rest):
        found.append(_kind(group, last=i + 1 == len(rest)))
    return _with_references(_joined(found))


def _kind(group: _Block, last: bool) -> _Block:
    items = tuple(_items(group.lines, NUMBERED))
    if items and _is_counted(items):
        return _Block("numbers", items, group.gap)
    if items := tuple(_items(group.lines, BULLET)):
        return _Block("bullets", items, group.gap)
    if len(group.lines) == 1 and not last and _is_short(group.text, HEADING_WORDS):
        return _Block("heading", group.lines, group.gap)
    return group


def _items(lines: Sequence[tuple[int, str]], mark: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The marked lines, each with the unmarked ones after it; none unless the first is marked."""
    if not mark.match(lines[0][1]):
        return
    starts = [i for i, (_, text) in enumerate(lines) if mark.match(text)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start][0], " ".join(text for _, text in lines[start:end])


def _is_counted(items: Sequence[tuple[int, str]]) -> bool:
    """Whether the numbers are those that a list would print."""
    written = [text.split(".", 1)[0] for _, text in items]
    return written == [str(int(written[0]) + i) for i in range(len(written))]


def _is_short(text: str, words: int) -> bool:
    """A line that could be a title: few words, a capital or digit first, no final stop."""
    return (
        len(text.split()) <= words
        and not re.search(r"[.,;:!…][\"'”’)]*\Z", text)
        and bool(re.match(r"[\"'“‘¿¡(]?[^\W_]", text))
        and not re.match(r"[\"'“‘(]?[a-zß-öø-ÿ]", text)
    )


def _joined(blocks: list[_Block]) -> list[_Block]:
    """Numbered items with blank lines between them as one list."""
    found: list[_Block] = []
    for block in blocks:
        if found and found[-1].kind == block.kind == "numbers":
            both = (*found[-1].lines, *block.lines)
            if _is_counted(both):
                found[-1] = _Block("numbers", both, found[-1].gap)
                continue
        found.append(block)
    return found


def _with_references(blocks: list[_Block]) -> list[_Block]:
    return [
        _Block("references", block.lines, block.gap)
        if block.kind == "numbers" and _are_references(block, before)
        else block
        for before, block in zip([None, *blocks], blocks, strict=False)
    ]


def _are_references(block: _Block, before: _Block | None) -> bool:
    like = sum(bool(REFERENCE.search(text)) for _, text in block.lines)
    return _is_reference_heading(before) or like * 2 > len(block.lines)


def _is_reference_heading(block: _Block | None) -> bool:
    if block is None or block.kind != "heading":
        return False
    return block.text.casefold() in REFERENCE_HEADINGS


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def _written(blocks: Sequence[_Block]) -> Iterator[str]:
    before: _Block | None = None
    for block in blocks:
        yield ""
        match block.kind:
            case "heading":
                yield "## " + _heading_escaped(block.text)
            case "paragraph":
                yield _escaped(block.text)
            case "bullets":
                # Two lists in a row are told apart by a comment, as CommonMark (5.3) advises.
                yield from ["<!-- -->", ""] if before and before.kind == "bullets" else []
                for _, text in block.lines:
                    yield "- " + _escaped(BULLET.sub("", text, count=1))
            case _:
                yield from _numbers(block, before)
        before = block


def _numbers(block: _Block, before: _Block | None) -> Iterator[str]:
    if block.kind == "references":
        if not _is_reference_heading(before):
            yield from ["## References", ""]
        yield from ["<!-- translate: no -->", ""]
    elif before and before.kind in ("numbers", "references"):
        yield from ["<!-- -->", ""]
    for _, text in block.lines:
        number = NUMBERED.match(text)
        assert number
        yield f"{number[1]}. " + _escaped(text[number.end() :])


INLINE_MARKUP = re.compile(
    r"[*`]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word an underscore is text
    r"|\\(?=[!-/:-@\[-`{-~]|\Z)"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|\](?=[(\[])"
    r"|\[(?=\^)"
)


def _escaped(text: str) -> str:
    """Text that Markdown reads back as it stands here."""
    escaped = INLINE_MARKUP.sub(r"\\\g<0>", text)
    if re.match(r"\d{1,9}[.)](?:\s|\Z)", escaped):
        return re.sub(r"[.)]", r"\\\g<0>", escaped, count=1)
    return re.sub(r"\A[#>+=~|\[-]", r"\\\g<0>", escaped)


def _heading_escaped(text: str) -> str:
    """As `_escaped`; hashes at the end of a heading would close it."""
    return re.sub(r"#(?=#*\Z)", r"\\#", _escaped(text))


# ── notices ───────────────────────────────────────────────────────────────────────────────────────


def _notices(blocks: Sequence[_Block]) -> Iterator[Notice]:
    for before, block in zip([None, *blocks], blocks, strict=False):
        line = block.lines[0][0]
        if block.kind == "references":
            if not _is_reference_heading(before):
                yield Notice(line, "the heading 'References' was added before the numbered sources")
            continue
        if before and before.kind == "title" and _is_tagline(block):
            yield Notice(line, "looks like a tagline or an advertisement; keep it only if it helps")
        if before and block.gap > 1 and block.kind == "paragraph":
            yield Notice(line, "stands after a wide gap; is a heading missing here?")
        for at, text in block.lines:
            for leftover in leftovers(text):
                yield Notice(at, leftover.message)


def _is_tagline(block: _Block) -> bool:
    return block.kind == "paragraph" and _is_short(block.text, TAGLINE_WORDS)
