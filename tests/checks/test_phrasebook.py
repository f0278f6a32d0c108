"""Medicine labels and discharge instructions: `tests/data/phrasebook.yaml` against all checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import glossary
from pipeline.checks import CHECKS, Given, check
from pipeline.languages import marks
from pipeline.model import Finding, Severity, Unit
from pipeline.termbase import Termbase

ROOT = Path(__file__).parents[2]
PHRASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "phrasebook.yaml").read_text(encoding="utf-8")
)
LOCALES = ("es", "pt_BR", "vi", "ru", "ar", "zh_Hans")


@cache
def _termbase() -> Termbase:
    """The project's own glossary."""
    return glossary.parse((ROOT / "glossary.yaml").read_text(encoding="utf-8"), "glossary.yaml")


def _disturbing(source: str, target: str, locale: str) -> list[Finding]:
    """The errors and warnings of all checks, as `polyclinic check FILE.po` has them."""
    given = Given(_termbase(), locale, marks("pt_BR", "BR") if locale == "pt_BR" else None)
    found = check(Unit(source, msgstr=target), given)
    return [finding for finding in found if finding.severity is not Severity.HINT]


def _texts(kind: str) -> list[Any]:
    return [
        pytest.param(phrase, locale, text, id=f"{locale}: {phrase['source']}")
        for phrase in PHRASES
        for locale in LOCALES
        for text in phrase[locale].get(kind, ())
    ]


@pytest.mark.parametrize(("phrase", "locale", "text"), _texts("good"))
def test_a_good_translation_is_left_alone(
    phrase: dict[str, Any], locale: str, text: dict[str, str]
) -> None:
    found = _disturbing(phrase["source"], text["text"], locale)
    assert (not found) is (text.get("expect") != "fail"), found


@pytest.mark.parametrize(("phrase", "locale", "text"), _texts("bad"))
def test_a_dangerous_translation_is_found_by_its_check(
    phrase: dict[str, Any], locale: str, text: dict[str, str]
) -> None:
    found = _disturbing(phrase["source"], text["text"], locale)
    hit = any(finding.check == phrase["check"] for finding in found)
    assert hit is (text.get("expect") != "fail"), found


def test_every_phrase_has_all_that_is_asked_of_it() -> None:
    for phrase in PHRASES:
        assert phrase["check"] in CHECKS
        assert all(phrase[locale]["good"] for locale in LOCALES)
        assert all(phrase[locale]["bad"] for locale in ("es", "pt_BR"))
