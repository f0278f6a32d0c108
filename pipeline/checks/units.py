"""Units: each number keeps the unit that the source gives it; nothing is converted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from pipeline import inline
from pipeline.checks.given import Given
from pipeline.languages import Marks
from pipeline.model import Finding, Severity, Unit
from pipeline.numerals import SOURCE_MARKS, numbers

# Unit → how it may be written: the symbol everywhere (SI brochure 5; mcg for µg by ISMP), words in
# English, Spanish and Portuguese. A language that writes units in other letters is added here.
UNITS = {
    "mcg": "mcg µg μg microgram micrograms microgramo microgramos micrograma microgramas",
    "mg": "mg milligram milligrams miligramo miligramos miligrama miligramas",
    "g": "g gram grams gramo gramos grama gramas",
    "kg": "kg kilogram kilograms kilogramo kilogramos kilo kilos quilograma quilogramas quilos",
    "mL": "ml milliliter milliliters mililitro mililitros",
    "dL": "dl deciliter deciliters decilitro decilitros",
    "L": "l liter liters litro litros",
    "IU": "iu ui",
    "mmHg": "mmhg",
    "cm": "cm centimeter centimeters centímetro centímetros",
    "mm": "mm millimeter millimeters milímetro milímetros",
    "%": "% percent",
    "°F": "°f ºf",
    "°C": "°c ºc",
}
_NAMES = {name: unit for unit, names in UNITS.items() for name in names.split()}
_NAMES |= {
    "por ciento": "%",
    "por cento": "%",
    "grados fahrenheit": "°F",
    "graus fahrenheit": "°F",
    "grados celsius": "°C",
    "graus celsius": "°C",
}
_UNIT = re.compile(
    r"[\s\u00a0\u202f]?(?:"
    + "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
    + r")(?!\w)"
)

LANGUAGES = frozenset({"es", "pt", "en"})
"""Target languages whose unit names stand above."""


def units(unit: Unit, given: Given) -> Iterator[Finding]:
    """An error for each number that has another unit than in the source, or none."""
    if given.language not in LANGUAGES:
        return
    wanted = _measures(inline.plain(unit.msgid), SOURCE_MARKS)
    there = _measures(inline.plain(unit.msgstr, like=unit.msgid), given.marks or SOURCE_MARKS)
    for value, name in (wanted - there).elements():
        found = [other for number, other in there - wanted if number == value]
        message = f"'{value:f} {name}' has lost its unit"
        if found:
            message = f"'{value:f} {name}' became '{value:f} {found[0]}'"
        if given.marks or found:
            yield Finding("units", Severity.ERROR, message)


def _measures(text: str, marks: Marks) -> Counter[tuple[Decimal, str]]:
    """(value, unit) of each number that has a unit."""
    folded = text.casefold()
    found: Counter[tuple[Decimal, str]] = Counter()
    for number in numbers(text, marks):
        unit = _UNIT.match(folded, number.end)
        if unit:
            found[number.value, _NAMES[unit[0].strip()]] += 1
    return found
