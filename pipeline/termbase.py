"""Where the concepts of the termbase stand in a text, and whether a translation carries them.

    find      source text           → Spots      every concept, leftmost and longest first
    locked    source text, locale   → Spots      those that have one wording in that locale
    placed    msgid, msgstr, locale → Hits       where their wordings stand in a translation
    compare   msgid, msgstr, locale → Faults     missing, unexpected, banned, out of order
    unlocked  msgid, msgstr, locale → texts      what is said beside the terms of both

Forms are found as `matching.py` folds them, as whole words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal, NamedTuple, TypeVar

from pipeline.inline import plain
from pipeline.matching import WORD, Hit, Search, fold, form_key, last_before, leftmost, longest
from pipeline.model import Finding, Severity, Spot, Term

T = TypeVar("T")

# An address is not prose, neither a link's nor one that is written out.
ADDRESS = re.compile(
    r"\]\([^\s()]+\)|(?:https?://|www\.)[^\s()<>]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)

_SIGNS = ("](", "://", "www.", "@")
"""Every address has one of these."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a translation departs from the termbase."""

    kind: Literal["missing", "unexpected", "banned", "order"]
    term: Term
    expected: str
    """The wording that belongs there; for `order` the names as the source orders them."""

    found: str
    """What stands there instead, letter for letter; empty when nothing does."""

    because: str = ""
    """Why a banned variant is banned."""


