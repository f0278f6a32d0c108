"""Strategies: which slots of a sentence to mask, and as what.

They stand in tiers. Every strategy of a tier is tried on a sentence, and the best of its good
candidates is taken; only a sentence with none goes on to the next tier. So the plain translation,
which reads best, stays wherever it keeps its terms, and few sentences cost more than one call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.agreement import Grammar
from pipeline.lock.slots import Slot, lacking

Mask = Literal["none", "shape", "carrier", "clauses"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to carry a sentence through an engine."""

    mask: Mask
    """`shape`: a placeholder such as XQ0. `carrier`: a noun of the term's gender and number.
    `clauses`: each clause drafted by itself, with the same tiers, and joined."""

    missing: bool = False
    """Only the slots that the plain translation lacks, instead of all."""

    shape: int = 0
    """Which of the engine's placeholders, best first."""


TIERS: tuple[tuple[Strategy, ...], ...] = (
    (Strategy("none"),),
    (Strategy("shape", missing=True), Strategy("carrier", missing=True)),
    (Strategy("shape"),),
    (Strategy("clauses"),),
    (Strategy("carrier"), Strategy("shape", shape=1), Strategy("shape", shape=2)),
)


def tiers(shapes: Sequence[str]) -> Iterator[tuple[Strategy, ...]]:
    """The tiers for an engine that carries `shapes`; strategies with a shape it lacks fall away.

    Shapes beyond those that TIERS names get a tier of their own each.
    """
    named = max(s.shape for tier in TIERS for s in tier)
    for tier in TIERS:
        fitting = tuple(s for s in tier if s.mask in ("none", "clauses") or s.shape < len(shapes))
        if fitting:
            yield fitting
    for further in range(named + 1, len(shapes)):
        yield (Strategy("shape", shape=further),)


@dataclass(frozen=True, slots=True)
class Request:
    """A sentence as a strategy sends it."""

    text: str
    masks: tuple[tuple[str, str, str], ...] = ()
    """(mask in the source, mask in the answer, wording) of each slot, in order."""


def requests(
    msgid: str,
    found: Sequence[Slot],
    strategy: Strategy,
    shapes: Sequence[str],
    rules: Grammar | None,
    plain: str | None,
) -> Request | None:
    """What to send; None when the strategy would change nothing or cannot be used here.

    `plain` is the plain candidate, which tells what is missing.
    """
    if strategy.mask in ("none", "clauses"):
        return Request(msgid) if strategy.mask == "none" else None
    chosen = lacking(found, plain) if strategy.missing else tuple(found)
    carried = strategy.mask == "carrier" and any(slot.form for slot in chosen)
    if not chosen or (strategy.mask == "carrier" and not carried):
        return None
    masks = tuple(_masks(msgid, chosen, strategy, shapes, rules))
    if len(masks) < len(chosen):
        return None
    text = msgid
    for slot, (source, _, _) in reversed(tuple(zip(chosen, masks, strict=True))):
        text = text[: slot.start] + source + text[slot.end :]
    return Request(text, masks)


def answer(request: Request, translation: str) -> str | None:
    """The engine's answer with the wordings in place of their masks.

    None unless each mask stands there exactly once, letter for letter, glued to nothing, and
    nothing else that looks like a placeholder does.

    >>> sent = Request("XQ0 helps.", (("XQ0", "XQ0", "ibuprofeno"),))
    >>> answer(sent, "O XQ0 ajuda."), answer(sent, "O ajuda.")
    ('O ibuprofeno ajuda.', None)
    """
    if not request.masks:
        return translation
    wordings = {target.casefold(): wording for _, target, wording in request.masks}
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(target)}(?!\w)" for _, target, _ in request.masks),
        re.IGNORECASE,
    )
    found = pattern.findall(translation)
    if sorted(f.casefold() for f in found) != sorted(wordings):
        return None
    shapes = frozenset(target for source, target, _ in request.masks if source == target)
    # A carrier noun may open a sentence; a placeholder comes back letter for letter.
    if not shapes <= set(found):
        return None
    # Spans of one kind look alike: only their order tells whose emphasis or link it is.
    spans = [target for _, target, wording in request.masks if wording[:1] in "*`["]
    if [f for f in found if f in spans] != spans:
        return None
    alike = _alike(shapes)
    if shapes and len(alike.findall(translation)) != len(alike.findall(request.text)):
        return None
    return pattern.sub(lambda match: wordings[match[0].casefold()], translation)


@cache
def _alike(placeholders: frozenset[str]) -> re.Pattern[str]:
    """What an engine may make of placeholders: in another case, renumbered, glued, cut short."""
    shapes = {re.sub("[0-9]+", "0", placeholder) for placeholder in placeholders}
    loose = sorted(re.escape(shape).replace("0", r"\s*[0-9]*") for shape in shapes)
    return re.compile("|".join(loose), re.IGNORECASE)


def clauses(msgid: str, found: Sequence[Slot]) -> tuple[tuple[str, str], ...]:
    """The clauses of a sentence, each with what follows it; cut outside every slot.

    >>> clauses("If it hurts, stop: call us.", ())
    (('If it hurts', ', '), ('stop', ': '), ('call us.', ''))
    """
    pieces, start = [], 0
    for cut in re.finditer(r"[,;:]\s+|\s+[–—]\s+|(?<=[.!?])\s*(?=[A-Z])", msgid):
        inside = any(s.start < cut.end() and cut.start() < s.end for s in found)
        if not inside and msgid[start : cut.start()].strip():
            pieces.append((msgid[start : cut.start()], cut[0]))
            start = cut.end()
    return (*pieces, (msgid[start:], "")) if msgid[start:].strip() else tuple(pieces)


def _masks(
    msgid: str,
    chosen: Sequence[Slot],
    strategy: Strategy,
    shapes: Sequence[str],
    rules: Grammar | None,
) -> Iterator[tuple[str, str, str]]:
    """The mask of each slot; ends early when a form runs out of carriers."""
    used: set[str] = set()
    for number, slot in enumerate(chosen):
        if strategy.mask == "carrier" and slot.form:
            pair = _carrier(slot, rules, used, msgid)
            if pair is None:
                return
            used.add(pair[0])
            yield (*pair, slot.wording)
        else:
            placeholder = shapes[strategy.shape].format(number)
            yield placeholder, placeholder, slot.wording


def _carrier(
    slot: Slot, rules: Grammar | None, used: set[str], msgid: str
) -> tuple[str, str] | None:
    if rules is None:
        return None
    by_form: Mapping[str, tuple[tuple[str, str], ...]] = rules.carriers[
        "mass" if slot.mass else "count"
    ]
    words = set(re.findall(r"\w+", msgid.casefold()))
    for source, target in by_form.get(slot.form, ()):
        if source not in used and source not in words:
            return source, target
    return None
