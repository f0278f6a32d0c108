"""A raw translation made a sentence of the catalog: what is certain is put right, nothing added."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pipeline import inline
from pipeline.agreement import Grammar, nouns, repaired
from pipeline.languages import Marks
from pipeline.lock.slots import parts
from pipeline.numerals import localised
from pipeline.termbase import Termbase

_ENDS = ".!?:;。！？：؟۔"


def dressed(
    msgid: str,
    translation: str,
    termbase: Termbase,
    locale: str,
    marks: Marks,
    rules: Grammar | None,
    shown: Collection[str] = (),
) -> str:
    """A raw translation with single white space, its numbers in the readers' marks, its words in
    agreement with the locked terms, the capital and the final mark of the source, and the source
    name after the first mention of the terms whose ids are in `shown`."""
    text = _ended(msgid, localised(" ".join(translation.split()), msgid, marks))
    if rules:
        text = repaired(text, nouns(msgid, text, termbase, locale), rules)
    return _opened(msgid, _with_source_names(msgid, text, termbase, locale, shown))


def with_markup(msgid: str, translation: str, spans: Mapping[str, str]) -> str | None:
    """A translation of the bare words with the markup put round the words it belongs to.

    Each outermost span's own translation must stand in the sentence exactly once; None otherwise.

    >>> with_markup("Do **not** stop.", "Não pare.", {"not": "não"})
    '**Não** pare.'
    """
    for start, end in inline.spans(msgid):
        opening, inner, closing = parts(msgid[start:end])
        wording = inner if opening == "`" else spans.get(inner, "")
        if not wording or inline.spans(inner):
            return None
        found = list(re.finditer(rf"(?<!\w){re.escape(wording)}(?!\w)", translation, re.IGNORECASE))
        if len(found) != 1:
            return None
        before, after = translation[: found[0].start()], translation[found[0].end() :]
        translation = f"{before}{opening}{found[0][0]}{closing}{after}"
    return translation


def _ended(msgid: str, text: str) -> str:
    """Engines drop final marks and add full stops, mostly on headings and list items."""
    wanted = msgid[-1:] if msgid[-1:] in ".!?:;" else ""
    if wanted and text[-1:] not in _ENDS:
        return text + wanted
    if not wanted and text[-1:] == "." and msgid[-1:].isalnum():
        return text[:-1]
    return text


def _opened(msgid: str, text: str) -> str:
    first = re.search(r"\w", msgid)
    # Neither a word behind a number nor code nor an address opens with a capital.
    at = re.match(r"[^\w`]*(?!\S*(?:@|://|www\.))([^\W\d_])", text)
    if not (first and at and first[0].isupper()):
        return text
    return text[: at.start(1)] + at[1].upper() + text[at.end() :]


def _with_source_names(
    msgid: str, text: str, termbase: Termbase, locale: str, shown: Collection[str]
) -> str:
    placed = termbase.placed(msgid, text, locale) if shown else ()
    first = {hit.of.id: hit for hit in reversed(placed) if hit.of.id in shown}
    for hit in sorted(first.values(), key=lambda hit: hit.start, reverse=True):
        name = f" ({hit.of.source})"
        if not text[hit.end :].startswith(name):
            text = text[: hit.end] + name + text[hit.end :]
    return text
