"""`polyclinic export`, `receive`, `memory`: files for other programs, and what comes back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.opening import count, ending, locale_of, now, open_project, shown

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--xliff", type=click.Choice(["1.2", "2.1"]), default="2.1", show_default=True)
@click.pass_obj
def export(root: Path, locale: str, slug: str, file: Path, xliff: str) -> None:
    """Write SLUG in LOCALE to FILE (.xlf) as XLIFF, for CAT tools; `receive` takes it back."""
    from pipeline.mail import XLIFF, send

    number = send(open_project(root), locale, slug, ending(file, *XLIFF), xliff, now())
    click.echo(f"wrote {count(number, 'unit')} to {file}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--by", metavar="'NAME <MAIL>'", help="Who translated it.")
@click.option("--drafted-by", "maker", metavar="MACHINE", help="Which machine made it, all drafts.")
@click.option("--locale", default="", metavar="LOCALE", help="[default: as the file says]")
@click.option("--article", "slug", default="", metavar="SLUG", help="[default: as the file says]")
@click.option(
    "--theirs", is_flag=True, help="Also over what others translated here since, if not approved."
)
@click.pass_obj
def receive(
    root: Path,
    file: Path,
    by: str | None,
    maker: str | None,
    locale: str,
    slug: str,
    theirs: bool,
) -> None:
    """Merge a .po or XLIFF file that came back: take what still fits, name what does not.

    What the person cleared is recorded as submitted by them. Nothing is ever approved by it.

    What another machine drafted, a translation service or a language model, comes in with
    --drafted-by: all of it fuzzy, never over a person's text, and only what the checks accept.
    """
    from pipeline.events import person
    from pipeline.mail import take_back, take_drafts

    found = open_project(root)
    if by and not maker:
        back = take_back(found, file, person(by), (locale, slug), theirs, now())
    elif maker and not by:
        back = take_drafts(found, file, maker, (locale, slug), now())
    else:
        raise click.UsageError("say who made it: --by a person, or --drafted-by a machine")
    for unit, reason in back.refused:
        texts = f"“{shown(unit.msgid)}” → “{shown(unit.msgstr)}”"
        click.echo(f"{file}:{unit.line}: not taken: {shown(reason)} — {texts}")
    taken = f"{count(len(back.taken), 'unit')} taken, {back.cleared} of them translated"
    if maker:
        taken = f"{count(len(back.taken), 'unit')} taken as drafts"
    click.echo(f"{back.place}: {taken}; not taken: {len(back.refused)}")
    if back.spare:
        click.echo(f"the catalog as it was is kept at {back.spare}", err=True)
    if back.copy:
        click.echo(f"the file with what was not taken is kept at {back.copy}", err=True)


@click.group()
def memory() -> None:
    """Exchange the translation memory with other programs (TMX 1.4)."""


@memory.command("import")
@click.argument("file", type=FILE)
@click.option("--locale", required=True, metavar="LOCALE")
@click.pass_obj
def import_(root: Path, file: Path, locale: str) -> None:
    """Add the sentences of a TMX file to the memory of LOCALE; none counts as approved."""
    from pipeline.mail import import_memory

    found = open_project(root)
    new, total, skipped = import_memory(found, file, locale_of(found, locale))
    for sentence in skipped:
        click.echo(f"left out: {shown(sentence)}", err=True)
    click.echo(f"{count(new, 'sentence')} new in the memory of {locale}, {total} imported in all")
    if new:
        click.echo("`polyclinic update` fills in what is untranslated, `update --over-drafts` also")
        click.echo("what only a machine has drafted")


@memory.command("export")
@click.argument("file", type=FILE)
@click.option("--locale", required=True, metavar="LOCALE")
@click.pass_obj
def export_(root: Path, file: Path, locale: str) -> None:
    """Write the memory of LOCALE to FILE (.tmx): what people have translated in all articles."""
    from pipeline.mail import export_memory

    found = open_project(root)
    number = export_memory(found, ending(file, ".tmx"), locale_of(found, locale))
    click.echo(f"wrote {count(number, 'sentence')} to {file}")
