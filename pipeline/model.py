"""The values that stages exchange. All frozen; this is the centre of the house.

    Article[Text] ── segment ──> Segment ── catalog ──> Unit ── checks ──> Finding
         └───────────────── compose ─────────────────────> Handout[Passage]

An article and a handout are the same tree of blocks: an article holds `Text` (source text with its
place), a handout holds `Passage` (finished sentences, each with its language).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")

# ── inline ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Plain:
    """A run of text without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A run with markup; spans nest."""

    kind: Literal["emphasis", "strong", "code", "link"]
    children: tuple[Inline, ...]
    href: str = ""
    """Where a link leads; empty for the other kinds."""


Inline: TypeAlias = Plain | Span

# ── article ───────────────────────────────────────────────────────────────────────────────────────


class Role(StrEnum):
    """What a text is in its article; short texts carry it as msgctxt."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "list item"
    HEAD = "table head"
    CELL = "table cell"
    ALT = "alt text"
    LABEL = "figure label"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Text:
    """Source text of one heading, paragraph, list item or cell, with its place."""

    source: str
    """NFC, white space collapsed to single spaces, markup in the notation of `inline.py`."""

    role: Role
    line: int
    """1-based line of the source file where the text starts."""

    section: str = ""
    """The heading it stands under, as plain text; empty before the first one."""

    context: str = ""
    """The author's own context (`<!-- context: … -->`), which keeps equal sentences apart."""

    translate: bool = True
    """False after `<!-- translate: no -->`: printed as it stands, in the source language."""


@dataclass(frozen=True, slots=True)
class Heading(Generic[T]):
    """A section heading; the article's title is level 1, sections 2 and deeper."""

    level: int
    text: T


