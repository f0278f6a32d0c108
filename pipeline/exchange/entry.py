"""Entries: what a format reads of a concept, before the glossary's rules make it a Term."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, TypeAlias

from pipeline import glossary
from pipeline.model import Term

Entry: TypeAlias = dict[str, Any]
"""The keys of a term as glossary.yaml writes them, with `line`; `id` may be empty."""


def terms(entries: Iterable[Entry], path: str) -> tuple[Term, ...]:
    """The terms that the entries of `path` hold; InputError as `glossary.parse_entries`.

    An entry without id gets one from its source form.
    """
    entries = list(entries)
    taken = {entry["id"] for entry in entries}
    named = []
    for entry in entries:
        id_ = entry["id"] or _free(slug(entry["source"]), taken)
        taken.add(id_)
        named.append(entry | {"id": id_})
    return glossary.parse_entries(named, path)


def slug(source: str) -> str:
    """An id for a concept that has none; the source form itself where it has no Latin letter.

    >>> slug("Ménière's disease"), slug("發燒")
    ('meniere-s-disease', '發燒')
    """
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-") or source


def _free(wanted: str, taken: set[str]) -> str:
    number, id_ = 1, wanted
    while id_ in taken:
        number += 1
        id_ = f"{wanted}-{number}"
    return id_
