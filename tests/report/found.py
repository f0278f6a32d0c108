"""Findings and catalogs for the tests of reports."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline.model import Finding, Severity, State
from pipeline.report import Checked

PO = "locales/es/LC_MESSAGES/back.po"
LOST = Finding(
    "numbers",
    Severity.ERROR,
    "the number 5 is missing",
    PO,
    12,
    "es",
    None,
    "Take 5 mg.",
    expected="5",
    at_source=(5, 6),
    at_target=(0, 4),
)


def open_unit(line: int, state: State = State.DRAFTED, msgid: str = "x") -> Finding:
    """A unit that is not approved."""
    return Finding(
        "completeness",
        Severity.ERROR,
        f"this unit is {state}, not yet approved",
        PO,
        line,
        "es",
        None,
        msgid,
        expected="approved",
        found=str(state),
    )


def counts(**states: int) -> dict[str, int]:
    """State → number of units, and `total`."""
    known = {str(s): states.get(s, 0) for s in State}
    return {**known, "total": sum(known.values())}


def checked(*findings: Finding, known: tuple[Finding, ...] = ()) -> Checked:
    """A catalog with these findings."""
    return Checked(PO, findings, known, "es", "back", counts(drafted=3, approved=12))


TEXTS = st.text(max_size=12)
PLACES = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9))
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["numbers", "terms", "completeness", "unheard-of"]),
    severity=st.sampled_from(Severity),
    message=TEXTS,
    file=st.sampled_from([PO, "glossary.yaml", "source/a b.md"]),
    line=st.integers(0, 9),
    locale=st.sampled_from(["", "es"]),
    msgctxt=st.none() | TEXTS,
    msgid=TEXTS,
    expected=TEXTS,
    found=st.sampled_from(["", "drafted", "outdated"]),
    at_source=PLACES,
    at_target=PLACES,
    waived=st.sampled_from(["", "the label says so"]),
)
"""Any findings, with characters that no format likes."""

CATALOGS = st.lists(
    st.builds(
        Checked,
        file=st.sampled_from(["", PO]),
        findings=st.lists(FINDINGS, max_size=4).map(tuple),
        known=st.lists(FINDINGS, max_size=2).map(tuple),
        locale=st.just("es"),
        slug=st.sampled_from(["back", "neck"]),
        counts=st.sampled_from([{}, counts(drafted=2)]),
    ),
    max_size=3,
)
