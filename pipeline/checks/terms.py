"""Locked terms: every concept of the source stands in the translation, and nothing else does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from pipeline.checks.given import Given
from pipeline.checks.tables import table
from pipeline.checks.vocabulary import Said, said
from pipeline.inline import plain
from pipeline.matching import Search, form_key
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import Fault

EXACT = frozenset({"drug"})
"""Kinds of concepts that a good translation always names, and never puts in: a CT may be called a
scan, *cirugía* stands for an operation."""

NAMES = EXACT | {"procedure"}
"""Kinds of which like names are different things."""


def terms(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each medicine that is missing or not in the source, for each banned variant, for
    names out of order or exchanged, and for a first mention without its source name; a warning for
    another concept that is missing or not in the source; a hint where a like word stands there."""
    for id_ in sorted(given.shown(unit.key)):
        yield from _shown(unit, id_, given)
    words = _words(given.language)
    faults = given.termbase.compare(unit.msgid, unit.msgstr, given.locale, words)
    faults = tuple(fault for fault in faults if not _adjective(fault, given.locale))
    exchanged = {f.term.kind for f in faults if f.kind in ("unexpected", "banned")}
    for fault in faults:
        yield Finding(
            "terms",
            _severity(fault, exchanged, unit, given.language),
            _message(fault),
            expected=fault.expected,
            found=fault.found,
        )


def _severity(fault: Fault, exchanged: Collection[str], unit: Unit, language: str) -> Severity:
    """A person may say "numb" as "with numbness"; a medicine out of nowhere is always wrong."""
    if fault.kind == "unexpected" and fault.term.kind in EXACT:
        same = fault.found.casefold() in plain(unit.msgid).casefold()
        return Severity.HINT if same else Severity.ERROR
    if fault.term.kind in EXACT or not (
        fault.kind == "unexpected" or (fault.kind == "missing" and fault.term.kind not in exchanged)
    ):
        return Severity.ERROR
    near = fault.term.kind not in NAMES and _alike(fault, unit, language)
    return Severity.HINT if near else Severity.WARNING


def _alike(fault: Fault, unit: Unit, language: str) -> bool:
    """Whether the other text has a like word for each of a missing or unexpected concept's: for
    *infección* "infected"."""
    if fault.kind == "missing":
        return _met(said(fault.term.source, "en"), said(plain(unit.msgstr), language))
    return _met(said(fault.found, language), said(plain(unit.msgid), "en"))


def _met(words: Sequence[Said], others: Sequence[Said]) -> bool:
    there = frozenset(key for word in others for key in word.read.keys)
    return bool(words) and all(word.read.keys & there for word in words)


def _adjective(fault: Fault, locale: str) -> bool:
    """Whether a concept that the source does not name is there by a further form only: "renal" says
    kidney, but belongs to other words as well."""
    target = fault.term.targets.get(locale)
    if fault.kind != "unexpected" or fault.term.kind in EXACT or target is None:
        return False
    return form_key(fault.found) not in (form_key(target.use), form_key(target.plural))


@cache
def _words(language: str) -> Search[None] | None:
    """Longer words of a language in which its short terms stand without being meant: Vietnamese
    *cơ* (muscle) in *cơ thể* (body), since it writes syllables apart; see words/vi/terms.yaml."""
    words = table(language, "terms").get("inside", ())
    return Search(dict.fromkeys(map(form_key, words))) if words else None


def _shown(unit: Unit, id_: str, given: Given) -> Iterator[Finding]:
    """`show: source`: names differ between countries, so the first mention carries both."""
    for hit in given.termbase.placed(unit.msgid, unit.msgstr, given.locale):
        name = hit.of.source
        if hit.of.id == id_:
            behind = unit.msgstr[hit.end :].lstrip("*")
            # Chinese and Japanese set brackets as wide as their signs, with no space (GB/T 15834).
            if not behind.startswith((f" ({name})", f"\uff08{name}\uff09")):
                written = unit.msgstr[hit.start : hit.end]
                message = f"the first mention must read '{written} ({name})'"
                yield Finding("terms", Severity.ERROR, message)
            return


def _message(fault: Fault) -> str:
    match fault.kind:
        case "missing":
            return f"'{fault.term.source}' must be translated as '{fault.expected}'"
        case "unexpected":
            return f"'{fault.found}' means '{fault.term.source}', which the source does not say"
        case "banned":
            because = f" ({fault.because})" if fault.because else ""
            return f"'{fault.found}' must not be used{because}; use '{fault.expected}'"
        case "order":
            return f"{fault.expected}: the translation names them in another order ({fault.found})"
