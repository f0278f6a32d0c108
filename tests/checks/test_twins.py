"""Languages' own ways to say things pass without a warning, and their spoiled twins do not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline import glossary
from pipeline.checks import CHECKS, Given
from pipeline.model import Finding, Severity, Unit

ROOT = Path(__file__).parents[2]
TERMBASE = glossary.parse((ROOT / "glossary.yaml").read_text(encoding="utf-8"), "glossary.yaml")
TWINS = yaml.safe_load((ROOT / "tests" / "data" / "twins.yaml").read_text(encoding="utf-8"))


def found(case: dict[str, str], target: str) -> list[Finding]:
    given = Given(TERMBASE, case["locale"])
    return list(CHECKS[case["check"]](Unit(case["source"], msgstr=target), given))


@pytest.mark.parametrize("case", TWINS, ids=lambda case: f"{case['locale']}: {case['label']}")
def test_the_good_one_passes_and_the_bad_one_does_not(case: dict[str, str]) -> None:
    good, bad = found(case, case["good"]), found(case, case["bad"])
    assert not [f for f in good if f.severity is not Severity.HINT]
    assert bad
