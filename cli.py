"""The commands of polyclinic, thin: words in, one call into the house, words out.

Exit codes: 0 in order; 1 findings, incomplete, or refused; 2 unusable input; 70 an internal error;
130 interrupted. Rooms are imported inside the commands, so that `--help` stays instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.commands.check import check
from pipeline.commands.exchange import export, memory, receive
from pipeline.commands.git import merge_driver
from pipeline.commands.glossary import glossary
from pipeline.commands.labels import labels
from pipeline.commands.opening import count, now, open_project, with_layouts
from pipeline.commands.print_ import print_
from pipeline.commands.scope import Scoped, layouts
from pipeline.commands.signoff import approve, evidence, submit, waive, withdraw

if TYPE_CHECKING:
    from pipeline.errors import PolyclinicError
    from pipeline.run import Outcome


def main() -> None:
    """Run the command line; the one place where an error becomes an exit code."""
    from pipeline.errors import PolyclinicError, internal

    try:
        sys.exit(commands.main(standalone_mode=False))
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("\npolyclinic: interrupted; what was finished is kept", err=True)
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except PolyclinicError as fault:
        _end(fault)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `polyclinic … | head`
        sys.exit(1)
    except Exception as fault:  # noqa: BLE001
        _end(internal(fault))


def _end(fault: PolyclinicError) -> NoReturn:
    _say(fault)
    sys.exit(fault.exit_code)


def _say(fault: PolyclinicError) -> None:
    """The sentence of a fault; of one of our own where it is, when that is asked for."""
    from pipeline.errors import Internal

    more = ""
    if isinstance(fault, Internal):
        debug = "--debug" in sys.argv
        more = f"\n{fault.trace}" if debug else "; --debug shows where"
    click.echo(f"polyclinic: {fault}{more}", err=True)


def _version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        from pipeline import __version__

        click.echo(f"polyclinic {__version__}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C", "root", default=".", metavar="DIR", type=click.Path(path_type=Path), help="Work in DIR."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
@click.pass_context
def commands(context: click.Context, root: Path, debug: bool) -> None:
    """Turn patient-education articles into reviewed handouts in many languages.

    \b
    A new project:   polyclinic init clinic; polyclinic -C clinic import page.txt --as back-pain
    Every day:       polyclinic run             catalogs, machine drafts, checks, DRAFT handouts
    Translators:     edit locales/LOCALE/LC_MESSAGES/SLUG.po, then polyclinic submit
    By mail:         polyclinic export, polyclinic receive
    A second person: polyclinic approve
    Finals:          polyclinic build; at the desk: polyclinic print LOCALE SLUG
    CI:              polyclinic check
    """
    context.obj = root


# ── projects and articles ─────────────────────────────────────────────────────────────────────────


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def init(root: Path, folder: Path) -> None:
    """Make a new project in FOLDER: settings, an empty glossary, a place for articles."""
    from pipeline.project import start

    for path in start(root / folder):
        click.echo(f"made {path}")


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "slug", required=True, metavar="SLUG", help="Name of the new article.")
@click.option("--replace", is_flag=True, help="Overwrite an article of that name.")
@click.pass_obj
def import_(root: Path, file: Path, slug: str, replace: bool) -> None:
    """Make an article, source/SLUG.md, from the plain text of a web page.

    Nothing is changed or left out: what looks wrong is reported with the line of FILE.
    """
    from pipeline.intake import import_text

    path, notices = import_text(open_project(root), file, slug, replace)
    for notice in notices:
        click.echo(f"{file}:{notice.line}: {notice.message}")
    click.echo(f"wrote {path}; read it against the page before you translate it")


# ── the chain ─────────────────────────────────────────────────────────────────────────────────────


@commands.command()
@click.option(
    "--over-drafts",
    is_flag=True,
    help="The same sentence in the memory replaces a machine's draft that no one has touched.",
)
@Scoped.options
@click.pass_obj
def update(root: Path, over_drafts: bool, locales: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Bring the .po catalogs up to date with the articles, and reuse what was translated before."""
    from pipeline.stages import Stage

    stages = {Stage.UPDATE, Stage.OVER_DRAFTS} if over_drafts else {Stage.UPDATE}
    outcome = _run(root, stages, locales, slugs)
    _tell(outcome)
    click.echo(_status(outcome))
    sys.exit(outcome.fault_code)


