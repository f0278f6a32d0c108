"""What the four checks of opposites have in common: the laws, and the places they point at."""

from __future__ import annotations

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from pipeline.checks.comparator import GROUPS as COMPARATOR
from pipeline.checks.cues import FAINT, forms
from pipeline.checks.direction import GROUPS as DIRECTION
from pipeline.checks.laterality import GROUPS as LATERALITY
from pipeline.checks.opposites import opposites
from pipeline.checks.sequence import GROUPS as SEQUENCE
from pipeline.checks.tables import TABLES
from pipeline.model import Finding, Unit
from tests.checks.cases import given

CHECKS = {
    "comparator": COMPARATOR,
    "direction": DIRECTION,
    "laterality": LATERALITY,
    "sequence": SEQUENCE,
}
LANGUAGES = sorted(path.parent.name for path in TABLES.glob("*/laterality.yaml"))
EXCHANGES = (
    ("laterality", "Your left arm.", "Su brazo izquierdo.", "Su brazo derecho."),
    ("direction", "It gets worse.", "Va a empeorar.", "Va a mejorar."),
    ("sequence", "Before lunch.", "Antes de comer.", "Después de comer."),
    ("comparator", "At least two.", "Al menos dos.", "Como máximo dos."),
)


def found(check: str, source: str, target: str, locale: str = "es") -> list[Finding]:
    return list(opposites(check, CHECKS[check], Unit(source, msgstr=target), given(locale)))


def words(check: str) -> list[str]:
    return sorted(form.rstrip("*") for form in forms("en", check))


@pytest.mark.parametrize("check", CHECKS)
@given_any(data=st.data())
def test_a_text_says_what_it_says(check: str, data: st.DataObject) -> None:
    some = st.sampled_from([*words(check), "take", "it", ".", ","])
    text = " ".join(data.draw(st.lists(some)))
    assert not found(check, text, text, "en")


@pytest.mark.parametrize(("check", "source", "good", "spoiled"), EXCHANGES)
@pytest.mark.parametrize("marker", ["*", "**"])
def test_markup_changes_nothing(
    check: str, source: str, good: str, spoiled: str, marker: str
) -> None:
    marked = f"{marker}{source}{marker}"
    assert not found(check, marked, f"{marker}{good}{marker}")
    (plain,), (dressed,) = (
        found(check, source, spoiled),
        found(check, marked, f"{marker}{spoiled}{marker}"),
    )
    assert plain.message == dressed.message


@given_any(st.lists(st.sampled_from(EXCHANGES), min_size=1, max_size=8), st.data())
def test_one_that_is_exchanged_is_found_among_many(
    said: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    spoiled = data.draw(st.integers(0, len(said) - 1))
    source = " ".join(english for _, english, _, _ in said)
    check = said[spoiled][0]
    good = " ".join(spanish for _, _, spanish, _ in said)
    bad = " ".join(wrong if i == spoiled else right for i, (_, _, right, wrong) in enumerate(said))
    assert not found(check, source, good)
    assert found(check, source, bad)


def test_a_finding_points_at_the_words_as_they_stand() -> None:
    source, target = "Use your **left** arm.", "Use el **brazo derecho**."
    (finding,) = found("laterality", source, target)
    assert finding.at_source is not None
    assert finding.at_target is not None
    assert source[slice(*finding.at_source)] == finding.expected == "left"
    assert target[slice(*finding.at_target)] == finding.found == "brazo derecho"


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_say_only_what_is_compared(check: str, language: str) -> None:
    compared = {meaning for group in CHECKS[check] for meaning in group.meanings}
    senses = [sense for senses in forms(language, check).values() for sense in senses]
    assert senses
    assert {sense.meaning.removeprefix(FAINT) for sense in senses} <= compared
