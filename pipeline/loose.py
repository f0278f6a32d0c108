"""Loose `.po` files, which no project knows: looked at by themselves.

What came of one is kept in the user's cache folder by the hash of all that it depends on, so a file
that did not change is not checked again, and of one that did the units in which nothing was found
are not. One entry a file: a hundred files need no more memory than one. Whatever checks is imported
only where something is checked; that takes longer than reading an entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from pipeline import files
from pipeline.errors import InputError
from pipeline.kept import finding, tool
from pipeline.model import Finding, State, Unit
from pipeline.progress import counted, short_of

if TYPE_CHECKING:
    from pipeline.checks import Given
    from pipeline.termbase import Termbase

SHARE = 500
"""Units that are worth a process of their own, at least."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a file."""

    locale: str
    """As its header says; `unknown` where it does not."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    """State → number of units, and `total`."""

    clean: frozenset[str] = field(default=frozenset(), compare=False)
    """Hashes of the units in which the checks found nothing, each over all that this depends on."""


def po_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files at `paths`; a folder stands for the `.po` files in it, InputError without any."""
    for path in paths:
        found = sorted(path.rglob("*.po")) if path.is_dir() else [path]
        if not found:
            raise InputError("there is no .po file in this folder", str(path))
        yield from found


def seen(path: Path, glossary: Path | None, required: State) -> Seen:
    """What is found in a file, with the termbase at `glossary`; InputError when one is unusable."""
    content = files.read(path)
    terms = files.read(glossary) if glossary else b""
    ground = _digest(tool(), terms.hex())
    digest = _digest(ground, str(path), required, content.hex())
    entry = user_cache_path("polyclinic") / "checked" / f"{_digest(str(path.absolute()))}.json"
    known = _kept(entry)
    if known.get("input") == digest:
        return Seen(known["locale"], tuple(map(finding, known["findings"])), known["counts"])
    termbase, clean = _termbase(terms, str(glossary)), frozenset(known.get("clean", ()))
    new = inspect(content, str(path), termbase, required, ground, clean)
    _keep(entry, {"input": digest, **asdict(new), "clean": sorted(new.clean)})
    return new


def _digest(*facts: str) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _kept(entry: Path) -> dict[str, Any]:
    """What was kept of a file, as JSON has it; maybe nothing."""
    try:
        data = json.loads(entry.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _keep(entry: Path, what: Mapping[str, Any]) -> None:
    """A folder that cannot be written to is done without."""
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        files.write(entry, json.dumps(what).encode())
    except (OSError, InputError):
        pass


@lru_cache(maxsize=1)
def _termbase(content: bytes, path: str) -> Termbase:
    from pipeline.termbase import Termbase

    if not content:
        return Termbase(())
    from pipeline import glossary

    return glossary.parse(files.decode(content, path), path)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def inspect(
    content: bytes,
    path: str,
    termbase: Termbase,
    required: State,
    ground: str = "",
    clean: Collection[str] = (),
) -> Seen:
    """Findings on a `.po` file alone: no article, no events, no readers known.

    A fuzzy unit with a previous msgid counts as outdated, another one as drafted. The checks leave
    out what is known to be `clean`; `ground` stands for what they depend on beside unit and locale.
    """
    from pipeline import catalog
    from pipeline.checks import Given

    found = catalog.parse(files.decode(content, path), path)
    locale = found.header.get("Language", "")
    states = {unit: _state(unit) for unit in found.units}
    digests = {u: _digest(ground, locale, repr(replace(u, line=0))) for u in found.units}
    new = _found([u for u in found.units if digests[u] not in clean], Given(termbase, locale))
    wrong = {(f.line, f.msgctxt, f.msgid) for f in new}
    findings = [
        *new,
        *(
            short_of(unit, state, required, locale)
            for unit, state in states.items()
            if not state.reaches(required)
        ),
    ]
    return Seen(
        locale or "unknown",
        tuple(replace(f, file=path) for f in findings),
        counted(states.values()),
        frozenset(d for u, d in digests.items() if (u.line, u.msgctxt, u.msgid) not in wrong),
    )


def _found(units: Sequence[Unit], given: Given) -> list[Finding]:
    """What the checks find in the units, in their order: in as many processes as there are cores.

    They are forked, so none reads the tables again; no thread runs while a file is looked at.
    """
    workers = min(_cores(), len(units) // SHARE)
    if workers < 2:
        return _checked(given, units)
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    share = -(-len(units) // workers)
    _checked(given, units[:1])  # reads the tables
    try:
        with ProcessPoolExecutor(workers, get_context("fork")) as pool:
            shares = [units[at : at + share] for at in range(0, len(units), share)]
            return list(chain.from_iterable(pool.map(partial(_checked, given), shares)))
    except (BrokenExecutor, OSError):  # this machine lets none start
        return _checked(given, units)


def _cores() -> int:
    """How many processes may work at once; one where a process cannot be forked safely."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _checked(given: Given, units: Iterable[Unit]) -> list[Finding]:
    from pipeline.checks import check
    from pipeline.waivers import applied

    return [found for unit in units for found in applied(check(unit, given), unit, ())]


def _state(unit: Unit) -> State:
    if not unit.msgstr.strip():
        return State.UNTRANSLATED
    if unit.fuzzy:
        return State.OUTDATED if unit.previous else State.DRAFTED
    return State.TRANSLATED
