"""Sentences ⇄ an SQLite file that finds them again: the very same ones, and similar ones.

A similar sentence shares one of the rarest words of the one that is asked for, and is about as
long; what is left is compared letter by letter. So it is found in milliseconds among 100,000, and
may be missed only when all that the two share is frequent (measured in `benchmarks/memory.py`).

The index holds each source text once, whatever the locales that have it. Where the file is lost,
broken or another version's, it is made again.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from zlib import crc32

from rapidfuzz import fuzz, process

from pipeline import files, inline
from pipeline.errors import InputError
from pipeline.matching import UNSPACED
from pipeline.memory.record import Feed, Match, Record

RAREST = 4
"""So many words of a sentence are looked up."""

PATIENCE = 60.0
"""Seconds to wait for another process that reads or writes; it takes milliseconds."""

_TABLES = (
    "CREATE TABLE feeds (name TEXT PRIMARY KEY, locale TEXT, digest TEXT)",
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, words TEXT UNIQUE)",
    "CREATE TABLE records (feed TEXT, locale TEXT, text INTEGER,"
    " source TEXT, target TEXT, msgctxt TEXT, approved INTEGER, origin TEXT, live INTEGER)",
    "CREATE INDEX by_feed ON records (feed)",
    "CREATE INDEX by_text ON records (text, locale)",
    "CREATE VIRTUAL TABLE tokens USING fts5 (words, tokenize = 'ascii', detail = none)",
    "CREATE VIRTUAL TABLE frequency USING fts5vocab (tokens, row)",
)
VERSION = crc32(repr((_TABLES, unicodedata.unidata_version, 1)).encode()) >> 1
"""Of the tables and of how a text is cut into tokens: raise the number when that changes."""

# Runs of letters of a script without spaces, and other words.
_RUN = re.compile(f"(?:{UNSPACED.pattern})+|(?:(?!{UNSPACED.pattern})\\S)+")

LONGEST = 1 << 30
"""More characters than SQLite lets a text have."""

LENGTH = 1 << 32
"""A text's id is its length times this, and a number: a window of lengths is a range of ids."""

_INDEX = """
INSERT INTO tokens (rowid, words)
SELECT id, tokens_of(words) FROM texts WHERE id NOT IN (SELECT rowid FROM tokens) ORDER BY id
"""
_FREE = "SELECT max(coalesce(max(id), 0), ?) + 1 FROM texts WHERE id < ?"
_ORPHANS = "SELECT id FROM texts WHERE id NOT IN (SELECT text FROM records)"
_RECORD = "source, target, msgctxt, approved, origin, live"
_ORDER = "approved DESC, origin, target, source, msgctxt"
_EXACT = f"""
SELECT {_RECORD} FROM records JOIN texts ON texts.id = text
WHERE words = ? AND locale = ? AND source = ?
ORDER BY msgctxt IS NOT ?, {_ORDER} LIMIT 1
"""
_BEST = f"""
SELECT {_RECORD} FROM records
WHERE text IN (SELECT value FROM json_each(?)) AND locale = ? AND (? = '' OR origin <> ?)
ORDER BY {_ORDER} LIMIT 1
"""
_VARIANTS = f"""
SELECT {_RECORD} FROM records WHERE locale = :locale AND live AND (source, ifnull(msgctxt, '')) IN (
    SELECT source, ifnull(msgctxt, '') FROM records WHERE locale = :locale AND live
    GROUP BY 1, 2 HAVING count(DISTINCT target) > 1
) ORDER BY source, msgctxt, origin, target
"""
_NEAR = """
SELECT id, texts.words FROM tokens JOIN texts ON id = tokens.rowid
WHERE tokens MATCH ? AND tokens.rowid BETWEEN ? AND ?
"""


