"""The audit report of one article in one locale: what made each sentence, and who answered for it.

It lists what the events say, and what can be checked of that. It supports evidence for rules that
ask for review by qualified people; whether it meets one is not for a program to say.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from pipeline import __version__, review
from pipeline.events import Event, Ledger
from pipeline.history import in_words_since
from pipeline.job import Checked, Desk, vouched
from pipeline.model import Finding, Key, State, Term
from pipeline.review import Entry

DISCLAIMER = (
    "This report lists recorded statements. It supports evidence for rules that ask for review by "
    "qualified people; it is no statement that such a rule is met."
)


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, by whom or by what, and when."""

    act: str
    """The kind of its event, or `approved the article`."""

    who: str
    when: str
    """ISO 8601, UTC, to the second."""

    credential: str = ""
    signature: str = ""
    """`valid` or `not valid`; empty where there is none."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A locked name in a sentence, as the glossary has it now."""

    source: str
    target: str
    status: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One unit as it stands, with all that is recorded of it."""

    line: int
    msgctxt: str | None
    msgid: str
    msgstr: str
    state: str
    acts: tuple[Act, ...]
    """What made the text, who submitted and who approved these very words, by time."""

    names: tuple[Name, ...]
    findings: tuple[str, ...]
    """What the checks say of it, severity first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The audit report of one article in one locale."""

    tool: str
    locale: str
    article: str
    """Path of the source, relative to the project."""

    catalog: str
    """Path of the catalog, relative to the project."""

    id: str
    version: str
    date: str
    digest: str
    """SHA-256 over all that a handout prints of the source."""

    states: Mapping[str, int]
    acts: tuple[Act, ...]
    """Approvals of the article as a whole, and withdrawals, by time."""

    changes: tuple[str, ...]
    """What changed since the last approval."""

    against: tuple[str, ...]
    """Why no final can be made now; empty when one can."""

    sentences: tuple[Sentence, ...]
    disclaimer: str = DISCLAIMER


# ── gathering ─────────────────────────────────────────────────────────────────────────────────────


def evidence(desk: Desk, state: Checked, proposed: Sequence[str]) -> Evidence:
    """The report; `proposed` are the article's locked names that no one has approved."""
    ledger, job = desk.ledger, desk.job
    required = State(job.settings.policy.require)
    changes = in_words_since(ledger, review.standing(state.entries))
    against = review.refusals(ledger, state.entries, required, proposed)
    findings = _by_unit(state.findings)
    return Evidence(
        tool=f"polyclinic {__version__}",
        locale=job.locale,
        article=job.path,
        catalog=job.po_path,
        id=desk.article.id,
        version=desk.article.version,
        date=desk.article.date,
        digest=ledger.article,
        states=state.counts,
        acts=tuple(
            _of_article(
                desk, review.digests(ledger, state.entries), review.all_approved(state.entries)
            )
        ),
        changes=tuple(f"“{unit.msgid}”: {said}" if unit else said for unit, said in changes),
        against=tuple(f"“{unit.msgid}”: {said}" if unit else said for unit, said in against),
        sentences=tuple(_sentence(desk, e, findings[e.unit.key]) for e in state.entries),
    )


def _by_unit(findings: Iterable[Finding]) -> Mapping[Key, list[str]]:
    by_unit: dict[Key, list[str]] = defaultdict(list)
    for found in findings:
        said = f"{found.severity} ({found.check}): {found.message}"
        said += f" — waived: {found.waived}" if found.waived else ""
        by_unit[found.msgctxt, found.msgid].append(said)
    return by_unit


def _of_article(desk: Desk, now: tuple[str, ...], all_approved: bool) -> Iterator[Act]:
    for event in sorted(desk.ledger.events, key=lambda event: event.when):
        if event.event == "withdrawn":
            yield Act("withdrawn", event.who, event.when, note=event.reason)
        elif event.units:
            note = _standing(desk.ledger, event, now, all_approved)
            yield Act(
                "approved the article",
                event.who,
                event.when,
                event.credential,
                _signature(desk, event),
                note,
            )


def _standing(ledger: Ledger, event: Event, now: tuple[str, ...], all_approved: bool) -> str:
    if not ledger.stands(event):
        return "withdrawn since"
    if event not in ledger.orders:
        return "does not count: the policy asks for a valid signature, or a later one stands"
    if event.units != now:
        return "the article is not as it was approved"
    return "holds" if all_approved else "not every sentence is approved any more"


def _signature(desk: Desk, event: Event) -> str:
    if not event.signature:
        return ""
    return "valid" if vouched(desk.job.signers, event) else "not valid"


