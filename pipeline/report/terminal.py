"""Findings for eyes: source and translation of each unit with the places marked, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.model import Finding, Place, Severity
from pipeline.report.tally import Checked, Tally
from pipeline.report.text import ending, line, lines, open_unit, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
MARK = "bold reverse"


def as_terminal(
    catalogs: Iterable[Checked], tally: Tally, console: Console | None = None
) -> Iterator[str]:
    """As in plain text, with colours, and with both texts where a finding says where it stands."""
    from rich.console import Console

    console = console or Console()
    for checked in catalogs:
        for finding in checked.findings:
            if not (open_unit(finding) or finding.waived):
                yield _drawn(console, *_shown(finding, checked))
        waived = tuple(f for f in checked.findings if f.waived)
        still = tuple(f for f in checked.findings if open_unit(f) and not f.waived)
        for told in lines(Checked("", (*still, *waived), checked.known)):
            yield _drawn(console, _styled(told, "" if still else "dim"))
    yield "\n" + ending(tally)


def _shown(finding: Finding, checked: Checked) -> Iterator[Text]:
    yield _styled(line(finding), COLOURS[finding.severity])
    msgstr = checked.words.get((finding.msgctxt, finding.msgid), "")
    if finding.at_source:
        yield marked("  source       ", finding.msgid, finding.at_source)
    if finding.at_target and msgstr:
        yield marked("  translation  ", msgstr, finding.at_target)
    if finding.expected:
        yield _styled(f"  expected     {printable(finding.expected)}", "")
    if finding.found and not finding.at_target:
        yield _styled(f"  found        {printable(finding.found)}", "")


def marked(label: str, text: str, place: Place) -> Text:
    """`text` after its label, with what stands at `place` in reverse video."""
    from rich.text import Text

    start, end = place
    before, at, after = (printable(part) for part in (text[:start], text[start:end], text[end:]))
    return Text.assemble((label, "dim"), before, (at, MARK), after)


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style)


def _drawn(console: Console, *texts: Text) -> str:
    with console.capture() as capture:
        for text in texts:
            console.print(text, soft_wrap=True)
    return capture.get()
