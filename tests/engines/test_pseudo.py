"""Pseudo-translation: longer, accented, and nothing lost that a machine reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines import EngineSettings
from pipeline.engines.pseudo import ACCENTS, open_engine, pseudo
from pipeline.errors import EngineUnavailable


@pytest.mark.parametrize(
    "kept",
    [
        "4,000",
        "0.5",
        "480-563-6400",
        "**",
        "](https://example.org/a?b=1&c=d)",
        "https://example.org/a",
        "mail@example.org",
        "`code`",
        "{name}",
        "XQ0",
        "[0]",
        "(T12)",
        "%s",
        "<br>",
        "C6",
    ],
)
def test_keeps(kept: str) -> None:
    assert kept in pseudo(f"take {kept} now")


@pytest.mark.parametrize("text", ["", " ", "\n", "—", "1.5", "4,000–5,000", "**"])
def test_a_text_without_letters_is_returned_as_it_is(text: str) -> None:
    assert pseudo(text) == text


def test_grows_by_about_a_third() -> None:
    text = "Most people with upper back pain get better at home within a few weeks."
    assert 1.25 <= len(pseudo(text)) / len(text) <= 1.4


def test_accents_map_each_letter_to_another_letter() -> None:
    assert all(chr(new).isalpha() and chr(new) != chr(old) for old, new in ACCENTS.items())


@given(st.text())
def test_deterministic_bracketed_and_digits_kept(text: str) -> None:
    once = pseudo(text)
    assert once == pseudo(text)
    assert once == text or (once[0], once[-1]) == ("«", "»")
    assert re.findall(r"\d", once) == re.findall(r"\d", text)


def test_one_output_for_each_input() -> None:
    engine = open_engine("en", "ar", EngineSettings(environment={}))
    assert engine.translate(["Rest.", "", "Rest."]) == ["«Ŕééšţ.»", "", "«Ŕééšţ.»"]


def test_there_is_no_way_back_into_english() -> None:
    with pytest.raises(EngineUnavailable, match="no way back"):
        open_engine("es", "en", EngineSettings())
