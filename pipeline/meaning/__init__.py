"""What a machine translation changed, found by holding its back-translation against the source.

    differences  source, back, termbase → Differences   words that came back as something else
    idioms       source                 → Idioms        words that are easily misread

Not a figure of similarity: a text that lost its "Do not" still scores 90.8 chrF. Each word that
negates, counts, places, orders or bounds is named instead. To find nothing is no evidence that a
translation is right: an error and its mirror image cancel out.
"""

from __future__ import annotations

from pipeline.meaning.compare import Difference, differences
from pipeline.meaning.idioms import Idiom, idioms

__all__ = ["Difference", "Idiom", "differences", "idioms"]
