"""Doses: the table of `checks.yaml`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.checks.doses import doses
from pipeline.model import Unit
from tests.checks.cases import Case, cases, given, holds, told


@pytest.mark.parametrize("case", cases("doses"))
def test_doses(case: Case) -> None:
    assert holds("doses", case), told("doses", case)


def test_a_finding_names_both_places() -> None:
    unit = Unit("Take **20 mg** of ibuprofen, 5 mg of naproxen.", None, "")
    target = "Tome **5 mg** de ibuprofeno, 20 mg de naproxeno."
    (one,) = doses(replace(unit, msgstr=target), given("es"))
    assert (one.expected, one.found) == ("20 mg", "5 mg")
    assert one.at_source == (7, 12)
    assert one.at_target == (7, 11)
