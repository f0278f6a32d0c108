"""Facts about units, one a line in `locales/LOCALE/review.jsonl`, and a unit's state by them.

An event carries the very words it is about. An approval is looked up by those words, so a change of
source, target, order or locked term voids it by itself: no state is stored that could go stale.
The order of lines carries no meaning but time; `.gitattributes` merges both sides of a branch.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args

from pipeline.errors import InputError
from pipeline.model import Article, Key, State, Text, Unit, with_texts
from pipeline.termbase import Termbase, target_of

VERSION = 1
"""Of the event format; part of every hash."""

Pairs = tuple[tuple[str, str], ...]
"""Locked (concept id, target) pairs of one sentence, sorted."""


# ── people ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes responsibility; people are told apart by mail."""

    name: str
    mail: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"


_PERSON = re.compile(
    r"\s*([^<>]*[^<>\s])\s*<([^<>\s@\u0080-\U0010ffff]+@[^<>\s@\u0080-\U0010ffff]+)>\s*"
)


def person(text: str) -> Person:
    """A person from `NAME <MAIL>`; InputError shows the form."""
    found = _PERSON.fullmatch(text)
    if not found:
        raise InputError(f"'{text}' does not say who: write it like 'Ana Lima <ana@example.org>'")
    return Person(found[1], found[2].casefold())


# ── events ────────────────────────────────────────────────────────────────────────────────────────


Kind: TypeAlias = Literal["drafted", "reused", "submitted", "waived", "approved", "withdrawn"]

PERSONAL = frozenset({"submitted", "waived", "approved", "withdrawn"})
"""Kinds that a person answers for."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about one unit, or (with `units`) about a whole article."""

    event: Kind
    slug: str
    who: str
    """`NAME <MAIL>`; for `drafted` engine and version, for `reused` the memory and its source."""

    when: str
    """ISO 8601, UTC, to the second."""

    msgctxt: str | None = None
    msgid: str = ""
    msgstr: str = ""
    terms: Pairs = ()
    credential: str = ""
    """The approver's own words for why they may approve."""

    back: str = ""
    """For `drafted`: what the reverse engine made of the text, where there is one."""

    units: tuple[str, ...] = ()
    """For the approval of an article: the digests of its units in reading order."""

    locale: str = ""
    """Where it counts; empty for what a machine made, which counts nowhere as a person's word."""

    after: tuple[str, ...] = ()
    """For `approved`: the `identity` of each withdrawal that its approver knew of, sorted."""

    reason: str = ""
    """For `withdrawn` and `waived`: why, in the person's own words."""

    waived: tuple[str, ...] = ()
    """For `waived` the check; for a unit's approval each error that its approver accepts, with its
    message and the reason, sorted."""

    signature: str = ""
    """OpenSSH signature over the `identity`; the one part that the identity does not cover."""

    @property
    def key(self) -> Key:
        """(msgctxt, msgid) of the unit."""
        return self.msgctxt, self.msgid


def dump(event: Event) -> str:
    """One line for the events file: canonical JSON with its own SHA-256."""
    signature = {"signature": event.signature} if event.signature else {}
    return canonical({**_facts(event), "sha256": identity(event), **signature})


def identity(event: Event) -> str:
    """SHA-256 over the canonical JSON of all that an event says: what a signature is made over."""
    return sha256(_facts(event))


def _facts(event: Event) -> dict[str, Any]:
    said = {k: v for k, v in asdict(event).items() if v and k != "signature"}
    return {"v": VERSION, **said}


def load(content: str, path: str) -> tuple[Event, ...]:
    """The events of a file; InputError names the line that is not what a program wrote."""
    return tuple(
        _event(line, path, number)
        for number, line in enumerate(content.split("\n"), 1)
        if line.strip()
    )


def drafted(slug: str, unit: Unit, terms: Pairs, engine: str, when: str, back: str = "") -> Event:
    """The fact that an engine made this text, and what came back of it."""
    return Event("drafted", slug, engine, when, *unit.key, unit.msgstr, terms, back=back)


def reused(slug: str, unit: Unit, terms: Pairs, origin: str, when: str) -> Event:
    """The fact that this text was made for the same words elsewhere."""
    return Event("reused", slug, f"memory ({origin})", when, *unit.key, unit.msgstr, terms)


