"""Which abbreviations an article explains, and where.

One is explained where it stands in brackets behind its long form, "a blood test (CBC)", before it
in brackets, "CBC (a blood test)", or by a phrase, "called a CBC".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.source_lint.given import Source

LETTERS = 6
"""The most capitals of an abbreviation; more of them are a word that is set in capitals."""

APART = 4
"""Words of a bracket that does nothing but name what stands before it: (PED or PEDV)."""

_SHORT = rf"[A-Z]{{2,{LETTERS}}}(?![A-Z])\d*(?:-\d+)?"
ABBREVIATION = re.compile(
    r"(?<!(?i:.type|stage|phase|grade|class|level) )(?<![\w.&/-])"  # phase IV
    rf"({_SHORT})(?=s?\b)(?!-\w)"
)
_BRACKET = re.compile(r"(?<=\w |[\"'”’] )\(([^()]+)\)")
_EXPLAINED = re.compile(
    rf"\b({_SHORT})s? \((?=[^()]*[a-z]{{3}})"  # MRI (magnetic resonance imaging)
    rf"|\b({_SHORT})s?,? (?:is short for|stands? for|means?|which (?:means?|stands? for))\b"
    rf"|\b(?:called|known as|abbreviated(?: as| to)?|short for|\w, or) (?:an? |the )?({_SHORT})s?\b"
)


def explained(source: Source) -> Mapping[str, int]:
    """Abbreviation → number of the first sentence that explains it, in `source.sentences`."""
    found: dict[str, int] = {}
    for number, sentence in enumerate(source.sentences):
        for match in _EXPLAINED.finditer(sentence.text):
            found.setdefault(next(filter(None, match.groups())), number)
        for bracket in _BRACKET.finditer(sentence.text):
            for short in _named(bracket[1]):
                found.setdefault(short, number)
    return found


def _named(bracket: str) -> Iterator[str]:
    """The abbreviations that a bracket gives to the words before it."""
    for match in ABBREVIATION.finditer(bracket):
        if match.start() == 0 or len(bracket.split()) <= APART:
            yield match[1]
