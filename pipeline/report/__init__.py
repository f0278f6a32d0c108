"""Findings and states in words, for people and for CI. Pure; an output is one file here.

    a stream of Checked ── Tally.count ──> an output ──> a stream of text

An output writes what one catalog gave and forgets it before the next one comes: a hundred catalogs
need no more memory than one. What the end of a report needs is in the tally: figures, no findings.
`outputs.py` has the table; it is apart, so that a command which prints a table loads no checks.
"""

from __future__ import annotations

from pipeline.report.steps import next_steps
from pipeline.report.tally import Checked, Completeness, Output, Tally, once
from pipeline.report.text import findings_text, status, table

__all__ = [
    "Checked",
    "Completeness",
    "Output",
    "Tally",
    "findings_text",
    "next_steps",
    "once",
    "status",
    "table",
]
