"""The table of `tests/data/source_lint.yaml`: what each rule lets pass and what it reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import glossary
from pipeline.model import Article
from pipeline.read import markdown
from pipeline.source_lint import RULES
from pipeline.source_lint.given import laid_out

DATA = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "source_lint.yaml").read_text(encoding="utf-8")
)
TERMBASE = glossary.parse(DATA["glossary"], "source_lint.yaml")

Case = dict[str, Any]


def article(body: str) -> Article:
    """An article of that Markdown, which starts at line 5."""
    return markdown.read(f"---\ntitle: A title\n---\n\n{body}\n", "source/a-title.md")


def cases(rule: str) -> list[Any]:
    """Every case of a rule, those that pass first."""
    return [
        pytest.param(case, id=f"{table}: {case['label']}")
        for table in ("passes", "reports")
        for case in DATA[rule][table]
    ]


def told(rule: str, case: Case) -> list[str]:
    """What a rule says of a case: `severity: message`."""
    source = laid_out(article(case["source"]), TERMBASE)
    found = sorted(RULES[rule](source), key=lambda f: f.at_source or (0, 0))
    return [f"{f.severity}: {f.message}" for f in found]


def holds(rule: str, case: Case) -> bool:
    """Whether a case comes out as recorded, limits (`expect: fail`) included."""
    return (told(rule, case) == case.get("expected", [])) is (case.get("expect") != "fail")
