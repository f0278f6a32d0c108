"""Article + wording → Handout: the one value that every page is made from. Pure.

Unapproved text cannot reach a final: only `Approved` makes one, and only `review` makes that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

from pipeline import inline, segment
from pipeline.errors import Refused
from pipeline.history import Since
from pipeline.languages import Language
from pipeline.model import (
    Article,
    Block,
    Handout,
    Heading,
    Image,
    Inline,
    Listing,
    Original,
    Passage,
    Plain,
    Quote,
    Segment,
    Sentence,
    Text,
    Unit,
    with_texts,
)
from pipeline.publish.directions import isolated
from pipeline.publish.labels import Labels, english
from pipeline.publish.words import sentences, words
from pipeline.review import Approved, Drafts

Wording: TypeAlias = Approved | Drafts

# Embeddings and overrides leak past the end of their text; the model takes isolates only (UAX #9).
_OVERRIDES = re.compile("[\u202a-\u202e]")

_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f]+", re.IGNORECASE)

MOST_MARKS = 8
"""So many combining marks stand on a letter at most; no language has more."""

LONGEST_MARK = 40
"""A longer word for DRAFT would be a hairline across the page."""

LISTED = 12
"""So many sentences of a kind are listed as changed; nobody compares more of them by eye."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every handout of a project has in common on paper."""

    organisation: str = ""
    url: str = ""
    """Where the project's handouts live: `URL/LOCALE/SLUG.html`; empty → no QR code."""

    interpreter_line: str = ""
    """How to get an interpreter, in the source language."""

    interpreter_phone: str = ""
    """Whom to call for an interpreter."""

    accent: str = "#0a4f66"
    logo: Image | None = None

    paper: Literal["us-letter", "a4"] = "a4"
    source_language: str = "en"
    """BCP 47 tag."""

    status: str = ""
    """One line in English for the files' metadata."""


def compose(
    article: Article, wording: Wording, language: Language, page: Page, labels: Labels
) -> Handout:
    """The handout of one article in one language: final from `Approved`, DRAFT from `Drafts`.

    In a DRAFT a unit that is missing shows its source sentence, marked as such. In a final it is
    Refused. A final prints the labels in English until a person has cleared their translation.
    """
    final = isinstance(wording, Approved)
    shown = labels if labels.reviewed or not final else english(page.source_language)
    if not final and len(shown.strings["DRAFT"]) > LONGEST_MARK:
        raise Refused(
            f"the label “DRAFT” in {language.name} has more than {LONGEST_MARK} characters"
        )
    passage = partial(_passage, wording=wording, language=language, source=page.source_language)
    handout = Handout(
        slug=article.slug,
        locale=language.locale,
        language=language.tag,
        direction=language.direction,
        language_name=language.name,
        autonym=language.autonym,
        title=passage(article.title),
        original=_original(article, page.source_language),
        source_language=page.source_language,
        summary=passage(article.summary) if article.summary else None,
        blocks=_outlined(tuple(with_texts(block, passage) for block in article.blocks)),
        final=final,
        labels=shown.strings,
        labels_language=shown.language,
        id=article.id,
        version=article.version,
        date=article.date,
        translated=wording.translated,
        review_by=article.review_by,
        credit=wording.credit,
        organisation=page.organisation,
        url=f"{page.url.rstrip('/')}/{language.locale}/{article.slug}.html" if page.url else "",
        interpreter_line=page.interpreter_line,
        interpreter_phone=page.interpreter_phone,
        accent=page.accent,
        logo=page.logo,
        paper=page.paper,
        status=page.status,
    )
    return _with_changes(handout, wording.since, wording, language) if wording.since else handout


def _original(article: Article, source: str) -> Original:
    """The source text itself, block for block."""

    def passage(text: Text) -> Passage:
        found = tuple(
            Sentence(_printable(one.msgid, None), source) for one in segment.of_text(text)
        )
        return Passage(found or _untranslated(text, source))

    return Original(
        passage(article.title),
        passage(article.summary) if article.summary else None,
        _outlined(tuple(with_texts(block, passage) for block in article.blocks)),
    )


def _passage(text: Text, *, wording: Wording, language: Language, source: str) -> Passage:
    sentences = tuple(
        _sentence(unit, wording, language, source) for unit in segment.of_text(text)
    ) or _untranslated(text, source)
    translated = any(sentence.language == language.tag for sentence in sentences)
    return Passage(sentences, language.joiner if translated else " ")


