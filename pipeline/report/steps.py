"""What people can do now, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.report.tally import Completeness, Tally


def what_next(tally: Tally) -> list[str]:
    """What mends a report: gaps first, then each catalog with its errors and its open units.

    Outside a project there is nobody to submit to, and only errors are named.
    """
    gaps = [f"{finding.file}: {finding.message}" for finding in tally.gaps]
    if not tally.steps_for:
        return gaps + [f"{file}: {_correct(count)}" for file, count in tally.errors.items()]
    steps = next_steps(tally.completeness, tally.steps_for, tally.errors)
    named = {
        tally.steps_for.format(locale=locale, slug=slug)
        for locale, articles in tally.completeness.items()
        for slug in articles
    }
    others = [f"{f}: {_correct(count)}" for f, count in tally.errors.items() if f not in named]
    return [*dict.fromkeys(gaps), *others, *steps]


def next_steps(
    completeness: Completeness, catalog: str, errors: Mapping[str, int] | None = None
) -> list[str]:
    """What people can do now, a line each; `catalog` has {locale} and {slug}, `errors` by file."""
    steps = []
    for locale, articles in completeness.items():
        for slug, counts in articles.items():
            where = catalog.format(locale=locale, slug=slug)
            wrong = (errors or {}).get(where, 0)
            to_do = [*([_correct(wrong)] if wrong else []), *_by_hand(counts)]
            if to_do:
                steps.append(f"{where}: {' and '.join(to_do)}")
            elif counts["translated"]:
                steps.append(f"{where}: polyclinic submit, then approve {locale} {slug}")
    return steps


def _by_hand(counts: Mapping[str, int]) -> Iterator[str]:
    if missing := counts["untranslated"] + counts["outdated"]:
        yield f"translate {_some(missing, 'unit')} by hand"
    if counts["drafted"]:
        yield f"review {_some(counts['drafted'], 'draft')} and clear the fuzzy flag"


def _correct(count: int) -> str:
    return f"correct {_some(count, 'error')}"


def _some(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)
