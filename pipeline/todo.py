"""The jobs of a project: what lies on disk for each article and locale in scope."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline import files
from pipeline.engines import EngineSettings
from pipeline.errors import InputError
from pipeline.job import Job
from pipeline.project import Project
from pipeline.read import READERS


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles and locales of a project; empty means all."""

    locales: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """The jobs in scope."""

    jobs: tuple[Job, ...]
    strays: tuple[str, ...]
    """A sentence for each file in `source/` that is no article."""

    faults: tuple[InputError, ...]
    """One for each job whose files cannot be read; the others can be done."""


def jobs(project: Project, scope: Scope, now: str) -> Todo:
    """A job for each article and locale in scope.

    InputError for a missing folder, and for a locale or article that is not there.
    """
    settings = project.settings
    paths = {p.stem: p for p in project.articles() if p.suffix in READERS}
    strays = tuple(
        f"{project.relative(p)} is not read: articles end in {', '.join(READERS)}"
        for p in project.articles()
        if p.suffix not in READERS
    )
    if not paths:
        raise InputError(
            "there is no article in this folder; `polyclinic import` adds one", "source"
        )
    locales = _chosen(scope.locales, settings.project.locales, "locale", "polyclinic.toml has")
    slugs = _chosen(scope.slugs, tuple(paths), "article", "source/ has")
    asked = [_asked(project, paths[slug], locale, now) for slug in slugs for locale in locales]
    return Todo(
        jobs=tuple(job for job in asked if isinstance(job, Job)),
        strays=strays,
        faults=tuple(job for job in asked if isinstance(job, InputError)),
    )


def _chosen(asked: Sequence[str], there: Sequence[str], what: str, where: str) -> tuple[str, ...]:
    for name in asked:
        if name not in there:
            raise InputError(f"there is no {what} '{name}'; {where} {', '.join(there) or 'none'}")
    return tuple(dict.fromkeys(asked)) or tuple(there)


def _asked(project: Project, path: Path, locale: str, now: str) -> Job | InputError:
    try:
        return job_of(project, path, locale, now)
    except InputError as fault:
        return fault


def job_of(project: Project, path: Path, locale: str, now: str) -> Job:
    """One article in one locale as it lies on disk; InputError for what cannot be read."""
    po, events = project.po(locale, path.stem), project.events(locale)
    return Job(
        slug=path.stem,
        locale=locale,
        path=project.relative(path),
        article=files.read(path),
        po_path=project.relative(po),
        po=files.read(po) if po.exists() else None,
        events_path=project.relative(events),
        events=_of_article(files.read(events), path.stem) if events.exists() else b"",
        glossary=files.read(project.glossary),
        settings=project.settings,
        engines=engine_settings(project),
        now=now,
    )


def _of_article(events: bytes, slug: str) -> bytes:
    """The events of one article, each in its line; the other lines are left empty."""
    lines, last = [], 0
    for number, line in _by_slug(events)[slug]:
        lines.append(b"\n" * (number - last) + line)
        last = number
    return b"".join(lines)


@lru_cache(maxsize=8)
def _by_slug(events: bytes) -> dict[str, list[tuple[int, bytes]]]:
    """Slug → its lines with their 0-based numbers; a line that is no event is everybody's."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    broken = []
    for number, line in enumerate(events.split(b"\n")):
        try:
            found.setdefault(json.loads(line)["slug"], []).append((number, line))
        except (ValueError, TypeError, KeyError):
            broken += [(number, line)] if line.strip() else []
    return defaultdict(lambda: broken, {s: sorted([*own, *broken]) for s, own in found.items()})


def engine_settings(project: Project | None) -> EngineSettings:
    """What the engines need to know of a project, or of this machine alone."""
    if project is None:
        return EngineSettings()
    table = project.settings.engines
    models = project.root / table.models if table.models else None
    return EngineSettings(
        model_directory=models,
        libre_url=table.libre_url,
        timeout=table.timeout,
        cache=project.root / ".polyclinic" / "cache.sqlite",
    )