def _sentence(desk: Desk, entry: Entry, findings: Sequence[str]) -> Sentence:
    unit = entry.unit
    terms = {spot.term.id: spot.term for spot in desk.termbase.locked(unit.msgid, desk.job.locale)}
    return Sentence(
        line=unit.line,
        msgctxt=unit.msgctxt,
        msgid=unit.msgid,
        msgstr=unit.msgstr,
        state=str(entry.state),
        acts=tuple(_acts(desk.ledger, entry)),
        names=tuple(_name(term, desk.job.locale) for _, term in sorted(terms.items())),
        findings=tuple(findings),
    )


def _acts(ledger: Ledger, entry: Entry) -> Iterator[Act]:
    """The last draft of the unit, whatever became of it; then who answered for these words."""
    made = [e for e in ledger.of_unit(entry.unit.key) if e.event in ("drafted", "reused")]
    if made:
        as_made = made[-1].msgstr == entry.unit.msgstr
        note = "" if as_made else "the text was changed since"
        yield Act(made[-1].event, made[-1].who, made[-1].when, note=note)
    if editor := ledger.editor(entry.unit, entry.terms):
        yield Act(editor.event, editor.who, editor.when)
    for event in ledger.of_unit(entry.unit.key):
        if event.event == "waived" and event.msgstr == entry.unit.msgstr:
            yield Act("waived", event.who, event.when, note=f"{event.waived[0]}: {event.reason}")
    if approval := ledger.approval(entry.unit, entry.terms):
        note = f"with these errors waived: {'; '.join(approval.waived)}" if approval.waived else ""
        yield Act("approved", approval.who, approval.when, approval.credential, note=note)


def _name(term: Term, locale: str) -> Name:
    if term.keep:
        return Name(term.source, term.source, "kept letter for letter", "", "")
    target = term.targets[locale]
    return Name(term.source, target.use, target.status, target.by, target.on)


# ── printing ──────────────────────────────────────────────────────────────────────────────────────


def as_json(report: Evidence) -> str:
    """The whole report as one JSON object."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2)


def as_markdown(report: Evidence) -> str:
    """The report to read and to print."""
    head = [
        f"# Evidence: {report.article}, {report.locale}",
        report.disclaimer,
        "\n".join(f"- {name}: {said}" for name, said in _facts(report)),
        _section("Sign-off of the article", map(_said, report.acts)),
        _section("Changed since the last approval", report.changes),
        _section("What keeps a final away", report.against),
        "## Sentences",
    ]
    body = [_entry(number, one) for number, one in enumerate(report.sentences, 1)]
    return "\n\n".join(part for part in [*head, *body] if part) + "\n"


def _facts(report: Evidence) -> Iterator[tuple[str, str]]:
    yield "document", f"{report.id} {report.version} {report.date}".strip()
    yield "catalog", report.catalog
    yield "SHA-256 of the source as printed", report.digest
    yield "units", ", ".join(f"{count} {state}" for state, count in report.states.items() if count)
    yield "made by", report.tool


def _section(title: str, lines: Iterable[str]) -> str:
    listed = "\n".join(f"- {_literal(line)}" for line in lines)
    return f"## {title}\n\n{listed or '- nothing'}"


def _entry(number: int, one: Sentence) -> str:
    context = f" ({one.msgctxt})" if one.msgctxt else ""
    lines = [f"### {number}. {one.state}{context}, line {one.line}", ""]
    lines += [f"> {_literal(one.msgid)}", ">", f"> {_literal(one.msgstr) or '–'}", ""]
    lines += [f"- {_literal(_said(act))}" for act in one.acts] or ["- nobody has answered for it"]
    lines += [f"- name: {_literal(_of_name(name))}" for name in one.names]
    lines += [f"- {_literal(finding)}" for finding in one.findings]
    return "\n".join(lines)


def _said(act: Act) -> str:
    details = (
        act.credential and f"({act.credential})",
        act.signature and f"signature {act.signature}",
        act.note,
    )
    more = ", ".join(detail for detail in details if detail)
    return f"{act.act} by {act.who}, {act.when}" + (f", {more}" if more else "")


def _of_name(name: Name) -> str:
    by = f" by {name.by}, {name.on}" if name.by else ""
    return f"{name.source} → {name.target}, {name.status}{by}"


FORMATS: Mapping[str, Callable[[Evidence], str]] = {"markdown": as_markdown, "json": as_json}
"""Name → the report in that form."""


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def _literal(text: str) -> str:
    """A text as Markdown that shows it as it stands."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
