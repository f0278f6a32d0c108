"""What each check says and why it matters, for outputs that explain their rules: `rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Rule:
    """One check in words."""

    says: str
    """What it reports, as one sentence."""

    why: str
    """What could come of it, and what to do."""


def _rules() -> Mapping[str, Rule]:
    text = Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")
    return {name: Rule(**said) for name, said in yaml.safe_load(text).items()}


RULES = _rules()
"""Check → what it says, in the order of the table."""
