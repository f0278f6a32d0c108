"""What is doubtful in a glossary as a whole: terms that get in each other's way or lack something.

A glossary that `glossary.parse` takes is well-formed; these findings are about what its terms do
together in a text. Each stands at the line of its term.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.matching import form_key
from pipeline.model import Banned, Finding, Severity, Term
from pipeline.termbase import Termbase, allowed_forms, findings, plural

CHECK = "glossary"
NAMED = 10
"""How many terms one finding names."""

WORD = re.compile(r"\w+")

# Languages whose nouns have a gender that the words beside them show, by language subtag.
GENDERED = frozenset(
    "am ar be bg br bs ca co cs cy da de el es fo fr fur fy ga gd gl gu he hi hr is it kab ku lb "  # noqa: SIM905
    "lt lv mk mr mt nb nl nn no oc pa pl ps pt rm ro ru sc sd sk sl so sq sr sv ti uk ur yi".split()
)


def lint(
    termbase: Termbase, locales: Sequence[str], path: str = "glossary.yaml"
) -> Iterator[Finding]:
    """Every finding on the termbase, for the locales of the project.

    nesting      a form holds another term's form; the longer one is locked      hint
    straddling   two forms can share words in a text; the first one is locked    hint
    banned       a target is or holds what another concept bans                  hint
    shared       two concepts have one target form                               hint
    gender       a noun's target says none where the language has it             warning
    no target    a concept is not locked in a locale                             warning
    proposed     targets that nobody has approved, one finding for each locale   hint

    `banned` only informs: upper and lower back rightly ban each other's names, and
    `Termbase.compare` reads such a name as the concept that the source has.
    """
    terms = termbase.terms
    forms = tuple(_forms(terms))
    yield from _nesting(forms, path)
    yield from _straddling(forms, path)
    for locale in locales:
        yield from _banned(terms, locale, path)
        yield from _shared(terms, locale, path)
        yield from _genderless(terms, locale, path)
    yield from findings(terms, locales, path)
    for locale in locales:
        yield from _proposed(terms, locale, path)


# ── in the source language ────────────────────────────────────────────────────────────────────────


class _Form(NamedTuple):
    """A written source form, and its words as they are compared."""

    words: tuple[str, ...]
    text: str
    term: Term


def _nesting(forms: Sequence[_Form], path: str) -> Iterator[Finding]:
    plurals = {tuple(WORD.findall(plural(" ".join(form.words)))): form for form in forms}
    known = plurals | {form.words: form for form in forms}
    for form in forms:
        inner = (known[part] for part in _parts(form.words) if part in known)
        if names := _names(other.text for other in inner if other.term is not form.term):
            message = f"'{form.text}' holds {names}; where it stands, it alone is locked"
            yield Finding(CHECK, Severity.HINT, message, path, form.term.line)


def _straddling(forms: Sequence[_Form], path: str) -> Iterator[Finding]:
    known = frozenset(form.words for form in forms)
    starting: dict[tuple[str, ...], list[_Form]] = {}
    for form in forms:
        for length in range(1, len(form.words)):
            starting.setdefault(form.words[:length], []).append(form)
    for form in forms:
        others = _continuing(form, starting, known)
        if names := _names(other.text for other in others if other.term is not form.term):
            message = f"'{form.text}' can run into {names}; then the first one is locked"
            yield Finding(CHECK, Severity.HINT, message, path, form.term.line)


def _continuing(
    form: _Form,
    starting: Mapping[tuple[str, ...], Sequence[_Form]],
    known: Container[tuple[str, ...]],
) -> Iterator[_Form]:
    """Forms that start with the last words of `form`, unless a term spells both together."""
    for start in range(1, len(form.words)):
        shared = form.words[start:]
        for other in starting.get(shared, ()):
            if form.words + other.words[len(shared) :] not in known:
                yield other


def _forms(terms: Iterable[Term]) -> Iterator[_Form]:
    for term in terms:
        for text in (term.source, *term.also):
            yield _Form(tuple(WORD.findall(form_key(text))), text, term)


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of words that is shorter than all of them."""
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


# ── in one locale ─────────────────────────────────────────────────────────────────────────────────


def _banned(terms: Sequence[Term], locale: str, path: str) -> Iterator[Finding]:
    bans: dict[str, dict[str, Banned]] = {}
    for term in terms:
        for never in term.targets[locale].never if locale in term.targets else ():
            bans.setdefault(form_key(never.text), {})[term.source] = never
    # The termbase's own search knows what a whole word is in every script.
    search = Termbase(tuple(Term(key, "other", key, pos="phrase") for key in bans))
    for term in terms if bans else ():
        said: dict[str, str] = {}
        for form in allowed_forms(term, locale):
            for spot in search.find(form):
                for owner, never in bans[spot.term.id].items():
                    if owner != term.source:
                        said.setdefault(owner, _objection(form, term, owner, never))
        for message in said.values():
            yield Finding(CHECK, Severity.HINT, message, path, term.line, locale)


def _objection(form: str, term: Term, owner: str, never: Banned) -> str:
    because = f" ({never.because})" if never.because else ""
    verb = "is" if form_key(form) == form_key(never.text) else f"holds '{never.text}',"
    return f"'{form}' for '{term.source}' {verb} banned for '{owner}'{because}"


def _shared(terms: Sequence[Term], locale: str, path: str) -> Iterator[Finding]:
    """Told at the later of two concepts, with the first form that they share."""
    first: dict[str, Term] = {}
    for term in terms:
        said: dict[str, str] = {}
        for form in allowed_forms(term, locale):
            other = first.setdefault(form_key(form), term)
            if other is not term:
                message = f"'{form}' stands for '{term.source}' and for '{other.source}'"
                said.setdefault(other.id, message)
        for message in said.values():
            yield Finding(CHECK, Severity.HINT, message, path, term.line, locale)


def _genderless(terms: Sequence[Term], locale: str, path: str) -> Iterator[Finding]:
    if locale.partition("_")[0] not in GENDERED:
        return
    for term in terms:
        target = term.targets.get(locale)
        if target and term.pos == "noun" and not target.gender:
            message = f"'{target.use}' for '{term.source}' needs its gender: m, f, n or c"
            yield Finding(CHECK, Severity.WARNING, message, path, term.line, locale)


def _proposed(terms: Sequence[Term], locale: str, path: str) -> Iterator[Finding]:
    targeted = [term for term in terms if locale in term.targets]
    proposed = [term for term in targeted if term.targets[locale].status == "proposed"]
    if proposed:
        count = f"{len(proposed)} of {len(targeted)} targets for {locale}"
        message = f"{count} wait for approval: {_names(term.source for term in proposed)}"
        yield Finding(CHECK, Severity.HINT, message, path, locale=locale)


def _names(texts: Iterable[str]) -> str:
    """`'a', 'b' and others`: each text once, no more of them than a finding names."""
    names: dict[str, None] = {}
    for text in texts:
        names[f"'{text}'"] = None
        if len(names) > NAMED:
            return f"{', '.join(list(names)[:NAMED])} and others"
    return ", ".join(names)
