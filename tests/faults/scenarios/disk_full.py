"""The database's disk is full for a while: a clear error to whoever asks, no corruption, and everything is made good."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
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
    say("the disk is full")
    ballast.unlink()
    outcome = finish(site)
    told = Counter((site.folder / "acceptor-1.log").read_text().split())
    outcome.notes.append(f"what the use case raised: {_counted(told)}")
    over_http = Counter((site.folder / "caller-1.log").read_text().splitlines())
    outcome.notes.append(f"what the API answered, and its Retry-After: {_counted(over_http)}")
    if not told["DiskFull"]:
        outcome.wrong.append("nobody was told of a full disk: nothing was proven")
    outcome.wrong.extend(_corrupt(site.database))
    return outcome


def _counted(told: Counter[str]) -> str:
    return ", ".join(f"{words} ({times} times)" for words, times in told.most_common()) or "nothing"


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
