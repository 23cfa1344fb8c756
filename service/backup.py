"""A copy of the whole database in one file, by PostgreSQL's own programs, and the way back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from service.embedded_postgres.binaries import Binaries, installed
from service.embedded_postgres.errors import EmbeddedPostgresError

_ENOUGH_AND_A_HALF = 1.5


class BackupFailed(Exception):
    """``code`` is stable; the text says what to do, and holds no data."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def back_up(database_url: str, file: Path) -> int:
    """Write a dump that is readable by us alone, whole or not at all; its size in bytes. Work may go on meanwhile."""
    if file.exists():
        raise BackupFailed("file_exists", f"{file} exists already, and a backup is never overwritten. Choose another name.")
    if not file.parent.is_dir():
        raise BackupFailed("folder_missing", f"There is no folder {file.parent}. Make it, on an encrypted disk.")
    url = make_url(database_url)
    size, major = _size_and_version(url)
    free = shutil.disk_usage(file.parent).free
    if free < size * _ENOUGH_AND_A_HALF:
        raise BackupFailed(
            "disk_small", f"The disk of {file.parent} has {free // 2**20} MB free; up to {size // 2**20} MB may be needed."
        )
    draft = file.with_name(f".{file.name}.part")
    draft.touch(mode=0o600, exist_ok=True)
    try:
        _run(_programs(major).folder / "pg_dump", url, ["--format=custom", "--no-owner", "--no-acl", f"--file={draft}"])
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def restore(database_url: str, file: Path) -> None:
    """Fill an empty database, in one transaction. The caller holds its sending before anything else may run on it."""
    url = make_url(database_url)
    if not file.is_file():
        raise BackupFailed("file_missing", f"There is no file {file}.")
    with psycopg.connect(_conninfo(url)) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if tables is None or tables[0]:
        raise BackupFailed(
            "database_not_empty",
            "This database is not empty, and a restore never writes over one. "
            "Point BOTHWAYS_DATABASE_URL at an empty database, or BOTHWAYS_DATA_DIR at an empty folder.",
        )
    _, major = _size_and_version(url)
    program = _programs(major).folder / "pg_restore"
    _run(program, url, ["--no-owner", "--no-acl", "--single-transaction", "--exit-on-error", str(file)])


def _programs(major: int) -> Binaries:
    # pg_dump reads servers of its own version and older; what it writes goes into its own version and newer.
    able = [found for found in installed() if found.major >= major and (found.folder / "pg_dump").exists()]
    if not able:
        raise BackupFailed(
            "programs_missing", f"pg_dump of PostgreSQL {major} or newer is not installed here. Install postgresql-client."
        )
    return min(able, key=lambda found: found.major)


def _size_and_version(url: URL) -> tuple[int, int]:
    try:
        with psycopg.connect(_conninfo(url)) as connection:
            row = connection.execute(
                "SELECT pg_database_size(current_database()), current_setting('server_version_num')::int / 10000"
            ).fetchone()
    except (psycopg.OperationalError, EmbeddedPostgresError) as error:
        raise BackupFailed("database_away", "The database does not answer. Start it, or check its address.") from error
    assert row is not None  # noqa: S101 - a SELECT without FROM has one row
    return int(row[0]), int(row[1])


def _conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: Path, url: URL, arguments: Sequence[str]) -> None:
    # The password goes by the environment: arguments are on every process list.
    password = {"PGPASSWORD": url.password} if url.password else {}
    place = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [program, f"--dbname={place}", *arguments], env={**os.environ, **password}, capture_output=True, check=False
    )
    if done.returncode:
        # Its own words may quote rows, so they stay here.
        raise BackupFailed("program_failed", f"{program.name} ended with code {done.returncode}. Nothing was kept.")
