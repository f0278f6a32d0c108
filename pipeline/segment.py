"""An article as segments: its sentences in reading order, each with context and place.

Sentence boundaries come from sentencex on the words without markup, corrected by the two tables
below. A boundary stands only where the joiner of the language stands (one space; nothing in zh, ja,
th …) and never inside an inline span, so `join(split(text)) == text` for any text whose white space
is normal.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

from pipeline import inline
from pipeline.languages import UNSPACED
from pipeline.model import Article, Role, Segment, Text

WHOLE = frozenset({Role.TITLE, Role.HEADING, Role.HEAD, Role.ALT, Role.LABEL})
"""Roles that are one segment, however many sentences they hold."""

LABELS = WHOLE | {Role.CELL}
"""Roles that are always their segment's msgctxt."""

LABEL_WORDS = 3
"""A list item of up to so many words is a label too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A correction at one place: what ends before it, what starts after it, and why."""

    before: str
    """Regular expression that ends at the end of the sentence so far (white space removed)."""

    after: str
    """Regular expression that starts where the next words start."""

    because: str


WINDOW = 500
"""How many characters the rules see before and after a place."""

CAPITAL = r"[\"'“‘(\[]?[A-ZÀ-ÖØ-Þ]"
END = r"[.!?…][\"'”’)\]]*"
STARTER = (
    r"[\"'“‘(\[]?(?:A|After|All|Also|Always|An|And|Are|Ask|Avoid|Before|But|Call|Can|Contact|Did|Do"
    r"|Don['’]t|Drink|For|Get|Give|He|Her|His|How|However|I|If|In|Is|It|Its|Keep|Let|Many|May|Most"
    r"|My|Never|Next|Not|Only|Our|Please|Rest|See|She|Some|Stop|Swallow|Take|Tell|That|The|Their"
    r"|Then|There|These|They|This|Those|Use|We|What|When|Where|Who|Why|Your?)\b"
)

MERGES = (
    Rule(r"", r"[\"'“‘(\[]?[a-zß-öø-ÿ](?![A-Z])", "a sentence starts with a capital (pH may)"),
    Rule(r"", r"[.,;:!?)\]…–—-]", "nor with punctuation"),
    Rule(r"\A[(\[]?(?:\d{1,3}|[A-Za-z])(?:[.)]|\.\))", r"", "a number or letter counts an item"),
)
"""Where no sentence ends, in any language."""

ENGLISH_MERGES = (
    Rule(r"\b(?:e\.g|i\.e|cf|vs|viz|incl|esp|aka|approx|ca)\.", r"", "always followed by more"),
    Rule(r"\b(?:Ch|App|Sec|Ref|Tab)\.", r"[A-Z\d]{1,3}\b", "points at a letter or number"),
    Rule(r"\b[Vv]it\.", r"[A-EK]\d{0,2}\b", "the vitamin's name follows"),
    Rule(r"\b(?:[Mm]ax|[Mm]in|[Tt]emp|[Tt]el|wt|ht|ext)\.", r"\d", "a number follows"),
    Rule(r"\d ?(?:tabs?|caps?|gtts?)\.", r"\d+ ?(?:times|x|×)", "how many, then how often"),
)

SPLITS = (
    Rule(r"\A\([^()]*[.!?]\)", CAPITAL, "a sentence in brackets has ended"),
    Rule(r"\d ?(?:mg|g|mcg|µg|mL|ml|kg|cm|mm|IU)\.", CAPITAL, "a dose ends its sentence"),
)
"""Where a sentence ends although sentencex saw none, in any language."""

ENGLISH_SPLITS = (
    Rule(r"\b[qbt](?:\.[a-z])+\.", STARTER, "how often, then a new sentence (q.d., b.i.d.)"),
    Rule(r"\b(?:p\.r\.n|p\.o|a\.c|p\.c|h\.s)\.", STARTER, "prescription Latin, then a sentence"),
    Rule(r"\b(?:etc|co|Co|Inc|Ltd|al|Jr|Sr|hrs?|mins?|secs?|wks?|yrs?|mos?|approx|oz|lbs?|tsp|tbsp"
         r"|tabs?|caps?|in|ft)\.", STARTER, "abbreviation, then a sentence"),
    Rule(r"\b(?:[Vv]itamins?|[Hh]epatitis|[Ii]nfluenza|[Tt]ype|[Gg]roup|[Ss]tage|[Gg]rade|[Cc]lass"
         r"|[Pp]art|[Pp]lan) [A-Z]\d*\.", CAPITAL, "a letter that ends its sentence"),
    Rule(r"(?:…|\.\.\.|\. \. \.)", STARTER, "an ellipsis, then a new sentence"),
)  # fmt: skip


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────


