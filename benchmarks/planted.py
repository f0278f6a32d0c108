"""Errors planted by program into good translations: what the checks have to find.

    Pair ── planter ──> Planted (the spoiled text, what was done to it)

One planter a class of error, in `PLANTERS`. It gives every way in which its error can be planted
into this pair; `plant` takes a few of them. Words come from `data/words.LOCALE.yaml`, written for
this bench alone: to plant with a check's own words would only ask it whether it knows itself. A
word is exchanged where the source says the same in English (`data/cues.yaml`), so that the spoiled
text contradicts its source. Where the professional pairs hardly say such a thing, `carriers` gives
own sentences that do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pipeline.languages import language
from pipeline.model import Term

DATA = Path(__file__).parent / "data"

CHECKS_OF: Mapping[str, frozenset[str]] = {
    "number": frozenset({"numbers"}),
    "number order": frozenset({"numbers", "doses"}),
    "marks": frozenset({"numbers"}),
    "number words": frozenset({"numbers"}),
    "unit": frozenset({"units"}),
    "dose exchange": frozenset({"units", "doses"}),
    "frequency": frozenset({"frequency", "numbers"}),
    "negation dropped": frozenset({"negation"}),
    "negation added": frozenset({"negation"}),
    "laterality": frozenset({"laterality"}),
    "level": frozenset({"laterality"}),
    "direction": frozenset({"direction"}),
    "sequence": frozenset({"sequence"}),
    "comparator": frozenset({"comparator"}),
    "untranslated": frozenset({"untranslated"}),
    "wrong language": frozenset({"language", "untranslated"}),
    "omission": frozenset({"length"}),
    "addition": frozenset({"length"}),
    "contact": frozenset({"contacts"}),
    "term": frozenset({"terms"}),
}
"""Class of error → the checks whose finding is a hit."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, its good translation, and what is needed to spoil that."""

    source: str
    target: str
    locale: str
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Locale → the same sentence in that language."""

    stranger: str = ""
    """The translation of another sentence."""

    terms: Sequence[Term] = ()
    """Concepts of the glossary."""


class Planted(NamedTuple):
    """A spoiled translation, and what was done to it in words."""

    text: str
    how: str


Planter = Callable[[Pair], Iterator[Planted]]


def plant(name: str, pair: Pair, most: int) -> tuple[Planted, ...]:
    """At most `most` ways to plant the class `name` into a pair, always the same ones.

    None leaves the text as it was, but for capitals, spaces and punctuation. Which are taken is
    settled by a hash, so that neither the first word nor the planters' order is preferred.
    """
    good = _bare(pair.target)
    ways = {way.text: way for way in PLANTERS[name](pair) if _bare(way.text) not in ("", good)}
    return tuple(sorted(ways.values(), key=lambda way: _lot(f"{name}|{pair.source}|{way.text}")))[
        :most
    ]


def carriers(name: str, locale: str) -> tuple[tuple[str, str], ...]:
    """Own (source, target) sentences into which the class can be planted; often none."""
    found = _yaml("carriers.yaml").get(name, [])
    return tuple((sentence["en"], sentence[locale]) for sentence in found if locale in sentence)


def _bare(text: str) -> str:
    """What must differ: letters, figures, and the signs that carry a value."""
    return re.sub(r"[^\w%°.,٫-]|(?<!\d)[.,]|[.,](?!\d)", "", text.casefold())


def _lot(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


# ── the tables ────────────────────────────────────────────────────────────────────────────────────


class Swap(NamedTuple):
    """Where the source says `cue`, `word` may be replaced by what `becomes` expands to."""

    cue: re.Pattern[str]
    word: re.Pattern[str]
    becomes: str


@cache
def _words(locale: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _yaml(f"words.{locale}.yaml")
    return found


@cache
def _yaml(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def _swaps(name: str, locale: str) -> tuple[Swap, ...]:
    cues = _yaml("cues.yaml")
    return tuple(
        Swap(
            re.compile(rf"\b(?:{cues[cue[1:]] if cue[0] == '$' else cue})\b", re.IGNORECASE),
            _whole(word, locale),
            becomes,
        )
        for cue, word, becomes in _words(locale).get(name, ())
    )


def _whole(word: str, locale: str) -> re.Pattern[str]:
    before, after = _words(locale)["edges"]
    # A word that is to go takes the space behind it along.
    return re.compile(rf"{before}(?:{word})(?:(?<=\s)|{after})", re.IGNORECASE)


# ── spoiling a text ───────────────────────────────────────────────────────────────────────────────


def _replaced(text: str, start: int, end: int, by: str) -> Planted:
    """The text with `by` in place of a stretch: same capital, no space left over."""
    old, before, after = text[start:end], text[:start], text[end:]
    if not by:
        after = after.lstrip(" ") if not before or before[-1] in " ¿¡(" else after
        after = after[:1].upper() + after[1:] if old[:1].isupper() else after
    elif old[:1].isupper():
        by = by[:1].upper() + by[1:]
    return Planted(before + by + after, f"'{old.strip()}' → '{by.strip()}'")


def _swapped(name: str) -> Planter:
    """The planter of a class that is a table of words."""

    def planter(pair: Pair) -> Iterator[Planted]:
        for swap in _swaps(name, pair.locale):
            if swap.cue.search(pair.source):
                for found in swap.word.finditer(pair.target):
                    becomes = found.expand(swap.becomes)
                    yield _replaced(pair.target, *found.span(), becomes)

    return planter


def _exchanged(text: str, one: re.Match[str], other: re.Match[str]) -> Planted:
    """The text with two stretches in each other's place."""
    between = text[one.end() : other.start()]
    whole = text[: one.start()] + other[0] + between + one[0] + text[other.end() :]
    return Planted(whole, f"'{one[0]}' ↔ '{other[0]}'")