@dataclass(frozen=True)
class Termbase:
    """The concepts of one glossary, searched through automata that are made on first use."""

    terms: tuple[Term, ...]

    def find(self, text: str) -> tuple[Spot, ...]:
        """Occurrences of source forms in reading order; none overlap, the longest form wins.

        Misspelled forms count as their concept. Nothing is found in a link's address or across
        inline markers.

        >>> base = Termbase((Term("rib", "anatomy", "rib"),))
        >>> [(s.term.id, s.start, s.end, s.plural) for s in base.find("**Ribs** and a rib.")]
        [('rib', 2, 6, True), ('rib', 15, 18, False)]
        """
        return tuple(_spot(hit) for hit in self._found(text))

    def locked(self, text: str, locale: str) -> tuple[Spot, ...]:
        """The spots of `text` whose term has a target in `locale` or is kept as it is."""
        return tuple(s for s in self.find(text) if s.term.keep or locale in s.term.targets)

    def misspelled(self, text: str) -> tuple[tuple[Spot, str], ...]:
        """Occurrences of misspelled forms, each with the letters that stand there."""
        return tuple(
            (_spot(hit), text[hit.start : hit.end])
            for hit in self._found(text)
            if hit.of.misspelled
        )

    def wording(self, spot: Spot, text: str, locale: str) -> str:
        """What belongs in `locale` where `spot` stands in `text`.

        The target's plural for a plural; a kept term in its own letters. A capital that opens the
        source text opens the wording too, since a heading may be nothing but the term.
        """
        form = form_for(spot, locale)
        opens = not any(c.isalnum() for c in text[: spot.start]) and text[spot.start].isupper()
        return form[:1].upper() + form[1:] if opens and not spot.term.keep else form

    def compare(
        self, msgid: str, msgstr: str, locale: str, words: Search[None] | None = None
    ) -> tuple[Fault, ...]:
        """How `msgstr` departs from the wordings that `msgid` asks for in `locale`.

        missing     fewer allowed target forms than the source has occurrences of the concept
        unexpected  a target form of a concept that the source does not name, not even by a
                    related word
        banned      a `never` variant of a concept that the source names
        order       drugs, or procedures, that are named once each have changed places

        Both are read without their markup: a term with one bold word is still the term.
        Targets are read longest first over all concepts: `disco` in `hérnia de disco` is no disc.
        A form that several concepts share counts for the one that the source names. A concept
        whose words the source spells out apart ("pain in the upper back") is read as its parts.
        No target is a part of one of the longer `words` that only look as if they held it.
        """
        source, translation = plain(msgid), plain(msgstr, like=msgid)
        spots = self.locked(source, locale)
        hits = self._targets(locale).hits(translation)
        if hits and words:
            hits = _outside(hits, words.hits(translation))
        if not (spots or hits):
            return ()
        named = self._named(source)
        readings = _read(hits, spots, _words(source), named)
        bans = tuple(_bans(hits, readings, spots))
        return (
            *_missing(spots, readings, translation, locale),
            *_banned(bans, translation, locale),
            *_unexpected(readings, named, bans, translation),
            *_disordered(spots, readings, translation, locale),
        )

    def placed(self, msgid: str, msgstr: str, locale: str) -> tuple[Hit[Term], ...]:
        """Where the concepts that `msgid` names stand in `msgstr`, in reading order."""
        spots = self.locked(msgid, locale)
        if not spots:
            return ()
        prose = _prose(msgstr)
        named = self._named(msgid)
        hits = self._targets(locale).hits(prose)
        wanted = {spot.term.id for spot in spots}
        return tuple(r for r in _read(hits, spots, _words(msgid), named) if r.of.id in wanted)

    def unlocked(self, msgid: str, msgstr: str, locale: str) -> tuple[str, str]:
        """Both texts without their markup and, at equal length, without what locked terms say.

        A concept counts where both texts name it equally often: "upper" of "upper back" is then
        said by the term, and asks for nothing more. What last was asked for is kept.
        """
        return self._unlocked(msgid, msgstr, locale)

    @cached_property
    def _unlocked(self) -> Callable[[str, str, str], tuple[str, str]]:
        def unlocked(msgid: str, msgstr: str, locale: str) -> tuple[str, str]:
            source, translation = plain(msgid), plain(msgstr, like=msgid)
            spots = self.locked(source, locale)
            if not spots:
                return source, translation
            hits = self._targets(locale).hits(translation)
            readings = _read(hits, spots, _words(source), self._named(source))
            asked = Counter(spot.term.id for spot in spots)
            given = Counter(hit.of.id for hit in readings)
            return (
                _blanked(source, (s for s in spots if given[s.term.id] == asked[s.term.id])),
                _blanked(translation, (h for h in readings if given[h.of.id] == asked[h.of.id])),
            )

        return lru_cache(maxsize=64)(unlocked)

    def __reduce__(self) -> tuple[type[Termbase], tuple[tuple[Term, ...]]]:
        """Cross a process boundary without the automata, which do not pickle."""
        return type(self), (self.terms,)

    @cached_property
    def _source(self) -> Search[_Form]:
        return Search(_source_forms(self.terms))

    @cached_property
    def _related(self) -> _Related:
        forms: defaultdict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            for form in map(form_key, term.related):
                forms[form].append(term.id)
        lengths = frozenset(len(form) - 1 for form in forms if "*" in form)
        return _Related(
            Search({f: ids for f, ids in forms.items() if "*" not in f}), forms, lengths
        )

    def _named(self, source: str) -> frozenset[str]:
        """Ids of the concepts that a source text names, in a locked form or a related word."""
        locked = {hit.of.term.id for hit in self._source.hits(source)}
        related = self._related
        parts = (
            part
            for word in _words(source)
            for length in related.lengths
            if length <= len(word)
            for part in (f"{word[:length]}*", f"*{word[-length:]}")
        )
        return frozenset(
            locked.union(
                *(hit.of for hit in related.whole.hits(source)),
                *(related.forms[part] for part in parts if part in related.forms),
            )
        )

    @cached_property
    def _by_locale(self) -> dict[str, Search[_Wordings]]:
        return {}

    def _targets(self, locale: str) -> Search[_Wordings]:
        if locale not in self._by_locale:
            self._by_locale[locale] = Search(_target_forms(self.terms, locale))
        return self._by_locale[locale]

    def _found(self, text: str) -> Sequence[Hit[_Form]]:
        if not self.terms:
            return []
        return leftmost(self._source.hits(_prose(text)))


def findings(terms: Iterable[Term], locales: Sequence[str], path: str) -> Iterator[Finding]:
    """A warning for each concept and locale without a target: it is not locked there."""
    for term in terms:
        for locale in locales:
            if not term.keep and locale not in term.targets:
                message = f"'{term.source}' has no target for {locale}, so it is not locked there"
                yield Finding("glossary", Severity.WARNING, message, path, term.line, locale)


def plural(form: str) -> str:
    """The regular English plural of a noun or noun phrase whose head stands last.

    >>> [plural(w) for w in ("injection", "biopsy", "X-ray", "abscess", "spinal stenosis", "NSAID")]
    ['injections', 'biopsies', 'X-rays', 'abscesses', 'spinal stenoses', 'NSAIDs']
    """
    lower = form.lower()
    if lower.endswith("sis"):
        return form[:-2] + "es"
    if lower.endswith("y") and lower[-2:-1] not in tuple("aeiou"):
        return form[:-1] + "ies"
    return form + ("es" if lower.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _prose(text: str) -> str:
    """The text with its addresses blanked at equal length, so that offsets stay true."""
    if not any(sign in text for sign in _SIGNS):
        return text
    return ADDRESS.sub(lambda address: "\0" * len(address[0]), text)


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(fold(text).text))


