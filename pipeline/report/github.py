"""Findings as GitHub annotations: workflow commands in the log of an Actions job.

The commands and their escapes are those of "Workflow commands for GitHub Actions" in its manual and
of `@actions/core` (command.ts). GitHub shows ten errors, ten warnings and ten notices of a step
beside the code; the log has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.model import Finding, Severity
from pipeline.report.tally import Checked, Tally
from pipeline.report.text import ending, grouped, line, lines, open_unit

COMMANDS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "notice",
}


def as_github(catalogs: Iterable[Checked], tally: Tally) -> Iterator[str]:
    """A command for each finding that counts, plain lines for the others, then as plain text."""
    for checked in catalogs:
        counting = [f for f in checked.findings if not f.waived]
        for finding in counting:
            if not open_unit(finding):
                yield _command(finding, finding.message)
        for first, *rest in grouped(filter(open_unit, counting)):
            more = f" (and {len(rest)} more in this file)" if rest else ""
            yield _command(first, first.message + more)
        for finding in checked.findings:
            if finding.waived:
                yield f"{line(finding)}\n"
        for told in lines(Checked("", (), checked.known)):
            yield f"{told}\n"
    yield ending(tally)


def _command(finding: Finding, message: str) -> str:
    about = f" — “{finding.msgid}”" if finding.msgid else ""
    at = {"file": finding.file, "line": str(finding.line or 1), "title": finding.check}
    properties = ",".join(f"{name}={_property(value)}" for name, value in at.items())
    return f"::{COMMANDS[finding.severity]} {properties}::{_data(message + about)}\n"


def _data(text: str) -> str:
    """What a command says, with what would end it escaped.

    >>> _data("100 %\\nmore")
    '100 %25%0Amore'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value; a colon or a comma would end it, too.

    >>> _property("a,b:c")
    'a%2Cb%3Ac'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
