"""`polyclinic submit`, `approve`, `withdraw`, `evidence`: who answers for a translation."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from pipeline.commands.opening import count, open_desk, open_project, shown

BY = "'NAME <MAIL>'"


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.option("--by", required=True, metavar=BY, help="Who translated.")
@click.pass_obj
def submit(root: Path, locale: str, slug: str, by: str) -> None:
    """Record who translated: the units of SLUG in LOCALE that are no longer fuzzy."""
    from pipeline import review
    from pipeline.events import person
    from pipeline.run import record

    found, who = open_project(root), person(by)
    laid_out, state = open_desk(found, locale, slug)
    events = review.submissions(laid_out.ledger, state.entries, who, laid_out.job.now)
    waived = review.waivings(laid_out.ledger, state.entries, who, laid_out.job.now)
    record(found, locale, (*events, *waived))
    rest = state.counts["total"] - state.counts["translated"] - state.counts["approved"]
    click.echo(f"{count(len(events), 'unit')} submitted by {who}; not translated yet: {rest}")
    new = {event.key for event in events}
    mine = [entry.unit for entry in state.entries if entry.unit.key in new]
    raw = sum(laid_out.ledger.draft(unit) is not None for unit in mine)
    if raw:
        click.echo(f"of these, the machine's text without a change: {raw}", err=True)
    faulty = sum(bool(entry.errors) for entry in state.entries)
    if faulty:
        click.echo(f"units with errors: {faulty}; `polyclinic check` names them", err=True)


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.option("--by", required=True, metavar=BY, help="Who approves.")
@click.option("--credential", required=True, metavar="TEXT", help="Why they may, for the record.")
@click.option(
    "--key",
    envvar="POLYCLINIC_KEY",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SSH key to sign with. [env: POLYCLINIC_KEY]",
)
@click.option("--yes", is_flag=True, help="Sign without asking.")
@click.pass_obj
def approve(
    root: Path, locale: str, slug: str, by: str, credential: str, key: Path | None, yes: bool
) -> None:
    """Sign SLUG in LOCALE, unit by unit, as a second person. Any later change voids it."""
    from pipeline import review
    from pipeline.events import identity, person
    from pipeline.job import vouched
    from pipeline.run import record
    from pipeline.signing import sign
    from pipeline.waivers import waivers

    found, who = open_project(root), person(by)
    policy = found.settings.policy
    if not credential.strip():
        raise click.UsageError("--credential says why this person may approve; it cannot be blank")
    if policy.signatures and key is None:
        raise click.UsageError("this project asks for signatures; name your SSH key with --key")
    laid_out, state = open_desk(found, locale, slug)
    against = review.objections(laid_out.ledger, state.entries, who, policy.self_approval)
    if against:
        click.echo(f"{locale}/{slug} cannot be approved:", err=True)
        for unit, reason in against:
            place = f"{laid_out.job.po_path}:{unit.line}"
            click.echo(f"{place}: {reason} — “{shown(unit.msgid)}”", err=True)
        sys.exit(1)
    events = review.approvals(laid_out.ledger, state.entries, who, credential, laid_out.job.now)
    if not events:
        click.echo(f"{locale}/{slug} is approved already, in these very words")
        return
    *units, article = events
    waived = {entry.unit.key: waivers(entry.unit) for entry in state.entries}
    for event in units:
        click.echo(f"  {shown(event.msgid)}\n  → {shown(event.msgstr)}")
        for waiver in waived.get(event.key, ()):
            click.echo(f"  waived: {waiver.check}: {shown(waiver.reason)}")
        click.echo()
    click.echo(f"{who} ({credential}) signs {count(len(units), 'unit')} and the whole article.")
    if not (yes or click.confirm("Sign?")):
        click.echo("nothing was signed")
        sys.exit(1)
    if key:
        article = replace(article, signature=sign(identity(article).encode(), key))
        if not vouched(laid_out.job.signers, article):
            click.echo(f"allowed_signers has no such key for {who.mail}: nothing signed", err=True)
            sys.exit(1)
    record(found, locale, (*units, article))
    click.echo(f"{locale}/{slug} approved; `polyclinic build` makes the final handout")


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.option("--by", required=True, metavar=BY, help="Who withdraws.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the record.")
@click.pass_obj
def withdraw(root: Path, locale: str, slug: str, by: str, reason: str) -> None:
    """Void every approval of SLUG in LOCALE, and remove its final handout from build/."""
    from pipeline import files, review
    from pipeline.events import person
    from pipeline.run import finals, record

    found, who = open_project(root), person(by)
    if not reason.strip():
        raise click.UsageError("--reason says why it is withdrawn; it cannot be blank")
    laid_out, _ = open_desk(found, locale, slug)
    event = review.withdrawal(laid_out.ledger, who, reason, laid_out.job.now)
    if event is None:
        click.echo(f"{locale}/{slug} has no approval to withdraw")
        sys.exit(1)
    record(found, locale, (event,))
    for path in finals(found, locale, slug):
        if files.remove(path):
            click.echo(f"removed {found.relative(path)}")
    click.echo(f"every approval of {locale}/{slug} so far is withdrawn by {who}")


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown")
@click.pass_obj
def evidence(root: Path, locale: str, slug: str, form: str) -> None:
    """Print the audit report of SLUG in LOCALE: what made each sentence, who answered for it."""
    from pipeline import evidence
    from pipeline.job import proposed

    laid_out, state = open_desk(open_project(root), locale, slug)
    report = evidence.evidence(laid_out, state, proposed(laid_out))
    click.echo(evidence.FORMATS[form](report))


@click.command()
@click.argument("locale")
@click.argument("slug")
@click.option("--line", required=True, type=int, help="Line of the unit in the .po file.")
@click.option("--check", "check", required=True, metavar="CHECK", help="As a finding names it.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is no mistake.")
@click.option("--by", required=True, metavar=BY, help="Who says so.")
@click.pass_obj
def waive(root: Path, locale: str, slug: str, line: int, check: str, reason: str, by: str) -> None:
    """Say that a finding on one unit is no mistake; void as soon as its words change.

    That of an error counts once a second person has approved the unit with it.
    """
    from pipeline import catalog, review, waivers
    from pipeline.errors import InputError
    from pipeline.events import person
    from pipeline.run import record, save

    found, who = open_project(root), person(by)
    laid_out, state = open_desk(found, locale, slug)
    job, units = laid_out.job, laid_out.catalog.units
    unit = max((u for u in units if 0 < u.line <= line), key=lambda u: u.line, default=None)
    named = {f.check for f in state.findings if unit and (f.msgctxt, f.msgid) == unit.key}
    if unit is None or check not in named:
        raise InputError(f"no finding of '{check}' stands on this unit", job.po_path, line)
    allowed = waivers.with_waiver(unit, check, reason)
    changed = tuple(allowed if u.key == unit.key else u for u in units)
    content = catalog.render(replace(laid_out.catalog, units=changed)).encode()
    save(found, locale, slug, content, job.po)
    entries = [replace(e, unit=allowed) for e in state.entries if e.unit.key == unit.key]
    record(found, locale, review.waivings(laid_out.ledger, entries, who, job.now))
    click.echo(f"{locale}/{slug}: {check} is allowed on “{shown(unit.msgid)}”")