# ── searching ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Form:
    """What a source form stands for."""

    term: Term
    plural: bool = False
    misspelled: bool = False


class _Related(NamedTuple):
    """Related words, each with the ids of its concepts."""

    whole: Search[list[str]]
    forms: Mapping[str, list[str]]
    lengths: frozenset[int]
    """Of the beginnings and ends of words among them: `neur*`, `*itis`."""


@dataclass(frozen=True, slots=True)
class _Wordings:
    """What a target form stands for: the terms that allow it, and those that ban it and why."""

    allowed: tuple[Term, ...] = ()
    banned: tuple[tuple[Term, str], ...] = ()


def _source_forms(terms: Sequence[Term]) -> dict[str, _Form]:
    """Folded source form → what it stands for; a written form outranks a derived plural."""
    derived: dict[str, _Form] = {}
    written: dict[str, _Form] = {}
    for term in terms:
        forms = [(f, False) for f in (term.source, *term.also)]
        for form, misspelled in [*forms, *((f, True) for f in term.misspelled)]:
            key = form_key(form)
            written[key] = _Form(term, misspelled=misspelled)
            if term.pos == "noun" and not (term.plural and form == term.source):
                derived[plural(key)] = _Form(term, True, misspelled)
        if term.plural:
            written[form_key(term.plural)] = _Form(term, plural=True)
    # `also: [facet joints]` beside `source: facet joint` is its plural all the same.
    own = {k: f for k, f in derived.items() if k in written and written[k].term is f.term}
    return derived | written | own


def _target_forms(terms: Iterable[Term], locale: str) -> dict[str, _Wordings]:
    """Folded target form → the terms that allow it or ban it in `locale`."""
    allowed: dict[str, tuple[Term, ...]] = {}
    banned: dict[str, tuple[tuple[Term, str], ...]] = {}
    for term in terms:
        for form in {form_key(f): None for f in allowed_forms(term, locale)}:
            allowed[form] = (*allowed.get(form, ()), term)
        for never in term.targets[locale].never if locale in term.targets else ():
            form = form_key(never.text)
            banned[form] = (*banned.get(form, ()), (term, never.because))
    return {f: _Wordings(allowed.get(f, ()), banned.get(f, ())) for f in allowed | banned}


def allowed_forms(term: Term, locale: str) -> tuple[str, ...]:
    """Every form that may stand for `term` in `locale`, the preferred one first."""
    if term.keep:
        return (term.source,)
    target = term.targets.get(locale)
    return tuple(filter(None, (target.use, target.plural, *target.forms))) if target else ()


def target_of(term: Term, locale: str) -> str:
    """The preferred form of a concept in a locale; the source form for one that is kept."""
    return term.source if term.keep else term.targets[locale].use


def form_of(spot: Spot, locale: str) -> str:
    """Gender and number of a spot's wording as one of `agreement.FORMS`; empty when not known."""
    return form_in(form_for(spot, locale), spot.term, locale)


def form_in(written: str, term: Term, locale: str) -> str:
    """Gender and number of a term as it is written in a translation; empty when not known.

    Only `use` and `plural` have the target's gender: another form may be another noun.
    """
    target = term.targets.get(locale)
    if target is None or term.pos != "noun" or target.gender not in ("m", "f"):
        return ""
    key = form_key(written)
    if key == form_key(target.use):
        # One form for both numbers tells neither.
        return "" if target.plural == target.use else target.gender + "p" * (target.number == "pl")
    return f"{target.gender}p" if target.plural and key == form_key(target.plural) else ""


def _spot(hit: Hit[_Form]) -> Spot:
    return Spot(hit.of.term, hit.start, hit.end, hit.of.plural)


def form_for(spot: Spot, locale: str) -> str:
    """The preferred target form for a spot, as the glossary writes it; plural for a plural."""
    if spot.term.keep:
        return spot.term.source
    target = spot.term.targets[locale]
    return (target.plural if spot.plural else "") or target.use


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────


def _read(
    hits: Iterable[Hit[_Wordings]],
    spots: Sequence[Spot],
    words: frozenset[str],
    named: Container[str],
) -> list[Hit[Term]]:
    """Which concept each target form in a translation stands for."""
    owned = [
        Hit(hit.start, hit.end, owners)
        for hit in hits
        if (owners := tuple(t for t in hit.of.allowed if not _apart(t, words, named)))
    ]
    open_ = Counter(spot.term.id for spot in spots)
    wanted = frozenset(open_)
    readings = []
    # Forms of one concept first: what they leave open is for the shared ones.
    for hit in sorted(longest(owned), key=lambda h: len(h.of)):
        term = max(hit.of, key=lambda t: (open_[t.id] > 0, t.id in wanted, t.id in named))
        open_[term.id] -= 1
        readings.append(Hit(hit.start, hit.end, term))
    return sorted(readings, key=lambda h: h.start)


