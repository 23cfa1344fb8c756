"""A PostgreSQL of the run's own, which can be killed, kept down, and stopped in the middle of a statement."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg import sql

from service.embedded_postgres import EmbeddedPostgres, account, process
from service.embedded_postgres.launch import ROLE, SUPERUSER

_LOOK_SECONDS = 0.005
_WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND relation = %s::regclass AND application_name LIKE %s AND query ILIKE %s
"""


class Database:
    """Starts with ``start``; ``keep`` is called often and brings it back after a kill, unless it is held down."""

    def __init__(self, data_dir: Path) -> None:
        self._server = EmbeddedPostgres(data_dir)
        self._data_dir = data_dir
        self._held_down = False

    def start(self) -> str:
        return self._server.start()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def home(self) -> Path:
        """The folder of the cluster, made if there is none."""
        return account.find_home(self._data_dir).folder

    @property
    def log(self) -> Path:
        return self._server.log

    def keep(self) -> None:
        if not self._held_down:
            self._server.revive()

    def kill(self, *, children: bool) -> None:
        """SIGKILL to the postmaster; ``children`` too, or they find out by themselves, as after an out-of-memory kill."""
        running = process.find(account.find_home(self._data_dir).cluster)
        if running is None:
            return
        family = [running.pid]
        if children:
            with contextlib.suppress(psutil.Error):
                family += [child.pid for child in psutil.Process(running.pid).children(recursive=True)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Killed, and away while the block runs."""
        self._held_down = True
        try:
            self.kill(children=True)
            yield
        finally:
            self._held_down = False

    def wait(self, seconds: float = 60.0) -> None:
        """Until it answers. Raises ``psycopg.Error`` if it doesn't."""
        until = time.monotonic() + seconds
        while True:
            try:
                self.superuser().close()
            except psycopg.Error:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        self._held_down = True
        self._server.stop()

    def superuser(self, database: str = ROLE) -> psycopg.Connection[tuple[object, ...]]:
        address = self._server.url.replace("+psycopg", "").replace(f"//{ROLE}@/{ROLE}", f"//{SUPERUSER}@/{database}")
        return psycopg.connect(address, autocommit=True, application_name="faults")

    @contextlib.contextmanager
    def barred(self, table: str) -> Iterator[Bar]:
        """Nobody writes to ``table`` while the block runs: whoever wants to waits, in the middle of its transaction."""
        with contextlib.closing(self.superuser()) as connection:
            connection.execute("BEGIN")
            connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
            try:
                yield Bar(self, table)
            finally:
                with contextlib.suppress(psycopg.Error):  # the server may have been killed meanwhile
                    connection.execute("ROLLBACK")


class Bar:
    """A table that is shut."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def wait_for(self, application: str, statement: str, seconds: float) -> bool:
        """Whether a process of that name came to stand here, with these words in the start of its statement."""
        until = time.monotonic() + seconds
        with contextlib.closing(self._database.superuser()) as connection:
            while time.monotonic() < until:
                row = connection.execute(_WAITING, [self._table, f"{application}%", f"%{statement}%"]).fetchone()
                if row is not None and row[0]:
                    return True
                time.sleep(_LOOK_SECONDS)
        return False
