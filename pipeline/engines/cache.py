"""What engines wrote before, kept in an SQLite file: a text is translated once.

A translation is found again by engine, its version, source, target and the text as it was sent.
Locked terms are no part of the key beside it: the lock masks them before it sends, so placeholders
stand in the text itself, and what is put in their place later is not the engine's work.

Several processes may share the file. A connection is opened for each reading and each writing and
closed at once, so none crosses a fork or a thread, and none is held while an engine works.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from pipeline.engines import Engine
from pipeline.errors import EngineUnavailable

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds to wait for another process that is writing; it takes milliseconds."""

PAUSE = 0.01
"""Seconds between two looks at a file that somebody else holds."""

_TABLE = """
CREATE TABLE IF NOT EXISTS translations (
    engine TEXT, version TEXT, source TEXT, target TEXT, text TEXT, answer TEXT NOT NULL,
    PRIMARY KEY (engine, version, source, target, text)
) WITHOUT ROWID
"""
_FIND = """
SELECT answer FROM translations
WHERE engine = ? AND version = ? AND source = ? AND target = ? AND text = ?
"""
_KEEP = "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?, ?, ?)"

_Key: TypeAlias = tuple[str, str, str, str]
"""(engine, version, source, target)."""


@dataclass(slots=True)
class Cached:
    """An engine that is asked only for what it has not translated before; itself an `Engine`.

    What it translates is kept after each `batch`, so what a failing service or Ctrl-C leaves
    behind is there for the next call. A file that cannot be used is done without, and `notes` says
    so: nothing here raises but the engine.
    """

    engine: Engine
    path: Path
    source: str
    target: str
    batch: int = 0
    """Texts of one call to the engine; 0: all."""

    notes: list[str] = field(default_factory=list)
    """One sentence when the file cannot be used; then it is not tried again."""

    @property
    def name(self) -> str:
        """The engine's."""
        return self.engine.name

    @property
    def version(self) -> str:
        """The engine's."""
        return self.engine.version

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The engine's."""
        return self.engine.placeholders

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input, in order; equal texts are sent once, known ones not at all.

        EngineUnavailable from the engine, or when it gives another number of answers than asked.
        """
        wanted = list(dict.fromkeys(texts))
        key = (self.name, self.version, self.source, self.target)
        known = self._kept(partial(_found, key, wanted)) or {}
        for batch in _batches([text for text in wanted if text not in known], self.batch):
            fresh = self._fresh(batch)
            self._kept(partial(_keep, key, fresh))
            known |= fresh
        return [known[text] for text in texts]

    def _fresh(self, texts: list[str]) -> dict[str, str]:
        answers = self.engine.translate(texts)
        if len(answers) != len(texts):
            raise EngineUnavailable(
                f"{self.name} gave {len(answers)} answers to {len(texts)} texts; try again later"
            )
        return dict(zip(texts, answers, strict=True))

    def _kept(self, use: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `use` makes of the file, None when the file cannot be used."""
        if self.notes:
            return None
        try:
            return _patiently(self.path, use)
        except (sqlite3.Error, OSError, UnicodeError) as fault:
            self.notes.append(
                f"{self.path}: drafts are made without this cache, which cannot be used "
                f"({fault}); delete it if that happens again"
            )
            return None


def _patiently(path: Path, use: Callable[[sqlite3.Connection], T]) -> T:
    """What `use` makes of the file, tried again while somebody else holds it.

    SQLite's own time-out does not cover the moments when a file is put into WAL mode or its last
    user folds the log in: there it answers "database is locked" at once.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with closing(_connection(path)) as db:
                return use(db)
        except sqlite3.OperationalError as fault:
            busy = (fault.sqlite_errorcode or 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
            time.sleep(PAUSE)


def _batches(texts: list[str], size: int) -> Iterator[list[str]]:
    """The texts in order, `size` at a time; all at once for 0."""
    step = size or max(len(texts), 1)
    return (texts[start : start + step] for start in range(0, len(texts), step))


def _connection(path: Path) -> sqlite3.Connection:
    """The file opened, made where there is none. WAL: who reads does not wait for who writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=PATIENCE)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(_TABLE)
    except BaseException:
        db.close()
        raise
    return db


def _found(key: _Key, texts: Sequence[str], db: sqlite3.Connection) -> dict[str, str]:
    rows = ((text, db.execute(_FIND, (*key, text)).fetchone()) for text in texts)
    return {text: row[0] for text, row in rows if row}


def _keep(key: _Key, fresh: Mapping[str, str], db: sqlite3.Connection) -> None:
    with db:
        db.executemany(_KEEP, ((*key, *pair) for pair in fresh.items()))
