"""`polyclinic check --source`: what an author should look at before an article is translated.

`check` holds the options and reports what `articles` finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.opening import locale_of

if TYPE_CHECKING:
    from pipeline.model import Article, Finding
    from pipeline.project import Project
    from pipeline.report import Checked, Tally
    from pipeline.termbase import Termbase


def articles(
    root: Path,
    paths: tuple[Path, ...],
    glossary: Path | None,
    locales: tuple[str, ...],
    slugs: tuple[str, ...],
    tally: Tally,
) -> Iterator[Checked]:
    """What is to be said of each article at `paths`, or of each of the project's in `slugs`.

    Of the project's own, the reading level of each translation in `locales` as well. An article
    or catalog that cannot be read is a fault; the others go on. InputError for a locale or article
    that is not there, and for a glossary that cannot be used.
    """
    from pipeline.errors import InputError
    from pipeline.project import SETTINGS, Project
    from pipeline.report import Checked

    project = Project.open(root) if not paths or (root / SETTINGS).is_file() else None
    if project:
        locales = tuple(locale_of(project, name) for name in locales)
    base = _termbase(project, glossary)
    for path, name in _named(project, paths, slugs):
        found: list[Finding] = []
        try:
            for finding in _findings(path, name, base, None if paths else project, locales):
                found.append(finding)  # noqa: PERF402 – those before a fault are kept
        except InputError as fault:
            click.echo(f"polyclinic: {fault}", err=True)
            tally.faults.append(str(fault))
        yield Checked("", tuple(found))


def _named(
    project: Project | None, paths: Iterable[Path], slugs: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    """Each article with the name that findings give it."""
    if paths:
        yield from ((path, path.as_posix()) for path in paths)
    elif project:
        from pipeline.errors import InputError

        found = {path.stem: path for path in project.articles()}
        for slug in slugs or found:
            if slug not in found:
                raise InputError(f"there is no article '{slug}'; source/ has {', '.join(found)}")
            yield found[slug], project.relative(found[slug])


def _findings(
    path: Path, name: str, base: Termbase, project: Project | None, locales: tuple[str, ...]
) -> Iterator[Finding]:
    from pipeline import files
    from pipeline.read import read
    from pipeline.source_lint import lint

    article = read(files.read(path), name)
    yield from lint(article, base)
    if project:
        for locale in locales or project.settings.project.locales:
            yield from _level(article, project, locale)


def _level(article: Article, project: Project, locale: str) -> Iterator[Finding]:
    """The reading level of what stands in a catalog, whatever its state; none without a catalog."""
    from pipeline import catalog, files
    from pipeline.source_lint import of_translation

    path = project.po(locale, article.slug)
    if path.is_file():
        name = project.relative(path)
        units = catalog.parse(files.read_text(path), name).units
        texts = {unit.key: unit.msgstr for unit in units}
        yield from of_translation(article, texts, locale, name)


def _termbase(project: Project | None, path: Path | None) -> Termbase:
    from pipeline import files, glossary
    from pipeline.intake import termbase
    from pipeline.termbase import Termbase

    if path:
        return glossary.parse(files.read_text(path), str(path))
    return termbase(project) if project else Termbase(())
