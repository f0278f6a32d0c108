"""Checks: is a translation safe to print? One small file each; this table is where one is added."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import replace

from pipeline.checks.agreement import agreement
from pipeline.checks.characters import characters
from pipeline.checks.comparator import comparator
from pipeline.checks.contacts import contacts
from pipeline.checks.direction import direction
from pipeline.checks.doses import doses
from pipeline.checks.frequency import frequency
from pipeline.checks.given import Check, Given
from pipeline.checks.language import language
from pipeline.checks.laterality import laterality
from pipeline.checks.length import length
from pipeline.checks.markup import markup
from pipeline.checks.negation import negation
from pipeline.checks.numbers import numbers
from pipeline.checks.punctuation import punctuation
from pipeline.checks.sequence import sequence
from pipeline.checks.terms import terms
from pipeline.checks.units import units
from pipeline.checks.untranslated import untranslated
from pipeline.model import Finding, Unit

__all__ = ["CHECKS", "Check", "Given", "check"]

CHECKS: Mapping[str, Check] = {
    "terms": terms,
    "agreement": agreement,
    "numbers": numbers,
    "units": units,
    "doses": doses,
    "frequency": frequency,
    "negation": negation,
    "laterality": laterality,
    "direction": direction,
    "sequence": sequence,
    "comparator": comparator,
    "markup": markup,
    "characters": characters,
    "untranslated": untranslated,
    "language": language,
    "length": length,
    "contacts": contacts,
    "punctuation": punctuation,
}


def check(unit: Unit, given: Given) -> tuple[Finding, ...]:
    """Every finding on one unit, with its line, locale and key; none for an empty msgstr."""
    if not unit.msgstr.strip():
        return ()
    collecting = gc.isenabled()
    gc.disable()  # no check makes a cycle; to look for some takes a third of the time in 100 kB
    try:
        return tuple(
            replace(f, line=unit.line, locale=given.locale, msgctxt=unit.msgctxt, msgid=unit.msgid)
            for test in CHECKS.values()
            for f in test(unit, given)
        )
    finally:
        if collecting:
            gc.enable()
