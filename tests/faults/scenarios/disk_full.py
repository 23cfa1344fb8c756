"""The database's disk is full for a while: a clear error to whoever asks, no corruption, and everything is made good."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from psycopg import sql

from tests.faults.database import Database
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_FULL_SECONDS = 8.0
_BLOCK = 4096
_INDEXES = """
SELECT index.oid FROM pg_class AS index JOIN pg_am ON pg_am.oid = index.relam
 WHERE index.relkind = 'i' AND pg_am.amname = 'btree' AND index.relpersistence = 'p'
"""
_TABLES = "SELECT schemaname, tablename FROM pg_tables"


def disk_full(site: Site, say: Say) -> Outcome:
    site.order(site.shape.messages // 2)
    site.wait_for_traffic()
    ballast = site.database.home / "ballast"
    _fill(ballast)
    site.order(site.shape.messages // 4)
    time.sleep(_FULL_SECONDS)
    answered = len(site.answers)
    say(f"the disk is full; {answered} accepted so far")
    ballast.unlink()
    outcome = finish(site)
    refused = [file.name for file in site.folder.glob("acceptor-*.log") if b"DiskFull" in file.read_bytes()]
    outcome.notes.append(f"told of a full disk: {', '.join(refused) or 'nobody: the server itself went away'}")
    outcome.wrong.extend(_corrupt(site.database))
    return outcome


def _fill(ballast: Path) -> None:
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as handle:
        while True:
            handle.write(b"\0" * _BLOCK)


def _corrupt(database: Database) -> list[str]:
    """Every index against its table, and every page against its checksum."""
    with contextlib.closing(database.superuser()) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        for (index,) in connection.execute(_INDEXES).fetchall():
            connection.execute("SELECT bt_index_check(%s::oid::regclass, true)", [index])
        for schema, table in connection.execute(_TABLES).fetchall():
            name = sql.Identifier(str(schema), str(table))
            connection.execute(sql.SQL("SELECT count(*) FROM {}").format(name))
        failures = connection.execute("SELECT sum(checksum_failures) FROM pg_stat_database").fetchone()
    return [f"pages that don't match their checksum: {failures[0]}"] if failures and failures[0] else []
