"""The accent colour: as it is where it can be read, and else as near to it as it can be read."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.project import READABLE, contrast
from pipeline.publish import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = st.sampled_from(["#ffffff", colours.NIGHT_TINT, "#12181c", "#f5f5f5"])


@given(COLOURS, GROUNDS)
def test_every_colour_becomes_readable(colour: str, ground: str) -> None:
    assert contrast(colours.readable(colour, ground), ground) >= READABLE


@given(COLOURS, GROUNDS)
def test_a_readable_colour_stays(colour: str, ground: str) -> None:
    made = colours.readable(colour, ground)
    assert (made == colour) == (contrast(colour, ground) >= READABLE)


@given(COLOURS.filter(lambda colour: contrast(colour) >= READABLE))
def test_both_schemes_are_readable_on_paper_and_in_boxes(accent: str) -> None:
    light, tint, dark, night = re.findall(r"--\w+: (#\w{6})", colours.css(accent))
    assert contrast(light, tint) >= READABLE
    assert contrast(light) >= READABLE
    assert contrast(dark, night) >= colours.BRIGHT
    assert contrast(dark, "#12181c") >= READABLE
