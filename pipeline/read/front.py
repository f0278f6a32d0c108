"""The front matter of a text file: plain values by key, each with its line.

---
title: Knee Pain
version: 1.10        stays 1.10: every value is text as it was written
---
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import yaml

from pipeline import inline
from pipeline.errors import InputError
from pipeline.model import Plain, Role, Text

KEYS = ("title", "id", "summary", "version", "date", "review_by")
DAYS = ("date", "review_by")


def front_matter(content: str, path: str) -> tuple[dict[str, Text], str, int]:
    """The values by key, the body, and the line where the body starts.

    Values are texts in the notation of `inline.py`, read as plain text; empty ones are left out.
    Raises InputError with the line for what is missing, unknown, doubled or no day.
    """
    found = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", content, re.DOTALL | re.MULTILINE)
    if not found:
        raise InputError(
            "must start with front matter: a line ---, then title: …, then a line ---", path, 1
        )
    values = dict(_values(found[1], path))
    if "title" not in values:
        raise InputError("the front matter needs a line 'title: …'", path, 1)
    return values, content[found.end() :], content.count("\n", 0, found.end()) + 1


def _values(source: str, path: str) -> Iterator[tuple[str, Text]]:
    seen: set[str] = set()
    for key, value in _pairs(source, path):
        line = key.start_mark.line + 2
        name = str(key.value)
        if name not in KEYS:
            known = ", ".join(KEYS)
            raise InputError(f"unknown front matter '{name}'; known are {known}", path, line)
        if name in seen:
            raise InputError(f"'{name}' stands twice in the front matter", path, line)
        if not isinstance(value, yaml.ScalarNode):
            raise InputError(f"'{name}' must be one line of text", path, line)
        seen.add(name)
        text = inline.normal((Plain(str(value.value)),))
        if name in DAYS and text:
            _check_day(name, text, path, line)
        if text:
            yield name, Text(text, Role.TITLE if name == "title" else Role.SUMMARY, line)


def _pairs(source: str, path: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """The key and value nodes; nodes keep every scalar as it was written."""
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise InputError(
            f"the front matter cannot be read ({error.problem}); put values with ': ' in quotes",
            path,
            line,
        ) from None
    except yaml.YAMLError:
        raise InputError("the front matter holds a character that is not text", path, 1) from None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise InputError("the front matter must be lines like 'title: …'", path, 2)
    return list(node.value)


def _check_day(name: str, value: str, path: str, line: int) -> None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise InputError(f"{name} '{value}' is not a day; write it like 2024-05-31", path, line)
