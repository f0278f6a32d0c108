"""`polyclinic print`: the handout that staff give to a patient, or its path."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.opening import locale_of, now, open_project, with_layouts
from pipeline.commands.scope import LAYOUTS

if TYPE_CHECKING:
    from pipeline.model import Layout
    from pipeline.project import Project


@click.command("print")
@click.argument("locale")
@click.argument("slug")
@click.option("--layout", type=LAYOUTS, default="single", show_default=True)
@click.option("--draft", "drafts", is_flag=True, help="The DRAFT where there is no final.")
@click.option("--path", "only_path", is_flag=True, help="Say where it is; open nothing.")
@click.pass_obj
def print_(root: Path, locale: str, slug: str, layout: str, drafts: bool, only_path: bool) -> None:
    """Open the final handout of article SLUG in LOCALE in this machine's PDF viewer.

    It is made anew unless it still holds: what is opened is approved now, word for word. Where
    there is no viewer, and in a pipe, its path is printed.
    """
    found = open_project(root)
    asked = _layouts(found, locale_of(found, locale), slug, layout)
    path = _made(with_layouts(found, asked), locale, slug, layout, drafts)
    if ".DRAFT." in path.name:
        click.echo("this is a DRAFT: do not give it to patients", err=True)
    if not only_path and _has_viewer() and click.launch(str(path)) == 0:
        click.echo(f"opened {path}", err=True)
    else:
        click.echo(path)


def _layouts(project: Project, locale: str, slug: str, asked: str) -> tuple[Layout, ...]:
    """The project's layouts, what is asked, and what lies there: a print removes none of them, and
    leaves none that it did not verify."""
    from pipeline.model import Layout

    def wanted(layout: Layout) -> bool:
        names = (layout.ending, f"DRAFT.{layout.ending}")
        there = (project.handout(locale, slug, name).exists() for name in names)
        return layout == asked or any(there)

    return (*project.settings.print.layouts, *filter(wanted, Layout))


def _made(project: Project, locale: str, slug: str, layout: str, drafts: bool) -> Path:
    """The handout as what is approved now makes it; Refused, saying what to do, without a final."""
    from pipeline.errors import InputError, Refused
    from pipeline.kept import Order
    from pipeline.languages import language
    from pipeline.model import State
    from pipeline.run import run
    from pipeline.stages import Stage
    from pipeline.todo import Scope

    stage = Stage.BUILD_DRAFTS if drafts else Stage.BUILD_FINALS
    order = Order(frozenset({stage}), State.DRAFTED)
    outcome = run(project, order, Scope((locale,), (slug,)), now())
    for crash in outcome.crashes:
        raise crash
    for fault in outcome.faults:
        raise InputError(fault)
    result = outcome.results[0]
    for file in result.card.files if result.card else ():
        if file.form == layout:
            return project.root / "build" / file.path
    for finding in result.findings:
        if finding.check == "handout":
            raise Refused(finding.message)
    raise Refused(
        f"there is no final of {slug} in {language(locale).name}: `polyclinic build --locale "
        f"{locale} --article {slug}` says why, and --draft gives the draft, which is not for "
        "patients"
    )


def _has_viewer() -> bool:
    """Whether somebody sits at this terminal, with a screen that a PDF can be shown on."""
    if not sys.stdout.isatty():
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(screen and shutil.which("xdg-open"))
