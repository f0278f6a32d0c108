"""The lock: what must survive translation is masked, carried through the engine, and put back.

    slots       what is settled before translation: terms, numbers, addresses, marked-up spans
    strategies  which slots to mask, and as what: the tiers, in order
    dress       a raw answer as a sentence of the catalog: markup, marks, agreement, source names
    place       whether its terms and numbers stand where they belong
    score       which of several good candidates reads best

A candidate counts only when the checks accept it (see `draft.py`). Nothing is ever appended: a slot
whose mask does not come back exactly once fails the candidate, and a sentence for which every
candidate fails stays untranslated. docs/lock.md walks three sentences through it.
"""

from pipeline.lock.dress import dressed, with_markup
from pipeline.lock.place import in_place
from pipeline.lock.score import chrf, fluency
from pipeline.lock.slots import Slot, lost, slots, span_texts
from pipeline.lock.strategies import TIERS, Request, Strategy, answer, clauses, requests, tiers

__all__ = [
    "TIERS",
    "Request",
    "Slot",
    "Strategy",
    "answer",
    "chrf",
    "clauses",
    "dressed",
    "fluency",
    "in_place",
    "lost",
    "requests",
    "slots",
    "span_texts",
    "tiers",
    "with_markup",
]
