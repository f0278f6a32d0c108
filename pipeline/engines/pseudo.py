"""Pseudo-translation: accented, longer, bracketed English that shows what a layout cannot bear.

Text that is not bracketed was never translated; a bracket that is cut off is an overflow. The
brackets are «», which Noto Sans has (it lacks ⟦⟧). For layout tests only, in any locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.engines import Description, EngineSettings
from pipeline.errors import EngineUnavailable

ACCENTS = str.maketrans(
    "AaBbCcDdEeFfGgHhIiJjKkLlNnOoPpRrSsTtUuWwYyZz", "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļÑñÖöÞþŔŕŠšŢţÛûŴŵÝýŽž"
)
"""One letter for one, all in Latin-1, Latin Extended-A or B, so that a Latin font has them."""

_VOWEL = re.compile("[aeiou]")

# Code, a link's target, addresses, {names}, %s, <tags>, and words with a digit: numbers, doses,
# placeholders. Everything between them is accented.
_KEPT = re.compile(
    r"(`[^`]*`|\]\([^)\s]*\)|https?://\S+|\S+@\S+|\{[^{}]*\}|%[a-z]\b|<[^<>]*>|\w*\d\w*)"
)


@dataclass(frozen=True, slots=True)
class Pseudo:
    """The engine; holds nothing."""

    name: str = "pseudo"
    version: str = "pseudo 1"
    placeholders: tuple[str, ...] = ("XQ{}", "[{}]", "(T{})")

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input; see `pseudo`."""
        return [pseudo(text) for text in texts]


def open_engine(source: str, target: str, settings: EngineSettings) -> Pseudo:
    """The engine, for any pair out of English; EngineUnavailable for the way back."""
    if target.startswith("en"):
        raise EngineUnavailable("pseudo-translation has no way back into English")
    return Pseudo()


def describe(settings: EngineSettings) -> Description:
    """Any pair."""
    return Description((("*", "*"),), "always there")


def pseudo(text: str) -> str:
    """The text accented, in brackets, vowels doubled: English grows by about 30 %.

    >>> pseudo("**Take** 200 mg of [aspirin](https://a.org/b).")
    '«**Ţååķéé** 200 mĝ ööƒ [ååšþîîŕîîñ](https://a.org/b).»'
    """
    if not any(letter.isalpha() for letter in text):
        return text
    parts = _KEPT.split(text)
    parts[::2] = [_VOWEL.sub(r"\g<0>\g<0>", part).translate(ACCENTS) for part in parts[::2]]
    return f"«{''.join(parts)}»"