class Memory:
    """The translation memory of a project, as one file; open only while it is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frequency: dict[str, int] = {}
        self._held: sqlite3.Connection | None = None

    @contextmanager
    def held(self) -> Iterator[Memory]:
        """The memory kept open for many questions, in this thread; InputError as for `exact`."""
        with self._reading() as db:
            self._held = db
            try:
                yield self
            finally:
                self._held = None

    def knows(self, locale: str) -> bool:
        """Whether it has any record of a locale."""
        with self._reading() as db:
            query = "SELECT 1 FROM records WHERE locale = ? LIMIT 1"
            return db.execute(query, (locale,)).fetchone() is not None

    def refresh(self, feeds: Iterable[Feed]) -> None:
        """Make the index hold these feeds and no other; records are read where a digest is new.

        One transaction: whoever reads meanwhile sees all of it or nothing. Two processes take
        turns. InputError when the file cannot be written, and whatever a feed raises.
        """
        named = {feed.name: feed for feed in feeds}
        with files.locked(self._path.parent):
            try:
                self._write(named)
            except sqlite3.Error:
                self._throw_away()
                try:
                    self._write(named)
                except sqlite3.Error as fault:
                    raise InputError(f"cannot write this file: {fault}", str(self._path)) from None
        self._frequency.clear()

    def exact(self, locale: str, msgid: str, msgctxt: str | None) -> Record | None:
        """The best record with exactly this msgid: of this msgctxt first, approved ones first.

        A record with another msgctxt counts, but last: a title is no body sentence. None, too,
        where there is no index; InputError for one that cannot be read.
        """
        with self._reading() as db:
            found = db.execute(_EXACT, (inline.plain(msgid), locale, msgid, msgctxt)).fetchone()
        return _record(found) if found else None

    def similar(self, locale: str, msgid: str, least: float, besides: str = "") -> Match | None:
        """The record whose words are most like these, where that is `least` (0 to 1) or more.

        Of equally similar ones an approved one, then by the alphabet. What has `besides` for its
        origin does not count. None and InputError as for `exact`.
        """
        with self._reading() as db:
            for score, texts in self._near(db, inline.plain(msgid), least):
                found = db.execute(_BEST, (json.dumps(texts), locale, besides, besides)).fetchone()
                if found:
                    return Match(_record(found), score)
        return None

    def variants(self, locale: str) -> tuple[Record, ...]:
        """What articles say now in the same words and the same role, and translate in several ways.

        By source, then by origin. InputError as for `exact`.
        """
        with self._reading() as db:
            return tuple(map(_record, db.execute(_VARIANTS, {"locale": locale}).fetchall()))

    # ── reading ───────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The file opened read-only; an empty index where it is missing or another version's."""
        if self._held:
            yield self._held
            return
        try:
            if self._path.exists():
                with closing(_opened(self._path, "ro")) as db:
                    if _version(db) == VERSION:
                        yield db
                        return
            with closing(_empty()) as db:
                yield db
        except sqlite3.Error as fault:
            message = f"cannot read the translation memory ({fault}); delete this file, run again"
            raise InputError(message, str(self._path)) from None

    def _near(
        self, db: sqlite3.Connection, words: str, least: float
    ) -> Iterator[tuple[float, list[int]]]:
        """Texts that are similar enough, best first; equally similar ones together."""
        rarest = sorted(set(tokens(words)), key=lambda token: (self._texts_with(db, token), token))
        known = [token for token in rarest if self._texts_with(db, token)][:RAREST]
        if not known:
            return
        # Similarity is 2·common / (length + length'), so the shorter is at least this share of the
        # longer; one character more, since the quotients are rounded.
        share = least / (2 - least)
        most = min(len(words) / share if share else LONGEST, LONGEST)
        window = (int(len(words) * share - 1) * LENGTH, int(most + 2) * LENGTH)
        near = db.execute(_NEAR, (" OR ".join(known), *window))
        scored = process.extract(
            words, dict(near.fetchall()), scorer=fuzz.ratio, score_cutoff=least * 100, limit=None
        )
        for score, equal in groupby(scored, key=lambda found: found[1]):
            yield score / 100, [text for _, _, text in equal]

    def _texts_with(self, db: sqlite3.Connection, token: str) -> int:
        if token not in self._frequency:
            row = db.execute("SELECT doc FROM frequency WHERE term = ?", (token,)).fetchone()
            self._frequency[token] = row[0] if row else 0
        return self._frequency[token]

    # ── writing ───────────────────────────────────────────────────────────────────────────────────

    def _write(self, feeds: Mapping[str, Feed]) -> None:
        with closing(_opened(self._path, "rwc")) as db:
            _begin(db)
            known = dict(db.execute("SELECT name, locale || ' ' || digest FROM feeds"))
            wanted = {name: f"{feed.locale} {feed.digest}" for name, feed in feeds.items()}
            gone = [name for name, state in known.items() if wanted.get(name) != state]
            new = [name for name, state in wanted.items() if known.get(name) != state]
            for name in gone:
                db.execute("DELETE FROM records WHERE feed = ?", (name,))
                db.execute("DELETE FROM feeds WHERE name = ?", (name,))
            for name in new:
                _add(db, feeds[name])
            if new:
                db.create_function("tokens_of", 1, lambda words: " ".join(tokens(words)))
                db.execute(_INDEX)
            if gone:
                db.execute(f"DELETE FROM tokens WHERE rowid IN ({_ORPHANS})")
                db.execute(f"DELETE FROM texts WHERE id IN ({_ORPHANS})")
            db.execute("COMMIT")

    def _throw_away(self) -> None:
        """With its journal, which would be played into the next file of that name."""
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            files.remove(path)


