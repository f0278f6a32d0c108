"""The jobs of a project: what lies on disk for each article and locale in scope."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline import files
from pipeline.engines import EngineSettings
from pipeline.errors import InputError
from pipeline.figures import KINDS
from pipeline.job import Job
from pipeline.model import DOMAIN
from pipeline.project import Project
from pipeline.publish import labels
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
    """A job for each article and locale in scope, and for the pages' own strings (slug `handout`)
    in each locale that has a catalog of them, or where they are asked for by name.

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
    slugs = _chosen(scope.slugs, tuple(paths), "article", "source/ has", also=(DOMAIN,))
    known, found, faults = Shared(project), list[Job](), list[InputError]()
    for slug in slugs:
        path = paths.get(slug, project.pot(DOMAIN))
        for locale in locales:
            try:
                if path.suffix in READERS or scope.slugs or known.labels(locale, now):
                    found.append(job_of(project, path, locale, now, known))
            except InputError as fault:
                faults.append(fault)
    return Todo(tuple(found), strays, tuple(faults))


def _chosen(
    asked: Sequence[str], there: Sequence[str], what: str, where: str, also: Sequence[str] = ()
) -> tuple[str, ...]:
    for name in asked:
        if name not in (*there, *also):
            raise InputError(f"there is no {what} '{name}'; {where} {', '.join(there) or 'none'}")
    return tuple(dict.fromkeys(asked)) or (*there, *also)


class Shared:
    """What the jobs of a project have in common, each file read once; InputError when it cannot."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._events: dict[str, bytes] = {}
        self._labels: dict[str, Job | None] = {}

    @cached_property
    def glossary(self) -> bytes:
        """The termbase's file."""
        return files.read(self._project.glossary)

    @cached_property
    def signers(self) -> bytes:
        """Whose key may sign; empty where nobody's is listed."""
        return files.look(self._project.signers) or b""

    def images(self, content: bytes) -> tuple[tuple[str, bytes], ...]:
        """The pictures whose file names `content` has, and the logo."""
        logo = self._project.settings.print.logo
        return tuple(
            (path, image)
            for path, image in self._images
            if path == logo or path.rpartition("/")[2].encode() in content
        )

    @cached_property
    def _images(self) -> tuple[tuple[str, bytes], ...]:
        root = self._project.root
        found = [p for p in (root / "source").rglob("*.*") if p.suffix.lower() in KINDS]
        logo = self._project.settings.print.logo
        paths = {self._project.relative(path): path for path in found if path.is_file()}
        if logo:
            paths[logo] = root / logo
        return tuple((name, files.read(path)) for name, path in sorted(paths.items()))

    @cached_property
    def engines(self) -> EngineSettings:
        """What the engines need to know."""
        return engine_settings(self._project)

    def labels(self, locale: str, now: str) -> Job | None:
        """The pages' own strings; None where the project has no catalog of them."""
        if locale not in self._labels:
            project = self._project
            there = project.po(locale, DOMAIN).exists()
            path = project.pot(DOMAIN)
            self._labels[locale] = job_of(project, path, locale, now, self) if there else None
        return self._labels[locale]

    def events(self, locale: str, slug: str) -> bytes:
        """The events of an article, each in its line; the other lines of the file are empty."""
        if locale not in self._events:
            self._events[locale] = files.look(self._project.events(locale)) or b""
        lines, last = [], 0
        for number, line in _by_slug(self._events[locale])[slug]:
            lines.append(b"\n" * (number - last) + line)
            last = number
        return b"".join(lines)


def job_of(project: Project, path: Path, locale: str, now: str, known: Shared) -> Job:
    """One article in one locale as it lies on disk; InputError for what cannot be read.

    `path` is its source, or the template of the pages' own strings, which comes with the tool.
    """
    po = project.po(locale, path.stem)
    own = path == project.pot(DOMAIN)
    article = files.read(labels.TEMPLATE if own else path)
    return Job(
        slug=path.stem,
        locale=locale,
        path=project.relative(path),
        article=article,
        po_path=project.relative(po),
        po=files.look(po),
        events_path=project.relative(project.events(locale)),
        events=known.events(locale, path.stem),
        glossary=known.glossary,
        settings=project.settings,
        engines=known.engines,
        now=now,
        signers=known.signers,
        images=known.images(article),
        labels=None if own else known.labels(locale, now),
    )


@lru_cache(maxsize=8)
def _by_slug(events: bytes) -> dict[str, list[tuple[int, bytes]]]:
    """Slug → its lines with their 0-based numbers; a line that is no event is everybody's."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    broken = []
    for number, line in enumerate(events.split(b"\n")):
        try:
            found.setdefault(json.loads(line)["slug"], []).append((number, line))
        except (ValueError, TypeError, KeyError, RecursionError):
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
