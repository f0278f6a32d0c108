"""Results of earlier runs by the hash of their input: what did not change is not made again.

The file can be lost without harm: everything in it can be made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.model import Finding, Place, Severity, State

if TYPE_CHECKING:  # what is kept can be had without what makes it
    from pipeline.job import Job
    from pipeline.stages import Result, Stage


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of every job."""

    stages: frozenset[Stage]
    require: State
    """State that every unit must reach."""


class Kept:
    """Results of earlier runs by the hash of their input, in one file; lost without harm."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            found = None
        self._old: dict[str, Any] = found if isinstance(found, dict) else {}
        self._new: dict[str, Any] = {}

    def get(self, job: Job, order: Order) -> tuple[Result | None, Mapping[str, str]]:
        """The result that was kept for this very input, and the hashes of its handouts."""
        entry = self._old.get(_name(job, order))
        if not isinstance(entry, dict) or entry.get("input") != input_digest(job, order):
            return None, {}
        try:
            return _result(job, entry), dict(entry["outputs"])
        except (KeyError, TypeError, ValueError):  # not as `put` writes it
            return None, {}

    def put(self, job: Job, order: Order, result: Result, outputs: Mapping[str, str]) -> None:
        """Keep a result that another run on the same input would give again."""
        if any(f.check == "draft" for f in result.findings) or result.counts.get("untranslated"):
            return  # another engine may be there next time, or the memory may know more
        self._new[_name(job, order)] = {
            "input": input_digest(job, order),
            "outputs": dict(outputs),
            "refusals": result.refusals,
            "superseded": result.superseded,
            "findings": [asdict(f) for f in result.findings],
            "counts": dict(result.counts),
            "changes": result.changes,
            "review_by": result.review_by,
            "card": asdict(result.card) if result.card else None,
        }

    def save(self) -> None:
        """Write what is new."""
        if self._new:
            files.write(self._path, json.dumps({**self._old, **self._new}).encode())


def _result(job: Job, entry: Mapping[str, Any]) -> Result:
    from pipeline.publish.cards import of_json
    from pipeline.stages import Result

    return Result(
        job.slug,
        job.locale,
        refusals=tuple(entry["refusals"]),
        superseded=tuple(entry["superseded"]),
        findings=tuple(map(finding, entry["findings"])),
        counts=entry["counts"],
        changes=tuple(entry["changes"]),
        source=job.path,
        review_by=entry["review_by"],
        card=of_json(entry["card"]) if entry["card"] else None,
    )


def finding(data: Mapping[str, Any]) -> Finding:
    """A finding from what `asdict` and JSON made of it."""
    return Finding(**{**data, "severity": Severity(data["severity"]), **_places(data)})


def _places(finding: Mapping[str, Any]) -> dict[str, Place | None]:
    """The offsets of a finding as they were before JSON made lists of them."""
    return {
        side: tuple(finding[side]) if finding[side] else None for side in ("at_source", "at_target")
    }


def _name(job: Job, order: Order) -> str:
    return " ".join((job.locale, job.slug, *sorted(order.stages), order.require))


def input_digest(job: Job, order: Order) -> str:
    """SHA-256 over all that a job's result depends on; the clock is not part of it."""
    facts = (
        tool(),
        job.settings.model_dump_json(),
        str(order.require),
        *sorted(order.stages),
        job.locale,
        job.path,
    )
    found = hashlib.sha256(json.dumps(facts).encode())
    images = (part for path, image in job.images for part in (path.encode(), image))
    own = (job.labels.po or b"", job.labels.events) if job.labels else ()
    parts = (job.article, job.po or b"", job.events, job.glossary, job.signers, *images, *own)
    for content in parts:
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()


@cache
def tool() -> str:
    """SHA-256 over the tool's own files, the Python that runs it, and the names of the installed
    packages, which have their versions: what may change what comes of the same input."""
    digest = hashlib.sha256(sys.version.encode())
    for folder, folders, names in os.walk(Path(__file__).parent):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            digest.update(name.encode())
            digest.update(Path(folder, name).read_bytes())
    for place in map(Path, sys.path):
        packages = sorted(path.name for path in place.glob("*.*-info"))
        digest.update(" ".join(packages).encode())
    return digest.hexdigest()
