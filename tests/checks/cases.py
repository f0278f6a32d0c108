"""The table of `tests/data/checks.yaml`: what each check lets pass and what it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import glossary
from pipeline.checks import CHECKS, Given
from pipeline.languages import marks
from pipeline.model import Finding, Unit

DATA = yaml.safe_load(
    (Path(__file__).parent.parent / "data" / "checks.yaml").read_text(encoding="utf-8")
)
TERMBASE = glossary.parse(DATA["glossary"], "checks.yaml")

Case = dict[str, Any]


def given(locale: str, territory: str = "") -> Given:
    """What a check knows for readers of `locale` in `territory`."""
    return Given(TERMBASE, locale, marks(locale, territory))


def cases(check: str) -> list[Any]:
    """Every case of a check, those that pass first."""
    return [
        pytest.param(case, id=f"{table}: {case['label']}")
        for table in ("passes", "reports")
        for case in DATA[check][table]
    ]


def findings(check: str, case: Case) -> tuple[Finding, ...]:
    """What a check finds in a case."""
    unit = Unit(case["source"], None, case["target"])
    return tuple(CHECKS[check](unit, given(case["locale"], case.get("territory", ""))))


def told(check: str, case: Case) -> list[str]:
    """What a check says of a case: `severity: message`."""
    return [f"{f.severity}: {f.message}" for f in findings(check, case)]


def holds(check: str, case: Case) -> bool:
    """Whether a case comes out as recorded, limits (`expect: fail`) included."""
    return (told(check, case) == case.get("expected", [])) is (case.get("expect") != "fail")