# ── numbers and units ─────────────────────────────────────────────────────────────────────────────

# Letters that a figure is apart from, unless it belongs to a name; in zh and ar it touches others.
_LETTER = r"A-Za-zÀ-ɏА-я"

# A number by itself: not in a word (COVID-19, H1N1), spaces group thousands.
_NUMBER = re.compile(
    rf"(?<![{_LETTER}\d_-])(?<!\d[.,])\d+(?:[.,٫٬]\d+|[ \u00a0\u202f]\d{{3}}(?!\d))*"
    rf"(?![\d_-]*[{_LETTER}])"
)
_DECIMAL = re.compile(r"(?<![\d.,])(\d+)[.,٫](\d{1,2})(?![.,]?\d)")
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})([.,])(\d)(\d{2})(?![.,]?\d)")

# Unit signs that stand in texts of every language, and what each may be mistaken for.
_SIGNS = {"mg": "g", "mcg": "mg", "µg": "mg", "g": "mg", "kg": "g", "mL": "L", "ml": "l", "L": "mL"}
_SIGNS |= {"°C": "°F", "°F": "°C", "km": "m", "m": "km", "cm": "mm", "mm": "cm", "nm": "mm"}
_SIGNS |= {"%": "", "ft": "in", "kb": "mb", "dL": "L"}
_SIGN = re.compile(
    r"(?<=\d)[ \u00a0\u202f]?("
    + "|".join(sorted(_SIGNS, key=len, reverse=True))
    + rf")(?![{_LETTER}\d°])"
)
# "1 a 3 %" says the same as "1 % a 3 %": at the first end of a range no sign is lost.
_BOTH_ENDS = re.compile(r" ?(?:[-–—～~]|a|al|à|до|至|إلى) ?\d+(?:[.,]\d+)?[ \u00a0\u202f]?%")
_DOSES = r"mg|mcg|µg|g|mL|ml|IU|UI|МЕ"


def number(pair: Pair) -> Iterator[Planted]:
    """A figure changed, a zero added, a number left out."""
    for found in _NUMBER.finditer(pair.target):
        digit = ord(found[0][0])
        zero = digit - int(found[0][0])
        other = chr(zero + (digit - zero) % 9 + 1)  # never a leading zero
        yield _replaced(pair.target, *found.span(), other + found[0][1:])
        if found[0].isdigit():
            yield _replaced(pair.target, *found.span(), found[0] + chr(zero))
        yield _replaced(pair.target, *found.span(), "")


