"""`polyclinic glossary`: lint, import and export the locked termbase."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def glossary() -> None:
    """Check the locked termbase, and exchange it with other programs (CSV, TBX)."""


@glossary.command()
@click.pass_obj
def lint(root: Path) -> None:
    """Report terms without target, gender or approval, and terms that get in each other's way."""
    from pipeline import report
    from pipeline.glossary_lint import lint as find
    from pipeline.intake import termbase
    from pipeline.model import Severity
    from pipeline.project import Project

    project = Project.open(root)
    found = tuple(find(termbase(project), project.settings.project.locales))
    if found:
        click.echo(report.findings_text(found))
    sys.exit(int(any(finding.severity is Severity.ERROR for finding in found)))


@glossary.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--locale", default="", metavar="LOCALE", help="Read only the targets of this one.")
@click.pass_obj
def import_(root: Path, file: Path, locale: str) -> None:
    """Merge the terms of FILE (.csv or .tbx) into glossary.yaml, each as a proposal.

    A plain list with the columns source and target needs --locale. Comments in glossary.yaml are
    lost when it changes.
    """
    from pipeline.intake import import_terms
    from pipeline.project import Project

    for sentence in import_terms(Project.open(root), file, locale):
        click.echo(sentence)


@glossary.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(root: Path, file: Path) -> None:
    """Write the terms to FILE, as its ending says: .csv or .tbx."""
    from pipeline import files
    from pipeline.exchange import format_of
    from pipeline.intake import termbase
    from pipeline.project import Project

    project = Project.open(root)
    form = format_of(str(file))
    terms = termbase(project).terms
    files.write(file, form.serialize(terms))
    click.echo(f"wrote {len(terms)} terms to {file}")
