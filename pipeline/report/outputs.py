"""The outputs of `check`; this table is where one is added."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.report.github import as_github
from pipeline.report.json_ import as_json
from pipeline.report.junit import as_junit
from pipeline.report.sarif import as_sarif
from pipeline.report.tally import Output
from pipeline.report.text import as_text

OUTPUTS: Mapping[str, Output] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_github,
}
