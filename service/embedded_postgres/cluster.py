"""Starts, joins, adopts and stops the cluster of one data folder."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from service.embedded_postgres import account, process
from service.embedded_postgres.account import Home
from service.embedded_postgres.errors import EmbeddedPostgresError, Fault
from service.embedded_postgres.launch import ROLE, SUPERUSER, launch
from service.embedded_postgres.lock import Use, turn

_DRIVER = "postgresql+psycopg"
_RECOVERY_SECONDS = 180.0
_SHUTDOWN_SECONDS = 60.0
_PAUSE_SECONDS = 0.01

# A server that outlives its starter's use of it is still its starter's child; dropping it would warn.
_left_running: list[subprocess.Popen[bytes]] = []


class DatabaseSettings(Protocol):
    """The part of the settings that decides where the database is."""

    @property
    def database_url(self) -> str: ...

    @property
    def data_dir(self) -> Path: ...


class EmbeddedPostgres:
    """The cluster under ``data_dir``: made at the first start, shared by every process that starts it, last out stops it.

    A server whose starter was killed goes on and is joined by the next start. Every failure is an
    ``EmbeddedPostgresError``.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._home: Home | None = None
        self._use: Use | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._url = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database; empty while it isn't started."""
        return self._url

    @property
    def log(self) -> Path:
        """The server's own log; holds no statement."""
        return self._found().folder / "postgres.log"

    def start(self) -> str:
        """Have the server running and answer its URL. Waits for a recovery, up to three minutes."""
        home = self._found()
        with turn(home, _RECOVERY_SECONDS):
            use = self._use or Use(home)
            try:
                running = self._ensure(home)
                if not self._url:
                    _make_database(running)
            except BaseException as error:
                if self._use is None and use.leave() and not isinstance(error, EmbeddedPostgresError):
                    _shut_down(home.cluster)
                raise
            self._use = use
            self._url = _url(running)
        return self._url

    def revive(self) -> bool:
        """Start the server again if it died; True if it had. Cheap enough to be asked every second."""
        if self._child is not None:
            self._child.poll()
        if not self._url or process.find(self._found().cluster) is not None:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """Leave; the server stops, orderly, if nobody else uses it. Harmless when not started."""
        if self._use is None:
            return
        home = self._found()
        with turn(home, _RECOVERY_SECONDS):
            last = self._use.leave()
            self._use, self._url = None, ""
            if last:
                _shut_down(home.cluster)
        if self._child is not None:
            if last:
                self._child.wait()
            else:
                _left_running.append(self._child)
            self._child = None

    def _found(self) -> Home:
        if self._home is None:
            self._home = account.find_home(self._data_dir)
        return self._home

    def _ensure(self, home: Home) -> process.Postmaster:
        """The server, ready: the one that runs, or a new one."""
        launched = False
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while True:
            running = process.find(home.cluster)
            if running is not None and running.ready:
                return running
            if running is None and not launched:
                ended, self._child = self._child, launch(home)
                if ended is not None:
                    ended.wait()
                launched = True
            elif running is None and self._child is not None and self._child.poll() is not None:
                raise EmbeddedPostgresError(
                    Fault.START_FAILED, f"PostgreSQL stopped while it was starting. The reason is in {self.log}."
                )
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    Fault.START_TIMEOUT,
                    f"PostgreSQL is not ready after {_RECOVERY_SECONDS:.0f} seconds. It goes on recovering: "
                    f"look at {self.log} and start again.",
                )
            time.sleep(_PAUSE_SECONDS)


@contextlib.contextmanager
def resolve_database_url(settings: DatabaseSettings) -> Iterator[str]:
    """The database's URL while the block runs: the one that is set, else the embedded server's, which stops afterwards."""
    if settings.database_url:
        scheme, _, rest = settings.database_url.partition("://")
        yield f"{_DRIVER}://{rest}" if scheme in {"postgres", "postgresql"} else settings.database_url
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        yield server.url


def remove(data_dir: Path) -> None:
    """Stop the server of ``data_dir``, whoever uses it, and delete its data for good."""
    home = account.find_home(data_dir)
    with turn(home, _RECOVERY_SECONDS):
        _shut_down(home.cluster)
        account.remove_home(data_dir)


@contextlib.contextmanager
def temporary_database() -> Iterator[str]:
    """The URL of an empty database on a server of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        try:
            with EmbeddedPostgres(Path(folder)) as server:
                yield server.url
        finally:
            remove(Path(folder))


def _shut_down(cluster: Path) -> None:
    """Fast, then immediate, then by force: each leaves data that the next start opens."""
    running = process.find(cluster)
    if running is None:
        return
    left = {running.pid}
    for number, seconds in ((signal.SIGINT, _SHUTDOWN_SECONDS), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        left = left and process.signal_and_wait(cluster, left, number, seconds)


def _make_database(running: process.Postmaster) -> None:
    """The service's role, which is no superuser, and its database."""
    with psycopg.connect(
        host=str(running.socket), port=running.port, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        role, database = sql.Identifier(ROLE), sql.Identifier(ROLE)
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).rowcount == 0:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [ROLE]).rowcount == 0:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))


def _url(running: process.Postmaster) -> str:
    return f"{_DRIVER}://{ROLE}@/{ROLE}?host={quote(str(running.socket), safe='/')}&port={running.port}"