def number_order(pair: Pair) -> Iterator[Planted]:
    """Two neighbouring numbers of different value in each other's place; not those of a date."""
    for one, other in pairwise(_NUMBER.finditer(pair.target)):
        between = pair.target[one.end() : other.start()]
        if re.sub(r"\D", "", one[0]) != re.sub(r"\D", "", other[0]) and between not in "/.-":
            yield _exchanged(pair.target, one, other)


def marks(pair: Pair) -> Iterator[Planted]:
    """A decimal mark lost, a grouping mark moved; for readers whose territory is known also the
    wrong mark between thousands. Each changes the value, however the text's marks are read."""
    for found in _DECIMAL.finditer(pair.target):
        yield _replaced(pair.target, *found.span(), found[1] + found[2])
    for found in _GROUPED.finditer(pair.target):
        yield _replaced(pair.target, *found.span(), found[1] + found[3] + found[2] + found[4])
        if pair.locale == "pt_BR":
            other = "," if found[2] == "." else "."
            yield _replaced(pair.target, *found.span(2), other)


def unit(pair: Pair) -> Iterator[Planted]:
    """The unit of a number exchanged for a like one, or lost."""
    for found in _SIGN.finditer(pair.target):
        if _SIGNS[found[1]] or not _BOTH_ENDS.match(pair.target, found.end()):
            yield _replaced(pair.target, *found.span(1), _SIGNS[found[1]])
    for word, becomes in _words(pair.locale)["units"]:
        for found in _whole(word, pair.locale).finditer(pair.target):
            if re.search(r"\d[ \u00a0\u202f]?$", pair.target[: found.start()]):
                yield _replaced(pair.target, *found.span(), becomes)


def dose_exchange(pair: Pair) -> Iterator[Planted]:
    """Two doses in each other's place, so that each medicine has the other's."""
    words = _words(pair.locale)["doses"]
    dose = re.compile(rf"(?<![{_LETTER}\d.,])\d+(?:[.,]\d+)? ?(?:{_DOSES}|{words})(?![{_LETTER}])")
    for one, other in pairwise(dose.finditer(pair.target)):
        if one[0] != other[0]:
            yield _exchanged(pair.target, one, other)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def negation_added(pair: Pair) -> Iterator[Planted]:
    """A negation before a finite verb that has none."""
    words = _words(pair.locale)["negation added"]
    unless = re.compile(rf"{words['unless']}$", re.IGNORECASE)
    joiner = language(pair.locale).joiner
    for verb in _whole(words["verbs"], pair.locale).finditer(pair.target):
        if not unless.search(pair.target[: verb.start()]):
            said = verb[0][:1].lower() + verb[0][1:]
            behind = f" {words['pas']}" if "pas" in words else ""
            yield _replaced(pair.target, *verb.span(), f"{words['word']}{joiner}{said}{behind}")


def term(pair: Pair) -> Iterator[Planted]:
    """A locked term that stands there left out, or exchanged for another of its kind."""
    for concept in pair.terms:
        target = concept.targets.get(pair.locale)
        sources = (concept.source, concept.plural, *concept.also)
        if target is None or not any(_stands(form, pair.source) for form in sources):
            continue
        others = [
            other.targets[pair.locale].use
            for other in pair.terms
            if other.kind == concept.kind
            and other.id != concept.id
            and pair.locale in other.targets
        ]
        forms = (target.use, target.plural, *target.forms)
        found = next((spot for form in forms if (spot := _stands(form, pair.target))), None)
        if found and others:
            other = min(others, key=lambda name: _lot(f"{pair.source}|{name}"))
            yield _replaced(pair.target, *found.span(), other)
            yield _replaced(pair.target, *found.span(), "")


def _stands(form: str, text: str) -> re.Match[str] | None:
    ending = "(?:e?s)?" if form.isascii() else ""
    pattern = rf"(?<!\w){re.escape(form)}{ending}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) if form else None


# ── whole sentences ───────────────────────────────────────────────────────────────────────────────

