"""Every check is explained."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.report.rules import RULES

PIPELINE = Path(__file__).parents[2] / "pipeline"
NAMED = re.compile(r'(?:Finding|\.finding|_leftover)\(\s*"([a-z-]+)"')


def test_every_check_has_a_rule() -> None:
    assert [name for name in CHECKS if name not in RULES] == []


def test_whatever_a_finding_may_be_called_has_a_rule() -> None:
    """Findings that no check makes: completeness, draft, handout and the like."""
    named = {
        name
        for path in PIPELINE.rglob("*.py")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert "completeness" in named
    assert named - set(RULES) == set()


def test_a_rule_says_what_and_why_in_sentences() -> None:
    assert [n for n, r in RULES.items() if r.says[-1:] != "." or r.why[-1:] != "."] == []
