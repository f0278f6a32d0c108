"""How fast a similar sentence is found: `python -m benchmarks.memory`, among 100,000.

Sentences are made up of words whose frequency falls with their rank, as Zipf found it to do. The
queries are some of them with a word or two replaced, dropped or added. The peer is rapidfuzz's own
scan over all sentences, in the same minute; what it finds and the memory does not is missed.
"""

from __future__ import annotations

import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import TypeVar

from rapidfuzz import fuzz, process

from pipeline import __version__
from pipeline.memory import Feed, Memory, Record

SENTENCES, WORDS, QUERIES, LEAST = 100_000, 20_000, 200, 0.75
LETTERS = "eeeeaaaiioouttttnnnnssssrrrrhhhllldddcccmmmppffggbbvwyk"

T = TypeVar("T")


def main() -> None:
    """Print the table."""
    chance = random.Random(19)
    words = list(dict.fromkeys(_word(chance) for _ in range(2 * WORDS)))[:WORDS]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def some(count: int) -> list[str]:
        return chance.choices(words, cum_weights=weights, k=count)

    sentences = list({" ".join(some(chance.randint(3, 24))): None for _ in range(SENTENCES)})
    queries = [_edited(chance.choice(sentences).split(), some, chance) for _ in range(QUERIES)]
    records = [Record(sentence, sentence, origin="made-up") for sentence in sentences]
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "memory.sqlite")
        feeds = [Feed("es/made-up", "es", "1", lambda: records)]
        build, _ = _timed(lambda: memory.refresh(feeds))
        again, _ = _timed(lambda: memory.refresh(feeds))
        size = (Path(folder) / "memory.sqlite").stat().st_size
        found = [_timed(partial(memory.similar, "es", query, LEAST)) for query in queries]
        exact = [_timed(partial(memory.exact, "es", query, None)) for query in queries]
    scanned = [_timed(partial(_scan, query, sentences)) for query in queries]
    true = [best for _, best in scanned if best]
    missed = sum(
        best is not None and (match is None or match.score < best - 1e-9)
        for (_, match), (_, best) in zip(found, scanned, strict=True)
    )
    ours, peer = ([1000 * seconds for seconds, _ in times] for times in (found, scanned))
    print(f"polyclinic {__version__}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"rapidfuzz {version('rapidfuzz')}, Python {platform.python_version()}")
    print(f"{len(sentences):,} sentences, {QUERIES} queries, similar by {LEAST} or more")
    print(f"  build    {build:8.2f} s    {size / 1e6:.0f} MB; nothing new {1000 * again:.1f} ms")
    print(f"  exact    {1000 * median(s for s, _ in exact):8.2f} ms")
    print(f"  similar  {sum(ours) / QUERIES:8.2f} ms   (to reach: 4 ms) median ", end="")
    print(f"{median(ours):.2f}, slowest {max(ours):.1f}; missed {missed} of {len(true)}")
    print(f"  scan     {sum(peer) / QUERIES:8.2f} ms   {sum(peer) / sum(ours):.0f} times as long")


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=min(2 + int(chance.expovariate(0.25)), 14)))


def _edited(words: list[str], some: Callable[[int], list[str]], chance: random.Random) -> str:
    """The sentence with one word in eight replaced, dropped or added, one at least."""
    for _ in range(1 + len(words) // 8):
        at = chance.randrange(len(words))
        words[at : at + chance.randint(0, 1)] = some(chance.randint(0, 1))
        words = words or some(1)
    return " ".join(words)


def _scan(query: str, sentences: list[str]) -> float | None:
    best = process.extractOne(query, sentences, scorer=fuzz.ratio, score_cutoff=100 * LEAST)
    return best[1] / 100 if best else None


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


if __name__ == "__main__":
    main()
