"""Which of several good candidates reads best. Computed here, from the texts alone.

Where the reverse engine exists, a candidate is worth the chrF of its back-translation against the
source: chrF (Popović 2015, character n-grams to 6, beta 2) follows human ranking of candidates of
one engine better than BLEU on single sentences. It ranks candidates that the checks have accepted;
it accepts nothing by itself, since a lost "not" costs it hardly a point.

Where there is no reverse engine, fluency rules decide: the length that a translation of the
pair usually has, no word doubled, no source word left over.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

LONGEST_GRAM = 6
BETA = 2.0

GROWTH = 1.15
"""A translation from English into es or pt is about so much longer, by TICO-19's dev pairs
(characters: es 1.13, pt 1.10); a rule of thumb for other pairs."""


def chrf(hypothesis: str, reference: str) -> float:
    """Character n-gram F-score of two texts, 0 to 1, white space left out.

    >>> chrf("dor nas costas", "dor nas costas"), round(chrf("dor", "febre"), 2)
    (1.0, 0.07)
    """
    ours, theirs = ("".join(t.split()) for t in (hypothesis, reference))
    scores = [
        _f_score(_grams(ours, n), _grams(theirs, n))
        for n in range(1, LONGEST_GRAM + 1)
        if len(theirs) >= n and len(ours) >= n
    ]
    return sum(scores) / len(scores) if scores else 0.0


def fluency(msgid: str, candidate: str) -> float:
    """How little stands against a candidate by its looks, 0 to 1.

    >>> fluency("Facet joints hurt.", "Las articulaciones duelen.") > \\
    ... fluency("Facet joints hurt.", "Las las articulaciones hurt.")
    True
    """
    words: list[str] = re.findall(r"[^\W\d_]+", candidate.casefold())
    doubled = sum(a == b for a, b in pairwise(words))
    left_over = len(set(words) & set(re.findall(r"[^\W\d_]{4,}", msgid.casefold())))
    expected = GROWTH * max(len(msgid), 1)
    length = min(len(candidate), expected) / max(len(candidate), expected)
    return length / (1 + doubled + left_over)


def _grams(text: str, n: int) -> Counter[str]:
    return Counter(text[i : i + n] for i in range(len(text) - n + 1))


def _f_score(ours: Counter[str], theirs: Counter[str]) -> float:
    shared = (ours & theirs).total()
    if not shared:
        return 0.0
    weight: float = BETA * BETA
    precision, recall = shared / ours.total(), shared / theirs.total()
    return (1 + weight) * precision * recall / (weight * precision + recall)