def _sentence(unit: Segment | Unit, wording: Wording, language: Language, source: str) -> Sentence:
    msgstr = wording.texts.get((unit.msgctxt, unit.msgid), "")
    if msgstr:
        return _translated(unit.msgid, msgstr, language)
    if isinstance(wording, Approved):
        raise Refused(f"the approved wording in {language.name} has nothing for “{unit.msgid}”")
    return Sentence(_printable(unit.msgid, None), source, fallback=True)


def _translated(msgid: str, msgstr: str, language: Language) -> Sentence:
    inlines = _printable(msgstr, msgid)
    return Sentence(isolated(inlines) if language.direction == "rtl" else inlines, language.tag)


def _untranslated(text: Text, source: str) -> tuple[Sentence, ...]:
    """What stands as it is after `<!-- translate: no -->`."""
    return (Sentence(_printable(text.source, None), source),) if text.source else ()


def _printable(text: str, like: str | None) -> tuple[Inline, ...]:
    if _heaped(text):
        letters = "".join(sign for sign in text if unicodedata.category(sign)[0] != "M")
        raise Refused(f"more than {MOST_MARKS} marks stand on one letter in “{letters[:80]}”")
    return tuple(_linked(inline.parse(_OVERRIDES.sub("", text), like=like)))


def _heaped(text: str) -> bool:
    """Whether more marks stand on a letter than any language has; to draw them takes minutes."""
    marks = 0
    for sign in text:
        category = unicodedata.category(sign)
        if category != "Cf":  # not to be seen, it parts no marks
            marks = marks + 1 if category[0] == "M" else 0
        if marks > MOST_MARKS:
            return True
    return False


def _linked(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """A link that leads nowhere a reader should go (a script, a file) is printed as its text."""
    for node in inlines:
        if isinstance(node, Plain):
            yield node
        elif node.kind == "link" and not _LINK.fullmatch(node.href):
            yield from _linked(node.children)
        else:
            yield replace(node, children=tuple(_linked(node.children)))


# ── what changed ──────────────────────────────────────────────────────────────────────────────────


def _with_changes(handout: Handout, since: Since, wording: Wording, language: Language) -> Handout:
    """The handout with what a reader finds changed since then: up to `LISTED` sentences of a kind.

    Where more than that and more than half of the text changed, only that it is mostly new: who
    has to read it all again is not helped by a part of it, and what it once said may mislead.
    """
    changed, removed = _changes(handout, since, wording, language)
    if not changed and not removed:
        return handout
    if len(changed) > max(LISTED, len(set(sentences(handout))) / 2):
        return replace(handout, since=since.day, mostly_new=True)
    return replace(
        handout,
        since=since.day,
        changed=changed[:LISTED],
        more_changed=len(changed[LISTED:]),
        removed=removed[:LISTED],
        more_removed=len(removed[LISTED:]),
    )


def _changes(
    handout: Handout, since: Since, wording: Wording, language: Language
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """What is new and what is gone. Words that only moved, or whose source alone was reworded, are
    neither: to a reader they stand there as before."""
    new = [_sentence(unit, wording, language, handout.source_language) for unit in since.changed]
    gone = [_translated(msgid, msgstr, language) for msgid, msgstr in since.removed]
    before = {words(sentence) for sentence in gone}
    now = {words(sentence) for sentence in sentences(handout) if not sentence.fallback}
    changed = dict.fromkeys(s for s in new if words(s) not in before)
    removed = dict.fromkeys(s for s in gone if words(s) not in now)
    return tuple(Passage((s,)) for s in changed), tuple(Passage((s,)) for s in removed)


# ── outline ───────────────────────────────────────────────────────────────────────────────────────


def _outlined(blocks: tuple[Block[Passage], ...]) -> tuple[Block[Passage], ...]:
    """The blocks with heading levels that skip none, as PDF/UA-1 (7.4.2) and WCAG ask."""
    open_levels = [1]

    def level(given: int) -> int:
        while len(open_levels) > 1 and open_levels[-1] >= given:
            open_levels.pop()
        open_levels.append(given)
        return len(open_levels)

    return tuple(_relevelled(block, level) for block in blocks)


def _relevelled(block: Block[Passage], level: Callable[[int], int]) -> Block[Passage]:
    match block:
        case Heading(level=given, text=text):
            return Heading(level(given), text)
        case Quote(blocks=blocks):
            return replace(block, blocks=tuple(_relevelled(inner, level) for inner in blocks))
        case Listing(items=items):
            inside = tuple(tuple(_relevelled(inner, level) for inner in item) for item in items)
            return replace(block, items=inside)
        case _:
            return block