def tokens(text: str) -> Iterator[str]:
    """What a text is found by: its words; pairs of letters where a script sets no spaces.

    Each as the hexadecimal CRC-32 of it, caseless: SQLite would cut and fold by an older Unicode.

    >>> list(tokens("Stop, STOP!")), len(list(tokens("腰痛の薬")))
    (['b95616b6', 'b95616b6'], 3)
    """
    kept = "".join(char if _in_word(char) else " " for char in text.casefold())
    for run in _RUN.findall(kept):
        pairs = len(run) > 1 and UNSPACED.match(run)
        for word in map("".join, pairwise(run)) if pairs else (run,):
            yield f"{crc32(word.encode()):x}"


@cache
def _in_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)


def _empty() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    _begin(db)
    return db


def _begin(db: sqlite3.Connection) -> None:
    """Start writing, with the tables made where there is none; sqlite3.Error for foreign ones."""
    db.execute("BEGIN IMMEDIATE")
    if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        for statement in (*_TABLES, f"PRAGMA user_version = {VERSION}"):
            db.execute(statement)
    if _version(db) != VERSION:
        raise sqlite3.DatabaseError("another version's")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _add(db: sqlite3.Connection, feed: Feed) -> None:
    db.execute("INSERT INTO feeds VALUES (?, ?, ?)", (feed.name, feed.locale, feed.digest))
    fields = attrgetter(*_RECORD.split(", "))
    for record in feed.records():
        row = (feed.name, feed.locale, _text(db, inline.plain(record.source)), *fields(record))
        db.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _text(db: sqlite3.Connection, words: str) -> int:
    """The id of a text, a new one where there is none yet."""
    found = db.execute("SELECT id FROM texts WHERE words = ?", (words,)).fetchone()
    if found:
        return int(found[0])
    floor = len(words) * LENGTH
    free = int(db.execute(_FREE, (floor, floor + LENGTH)).fetchone()[0])
    db.execute("INSERT INTO texts VALUES (?, ?)", (free, words))
    return free


def _record(row: tuple[str, str, str | None, int, str, int]) -> Record:
    source, target, msgctxt, approved, origin, live = row
    return Record(source, target, msgctxt, bool(approved), origin, bool(live))
