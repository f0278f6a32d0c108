"""Findings as plain lines that editors can jump to, and states as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Finding, State
from pipeline.report.steps import what_next
from pipeline.report.tally import Checked, Completeness, Tally

LISTED = 12
"""So many further lines of one kind are named; JSON has them all."""


def as_text(catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
    """A line for each finding, then how far each locale is, whether that will do, what is next."""
    any_line = False
    for checked in catalogs:
        for line in lines(checked):
            any_line = True
            yield f"{line}\n"
    yield "\n" * any_line + ending(tally)


def ending(tally: Tally) -> str:
    """How far each locale is, whether that will do, and what to do next."""
    steps = "\n".join(f"  {step}" for step in map(printable, what_next(tally)))
    table_ = f"{status(tally.completeness)}\n" if tally.completeness else ""
    return f"{table_}{verdict(tally)}\n" + (f"\nWhat to do next:\n{steps}\n" if steps else "")


def verdict(tally: Tally) -> str:
    """Whether all is in order, in one line.

    >>> verdict(Tally()), verdict(Tally(compared=True, known=3))
    ('ok', 'ok: nothing new, 3 known findings')
    """
    if not tally.compared:
        return "ok" if tally.ok else "not ok: see the errors above"
    if tally.ok:
        return f"ok: nothing new, {tally.known} known findings"
    return f"not ok: see the new errors above, beside {tally.known} known findings"


def lines(checked: Checked) -> Iterator[str]:
    """A line for each finding; units that are not far enough are counted by state."""
    yield from _lines(checked.findings, "")
    yield from _lines(checked.known, "known")


def findings_text(findings: Sequence[Finding]) -> str:
    """A line for each finding; units that are not far enough are counted by file and state."""
    return "\n".join(_lines(findings, ""))


def _lines(findings: Sequence[Finding], aside: str) -> Iterator[str]:
    for finding in findings:
        if not open_unit(finding):
            yield line(finding, aside)
    for group in grouped(filter(open_unit, findings)):
        yield _counted(group, aside)


def open_unit(finding: Finding) -> bool:
    """Whether it says that a unit has not reached the required state."""
    return finding.check == "completeness" and bool(finding.msgid)


def grouped(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """The findings that say the same of several units of a file together, by line."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        said = (finding.file, finding.message, finding.waived)
        groups.setdefault(said, []).append(finding)
    return tuple(tuple(sorted(group, key=lambda f: f.line)) for group in groups.values())


def line(finding: Finding, aside: str = "") -> str:
    """`file:line: severity: message — “msgid” [check] (why it does not count)`."""
    about = f" — “{_short(finding.msgid)}”" if finding.msgid else ""
    return printable(f"{_where(finding)}{finding.message}{about}{_mark(finding, aside)}")


def printable(text: str) -> str:
    """`text` in one line, control characters named: neither a terminal nor CI must act on them.

    >>> printable("a\\x1b[2J\\nb")
    'a[U+001B][2J[U+000A]b'
    """
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in text)


def _where(finding: Finding) -> str:
    place = ":".join(str(part) for part in (finding.file, finding.line) if part)
    return f"{place}: {finding.severity}: "


def _mark(finding: Finding, aside: str) -> str:
    why = f"waived: {finding.waived}" if finding.waived else aside
    return f" [{finding.check}]" + (f" ({why})" if why else "")


def _counted(group: Sequence[Finding], aside: str) -> str:
    first, *rest = group
    at = [str(finding.line) for finding in rest if finding.line]
    named = ", ".join(at[:LISTED]) + (" …" if len(at) > LISTED else "")
    lines_ = f": lines {named}" if at else ""
    more = f" (and {len(rest)} more{lines_})" if rest else ""
    return printable(f"{_where(first)}{first.message}{more}{_mark(first, aside)}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


# ── states ────────────────────────────────────────────────────────────────────────────────────────


def status(completeness: Completeness) -> str:
    """Locales × articles with the number of units in each state, as an aligned table."""
    states = [str(s) for s in State]
    rows = [
        (locale, slug, *(str(counts[s]) for s in states), str(counts["total"]))
        for locale, articles in sorted(completeness.items())
        for slug, counts in sorted(articles.items())
    ]
    return table(("locale", "article", *states, "total"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned columns: figures to the right, words to the left."""
    body = [list(row) for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *body]) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.rjust(width) if cell.isdigit() else cell.ljust(width)
            for cell, width in zip(cells, widths, strict=True)
        )
        return "  ".join(aligned).rstrip()

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, body)])
