"""Glossaries that hypothesis makes up: every field, and every character that a file form minds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from pipeline.matching import form_key
from pipeline.model import Banned, Target, Term

MARKS = "|\\:;,.'\"=+-@#&<>{}[]%!*~`?_ "
LETTERS = "aAzñÉ1ßçع中ไ٣x"


def _tidy(text: str) -> str:
    """As a person would type it: composed, no white space at the ends or in a row."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


FORM = st.text(MARKS + LETTERS, min_size=1, max_size=12).map(_tidy)
FORM = FORM.filter(lambda form: any(c.isalnum() for c in form))
PROSE = st.text(MARKS + LETTERS + "\n\r\t\x85\u2028\ufeff😀", max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text.strip())
)
LOCALE = st.sampled_from(["es", "pt_BR", "zh_Hans", "no", "es_419"])


# So few that two glossaries have ids, source forms and targets in common.
FEW = st.sampled_from(["a", "A", "b", "a b", "a-b", "b c", "c", "c d", "d", "as", "bs", "e"])


def forms(form: st.SearchStrategy[str], most: int) -> st.SearchStrategy[list[str]]:
    """Forms that differ as the termbase compares them."""
    return st.lists(form, min_size=1, max_size=most, unique_by=form_key)


@st.composite
def targets(draw: st.DrawFn, form: st.SearchStrategy[str]) -> Target:
    """A target as glossary.yaml may hold it."""
    use, *others = draw(forms(form, 6))
    cut = draw(st.integers(0, len(others)))
    has_plural, approved = draw(st.booleans()), draw(st.booleans())
    plural = others.pop(0) if cut and has_plural else ""
    return Target(
        use,
        plural,
        draw(st.sampled_from(["", "m", "f", "n", "c"])),
        draw(st.sampled_from(["sg", "pl"])),
        tuple(others[:cut]),
        tuple(Banned(text, draw(PROSE)) for text in others[cut:]),
        "approved" if approved else "proposed",
        draw(FORM) if approved else "",
        draw(st.dates()).isoformat() if approved else "",
    )


@st.composite
def glossaries(draw: st.DrawFn, form: st.SearchStrategy[str] = FORM) -> tuple[Term, ...]:
    """Terms as glossary.yaml may hold them together."""
    pool = draw(forms(form, 8))
    ids = draw(st.lists(form, min_size=len(pool), max_size=len(pool), unique=True))
    made: list[Term] = []
    while pool:
        size = draw(st.integers(1, len(pool)))
        (source, *rest), pool = pool[:size], pool[size:]
        has_plural, keep = draw(st.booleans()), draw(st.booleans())
        plural = rest.pop() if rest and has_plural else ""
        cut = draw(st.integers(0, len(rest)))
        made.append(
            Term(
                ids[len(made)],
                draw(st.sampled_from(["drug", "procedure", "condition", "anatomy", "other"])),
                source,
                draw(st.sampled_from(["noun", "adjective", "adverb", "verb", "phrase"])),
                plural,
                tuple(rest[:cut]),
                tuple(rest[cut:]),
                draw(st.dictionaries(form, PROSE, max_size=2)),
                draw(PROSE),
                draw(st.sampled_from(["", "source"])),
                keep,
                {} if keep else draw(st.dictionaries(LOCALE, targets(form), max_size=2)),
            )
        )
    return tuple(made)


def unplaced(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms without the line that a file gives them."""
    return tuple(replace(term, line=0) for term in terms)
