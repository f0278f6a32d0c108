"""Do the words beside a locked term agree with it: `a articulação`, not `o articulação`.

Masking hides a noun's gender and number from an engine, so its determiner may come out wrong. The
glossary knows both; the tables in `grammar/` know which forms belong together. What is certain is
repaired, what is wrong otherwise makes a draft fail, what cannot be told from outside is let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipeline.termbase import Termbase, form_in

GRAMMAR = Path(__file__).with_name("grammar")

# Every scalar is a word here: YAML's own reading would take "no" for false. libyaml's parser, where
# PyYAML has it, reads ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

FORMS = ("m", "f", "mp", "fp")
"""The order of the four forms in the tables."""

# Markup, quotation marks and a bracket may stand between a word and its neighbour: `o **disco**`.
_WORD_BEFORE = re.compile(r"(?<![\w'’-])([^\W\d_]+)(\**\s+[*\[\"“«(]*)\Z")
_WORD_AFTER = re.compile(r"(\**\s+\**)([^\W\d_]+)(?![\w'’-])")

# Right before a stressed a, these are masculine in form: el área, del agua; "una área" will do too
# (RAE, Nueva gramática 14.2e-k).
_EL = frozenset({"el", "del", "al"})
_UN = frozenset({"un", "algún", "ningún"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A locked term in a translation."""

    start: int
    end: int
    """Half-open character offsets in the translation."""

    form: str
    """One of FORMS: its gender and number."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A word that does not agree with the term beside it."""

    start: int
    end: int
    found: str
    expected: str


@dataclass(frozen=True)
class Grammar:
    """What is known of one language; read from `grammar/LANGUAGE.yaml`."""

    rows: Mapping[str, tuple[str, ...]]
    """Determiner or contraction, any form → its four forms."""

    contracted: frozenset[str]
    """The forms that hold a preposition."""

    unsure: frozenset[str]
    linking: frozenset[str]
    """Prepositions and conjunctions: after them a noun belongs to the words before."""

    masculine_article: frozenset[str]
    adjectives: Mapping[str, tuple[str, ...]]
    """Adjective, any form → its four forms."""

    participle_endings: tuple[str, ...]
    not_participles: frozenset[str]
    carriers: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]
    """`count` or `mass` → form → (source noun, its translation)."""

    def inflected(self, word: str) -> tuple[str, ...]:
        """The four forms of an adjective or participle; empty when the word is neither."""
        known = self.adjectives.get(word)
        if known or word in self.not_participles:
            return known or ()
        stem = re.fullmatch(r"(.+)(?:o|a|os|as)", word)
        if stem and f"{stem[1]}o".endswith(self.participle_endings):
            return () if f"{stem[1]}o" in self.not_participles else _regular(f"{stem[1]}o")
        return ()


@cache
def grammar(language: str) -> Grammar | None:
    """The tables of a base language (`pt`); None where there are none."""
    path = GRAMMAR / f"{language}.yaml"
    if not path.is_file():
        return None
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    contracted = [tuple(row) for row in data["contractions"]]
    rows = [tuple(row) for row in data["determiners"]] + contracted
    return Grammar(
        rows={form: row for row in rows for form in row},
        contracted=frozenset(form for row in contracted for form in row),
        unsure=frozenset(data["unsure"]),
        linking=frozenset(data["prepositions"] + data["conjunctions"]),
        masculine_article=frozenset(data.get("masculine_article", ())),
        adjectives={
            form: forms
            for lemma in data["adjectives"]
            for forms in [_regular(lemma)]
            for form in forms
        },
        participle_endings=tuple(data["participle_endings"]),
        not_participles=frozenset(data["not_participles"]),
        carriers={
            kind: {form: tuple((s, t) for s, t in pairs) for form, pairs in forms.items()}
            for kind, forms in data["carriers"].items()
        },
    )


def nouns(msgid: str, text: str, termbase: Termbase, locale: str) -> tuple[Noun, ...]:
    """The locked terms of a translation whose gender and number the glossary knows."""
    return tuple(
        Noun(hit.start, hit.end, form)
        for hit in termbase.placed(msgid, text, locale)
        if (form := form_in(text[hit.start : hit.end], hit.of, locale))
    )


def disagreements(text: str, nouns: Sequence[Noun], rules: Grammar) -> Iterator[Disagreement]:
    """Every word directly beside a noun that certainly should have another form.

    >>> pt = grammar("pt")
    >>> found = disagreements("O articulação dói.", [Noun(2, 13, "f")], pt)
    >>> [(d.found, d.expected) for d in found]
    [('O', 'A')]
    """
    for noun in nouns:
        for wrong in (*_before(text, noun, rules), *_after(text, noun, rules)):
            others = (other for other in nouns if other != noun)
            if not any(_touches(text, wrong, other, rules) for other in others):
                yield wrong


