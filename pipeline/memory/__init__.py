"""The translation memory: sentences that people have translated, found again in new articles.

    catalogs, memory.tmx ── Feed ──> index.py: exact and similar sentences in an SQLite file
    Records ⇄ TMX 1.4 (tmx.py), for other programs

Its truth lies in the files that feed it; the index can be lost without harm.
"""

from __future__ import annotations

from pipeline.memory.index import Memory
from pipeline.memory.record import Feed, Match, Record

__all__ = ["Feed", "Match", "Memory", "Record"]