_CLAUSE = re.compile(r"(?<=[,;:.!?،؛؟])\s+(?=\S)|(?<=[，；：。！？、])(?=\S)")
QUARTER = 0.25
"""The least part of a text that a clause must be to be left out or added."""


def _clauses(text: str) -> list[str]:
    """The text cut at its punctuation; joined by nothing they give the text."""
    cuts = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def untranslated(pair: Pair) -> Iterator[Planted]:
    """The source itself; or the target with its second half, by clauses or by words, in English."""
    yield Planted(pair.source, "the whole source")
    ours, theirs = _clauses(pair.target), _clauses(pair.source)
    if len(ours) == len(theirs) > 1:
        half = len(ours) // 2
        yield Planted("".join(ours[:half] + theirs[half:]), f"from clause {half + 1} on the source")
    words = pair.source.split()
    if len(words) >= 6:
        start = pair.target[: len(pair.target) // 2].rpartition(" ")[0]
        start = start or pair.target[: len(pair.target) // 2]
        yield Planted(f"{start} {' '.join(words[len(words) // 2 :])}", "the second half the source")


FOREIGN = {"es": ("pt_BR", "fr"), "pt_BR": ("es", "fr"), "fr": ("es", "pt_BR")}
FOREIGN |= {"ru": ("ar", "es"), "ar": ("ru", "fr"), "zh_Hans": ("ru", "es")}
"""Locale → whose text is put in its place: the likeliest to be confounded, or another script."""


def wrong_language(pair: Pair) -> Iterator[Planted]:
    """The same sentence in another language."""
    for locale in FOREIGN.get(pair.locale, ()):
        if pair.elsewhere.get(locale):
            yield Planted(pair.elsewhere[locale], f"the {locale} text")


def omission(pair: Pair) -> Iterator[Planted]:
    """A clause, an item of an enumeration or a sentence left out: a quarter of the text or more."""
    clauses = _clauses(pair.target)
    for i, clause in enumerate(clauses):
        rest = "".join(clauses[:i] + clauses[i + 1 :]).strip(" ,;:，；：、،؛")
        rest += pair.target[-1] if rest[-1:].isalnum() and not pair.target[-1].isalnum() else ""
        if rest and len(clause) >= QUARTER * len(pair.target):
            yield Planted(rest, f"left out: '{clause.strip()}'")


def addition(pair: Pair) -> Iterator[Planted]:
    """A clause of another sentence behind the text: a quarter of its length or more."""
    joiner = language(pair.locale).joiner
    for clause in _clauses(pair.stranger):
        if len(clause) >= QUARTER * len(pair.target):
            yield Planted(f"{pair.target}{joiner}{clause.strip()}", f"added: '{clause.strip()}'")


_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./-]*\w|[\w.-]+@[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\w.,-])(?:\+\d{1,3}[- ])?(?:\(\d{2,4}\) ?|\d{2,4}-)\d{3,4}-\d{3,4}(?![\w-])"
)


def contact(pair: Pair) -> Iterator[Planted]:
    """A figure of a phone number, a letter of an address changed."""
    for found in _PHONE.finditer(pair.target):
        changed = found[0][:-1] + str((int(found[0][-1]) + 1) % 10)
        yield _replaced(pair.target, *found.span(), changed)
    for found in _ADDRESS.finditer(pair.target):
        last = "n" if found[0][-1] != "n" else "m"
        yield _replaced(pair.target, *found.span(), found[0][:-1] + last)
        host, dot, rest = found[0].rpartition(".")
        yield _replaced(pair.target, *found.span(), f"{host}s{dot}{rest}")


_OWN: Mapping[str, Planter] = {
    "number": number,
    "number order": number_order,
    "marks": marks,
    "unit": unit,
    "dose exchange": dose_exchange,
    "negation added": negation_added,
    "untranslated": untranslated,
    "wrong language": wrong_language,
    "omission": omission,
    "addition": addition,
    "contact": contact,
    "term": term,
}

PLANTERS: Mapping[str, Planter] = {name: _OWN.get(name) or _swapped(name) for name in CHECKS_OF}
"""Class of error → its planter; a class without one of its own is a table of words."""
