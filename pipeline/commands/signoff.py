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
    record(found, locale, events)
    rest = state.counts["total"] - state.counts["translated"] - state.counts["approved"]
    click.echo(f"{count(len(events), 'unit')} submitted by {who}; not translated yet: {rest}")
    raw = sum(laid_out.ledger.draft(entry.unit) is not None for entry in state.entries)
    if raw and events:
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
    type=click.Path(path_type=Path),
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
    for event in units:
        click.echo(f"  {shown(event.msgid)}\n  → {shown(event.msgstr)}\n")
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
    """Void every approval of SLUG in LOCALE; the next run removes its final handout."""
    from pipeline import review
    from pipeline.events import person
    from pipeline.run import record

    found, who = open_project(root), person(by)
    if not reason.strip():
        raise click.UsageError("--reason says why it is withdrawn; it cannot be blank")
    laid_out, _ = open_desk(found, locale, slug)
    event = review.withdrawal(laid_out.ledger, who, reason, laid_out.job.now)
    if event is None:
        click.echo(f"{locale}/{slug} has no approval to withdraw")
        sys.exit(1)
    record(found, locale, (event,))
    for path in (found.handout(locale, slug, "html"), found.handout(locale, slug, "pdf")):
        if path.exists():
            path.unlink()
            click.echo(f"removed {found.relative(path)}")
    click.echo(f"{count(len(event.voids), 'approval')} of {locale}/{slug} withdrawn by {who}")


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