@dataclass(frozen=True, slots=True)
class Paragraph(Generic[T]):
    """A paragraph of running text."""

    text: T


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A list; each item is a tuple of blocks, usually one paragraph and maybe a nested list."""

    ordered: bool
    items: tuple[tuple[Block[T], ...], ...]
    start: int = 1
    """Number of the first item when ordered."""


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A table with one head row; every row has as many cells as the head."""

    head: tuple[T, ...]
    rows: tuple[tuple[T, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote(Generic[T]):
    """A set-apart group of blocks (a Markdown block quote), printed as a box."""

    blocks: tuple[Block[T], ...]
    urgent: bool = False
    """When to get help at once: stands out from every other box."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it lies on disk."""

    path: str
    """Relative to the project, with `/`: `source/figures/spine.svg`."""

    content: bytes = field(repr=False)
    digest: str
    """SHA-256 of the content."""


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """A picture with what is said for it; the words inside an SVG are texts of their own."""

    image: Image
    alt: T
    """What is read aloud to who does not see it."""

    caption: T | None = None
    labels: tuple[T, ...] = ()
    """The words of an SVG's `text` elements, in its order."""


Block: TypeAlias = "Heading[T] | Paragraph[T] | Listing[T] | Table[T] | Quote[T] | Figure[T]"


def texts(block: Block[T]) -> Iterator[T]:
    """Every text of a block in reading order."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case Listing(items=items):
            for item in items:
                for inner in item:
                    yield from texts(inner)
        case Table(head=head, rows=rows):
            yield from head
            for row in rows:
                yield from row
        case Quote(blocks=blocks):
            for inner in blocks:
                yield from texts(inner)
        case Figure(alt=alt, caption=caption, labels=labels):
            yield alt
            yield from labels
            if caption is not None:
                yield caption


def with_texts(block: Block[T], change: Callable[[T], U]) -> Block[U]:
    """The same block with each text replaced by `change(text)`."""
    match block:
        case Heading(level=level, text=text):
            return Heading(level, change(text))
        case Paragraph(text=text):
            return Paragraph(change(text))
        case Listing(ordered=ordered, items=items, start=start):
            changed = tuple(tuple(with_texts(b, change) for b in item) for item in items)
            return Listing(ordered, changed, start)
        case Table(head=head, rows=rows):
            return Table(
                tuple(change(c) for c in head),
                tuple(tuple(change(c) for c in row) for row in rows),
            )
        case Quote(blocks=blocks, urgent=urgent):
            return Quote(tuple(with_texts(b, change) for b in blocks), urgent)
        case Figure(image=image, alt=alt, caption=caption, labels=labels):
            said = None if caption is None else change(caption)
            return Figure(image, change(alt), said, tuple(change(each) for each in labels))


DOMAIN = "handout"
"""The gettext domain of the pages' own strings; no article's slug."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source article as read, before it is cut into segments."""

    slug: str
    """Its name in the project: lower-case ASCII letters, digits and hyphens."""

    path: str
    """Source file relative to the project, with `/`: `source/upper-back-pain.md`."""

    title: Text
    id: str
    """Document id printed in the footer; the slug unless the front matter says otherwise."""

    blocks: tuple[Block[Text], ...]
    summary: Text | None = None
    version: str = ""
    date: str = ""
    """ISO 8601 day of this version, or empty."""

    review_by: str = ""
    """ISO 8601 day until which the content counts as reviewed, or empty."""

    def texts(self) -> Iterator[Text]:
        """Every text in reading order: title, summary, body."""
        yield self.title
        if self.summary:
            yield self.summary
        for block in self.blocks:
            yield from texts(block)


@dataclass(frozen=True, slots=True)
class Segment:
    """One translatable sentence of an article, in reading order."""

    msgid: str
    """Source text: NFC, never empty, inline markup in the one notation of `inline.py`."""

    msgctxt: str | None
    """Role or author's context where equal texts must be told apart; None for body sentences."""

    place: str
    """Where it stands, for translators: `paragraph in "Treatment"`."""

    line: int
    """1-based line of the source file where its text starts."""


Key: TypeAlias = tuple[str | None, str]
"""What identifies a unit in a catalog: (msgctxt, msgid)."""

# ── catalog ───────────────────────────────────────────────────────────────────────────────────────


class State(StrEnum):
    """Where a unit stands on its way to paper; disjoint, in order."""

    UNTRANSLATED = "untranslated"
    OUTDATED = "outdated"
    DRAFTED = "drafted"
    TRANSLATED = "translated"
    APPROVED = "approved"

    def reaches(self, required: State) -> bool:
        """Whether a unit in this state satisfies `required`."""
        order = list(State)
        return order.index(self) >= order.index(required)


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry of a catalog: a source sentence and what stands for it in one locale."""

    msgid: str
    msgctxt: str | None = None
    msgstr: str = ""
    fuzzy: bool = False
    """The gettext flag: no person has cleared this text."""

    previous: str = ""
    """`#| msgid`: the source that the msgstr was made for, when it is another one."""

    notes: tuple[str, ...] = ()
    """`#.` lines. Only what can be made again: place, locked terms, what changed."""

    remarks: tuple[str, ...] = ()
    """`# ` lines: the translators' own comments, never touched."""

    flags: tuple[str, ...] = ()
    """gettext's flags other than fuzzy, kept as they came."""

    line: int = 0
    """1-based line of the entry in its `.po` file; 0 when it is not from a file."""

    @property
    def key(self) -> Key:
        """(msgctxt, msgid)."""
        return self.msgctxt, self.msgid


# ── terms ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Banned:
    """A variant that must not stand in a translation, and why."""

    text: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What one concept is called in one locale."""

    use: str
    """The preferred form, which machine drafts get."""

    plural: str = ""
    """Form for a plural source; `use` when empty."""

    gender: str = ""
    """`m`, `f`, `n`, `c` (common) or empty when unknown or the language has none."""

    number: Literal["sg", "pl"] = "sg"
    """The number of `use`: `pl` for one that is always plural (`pensamentos suicidas`)."""

    forms: tuple[str, ...] = ()
    """Further forms that a translator may use: inflections, accepted variants."""

    never: tuple[Banned, ...] = ()
    status: Literal["proposed", "approved"] = "proposed"
    by: str = ""
    """Who approved it; empty while proposed."""

    on: str = ""
    """ISO 8601 day of the approval; empty while proposed."""


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the termbase (ISO 30042 calls it a concept entry)."""

    id: str
    kind: Literal["drug", "procedure", "condition", "anatomy", "other"]
    source: str
    """Preferred source form."""

    pos: str = "noun"
    plural: str = ""
    """Irregular source plural; regular ones are derived."""

    also: tuple[str, ...] = ()
    misspelled: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    show: Literal["", "source"] = ""
    """`source`: print the source name in brackets where the article first mentions it."""

    keep: bool = False
    """Stays letter for letter in every locale (brands)."""

    targets: Mapping[str, Target] = field(default_factory=dict)
    """Locale name → target; a locale that is missing here is not locked."""

    related: tuple[str, ...] = ()
    """Further words of the source that name it without being locked: `numb` beside `numbness`.
    A `*` at either end stands for the rest of a word: `*itis` beside `inflammation`."""

    line: int = 0
    """1-based line in glossary.yaml."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One occurrence of a concept in a source text."""

    term: Term
    start: int
    end: int
    """Half-open character offsets in the text that was searched."""

    plural: bool
    """The form found is a plural, so the target's plural belongs there."""


# ── findings ──────────────────────────────────────────────────────────────────────────────────────


class Severity(StrEnum):
    """How much a finding weighs: an error stops CI and finals, a warning asks, a hint informs."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


Place: TypeAlias = tuple[int, int]
"""Half-open character offsets in a msgid or msgstr, as it stands with its markup."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful, in words that a translator understands."""

    check: str
    """Name of the check that found it."""

    severity: Severity
    message: str
    file: str = ""
    """Path relative to the project."""

    line: int = 0
    locale: str = ""
    msgctxt: str | None = None
    msgid: str = ""
    expected: str = ""
    """What belongs in the msgstr, where that can be said."""

    found: str = ""
    """What stands there instead."""

    at_source: Place | None = None
    """What it is about in the msgid."""

    at_target: Place | None = None
    """What it is about in the msgstr."""

    waived: str = ""
    """Why it does not count, in the words of whoever waived it; empty when it counts."""

    @property
    def is_error(self) -> bool:
        """Whether it keeps CI red and finals away."""
        return self.severity is Severity.ERROR and not self.waived


# ── handout ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finished sentence with its language."""

    inlines: tuple[Inline, ...]
    language: str
    """BCP 47 tag of the words: the handout's, or the source's where nothing stands for it yet."""

    fallback: bool = False
    """True for a source sentence that stands in for a missing translation in a DRAFT."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentences of one text and what is set between them."""

    sentences: tuple[Sentence, ...]
    joiner: str = " "
    """The target language's own: empty for zh, ja, th."""


class Layout(StrEnum):
    """How a handout is laid out on paper."""

    SINGLE = "single"
    BILINGUAL = "bilingual"
    """The source text beside the translation, block by block."""

    LARGE = "large"
    """18 pt, for readers with low vision (UKAAF: 16 to 18 pt)."""

    @property
    def ending(self) -> str:
        """How the name of its file ends: `pdf`, `large.pdf`."""
        return "pdf" if self is Layout.SINGLE else f"{self}.pdf"


@dataclass(frozen=True, slots=True)
class Original:
    """The source text of a handout: the same blocks, one for one."""

    title: Passage
    summary: Passage | None
    blocks: tuple[Block[Passage], ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything a page needs, for HTML and PDF alike. Made only by `publish.compose`."""

    slug: str
    locale: str
    """Locale name as in the project: `pt_BR`."""

    language: str
    """BCP 47 tag: `pt-BR`."""

    direction: Literal["ltr", "rtl"]
    language_name: str
    """The language's name in English."""

    autonym: str
    """The language's name in itself."""

    title: Passage
    original: Original
    source_language: str
    """BCP 47 tag."""

    summary: Passage | None
    blocks: tuple[Block[Passage], ...]
    final: bool
    """False: every page carries the DRAFT mark."""

    labels: Mapping[str, str]
    """English template string → what is printed; see `publish/labels`."""

    labels_language: str
    """BCP 47 tag of the labels: the source language where the locale has none."""

    id: str
    version: str
    date: str
    """ISO 8601 day of the source version, or empty."""

    translated: str
    """ISO 8601 day of the translation's last revision, or empty."""

    review_by: str
    credit: str
    """Who drafted, or who translated and approved with which credential; plain text, one line."""

    organisation: str
    url: str
    """Where this handout lives on the web, or empty: then there is no QR code."""

    interpreter_line: str
    """How to get an interpreter, in the organisation's own words and language."""

    paper: Literal["us-letter", "a4"]
    status: str
    """One line in English for the file's metadata: tool version, catalog hash, review status."""

    interpreter_phone: str = ""
    """Whom to call for an interpreter; the label beside it is in the handout's language."""

    accent: str = "#0a4f66"
    """The one colour of the page, dark enough to read on white."""

    logo: Image | None = None
    """The organisation's; its name is the alternative text."""

    since: str = ""
    """ISO 8601 day of the approved version that this one differs from; empty: nothing to say."""

    changed: tuple[Passage, ...] = ()
    """Sentences that are new or other than then, each by itself, in reading order."""

    more_changed: int = 0
    """How many further ones are not listed."""

    removed: tuple[Passage, ...] = ()
    """Sentences of that version that left the text, as they were approved."""

    more_removed: int = 0
    """How many further ones are not listed."""

    mostly_new: bool = False
    """Too much is new to list it; then nothing is."""
