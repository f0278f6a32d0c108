"""Figures that are read as another number: zeros after and before a point, foreign marks, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.meaning.lexicon import lexicon
from pipeline.model import Finding, Severity
from pipeline.source_lint.given import Source

DOSES = frozenset("mcg mg g mL IU unit tablet capsule drop puff teaspoon tablespoon".split())  # noqa: SIM905
"""Units of `meaning/en.yaml` that doses are given in."""

JOINED = frozenset({"mcg", "mg", "g", "mL"})
"""Those whose sign is glued to the number."""

_NUMBER = r"\d+(?:[.,]\d+)*"
_START = r"(?<![\w.,/])"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a number that harms, and what to say of it."""

    severity: Severity
    pattern: re.Pattern[str]
    says: str
    """What is wrong with it and what to write instead, a template of `re.Match.expand`."""


def figures(source: Source) -> Iterator[Finding]:
    """An error for a dose with a trailing zero or without a leading one (Joint Commission).

    A warning for marks that other countries read otherwise, a hint for what ISMP advises against.
    """
    for sentence in source.sentences:
        for form in _forms():
            for match in form.pattern.finditer(sentence.text):
                message = f"'{match[0]}' {match.expand(form.says)}"
                yield sentence.finding("figure", form.severity, message, match.span())


@cache
def _forms() -> tuple[Form, ...]:
    # "1.0 to 2.0 mg": what counts the last number counts the first.
    dose = rf"(?=(?:\s?(?:to|or|and|-|–)\s?{_NUMBER})?[\s-]?(?:{_units(DOSES)})(?!\w))"
    date = r"(?P<a>0?[1-9]|1[0-2])/(?!(?P=a)/)(?:0?[1-9]|1[0-2])/(?:\d{4}|\d\d)(?![\w/])"
    return (
        Form(
            Severity.ERROR,
            re.compile(rf"{_START}(\d+)\.0{{1,2}}(?![\d.]){dose}"),
            r"is read as ten times as much when the point is missed; write '\1' "
            "(Joint Commission do-not-use list)",
        ),
        Form(
            Severity.ERROR,
            re.compile(r"(?<![\w.,/…)\]])\.\d+(?![\d.]*\.\d)(?!\w)"),
            r"is read as a whole number when the point is missed; write '0\g<0>' "
            "(Joint Commission do-not-use list)",
        ),
        Form(
            Severity.WARNING,
            re.compile(rf"{_START}(\d+),(\d{{1,2}}|\d{{4,}})(?![\w,]|\.\d)"),
            r"has a comma where English sets a point; write '\1.\2' if that is meant",
        ),
        Form(
            Severity.WARNING,
            re.compile(rf"{_START}([1-9]\d{{0,2}})\.(\d{{3}})(?![\w,]|\.\d|\s?[mb]illion)"),
            r"is a thousand times as much to readers elsewhere; write '\1,\2' if that is meant",
        ),
        Form(
            Severity.WARNING,
            re.compile(rf"{_START}{date}"),
            "is another day where the day comes first; write the month as a word",
        ),
        Form(
            Severity.HINT,
            re.compile(rf"{_START}(\d{{1,3}})(\d{{3}})(?![\d.,]){dose}"),
            r"is easier to read in groups; write '\1,\2' (ISMP list of error-prone abbreviations)",
        ),
        Form(
            Severity.HINT,
            re.compile(rf"{_START}({_NUMBER})({_units(JOINED)})(?!\w)"),
            r"runs into its unit; write '\1 \2' (ISMP list of error-prone abbreviations)",
        ),
    )


def _units(of: frozenset[str]) -> str:
    """The forms of some units as alternatives, whatever their case."""
    forms = {" ".join(form) for form, unit in lexicon("en").units.items() if unit in of}
    return f"(?i:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})"
