"""Starts, joins, adopts and stops the cluster of one data folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from service.embedded_postgres import account, binaries, process
from service.embedded_postgres.account import Home
from service.embedded_postgres.binaries import Binaries
from service.embedded_postgres.errors import EmbeddedPostgresError, Fault
from service.embedded_postgres.lock import Use, turn

ROLE = "bothways"
SUPERUSER = "postgres"
_DRIVER = "postgresql+psycopg"
_RECOVERY_SECONDS = 180.0
_SHUTDOWN_SECONDS = 60.0
_PAUSE_SECONDS = 0.01
_LARGEST_LOG = 16 * 1024 * 1024

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # On the command line, so that no file in the cluster can turn them off.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or the detail of an error may hold a person's words, name or number.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


_INITDB_OPTIONS = ("--encoding=UTF8", "--data-checksums", "--auth-local=peer", "--auth-host=reject")

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
                self._child = _launch(home)
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


def _major_of(cluster: Path) -> int | None:
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _make_cluster(home: Home, programs: Binaries) -> None:
    """A new cluster, whole or not at all: made beside its place and moved there."""
    if home.cluster.exists():
        return
    draft = home.folder / "cluster.new"
    if draft.exists():
        shutil.rmtree(draft)
    home.private_folder(draft)
    locale = ["--locale=C.UTF-8"] if programs.major < 17 else ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603
        [str(programs.initdb), "-D", str(draft), f"--username={SUPERUSER}", *_INITDB_OPTIONS, *locale],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        **home.account.start_options(),
    )
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise EmbeddedPostgresError(
            Fault.INITDB_FAILED, f"PostgreSQL could not make a database in {home.folder}: {made.stderr.strip()}"
        )
    draft.rename(home.cluster)
    folder = os.open(home.folder, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _launch(home: Home) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own: neither Ctrl-C nor the death of its starter reaches it."""
    programs = binaries.choose(_major_of(home.cluster))
    if os.geteuid() == 0:
        programs = binaries.within_reach(programs, account.SYSTEM_FOLDER)
    _make_cluster(home, programs)
    home.private_folder(home.socket)
    process.clear_wreck(home.cluster, home.socket)
    names = {home.account.name, pwd.getpwuid(0).pw_name}
    access = home.write("pg_hba.conf", "local all all peer map=bothways\n")
    lines = [f"bothways {name} {role}\n" for name in sorted(names) for role in (ROLE, SUPERUSER)]
    identity = home.write("pg_ident.conf", "".join(lines))
    settings = _SETTINGS | {
        "unix_socket_directories": str(home.socket),
        "hba_file": str(access),
        "ident_file": str(identity),
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    path = home.folder / "postgres.log"
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as log:
        home.own(log.fileno())
        return subprocess.Popen(  # noqa: S603
            [str(programs.postgres), "-D", str(home.cluster), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            **home.account.start_options(),
        )


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


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGDATA or PGOPTIONS of the user's must not steer this server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
