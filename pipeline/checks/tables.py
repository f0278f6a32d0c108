"""The tables of words/LANGUAGE/CHECK.yaml, every scalar a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLES = Path(__file__).with_name("words")

# Every scalar is a word here: YAML's own reading would take "no" for false. libyaml's parser, where
# PyYAML has it, reads ten times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def table(language: str, check: str) -> Mapping[str, Any]:
    """What a language's table for a check holds; empty where there is none.

    >>> table("en", "negation")["says"]["never"][0], table("xx", "negation")
    ('never', {})
    """
    path = TABLES / language / f"{check}.yaml"
    if not path.is_file():
        return {}
    data: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return data