def _outside(hits: Sequence[Hit[T]], words: Iterable[Hit[None]]) -> list[Hit[T]]:
    """Hits that are no part of a longer word, nor of one that begins before them."""
    apart = longest(words)
    ends = [word.end for word in apart]

    def beside(hit: Hit[T]) -> Iterator[Hit[None]]:
        for word in islice(apart, bisect_right(ends, hit.start), None):
            if word.start >= hit.end:
                break
            yield word

    terms = {word for hit in hits for word in beside(hit) if hit.covers(word)}
    return [
        hit
        for hit in hits
        if not any(
            word not in terms
            and (word.end - word.start, hit.start) > (hit.end - hit.start, word.start)
            for word in beside(hit)
        )
    ]


def _blanked(text: str, spans: Iterable[Spot | Hit[Term]]) -> str:
    left = list(text)
    for span in spans:
        left[span.start : span.end] = "\0" * (span.end - span.start)
    return "".join(left)


def _apart(term: Term, words: frozenset[str], named: Container[str]) -> bool:
    """Whether the source has every word of a form of `term`, but not as the term."""
    return term.id not in named and any(_words(f) <= words for f in (term.source, *term.also))


def _missing(
    spots: Sequence[Spot], readings: Sequence[Hit[Term]], text: str, locale: str
) -> Iterator[Fault]:
    first = {spot.term.id: spot for spot in reversed(spots)}
    wanted = Counter(spot.term.id for spot in spots)
    for id_, count in wanted.items():
        spot = first[id_]
        found = [text[h.start : h.end] for h in readings if h.of.id == id_]
        # A kept name counts letter for letter only.
        wrong = [f for f in found if spot.term.keep and _nfc(f) != _nfc(spot.term.source)]
        if len(found) - len(wrong) < count:
            yield Fault("missing", spot.term, form_for(spot, locale), "".join(wrong[:1]))


def _banned(bans: Iterable[Hit[tuple[Term, str]]], text: str, locale: str) -> Iterator[Fault]:
    for ban in bans:
        term, because = ban.of
        expected = term.targets[locale].use
        yield Fault("banned", term, expected, text[ban.start : ban.end], because)


def _bans(
    hits: Iterable[Hit[_Wordings]], readings: Sequence[Hit[Term]], spots: Sequence[Spot]
) -> Iterator[Hit[tuple[Term, str]]]:
    """Banned variants of named concepts, unless another allowed form accounts for them."""
    wanted = {spot.term.id for spot in spots}
    candidates = (
        Hit(hit.start, hit.end, (term, because))
        for hit in hits
        for term, because in hit.of.banned
        if term.id in wanted
    )
    for hit in longest(candidates):
        r = last_before(hit.end, readings)
        if not (r and r.covers(hit) and (r.of.id in wanted or not hit.covers(r))):
            yield hit


def _unexpected(
    readings: Iterable[Hit[Term]],
    named: Container[str],
    bans: Sequence[Hit[tuple[Term, str]]],
    text: str,
) -> Iterator[Fault]:
    seen: set[str] = set()
    for hit in readings:
        known = hit.of.id in named or hit.of.id in seen
        ban = None if known else last_before(hit.end, bans)
        if not known and not (ban and hit.overlaps(ban)):
            seen.add(hit.of.id)
            yield Fault("unexpected", hit.of, "", text[hit.start : hit.end])


def _disordered(
    spots: Sequence[Spot], readings: Sequence[Hit[Term]], text: str, locale: str
) -> Iterator[Fault]:
    """One fault for each kind whose names have changed places."""
    for kind in ("drug", "procedure"):
        asked = Counter(spot.term.id for spot in spots if spot.term.kind == kind)
        given = Counter(hit.of.id for hit in readings)
        once = [i for i, count in asked.items() if count == 1 and given[i] == 1]
        placed = [hit for hit in readings if hit.of.id in once]
        if once != [hit.of.id for hit in placed]:
            yield Fault(
                "order",
                next(h.of for h, i in zip(placed, once, strict=True) if h.of.id != i),
                ", ".join(form_for(s, locale) for s in spots if s.term.id in once),
                ", ".join(text[h.start : h.end] for h in placed),
            )


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
