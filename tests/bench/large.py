"""``make bench-large``: the work list at 1 and at 10 million messages. Other sizes: ``python -m tests.bench.large 0.1 4``.

Each size has a database of its own, of which nothing stays.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from psycopg import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from service.database import Sessions, make_engine, make_sessions
from service.domain.actors import Actor, Role
from service.driver import Driver
from service.embedded_postgres import EmbeddedPostgres, remove
from service.migrations import upgrade
from service.queries.work_list import AT_ONCE, WAITING_AT_ONCE, parameters, work_list
from service.queries.work_list_sql import PLAN_ONCE, PLAN_ONCE_SQL, WORK_LIST, WORK_LIST_SQL
from tests.bench.fill import BYTES_A_MESSAGE, fill
from tests.bench.machine import describe

SIZES = (1_000_000, 10_000_000)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LOOKS = 1_000
_SPARE = 1.3
"""What sorting the indexes and the log take beside the data, for a while."""


def main(arguments: Sequence[str]) -> None:
    sizes = [int(float(millions) * 1_000_000) for millions in arguments] or SIZES
    print(f"Measured on: {describe()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="bw-large") as folder:
        _check_disk(Path(folder), max(sizes))
        for size in sizes:
            with _server(Path(folder) / str(size)) as url:
                _measure(url, size)


def _check_disk(folder: Path, messages: int) -> None:
    """Refuse before anything is written, where the largest of the databases might not fit."""
    place = EmbeddedPostgres(folder).log.parent
    while not place.exists():
        place = place.parent
    need, free = int(messages * BYTES_A_MESSAGE * _SPARE), shutil.disk_usage(place).free
    print(f"{messages:,} messages need {need / 1e9:.1f} GB under {place}; {free / 1e9:.1f} GB are free.\n", flush=True)
    if free < need:
        raise SystemExit(
            "That is not enough. Make room there, or measure fewer: .venv/bin/python -m tests.bench.large 1 2 (in millions)."
        )


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    folder.mkdir()
    try:
        with EmbeddedPostgres(folder) as server:
            yield server.url
    finally:
        remove(folder)


def _measure(url: str, size: int) -> None:
    upgrade(url)
    engine = make_engine(url, pool_size=1, max_overflow=0)
    began = time.monotonic()
    for step in fill(engine, size):
        print(f"  {time.monotonic() - began:6.0f} s  {step}", file=sys.stderr, flush=True)
    sessions = make_sessions(engine)
    with sessions() as session:
        number, pretty = (
            session.connection()
            .execute(text("SELECT (SELECT count(*) FROM message), pg_size_pretty(pg_database_size(current_database()))"))
            .one()
        )
        busiest, *others = _workers(session)
    print(f"## {number:,} messages ({pretty}), filled in {time.monotonic() - began:.0f} s\n")
    print("| Work list | rows | CPU ms, ours | CPU ms, database | together | p50 ms | p95 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|---|")
    for figure in _figures(engine, sessions, busiest, others):
        print(figure.row(), flush=True)
    with engine.connect() as connection:
        print(f"\n```\n{_explained(connection, busiest)}\n```\n", flush=True)
    engine.dispose()


def _workers(session: Session) -> list[Actor]:
    """A caseworker of each team, that of the busiest first."""
    lines = session.connection().execute(text("SELECT id, owner_id FROM numbered ORDER BY team"))
    return [Actor(staff_id, frozenset({Role.CASEWORKER}), frozenset({team_id})) for team_id, staff_id in lines]


def _figures(engine: Engine, sessions: Sessions, busiest: Actor, others: Sequence[Actor]) -> Iterator[Figure]:
    def whole(actor: Actor, *, most: int = AT_ONCE, most_waiting: int = WAITING_AT_ONCE) -> str:
        with sessions() as session:
            found = work_list(session, actor, NOW, most=most, most_waiting=most_waiting)
        return f"{found.count} + {found.waiting_count}, made {len(found.needs_me)} + {len(found.waiting)}"

    def statement(actor: Actor) -> str:
        with sessions() as session:
            lines = Driver(session.connection()).rows(WORK_LIST, parameters(actor, NOW), before=PLAN_ONCE_SQL)
        return f"{lines[0][0]} + {lines[0][1]}, read {len(lines)}"

    pid = _backend(engine)
    yield _measured("busiest team: the query alone", pid, lambda _n: statement(busiest))
    yield _measured("busiest team: rows made", pid, lambda _n: whole(busiest))
    yield _measured("busiest team: all rows made", pid, lambda _n: whole(busiest, most=1000, most_waiting=1000))
    yield _measured("another team at each look: the query alone", pid, lambda n: statement(others[n % len(others)]))
    yield _measured("another team at each look: rows made", pid, lambda n: whole(others[n % len(others)]))


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    rows: str
    own_ms: float
    database_ms: float
    walls_ms: Sequence[float]

    def row(self) -> str:
        spent = f"{self.own_ms:.2f} | {self.database_ms:.2f} | {self.own_ms + self.database_ms:.2f}"
        walls = " | ".join(f"{self._percentile(part):.1f}" for part in (0.5, 0.95, 0.99))
        return f"| {self.name} | {self.rows} | {spent} | {walls} |"

    def _percentile(self, part: float) -> float:
        return sorted(self.walls_ms)[int(len(self.walls_ms) * part)]


def _measured(name: str, pid: int, look: Callable[[int], str]) -> Figure:
    for number in range(200):
        rows = look(number)
    own, database, walls = time.process_time(), _cpu_seconds(pid), []
    for number in range(LOOKS):
        start = time.perf_counter()
        look(number)
        walls.append((time.perf_counter() - start) * 1000)
    spent = (time.process_time() - own) * 1000 / LOOKS, (_cpu_seconds(pid) - database) * 1000 / LOOKS
    return Figure(name, rows, *spent, walls)


def _backend(engine: Engine) -> int:
    """The process of the one connection that is measured: other databases may run on this machine."""
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def _cpu_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _explained(connection: Connection, actor: Actor) -> str:
    """How PostgreSQL reads the list, and what it touches."""
    given = parameters(actor, NOW)
    names = list(given)
    numbered = re.sub(r"(?<![:\w]):(\w+)", lambda found: f"${names.index(found[1]) + 1}", WORK_LIST_SQL)
    types = ", ".join(_TYPES[name] for name in names)
    connection.execute(PLAN_ONCE)
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PREPARE work_list ({types}) AS {numbered}")
    values = sql.SQL(", ").join(sql.Literal(value) for value in given.values())
    for _ in range(3):
        lines = driver.execute(sql.SQL("EXPLAIN (ANALYZE, BUFFERS) EXECUTE work_list ({})").format(values)).fetchall()
    return "\n".join(line for (line,) in lines)


_TYPES: Mapping[str, str] = {
    "me": "uuid", "teams": "uuid[]", "now": "timestamptz", "most": "int", "waits_most": "int", "place": "int",
    "moment": "timestamptz", "key": "uuid", "waits_moment": "timestamptz", "waits_key": "uuid",
}  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