def _event(line: str, path: str, number: int) -> Event:
    try:
        facts = json.loads(line)
        digest, signature = facts.pop("sha256"), facts.pop("signature", "")
        version = facts.pop("v")
        if version != VERSION:
            raise InputError(
                f"this event has version {version}, made by a newer tool", path, number
            )
        if sha256({"v": version, **facts}) != digest:
            raise InputError("this event was changed by hand and proves nothing", path, number)
        facts["terms"] = tuple((a, b) for a, b in facts.get("terms", ()))
        for several in ("units", "after", "waived"):
            facts[several] = tuple(facts.get(several, ()))
        return _sound(Event(**facts, signature=signature))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        known = ", ".join(f.name for f in fields(Event))
        raise InputError(
            f"this line is not an event (one JSON object with {known})", path, number
        ) from None


def _sound(event: Event) -> Event:
    """The event; ValueError unless it is of a known kind, all words, and a person signs for it."""
    bare = replace(event, terms=(), units=(), after=(), waived=())
    words = [v for v in astuple(bare) if v not in (None, ())]
    words += [
        *event.units,
        *event.after,
        *event.waived,
        *(word for pair in event.terms for word in pair),
    ]
    signed = event.event not in PERSONAL or _PERSON.fullmatch(event.who)
    if event.event not in get_args(Kind) or not signed or not all(type(w) is str for w in words):
        raise ValueError
    datetime.fromisoformat(event.when)
    return event


def canonical(value: object) -> str:
    """JSON with one form for one value: sorted keys, no spaces (in the manner of RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(value: object) -> str:
    """SHA-256 (hex) over the canonical JSON of a value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


# ── states ────────────────────────────────────────────────────────────────────────────────────────


def pairs(termbase: Termbase, msgid: str, locale: str) -> Pairs:
    """The locked (concept id, target) pairs of a sentence; part of what an approval binds."""
    terms = {spot.term.id: spot.term for spot in termbase.locked(msgid, locale)}
    return tuple(sorted((id_, target_of(term, locale)) for id_, term in terms.items()))


def digest(slug: str, locale: str, unit: Unit, terms: Pairs, waived: Sequence[str] = ()) -> str:
    """SHA-256 over the words of a unit in a locale and the errors that are waived on it: what an
    approval of its article is bound to."""
    words = (unit.msgctxt, unit.msgid, unit.msgstr, terms, waived)
    return sha256([VERSION, slug, locale, *words])


def article_digest(article: Article) -> str:
    """SHA-256 over all that a handout prints of its source, in its order and structure.

    The units alone would not do: equal sentences share one, and `translate: no` text has none. The
    day of the next review is left out: to move it is no change of content.
    """

    def words(text: Text) -> tuple[object, ...]:
        return str(text.role), text.source, text.context, text.translate

    blocks = [repr(with_texts(block, words)) for block in article.blocks]
    summary = words(article.summary) if article.summary else None
    head = (article.id, article.version, article.date, words(article.title), summary)
    return sha256([VERSION, repr(head), *blocks])


