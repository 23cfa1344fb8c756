"""The simulator's own SQLite file: one connection, one writer at a time, everything committed before it is answered."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS arrivals (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'email', 'letter')),
    outbound INTEGER NOT NULL,
    provider_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    raw BLOB,
    callback_url TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    error_code INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS arrivals_by_recipient ON arrivals (kind, recipient, id);
CREATE INDEX IF NOT EXISTS arrivals_by_sender ON arrivals (kind, sender, id);
CREATE INDEX IF NOT EXISTS arrivals_by_provider_id ON arrivals (provider_id);
CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY,
    arrival INTEGER NOT NULL REFERENCES arrivals (id),
    status TEXT NOT NULL,
    error_code INTEGER,
    due REAL NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS reports_waiting ON reports (due) WHERE done = 0;
CREATE TABLE IF NOT EXISTS scripts (
    id INTEGER PRIMARY KEY,
    medium TEXT NOT NULL CHECK (medium IN ('text', 'email')),
    recipient TEXT NOT NULL,
    behaviour TEXT NOT NULL,
    remaining INTEGER
);
CREATE TABLE IF NOT EXISTS opted_out (number TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS slips (
    id INTEGER PRIMARY KEY,
    batch TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    code TEXT NOT NULL,
    ticked TEXT NOT NULL,
    line TEXT NOT NULL,
    image BLOB NOT NULL,
    at TEXT NOT NULL
);
"""

Row = sqlite3.Row


class Store:
    """Every statement runs in ``transaction``; leaving it means that the rows survive a kill of this process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Not to be nested: the inner one would commit the outer one's half."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def read(self, statement: str, *values: Any) -> list[Row]:
        """The rows of one SELECT; never a half-written transaction of another thread, since the connection is shared."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def read_named(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        """As ``read``, with values that the statement names."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def close(self) -> None:
        with self._lock:
            self._db.close()
