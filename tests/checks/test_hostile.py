"""No text takes a check long: each ends on 100 kB of the worst, in a process that can be stopped.

A check whose time grows with the square of its text would need minutes for one of these, so the
limit is generous and no clock is read. A new check adds its name.
"""

from __future__ import annotations

from multiprocessing import get_context

import pytest

from pipeline.checks import CHECKS
from pipeline.model import Unit
from tests.checks.cases import given

NAMES = (
    "characters",
    "comparator",
    "contacts",
    "direction",
    "doses",
    "frequency",
    "language",
    "laterality",
    "length",
    "markup",
    "negation",
    "numbers",
    "punctuation",
    "sequence",
    "units",
    "untranslated",
)
LOCALES = ("ar", "es", "pt_BR", "ru", "zh_Hans")
SIZE = 100_000
SECONDS = 240.0
PIECES = (
    "not ",
    "left right ",
    "more than 5 menos de ",
    "before después ",
    "no ni ",
    "not",
    "unununun",
    "不",
    "non-",
    "لا و",
    "**not** ",
    "no one ",
    "sin embargo no solo ",
    "1.000,5 mg ",
    "two hundred million y media ",
    "111 222 333 ",
    "1/2",
    "every 6 hours cada 6 horas ",
    "1",
    "a",
    " ",
    "\u0301",
    "*",
    "[](",
    "call us at ",
    "555-0142 ",
    "(1)",
    "a.",
    "a@",
    "https://a",
    "the cat ",
    "Ã©",
    "a˜",
    "漢,",
    "я",
    "  ,",
    "x'",
)
TEXTS = tuple(piece * (SIZE // len(piece)) for piece in PIECES)


def run(name: str) -> None:
    """One check on every hostile text, as source, as translation and as both."""
    for text in TEXTS:
        for locale in LOCALES:
            known = given(locale)
            for unit in (
                Unit(text, msgstr="No."),
                Unit("No.", msgstr=text),
                Unit(text, None, text),
            ):
                tuple(CHECKS[name](unit, known))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_texts_end(name: str) -> None:
    process = get_context("spawn").Process(target=run, args=(name,))
    process.start()
    process.join(SECONDS)
    ended = process.exitcode
    process.kill()
    process.join()
    assert ended == 0
