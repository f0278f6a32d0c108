"""No text takes the checks long: all end on 100 kB of the worst, in a process that can be stopped.

A check whose time grows with the square of its text would need minutes for one of these, so the
limit is generous and no clock is read. Each text is read in the language that it is worst for.
"""

from __future__ import annotations

from multiprocessing import get_context

import pytest

from pipeline.checks import CHECKS
from pipeline.model import Unit
from tests.checks.cases import given

SIZE = 100_000
SECONDS = 60.0
PIECES = (
    ("es", "not "),
    ("es", "left right "),
    ("es", "more than 5 menos de "),
    ("es", "before después "),
    ("pt_BR", "no ni "),
    ("es", "not"),
    ("es", "unununun"),
    ("zh_Hans", "不"),
    ("es", "non-"),
    ("ar", "لا و"),
    ("ru", "ё и "),
    ("es", "**not** "),
    ("es", "no one "),
    ("es", "sin embargo no solo "),
    ("es", "1.000,5 mg "),
    ("es", "two hundred million y media "),
    ("pt_BR", "111 222 333 "),
    ("es", "1 2 "),
    ("ru", "1/2"),
    ("es", "every 6 hours cada 6 horas "),
    ("es", "1"),
    ("es", "a"),
    ("es", "9-"),
    ("es", "a.b@c.d "),
    ("es", "“«("),
    ("ar", " "),
    ("es", "\u0301"),
    ("zh_Hans", "*"),
    ("es", "[]("),
    ("pt_BR", "ibuprofeno "),
    ("pt_BR", "facet joint junta facetária "),
    ("es", "0,5-"),
    ("es", "½ "),
    ("es", "%s "),
    ("es", "*a* "),
)


def run(locale: str, text: str) -> None:
    """Every check on a hostile text, as source, as translation and as both."""
    known = given(locale)
    for unit in (Unit(text, msgstr="No."), Unit("No.", msgstr=text), Unit(text, None, text)):
        for check in CHECKS.values():
            tuple(check(unit, known))


@pytest.mark.parametrize(("locale", "piece"), PIECES)
def test_hostile_texts_end(locale: str, piece: str) -> None:
    text = piece * (SIZE // len(piece))
    process = get_context("fork").Process(target=run, args=(locale, text))
    process.start()
    process.join(SECONDS)
    ended = process.exitcode
    process.kill()
    process.join()
    assert ended == 0
