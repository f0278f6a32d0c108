"""How fast terms are found: `python -m benchmarks.terms`, 100,000 terms over 1 MB of text.

The peer is one regular expression of the same terms, over a hundredth of the text, in the same
minute: Python's `re` tries the alternatives one after the other.
"""

from __future__ import annotations

import platform
import random
import re
import time
from importlib.metadata import version

from pipeline import __version__
from pipeline.model import Target, Term
from pipeline.termbase import Termbase

TERMS, BYTES, PEER = 100_000, 1_000_000, 100
SYLLABLES = ("car", "neph", "ro", "ther", "ma", "der", "tis", "ol", "gia", "spon", "lum", "tho",
             "rac", "ver", "teb", "fac", "et", "men", "is", "bo")  # fmt: skip


def main() -> None:
    """Print the table."""
    chance = random.Random(19)
    words = sorted({"".join(chance.choices(SYLLABLES, k=4)) for _ in range(3 * TERMS)})[:TERMS]
    chance.shuffle(words)
    terms = tuple(
        Term(f"t{n}", "condition", word, targets={"es": Target(f"{word}o")})
        for n, word in enumerate(words)
    )
    filler = ["the", "pain", "of", "a", "patient", "may", "last", "for", "some", "weeks"]
    text = " ".join(
        chance.choice(words) if chance.random() < 0.1 else chance.choice(filler)
        for _ in range(BYTES // 5)
    )[:BYTES]
    base = Termbase(terms)
    build = _seconds(lambda: base.find("warm"))
    search = _seconds(lambda: base.find(text))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")s?\b")
    part = text[: BYTES // PEER]
    peer = _seconds(lambda: pattern.findall(part)) * PEER
    print(f"polyclinic {__version__}, ahocorasick-rs {version('ahocorasick-rs')}, ", end="")
    print(f"Python {platform.python_version()}")
    print(f"{TERMS:,} terms over {len(text):,} characters, {len(base.find(text)):,} found")
    print(f"  build          {build:8.2f} s")
    print(f"  find           {search:8.2f} s   (to reach: under 1 s)")
    print(f"  re, estimated  {peer:8.2f} s   {peer / search:.0f} times as long")


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
