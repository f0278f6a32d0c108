"""`polyclinic merge-driver`: what git calls to merge two versions of a catalog."""

from __future__ import annotations

import sys
from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command("merge-driver")
@click.argument("base", type=FILE)
@click.argument("ours", type=FILE)
@click.argument("theirs", type=FILE)
@click.argument("path", default="")
def merge_driver(base: Path, ours: Path, theirs: Path, path: str) -> None:
    """Merge two versions of a catalog unit by unit, for git; docs/git.md says how to set it up.

    The result is written over OURS; PATH is its name in messages. Exit code 0 when it is whole, 1
    when a person must choose between two translations, 2 when a version cannot be read: then OURS
    stays as it is.
    """
    from pipeline import files
    from pipeline.threeway import merge_files

    name = path or str(ours)
    versions = files.read(base), files.read(ours), files.read(theirs)
    merged, conflicts = merge_files(*versions, name)
    files.write(ours, merged)
    for unit in conflicts:
        click.echo(f"{name}:{unit.line}: translated differently — “{unit.msgid}”", err=True)
    if conflicts:
        click.echo("keep one text of each, delete its “theirs” lines, clear fuzzy", err=True)
    sys.exit(int(bool(conflicts)))