@commands.command()
@Scoped.options
@click.pass_obj
def draft(root: Path, locales: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Let the engines draft what has no translation yet; what a person wrote is never touched."""
    from pipeline.stages import Stage

    outcome = _run(root, {Stage.UPDATE, Stage.DRAFT}, locales, slugs)
    _tell(outcome)
    click.echo(_status(outcome))
    sys.exit(outcome.exit_code)


@commands.command()
@click.option("--draft", "drafts", is_flag=True, help="DRAFT handouts, marked on every page.")
@layouts
@Scoped.options
@click.pass_obj
def build(
    root: Path,
    drafts: bool,
    layouts: tuple[str, ...],
    locales: tuple[str, ...],
    slugs: tuple[str, ...],
) -> None:
    """Make the HTML and PDF handouts: finals from approved text only, or drafts with --draft."""
    from pipeline import report
    from pipeline.stages import Stage

    stage = Stage.BUILD_DRAFTS if drafts else Stage.BUILD_FINALS
    outcome = _run(root, {stage}, locales, slugs, layouts=layouts)
    _tell(outcome)
    refused = [] if drafts else [r for r in outcome.results if r.refusals]
    for result in refused:
        click.echo(f"{result.locale}/{result.slug}: no final handout:", err=True)
        for reason in _some(result.refusals):
            click.echo(f"  {reason}", err=True)
    unprintable = [f for f in outcome.findings if f.check == "handout"]
    if unprintable:
        click.echo(report.findings_text(unprintable), err=True)
    sys.exit(outcome.fault_code or int(bool(refused or unprintable)))


@commands.command()
@layouts
@Scoped.options
@click.pass_obj
def run(
    root: Path, layouts: tuple[str, ...], locales: tuple[str, ...], slugs: tuple[str, ...]
) -> None:
    """The whole chain: update, draft, check, and build DRAFT handouts and the finals that hold.

    Exit code 0 when every unit is at least drafted and no error stands. A second run with nothing
    changed translates nothing and writes nothing.
    """
    from pipeline import report
    from pipeline.model import Severity
    from pipeline.stages import Stage

    stages = set(Stage) - {Stage.OVER_DRAFTS}
    outcome = _run(root, stages, locales, slugs, layouts=layouts)
    _tell(outcome)
    urgent = [f for f in outcome.findings if f.severity is not Severity.HINT]
    if urgent:
        click.echo(report.findings_text(urgent))
    if hints := len(outcome.findings) - len(urgent):
        click.echo(f"{count(hints, 'hint')}: `polyclinic check` shows them")
    if outcome.findings:
        click.echo()
    completeness = outcome.completeness
    click.echo(report.status(completeness))
    steps = report.next_steps(completeness, "locales/{locale}/LC_MESSAGES/{slug}.po")
    if steps:
        click.echo("\nWhat to do next:\n" + "\n".join(f"  {step}" for step in steps))
    sys.exit(outcome.exit_code)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


@commands.command()
@Scoped.options
@click.pass_obj
def status(root: Path, locales: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Show how far every article is in every locale.

    What changed since an approval is listed with its words.
    """
    outcome = _run(root, set(), locales, slugs)
    _tell(outcome)
    click.echo(_status(outcome))
    changes = [line for result in outcome.results for line in result.changes]
    if changes:
        click.echo("\nChanged since approval:\n" + "\n".join(f"  {line}" for line in changes))
    sys.exit(outcome.fault_code)


# ── engines ───────────────────────────────────────────────────────────────────────────────────────


@commands.group(invoke_without_command=True)
@click.pass_context
def engines(context: click.Context) -> None:
    """List the engines and what each could translate here; fetch models."""
    if context.invoked_subcommand:
        return
    from pipeline import report
    from pipeline.engines import ENGINES
    from pipeline.project import SETTINGS, Project
    from pipeline.todo import engine_settings

    root = context.obj
    inside = (root / SETTINGS).is_file()
    settings = engine_settings(Project.open(root) if inside else None)
    rows, reasons = [], []
    for name, entry in ENGINES.items():
        here = entry.describe(settings)
        pairs = ", ".join(f"{a}→{b}" for a, b in here.pairs[:6])
        more = f" and {len(here.pairs) - 6} more" if len(here.pairs) > 6 else ""
        where = "this machine" if entry.local else "a service"
        rows.append((name, where, pairs + more if here.available else "–", entry.quality))
        reasons += [] if here.available else [f"  {name}: {here.reason}"]
    click.echo(report.table(("engine", "runs on", "pairs here", "quality"), rows))
    if reasons:
        click.echo("\nNot available here:\n" + "\n".join(reasons))


@engines.command()
@click.argument("source")
@click.argument("target")
def fetch(source: str, target: str) -> None:
    """Download the Firefox model for SOURCE → TARGET, like: polyclinic engines fetch en es"""
    from pipeline.engines import firefox

    click.echo(firefox.fetch(source, target))


SIGN_OFF = (labels, submit, approve, waive, withdraw, evidence)
FILES = (print_, export, receive, memory, glossary, merge_driver)
for room in (check, *SIGN_OFF, *FILES):
    commands.add_command(room)


# ── what the commands share ───────────────────────────────────────────────────────────────────────


def _run(
    root: Path,
    stages: set[Any],
    locales: tuple[str, ...],
    slugs: tuple[str, ...],
    layouts: tuple[str, ...] = (),
) -> Outcome:
    from pipeline.kept import Order
    from pipeline.model import State
    from pipeline.run import run as run_jobs
    from pipeline.todo import Scope

    order = Order(frozenset(stages), State.DRAFTED)
    with _progress(bool(stages)) as on_done:
        project, scope = with_layouts(open_project(root), layouts), Scope(locales, slugs)
        return run_jobs(project, order, scope, now(), on_done=on_done, on_wait=_waiting)


def _waiting() -> None:
    click.echo("another run is at work in this project; waiting for it", err=True)


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not (shown and sys.stderr.isatty()):
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TimeElapsedColumn,
    )

    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(outcome: Outcome) -> None:
    """What was made and what went wrong, to standard error: results alone go to standard output."""
    for message in outcome.messages:
        click.echo(message, err=True)
    for path in outcome.written:
        click.echo(f"wrote {path}", err=True)
    for path in outcome.removed:
        click.echo(f"removed {path}", err=True)
    for fault in outcome.faults:
        click.echo(f"polyclinic: {fault}", err=True)
    for crash in outcome.crashes:
        _say(crash)


def _status(outcome: Outcome) -> str:
    from pipeline import report

    return report.status(outcome.completeness)


def _some(lines: tuple[str, ...], most: int = 10) -> tuple[str, ...]:
    """The first lines, and how many more there are."""
    rest = len(lines) - most
    return lines if rest <= 0 else (*lines[:most], f"… and {rest} more")


if __name__ == "__main__":
    main()
