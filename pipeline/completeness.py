"""What is incomplete in a project as a whole: every article in every locale, nothing beside."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import DOMAIN, Finding, Severity
from pipeline.project import SETTINGS, Project
from pipeline.read import READERS
from pipeline.stages import Result


def beside(project: Project) -> Iterator[Finding]:
    """A warning for each locale that is not configured, and for each catalog without an article.

    Nothing reads them, so that they grow old unseen.
    """
    slugs = {DOMAIN, *(path.stem for path in project.articles() if path.suffix in READERS)}
    locales = project.settings.project.locales
    strange = dict[str, int]()
    for locale, slug in project.slugs_with_catalogs():
        if locale not in locales:
            strange[locale] = strange.get(locale, 0) + 1
        elif slug not in slugs:
            path = project.relative(project.po(locale, slug))
            yield _warning(
                f"its article is not in source/; bring '{slug}' back, or remove this catalog",
                path,
                locale,
            )
    for locale in strange:
        path = project.relative(project.po(locale, "x").parents[1])
        said = f"{SETTINGS} does not have this locale; add it to `locales`, or remove the folder"
        yield _warning(said, path, locale)


def changed(result: Result, path: str) -> Iterator[Finding]:
    """A warning where the article or its translation changed since an approval."""
    if result.changes:
        yield _warning(
            "this changed since it was approved; `polyclinic status` lists the words",
            path,
            result.locale,
        )


def _warning(message: str, path: str, locale: str) -> Finding:
    return Finding("completeness", Severity.WARNING, message, path, locale=locale)