def split(text: str, language: str) -> tuple[str, ...]:
    """The sentences of a text in the notation of `inline.py`; none for an empty text.

    `language` is a BCP 47 tag or a locale name; only its language subtag counts.

    >>> split("Take 5 mg. **Do not** stop. Ask Dr. Lee.", "en")
    ('Take 5 mg.', '**Do not** stop.', 'Ask Dr. Lee.')
    """
    base = re.split(r"[-_]", language.lower(), maxsplit=1)[0]
    joiner = "" if base in UNSPACED else " "
    starts = [0, *_boundaries(text, base, joiner), len(text) + len(joiner)]
    pieces = (text[a : b - len(joiner)] for a, b in pairwise(starts))
    return tuple(piece for piece in pieces if piece)


def join(sentences: Sequence[str], joiner: str = " ") -> str:
    """The text whose sentences these are."""
    return joiner.join(sentences)


def _boundaries(text: str, base: str, joiner: str) -> Iterator[int]:
    """Offsets in the text where the next sentence starts, in order."""
    words, ends = _unmarked(text)
    found = {int(b["end_index"]) for b in get_sentence_boundaries(base, words)}
    spans = inline.spans(text)
    start = 0
    for at in _candidates(words, found, joiner):
        before, after = words[max(start, at - WINDOW) : at], words[at : at + WINDOW]
        if _is_boundary(before.rstrip(), after, at in found, base):
            offset = _outside(ends, at, spans)
            if offset and text[:offset].endswith(joiner):
                yield offset
                start = at


def _unmarked(text: str) -> tuple[str, list[int]]:
    """The words without markup, and for each of their characters where it ends in the text."""
    runs = inline.words(text)
    ends: list[int] = []
    for run, start, end in runs:
        plain = len(run) == end - start
        # Of code and escapes only the last character ends where a boundary may stand.
        ends += range(start + 1, end + 1) if plain else [*[start + 1] * (len(run) - 1), end]
    return "".join(run for run, _, _ in runs), ends


def _candidates(words: str, found: set[int], joiner: str) -> list[int]:
    """Where a boundary may stand: after one joiner, and something before and behind it."""
    if not joiner:
        return sorted(at for at in found if re.match(r"\S\S", words[max(at - 1, 0) : at + 1]))
    spaces = (m.end() for m in re.finditer(r"(?<=\S) (?=\S)", words))
    return [at for at in spaces if at in found or re.search(END + r"\Z", words[: at - 1][-6:])]


def _is_boundary(before: str, after: str, found: bool, base: str) -> bool:
    english = base == "en"
    splits = SPLITS + ENGLISH_SPLITS if english else SPLITS
    merges = MERGES + ENGLISH_MERGES if english else MERGES
    return (found or _applies(splits, before, after)) and not _applies(merges, before, after)


def _applies(rules: Sequence[Rule], before: str, after: str) -> bool:
    return any(
        re.match(rule.after, after) and re.search(f"(?:{rule.before})\\Z", before) for rule in rules
    )


def _outside(ends: Sequence[int], at: int, spans: Sequence[tuple[int, int]]) -> int | None:
    """The offset in the text of a boundary between two words, unless a span holds it."""
    offset = ends[at - 1]
    held = bisect_right(spans, (offset, 0)) - 1
    if held < 0 or offset >= spans[held][1]:
        return offset
    # The last sentence in a span ends with it: `**好。**请`.
    return spans[held][1] if ends[at] > spans[held][1] else None


# ── segments ──────────────────────────────────────────────────────────────────────────────────────


def segments(article: Article, language: str = "en") -> tuple[Segment, ...]:
    """Every translatable sentence of an article, in reading order; equal ones are repeated."""
    return tuple(s for text in article.texts() for s in of_text(text, language))


def of_text(text: Text, language: str = "en") -> tuple[Segment, ...]:
    """The segments of one text; none when it is empty or not to be translated.

    Their msgids, joined by the language's joiner, are the text again.
    """
    if not text.translate or not text.source:
        return ()
    sentences = (text.source,) if text.role in WHOLE else split(text.source, language)
    context, place = _msgctxt(text), _place(text)
    return tuple(Segment(sentence, context, place, text.line) for sentence in sentences)


def _msgctxt(text: Text) -> str | None:
    """The role of a label, the author's context, both, or None for running text."""
    short = text.role == Role.ITEM and len(text.source.split()) <= LABEL_WORDS
    role = str(text.role) if short or text.role in LABELS else ""
    return ": ".join(part for part in (role, text.context) if part) or None


def _place(text: Text) -> str:
    return f'{text.role} in "{text.section}"' if text.section else str(text.role)
