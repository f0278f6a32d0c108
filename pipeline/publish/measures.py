"""The typographic scale and the paper."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Layout


@dataclass(frozen=True, slots=True)
class Measures:
    """The typographic scale of a layout, in points.

    Clear print is 12 pt and more, large print 16 to 18 pt (UKAAF); no text of two columns is under
    10 pt (FDA, Medication Guides). What is `small` is never needed to use the handout.
    """

    body: float
    lead: float
    title: float
    headings: tuple[float, float, float]
    """Of levels 2, 3, and 4 and deeper."""

    table: float
    note: float
    small: float
    side: float
    """Left and right margin."""

    top: float
    bottom: float


MEASURES = {
    Layout.SINGLE: Measures(12, 13.5, 25, (17, 13.5, 12), 11, 10.5, 8.5, 66, 60, 88),
    Layout.BILINGUAL: Measures(10.5, 11.5, 23, (13.5, 11.5, 10.5), 10, 10, 8, 54, 62, 88),
    Layout.LARGE: Measures(18, 20, 32, (25, 21, 18), 17, 16, 12, 56, 74, 122),
}

PAPER = {"a4": (595.28, 841.89), "us-letter": (612.0, 792.0)}
"""Width and height in points."""

GUTTER = 30.0
"""Points between the two languages."""

WIDEST = 1.15
"""No letter is wider than this, in em."""

LETTERED = 8.5
"""No word of a drawing is smaller, in points, where two languages share a row: one drawing beside
the other says more than each on a page of its own."""