def repaired(text: str, nouns: Sequence[Noun], rules: Grammar) -> str:
    """`text` with every disagreement put right."""
    found = {(d.start, d.end): d for d in disagreements(text, nouns, rules)}
    for (start, end), wrong in sorted(found.items(), reverse=True):
        text = text[:start] + wrong.expected + text[end:]
    return text


def _before(text: str, noun: Noun, rules: Grammar) -> Iterator[Disagreement]:
    """Adjectives and then the determiner before a noun."""
    start = noun.start
    while word := _WORD_BEFORE.search(text, 0, start):
        at, folded = _with_preposition(text, word.start(1), word[1].casefold(), rules)
        forms = rules.rows.get(folded) or rules.adjectives.get(folded)
        if not forms:
            return
        fitting = _fitting(forms, noun, text, start == noun.start, rules)
        if folded in rules.unsure:
            return  # "a" as "to": what stands before it has another noun
        if text[at : word.end(1)].casefold() not in fitting:
            yield _as_written(text, at, word.end(1), fitting[0])
        if folded in rules.contracted:
            return
        start = at


def _with_preposition(text: str, at: int, word: str, rules: Grammar) -> tuple[int, str]:
    """A determiner together with the preposition before it, where the two have a row (`de la`)."""
    before = _WORD_BEFORE.search(text, 0, at)
    if before and not before[2].isspace():
        return at, word
    if before and f"{before[1].casefold()} {word}" in rules.contracted:
        return before.start(1), f"{before[1].casefold()} {word}"
    # "de el" and "a el" are how an engine leaves a contraction open.
    if before and before[1].casefold() in ("de", "a") and word == "el" and "del" in rules.rows:
        return before.start(1), {"de": "del", "a": "al"}[before[1].casefold()]
    return at, word


def _fitting(
    forms: tuple[str, ...], noun: Noun, text: str, beside: bool, rules: Grammar
) -> tuple[str, ...]:
    """The forms of a determiner or adjective that may stand before a noun, the best one first."""
    usual = forms[FORMS.index(noun.form)]
    first = re.split(r"\W", text[noun.start : noun.end], maxsplit=1)[0].casefold()
    if beside and noun.form == "f" and first in rules.masculine_article:
        return (
            (forms[0],) if forms[0] in _EL else (forms[0], usual) if forms[0] in _UN else (usual,)
        )
    return (usual,)


def _touches(text: str, wrong: Disagreement, noun: Noun, rules: Grammar) -> bool:
    """Whether an adjective stands beside this noun too, so that it may be this one's."""
    if wrong.found.casefold() not in rules.adjectives and not rules.inflected(
        wrong.found.casefold()
    ):
        return False
    return _gap(text[noun.end : wrong.start]) or _gap(text[wrong.end : noun.start])


def _gap(between: str) -> bool:
    return re.fullmatch(r"[*\s\[\"“«]*\s[*\[\"“«]*", between) is not None


def _after(text: str, noun: Noun, rules: Grammar) -> Iterator[Disagreement]:
    """The adjective or participle after a noun, where it can belong to no other noun."""
    word = _WORD_AFTER.match(text, noun.end)
    forms = rules.inflected(word[2].casefold()) if word else ()
    if not word or not forms or _belongs_to_words_before(text, noun.start, rules):
        return
    wanted = forms[FORMS.index(noun.form)]
    if word[2].casefold() != wanted:
        yield _as_written(text, word.start(2), word.end(2), wanted)


def _belongs_to_words_before(text: str, start: int, rules: Grammar) -> bool:
    """Whether a preposition, a conjunction or a comma ties the noun to an earlier one."""
    while word := _WORD_BEFORE.search(text, 0, start):
        folded = word[1].casefold()
        if folded in rules.contracted or folded in rules.linking - rules.rows.keys():
            return True
        if folded not in rules.rows and folded not in rules.adjectives:
            return False
        start = word.start(1)
    return text[:start].rstrip().endswith((",", ";"))


def _as_written(text: str, start: int, end: int, wanted: str) -> Disagreement:
    found = text[start:end]
    if found.isupper() and len(found) > 1:
        return Disagreement(start, end, found, wanted.upper())
    written = wanted[:1].upper() + wanted[1:] if found[:1].isupper() else wanted
    return Disagreement(start, end, found, written)


def _regular(lemma: str) -> tuple[str, ...]:
    """The four forms of an adjective in -o; one that does not end so has no gender here."""
    if not lemma.endswith("o"):
        return (lemma, lemma, f"{lemma}s", f"{lemma}s")
    return tuple(lemma[:-1] + ending for ending in ("o", "a", "os", "as"))