class Ledger:
    """The events of one article in one locale, ready to be asked."""

    def __init__(
        self,
        slug: str,
        events: Iterable[Event],
        locale: str = "",
        article: str = "",
        trusted: Callable[[Event], bool] | None = None,
    ) -> None:
        self.slug = slug
        self.locale = locale
        self.article = article
        """`article_digest` of the article as it is now."""

        self._trusted = trusted
        self._events = tuple(e for e in events if e.slug == slug and self._counts_here(e))
        self.withdrawals = tuple(
            sorted(identity(e) for e in self._events if e.event == "withdrawn")
        )
        """The `identity` of each withdrawal."""

        self._by_key: dict[Key, list[Event]] = {}
        self._by_text: dict[str, list[Event]] = {}
        self._orders: dict[tuple[str, ...], Event] = {}
        self._signed: dict[str, Event] = {}
        for event in sorted(self._events, key=lambda event: event.when):
            if event.units and self.stands(event) and self._vouched(event):
                self._orders[event.units] = event
                self._signed.update(dict.fromkeys(event.units, event))
            elif not event.units and event.event != "withdrawn":
                self._by_text.setdefault(event.msgstr, []).append(event)
                if self.stands(event):
                    self._by_key.setdefault(event.key, []).append(event)

    def _counts_here(self, event: Event) -> bool:
        """A person's word is for one locale: a folder that was copied brings no approval along."""
        return event.event not in PERSONAL or event.locale == self.locale

    def _vouched(self, event: Event) -> bool:
        return self._trusted is None or self._trusted(event)

    def stands(self, event: Event) -> bool:
        """Whether it was not withdrawn: whoever approved knew of every withdrawal that there is,
        also of those that come from another branch."""
        return event.event != "approved" or set(self.withdrawals) <= set(event.after)

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event of the article, as they stand in the file."""
        return self._events

    def with_events(self, new: Iterable[Event]) -> Ledger:
        """The ledger with further events."""
        events = (*self._events, *new)
        return Ledger(self.slug, events, self.locale, self.article, self._trusted)

    def of_unit(self, key: Key) -> tuple[Event, ...]:
        """The events of a unit by time, whatever its words were; withdrawn approvals left out."""
        return tuple(self._by_key.get(key, ()))

    def draft(self, unit: Unit) -> Event | None:
        """The machine's own event for exactly this text and source, if a machine made it."""
        return self._latest("drafted", unit, None)

    def reuse(self, unit: Unit) -> Event | None:
        """The event by which exactly this text came from the memory for this source."""
        return self._latest("reused", unit, None)

    def machine_text(self, unit: Unit, live: Collection[Key] = ()) -> bool:
        """Whether a machine wrote exactly this text, for this source or one that left, and no
        person has taken responsibility for it since.

        `live` are the units of the article: the draft of another one of them was copied here, and
        only a person does that.
        """
        events = self._by_text.get(unit.msgstr, ())
        machine = all(event.event == "drafted" for event in events)
        return machine and any(e.key == unit.key or e.key not in live for e in events)

    def editor(self, unit: Unit, terms: Pairs) -> Event | None:
        """Who submitted exactly these words."""
        return self._latest("submitted", unit, terms)

    def approval(self, unit: Unit, terms: Pairs) -> Event | None:
        """Who approved exactly these words.

        Where signatures are asked for, who, when and why are those of the signed approval of the
        article that covers them: any other line could be anybody's.
        """
        event = self._latest("approved", unit, terms)
        if event is None or self._trusted is None:
            return event
        signed = self._signed.get(digest(self.slug, self.locale, unit, terms, event.waived))
        if signed is None:
            return None
        return replace(event, who=signed.who, when=signed.when, credential=signed.credential)

    def waived(self, unit: Unit, terms: Pairs) -> tuple[str, ...]:
        """The errors, with message and reason, that a second person accepts in these words: neither
        who translated them nor who waived them."""
        approval, editor = self.approval(unit, terms), self.editor(unit, terms)
        if approval is None or editor is None:
            return ()
        first = {person(e.who).mail for e in (editor, *self.waivings(unit))}
        return () if person(approval.who).mail in first else approval.waived

    def waivings(self, unit: Unit) -> tuple[Event, ...]:
        """Who answered for the waivers of a unit in these words."""
        return tuple(
            e for e in self.of_unit(unit.key) if e.event == "waived" and e.msgstr == unit.msgstr
        )

    def approved_order(self, digests: Sequence[str]) -> Event | None:
        """The approval of the article as exactly these units in this order."""
        return self._orders.get(tuple(digests))

    @property
    def orders(self) -> tuple[Event, ...]:
        """The approvals of the article that stand, by time."""
        return tuple(sorted(self._orders.values(), key=lambda event: event.when))

    @property
    def once_approved(self) -> tuple[Event, ...]:
        """Every approval of the article, withdrawn ones too, by time: what may be on paper."""
        found = (e for e in self._events if e.event == "approved" and e.units)
        return tuple(sorted(filter(self._vouched, found), key=lambda event: event.when))

    @property
    def approved_units(self) -> tuple[Event, ...]:
        """Every approval of a unit, withdrawn ones too."""
        return tuple(e for e in self._events if e.event == "approved" and not e.units)

    def state(self, unit: Unit, terms: Pairs) -> State:
        """Where the unit stands. Fuzzy text is a draft when it was made for this very source."""
        if not unit.msgstr.strip():
            return State.UNTRANSLATED
        if unit.fuzzy:
            return State.DRAFTED if self._made_for_this_source(unit) else State.OUTDATED
        return State.APPROVED if self.approval(unit, terms) else State.TRANSLATED

    def _made_for_this_source(self, unit: Unit) -> bool:
        """A draft, or one that a person is working on; not text that belongs to another source."""
        if self.draft(unit) or self.reuse(unit):
            return True
        if unit.previous:  # evidence against only: msgmerge and Weblate may drop it
            return False
        elsewhere = any(e.key != unit.key for e in self._by_text.get(unit.msgstr, ()))
        before = any(e.event in ("drafted", "reused") for e in self._by_key.get(unit.key, ()))
        return before and not elsewhere

    def _latest(self, kind: str, unit: Unit, terms: Pairs | None) -> Event | None:
        found = [
            e
            for e in self._by_key.get(unit.key, ())
            if e.event == kind and e.msgstr == unit.msgstr and terms in (None, e.terms)
        ]
        return max(found, key=lambda e: e.when, default=None)
