"""How hard a text is to read, by a formula made for its language; none where there is none.

The formulas count words, sentences and syllables: linear, with the coefficients that
`readability.yaml` has, with who published them. Syllables are counted by runs of vowels. Against
the CMU Pronouncing Dictionary that is right for 95 to 99 % of English words and moves the grade of
a text by 0.1 to 0.2; hyphenation patterns (TeX, pyphen) miss syllables and move it by 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).with_name("readability.yaml")

WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")

LEAST_WORDS = 100
"""Fewer words say nothing: Flesch (1948) took samples of a hundred."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What one language is measured by."""

    name: str
    source: str
    """Author and year, for the reader."""

    base: float
    per_length: float
    """What each word of the mean sentence adds."""

    per_syllable: float
    """What each syllable of the mean word adds."""

    bands: tuple[tuple[float, str], ...]
    """(least score, what it means), the highest first; empty for a school grade."""

    nucleus: re.Pattern[str]
    """Each match in a word in small letters is a syllable,"""

    silent: re.Pattern[str]
    """but for each match of this one."""

    def syllables(self, word: str) -> int:
        """How many syllables a word has, at least one; digits count as one.

        >>> [formula("en").syllables(w) for w in ("rest", "medicine", "acetaminophen", "pained")]
        [1, 3, 6, 1]
        """
        small = word.casefold()
        silent = len(self.silent.findall(small))
        return max(len(self.nucleus.findall(small)) - silent, 1)

    def score(self, sentences: Sequence[str]) -> float:
        """The figure for some sentences without markup; they must hold a word.

        Kincaid et al. (1975) for English: a school grade. Elsewhere an ease, mostly 0 to 100.
        """
        words = [word for sentence in sentences for word in WORD.findall(sentence)]
        length, syllables = len(words) / len(sentences), sum(map(self.syllables, words))
        return self.base + self.per_length * length + self.per_syllable * (syllables / len(words))

    def meaning(self, score: float) -> str:
        """The band of a score in words; empty without bands."""
        return next((words for least, words in self.bands if score >= least), "")


@cache
def formula(language: str) -> Formula | None:
    """The formula for a base language (`es`); None where no validated one is known."""
    entry = _table().get(language)
    if entry is None:
        return None
    return Formula(
        name=entry["name"],
        source=entry["source"],
        base=entry["base"],
        per_length=entry["length"],
        per_syllable=entry["syllable"],
        bands=tuple((least, words) for least, words in entry.get("bands", {}).items()),
        nucleus=re.compile(entry["nucleus"]),
        silent=re.compile(entry.get("silent", r"(?!)")),
    )


@cache
def _table() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return data
