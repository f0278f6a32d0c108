"""What commands open before they do anything: the project, the clock, one article in one locale."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.job import Checked, Desk
    from pipeline.project import Project


def open_project(root: Path) -> Project:
    """The project in a folder; InputError when there is none."""
    from pipeline.project import Project

    return Project.open(root)


def with_layouts(found: Project, layouts: Iterable[str]) -> Project:
    """The project with these layouts of its handouts, for one run; as it is where none is named."""
    from pipeline.model import Layout
    from pipeline.project import Project

    chosen = tuple(dict.fromkeys(map(Layout, layouts)))
    if not chosen:
        return found
    table = found.settings.print.model_copy(update={"layouts": chosen})
    return Project(found.root, found.settings.model_copy(update={"print": table}))


def locale_of(found: Project, name: str) -> str:
    """`name`; InputError when it is no locale of the project."""
    from pipeline.errors import InputError

    known = found.settings.project.locales
    if name not in known:
        raise InputError(f"there is no locale '{name}'; polyclinic.toml has {', '.join(known)}")
    return name


def ending(file: Path, *endings: str) -> Path:
    """`file`; UsageError unless it ends so: a catalog must not be written over by mistake."""
    if file.suffix.lower() not in endings:
        raise click.UsageError(f"{file} must end in {' or '.join(endings)}")
    return file


def now() -> str:
    """The time, ISO 8601 in UTC to the second."""
    from pipeline.run import now

    return now()


def open_desk(found: Project, locale: str, slug: str) -> tuple[Desk, Checked]:
    """One article in one locale, laid out and checked, for sign-off."""
    from pipeline.job import checked
    from pipeline.run import desk

    laid_out = desk(found, locale, slug, now())
    return laid_out, checked(laid_out)


def shown(text: str) -> str:
    """A text as it is, with control characters named: a terminal must not act on them."""
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text)


def count(number: int, what: str) -> str:
    """`1 unit`, `2 units`.

    >>> count(1, "unit"), count(0, "unit")
    ('1 unit', '0 units')
    """
    return f"{number} {what}" + "s" * (number != 1)
