"""`polyclinic check`: what is wrong or open in a project or in `.po` files, for people and CI."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import SETTINGS
from pipeline.commands.opening import now, open_project
from pipeline.commands.scope import Scoped

if TYPE_CHECKING:
    from pipeline.baseline import Baseline
    from pipeline.model import Finding
    from pipeline.project import Project
    from pipeline.report import Checked, Output, Tally
    from pipeline.run import Outcome

CATALOG = "locales/{locale}/LC_MESSAGES/{slug}.po"
OUTPUTS = click.Choice(["text", "json", "junit", "sarif", "github"])
STATES = click.Choice(["untranslated", "drafted", "translated", "approved"])
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--source", is_flag=True, help="Check the articles, before they are translated.")
@click.option("--format", "form", type=OUTPUTS, default="text", show_default=True)
@click.option("--output", type=FILE, metavar="FILE", help="Write the report there.")
@click.option("--baseline", "old", type=FILE, metavar="FILE", help="Fail only on what is new.")
@click.option(
    "--write-baseline",
    "new",
    type=FILE,
    metavar="FILE",
    help="Write what is wrong now as a baseline; with --baseline, only when nothing is new.",
)
@click.option(
    "--require", type=STATES, help="State that every unit must reach. [default: the policy]"
)
@click.option(
    "--glossary", type=click.Path(path_type=Path), help="Termbase for files outside a project."
)
@Scoped.options
@click.pass_obj
def check(
    root: Path,
    paths: tuple[Path, ...],
    source: bool,
    form: str,
    output: Path | None,
    old: Path | None,
    new: Path | None,
    require: str | None,
    glossary: Path | None,
    locales: tuple[str, ...],
    slugs: tuple[str, ...],
) -> None:
    """Check the project, or the .po files at PATH, inside a project or not.

    With --source, check the articles as such: the project's, or the files at PATH.

    Exit code 0 when no error counts and every unit has the required state, 1 when not. What is
    waived or in the baseline is listed and does not count.
    """
    from pipeline.report import Tally, once

    known = _baseline_at(old) if old else None
    drawn = form == "text" and output is None and sys.stdout.isatty()
    tally = Tally(CATALOG if (root / SETTINGS).is_file() else "", compared=known is not None)
    if source:
        from pipeline.commands.source import articles

        found = articles(root, paths, glossary, locales, slugs, tally)
    elif paths:
        found = _files(root, paths, glossary, require, tally)
    else:
        found = _project(root, locales, slugs, require, tally)
    all_: list[Finding] = []
    found = _kept(once(found), all_) if new else once(found)
    found = _compared(found, known) if known is not None else found
    found = (_with_words(root, checked) for checked in found) if drawn else found
    pieces = _output(form, drawn)(tally.count(found), tally)
    if output:
        _write(output, "".join(pieces))
    else:
        for piece in pieces:
            click.echo(piece, nl=False)
    written = new is not None and _write_baseline(new, all_, tally)
    sys.exit(0 if written else tally.exit_code)


# ── what is checked ───────────────────────────────────────────────────────────────────────────────


def _project(
    root: Path, locales: tuple[str, ...], slugs: tuple[str, ...], require: str | None, tally: Tally
) -> Iterator[Checked]:
    from pipeline.completeness import beside
    from pipeline.report import Checked

    project = open_project(root)
    yield from _in_project(project, locales, slugs, require, tally)
    if not (locales or slugs):
        yield Checked("", tuple(beside(project)))


def _in_project(
    project: Project,
    locales: tuple[str, ...],
    slugs: tuple[str, ...],
    require: str | None,
    tally: Tally,
) -> Iterator[Checked]:
    from pipeline.kept import Order
    from pipeline.model import State
    from pipeline.run import run
    from pipeline.todo import Scope

    order = Order(frozenset(), State(require or project.settings.policy.require))
    yield from _checked(run(project, order, Scope(locales, slugs), now()), tally)


def _files(
    root: Path, paths: tuple[Path, ...], glossary: Path | None, require: str | None, tally: Tally
) -> Iterator[Checked]:
    """Each file, one after the other: in its project where it lies in one, else by itself."""
    from pipeline import loose
    from pipeline.errors import InputError
    from pipeline.model import State
    from pipeline.report import Checked

    for path in loose.po_files(paths):
        place = _place(root, path)
        if place:
            project, locale, slug = place
            yield from _in_project(project, (locale,), (slug,), require, tally)
            continue
        try:
            seen = loose.seen(path, glossary, State(require or State.TRANSLATED))
        except InputError as fault:
            _faulty([str(fault)], tally)
        else:
            name = str(path)
            yield Checked(name, seen.findings, locale=seen.locale, slug=name, counts=seen.counts)


def _place(root: Path, path: Path) -> tuple[Project, str, str] | None:
    """The project in `root`, locale and slug of a catalog of its; None for any other file."""
    there = path.resolve()
    if not ((root / SETTINGS).is_file() and there.is_relative_to(root.resolve())):
        return None
    project = open_project(root)
    for locale in project.settings.project.locales:
        if there == project.po(locale, path.stem).resolve():
            return project, locale, path.stem
    return None


def _faulty(faults: Sequence[str], tally: Tally) -> None:
    for fault in faults:
        click.echo(f"polyclinic: {fault}", err=True)
    tally.faults += faults


def _checked(outcome: Outcome, tally: Tally) -> Iterator[Checked]:
    """The catalogs of an outcome."""
    from pipeline.completeness import changed
    from pipeline.report import Checked

    for message in outcome.messages:
        click.echo(message, err=True)
    _faulty(outcome.faults, tally)
    for result in outcome.results:
        file = CATALOG.format(locale=result.locale, slug=result.slug)
        yield Checked(
            file,
            (*result.findings, *changed(result, file)),
            locale=result.locale,
            slug=result.slug,
            counts=result.counts,
        )
    if outcome.shared:
        yield Checked("", tuple(outcome.shared))
    for crash in outcome.crashes:
        raise crash


def _with_words(root: Path, checked: Checked) -> Checked:
    """`checked` with its msgstrs, where a finding says at what place of one it is."""
    from pipeline import catalog, files

    if not any(finding.at_target for finding in checked.findings):
        return checked
    path = root / checked.file if (root / checked.file).is_file() else Path(checked.file)
    units = catalog.parse(files.read_text(path), checked.file).units
    return replace(checked, words={unit.key: unit.msgstr for unit in units})


# ── what it is compared with ──────────────────────────────────────────────────────────────────────


def _baseline_at(path: Path) -> Baseline:
    from pipeline import baseline, files

    return baseline.parse(files.read_text(path), str(path))


def _compared(found: Iterable[Checked], old: Baseline) -> Iterator[Checked]:
    from pipeline.baseline import split

    for checked in found:
        new, known = split(checked.findings, old)
        yield replace(checked, findings=new, known=known)


def _kept(found: Iterable[Checked], all_: list[Finding]) -> Iterator[Checked]:
    """The catalogs as they come; their findings go into `all_`."""
    for checked in found:
        all_ += checked.findings
        yield checked


def _write_baseline(path: Path, all_: Iterable[Finding], tally: Tally) -> bool:
    """Whether the baseline was written: not without a file, and not over one that was not held."""
    from pipeline import baseline

    if tally.faults or (tally.compared and not tally.ok):
        click.echo(f"{path} is left as it is: mend the above first", err=True)
        return False
    _write(path, baseline.serialize(baseline.record(all_)))
    return True


# ── how it is reported ────────────────────────────────────────────────────────────────────────────


def _output(name: str, drawn: bool) -> Output:
    if name == "text" and not drawn:  # the only one that needs nothing else
        from pipeline.report.text import as_text

        return as_text
    if drawn:
        from pipeline.report.terminal import as_terminal

        return as_terminal
    from pipeline.report.outputs import OUTPUTS

    return OUTPUTS[name]


def _write(path: Path, content: str) -> None:
    from pipeline import files

    if files.write(path, content.encode()):
        click.echo(f"wrote {path}", err=True)
