"""What a web page leaves in the text that was taken from it: glued words, phone numbers, promises.

Shared by `scraped`, which reports it when a text comes in, and by the source lint, which reports it
while it stands in an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

GLUED = re.compile(  # MRIs and mRNAs are plurals
    r"[a-z]{3}[A-Z][a-z]"  # ModelConventional
    r"|[A-Z]{2}(?:[A-Z][a-z]{2}|(?:A[nt]|I[fnt]|O[nr]|B[ey]|[HMW]e|[NS]o|To|Up)\b)"  # MRIThe
    r"|[a-z]{2}[.!?][A-Z][a-z]"  # rest.The
)
WHOLE = re.compile(
    r"\AMa?c[A-Z]|[/@]|www\."
    r"|\b(?:MedlinePlus|PubMed|MyChart|HealthCare|ClinicalTrials|YouTube|WhatsApp|LinkedIn|FaceTime)\b"
)
"""Names and addresses, which are written so. A brand is better kept in the glossary."""

PHONE = re.compile(
    r"(?<![\d.;:(-])(?:\+?\d{1,3}[-. ])?(?:\(?\d{3}\)?[-. ])?\d{3}[-.]\d{4}(?![\d-])"
)
PROMISE = re.compile(
    r"\b(?:call|contact|visit|e-?mail) us\b|\bgive us a (?:call|ring)\b|\b(?:book|schedule|make) "
    r"(?:an|your) appointment\b|\bour (?:goal|team|doctors|specialists|clinics?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words that a person should look at before they are translated."""

    kind: Literal["glued", "phone", "promise"]
    start: int
    end: int
    """Half-open character offsets in the text."""

    message: str


def leftovers(text: str) -> Iterator[Leftover]:
    """The leftovers in a text: glued words, then phone numbers, then promises.

    >>> [(found.kind, found.start) for found in leftovers("Your MRIThe scan. Contact us.")]
    [('glued', 5), ('promise', 18)]
    """
    for word in re.finditer(r"\S+", text):
        if GLUED.search(word[0]) and not WHOLE.search(word[0]):
            yield _leftover("glued", word, "may be two words, such as a caption and a sentence")
    for match in PHONE.finditer(text):
        yield _leftover("phone", match, "looks like a phone number, which ages; review before use")
    for match in PROMISE.finditer(text):
        yield _leftover("promise", match, "speaks for the site it comes from; review before use")


def _leftover(
    kind: Literal["glued", "phone", "promise"], match: re.Match[str], why: str
) -> Leftover:
    return Leftover(kind, match.start(), match.end(), f"'{match[0]}' {why}")
