"""`polyclinic labels`: the pages' own strings as a catalog of the project."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.opening import count, locale_of, now, open_project, shown


@click.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE]...")
@click.pass_obj
def labels(root: Path, locales: tuple[str, ...]) -> None:
    """Make catalogs of what the pages themselves say ("Page 1 of 2"), to be reviewed and approved.

    They begin with the drafts that come with polyclinic; a person's text is never touched. From
    then on `handout` is an article of LOCALE (by default of each) without pages of its own. Finals
    print these strings once it is approved, and in English until then.
    """
    from pipeline.mail import take_labels
    from pipeline.model import DOMAIN

    found = open_project(root)
    for locale in [locale_of(found, name) for name in locales] or found.settings.project.locales:
        done = take_labels(found, locale, now())
        path = found.relative(found.po(locale, DOMAIN))
        for unit, reason in done.refused:
            texts = f"“{shown(unit.msgid)}” → “{shown(unit.msgstr)}”"
            click.echo(f"{path}: not taken: {shown(reason)} — {texts}")
        click.echo(f"{path}: {count(len(done.taken), 'unit')} taken as drafts")
