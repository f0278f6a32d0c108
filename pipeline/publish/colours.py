"""The organisation's one colour on the grounds of a web page: readable on each, light and dark."""

from __future__ import annotations

from pipeline.project import READABLE, contrast

WHITE, NIGHT_TINT = "#ffffff", "#1c272d"
"""Paper; the lightest ground where the reader has chosen a dark screen."""

TINT = 0.06
"""Share of the accent colour in the ground of boxes on white."""

BRIGHT = 7.0
"""Contrast of the accent colour on a dark screen, where less looks dull (WCAG 2.2, 1.4.6)."""

STEPS = 100


def css(accent: str) -> str:
    """The properties `--accent` and `--tint`, the ground of boxes, for light and dark screens.

    Text in the accent colour stands on paper and in boxes; it is readable on both.
    """
    tint = mixed(WHITE, accent, TINT)
    light = f":root {{ --accent: {readable(accent, tint)}; --tint: {tint}; }}"
    dark = f":root {{ --accent: {readable(accent, NIGHT_TINT, BRIGHT)}; --tint: {NIGHT_TINT}; }}"
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def readable(colour: str, ground: str, least: float = READABLE) -> str:
    """The colour, as little lighter or darker as its contrast to `ground` asks (WCAG 2.2, 1.4.3).

    >>> readable("#0a4f66", "#ffffff"), readable("#000000", "#12181c")
    ('#0a4f66', '#808080')
    """
    end = max("#000000", WHITE, key=lambda each: contrast(each, ground))
    steps = (mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next(each for each in steps if contrast(each, ground) >= least)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with so much of `other` in it.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
