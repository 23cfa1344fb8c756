"""One run: a database, the service's processes and the world, from the first order to the last report."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from service import serving
from service.database import make_engine, make_sessions
from service.migrations import upgrade
from service.settings import Mode, Settings
from tests.faults import broken, caller, council
from tests.faults.database import Database
from tests.faults.disk import mount, unmount, unmount_left
from tests.faults.fleet import Fleet, Program
from tests.faults.orders import Order, Tail, write
from tests.faults.world.fates import Fates
from tests.faults.world.world import World
from tests.shared_cluster import Run

PUBLIC_URL = "http://bothways.example"
SECRET_KEY = "f" * 40
KEPT = Path(__file__).parents[2] / "var" / "faults"
"""What is left of a run that went wrong: logs, journal, orders and answers."""

_ACCEPTORS = ("acceptor", "caller")
_LEASE_SECONDS = 8
_STEP_SECONDS = 60
_STILL_SECONDS = 1.2
_TRAFFIC_SECONDS = 60.0
_DRAIN_SECONDS = 240.0
_AT_WORK = text(
    """
    SELECT count(*) FILTER (WHERE state = 'queued' AND channel <> 'letter'),
           count(*) FILTER (WHERE state = 'sending'),
           count(*) FILTER (WHERE state IN ('queued', 'printed') AND channel = 'letter'),
           (SELECT count(*) FROM attempt JOIN delivery AS lost ON lost.id = attempt.delivery_id
             WHERE lost.state = 'unknown' AND lost.channel = 'sms' AND attempt.outcome = 'unknown' AND attempt.looks = 0),
           (SELECT count(*) FROM audit_entry WHERE position IS NULL)
      FROM delivery
    """
)
_SOONER = text("UPDATE halt SET probe_at = probe_at - make_interval(secs => :seconds)")
_NEXT = text("SELECT min(due_at) FROM delivery WHERE state = 'queued' AND channel <> 'letter'")


@dataclass(frozen=True, slots=True)
class Shape:
    """``hosts`` have a web and a worker each. ``harmless``: nothing goes wrong outside. ``breakage`` names what is broken
    on purpose. ``disk`` is the database's own, in MB; 0 for the machine's. ``a_second``: the pace of texts, and of mails.
    """

    seed: int
    messages: int
    hosts: int = 1
    harmless: bool = False
    breakage: str = ""
    disk: int = 0
    a_second: int = 0


class Site:
    """Everything runs while the block does; nothing of it is left afterwards."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.fates = Fates(shape.seed, harmless=shape.harmless)
        self.answers: dict[int, str] = {}
        self.clock_seconds = 0
        self.ordered = 0
        self._leaving = ExitStack()
        self._tails: list[Tail] = []

    def __enter__(self) -> Self:
        try:
            self._build()
        except BaseException:
            self._leaving.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.close()

    def _build(self) -> None:
        run = Run(f"faults-{uuid4().hex[:8]}")
        self.folder = run.folder
        self._leaving.callback(run.end)
        self.database = Database(self.folder)
        if self.shape.disk:
            unmount_left()
            mount(self.database.home, self.shape.disk)
            self._leaving.callback(unmount, self.database.home)
        self._leaving.callback(self.database.stop)
        url = self.database.start()
        upgrade(url)
        if self.shape.breakage and (statement := broken.BREAKAGES[self.shape.breakage].statement):
            with contextlib.closing(self.database.superuser()) as connection:
                connection.execute(sql.SQL(statement))
        self.engine: Engine = make_engine(url)
        self._leaving.callback(self.engine.dispose)
        self.sessions: sessionmaker[Session] = make_sessions(self.engine)
        ports = [_free_port() for _ in range(self.shape.hosts)]
        self.webs = [f"http://127.0.0.1:{port}" for port in ports]
        self.world = World(self.folder, self.fates, PUBLIC_URL, self.webs)
        self.council = council.found(self.sessions, self.fates, self.shape.messages, self.world.outside.clock())
        self.fleet = Fleet(self.database.keep)
        self._add_programs(url, ports)
        self._leaving.enter_context(self.world)
        self.fleet.start()
        self._leaving.callback(self.fleet.stop)

    def order(self, messages: int) -> int:
        """Have so many more accepted, while everything goes on; how many were ordered so far."""
        last = min(self.shape.messages, self.ordered + messages)
        for number in range(self.ordered, last):
            team = self.council.team_of(number)
            order = Order(
                number, str(self.council.staff_id), str(team), str(self.council.people[number]), self.fates.urgent(number)
            )
            write(self.folder / f"{_ACCEPTORS[number % 2]}-orders", order)
        self.ordered = last
        return last

    def wait_for_traffic(self) -> None:
        """Until something more was taken outside, and a webhook of ours was answered. Raises ``TimeoutError``."""
        before = len(self.world.journal.taken()), len(self.world.journal.all_told())
        until = time.monotonic() + _TRAFFIC_SECONDS
        while time.monotonic() < until:
            if len(self.world.journal.taken()) > before[0] and len(self.world.journal.all_told()) > before[1]:
                return
            time.sleep(0.02)
        raise TimeoutError("nothing went out")

    def waiting(self) -> tuple[int, ...]:
        """What is not at rest: orders; texts and mails, calls, letters, lost texts that nobody asked about, audit; webhooks.

        Raises ``DBAPIError``.
        """
        self.fleet.require_life()
        for tail in self._tails:
            self.answers.update({int(str(line["number"])): str(line["message"]) for line in tail.new()})
        with self.sessions() as session:
            in_database = session.execute(_AT_WORK).one()
        return (self.ordered - len(self.answers), *in_database, self.world.poster.unposted)

    def settle(self, seconds: float = _DRAIN_SECONDS) -> tuple[int, ...]:
        """Wait until all is at rest, moving everybody's clock on while nothing happens; what never came to rest."""
        until = time.monotonic() + seconds
        waiting: tuple[int, ...] = ()
        since = time.monotonic()
        while time.monotonic() < until:
            try:
                now = self.waiting()
            except DBAPIError:
                time.sleep(0.2)
                continue
            if not any(now):
                return now
            if now != waiting:
                waiting, since = now, time.monotonic()
            elif time.monotonic() - since > _STILL_SECONDS:
                self.move_clock(self._seconds_to_next())
                since = time.monotonic()
            time.sleep(0.1)
        return waiting

    def _seconds_to_next(self) -> int:
        """How far to move the clock so that something more is due."""
        with self.sessions() as session:
            due = session.scalar(_NEXT)
        pause = (due - self.world.outside.clock()).total_seconds() if due is not None else 0
        return max(_STEP_SECONDS, int(pause) + 1)

    def move_clock(self, seconds: int) -> None:
        """For everybody; a halt counts by the database's own clock, so its next probe comes that much sooner."""
        self.clock_seconds += seconds
        self.world.set_clock(self.clock_seconds)
        with self.sessions.begin() as session:
            session.execute(_SOONER, {"seconds": seconds})

    def keep_evidence(self) -> Path:
        """A copy of what can be looked at after a bad run."""
        place = KEPT / f"{self.shape.seed}-{self.folder.name}"
        place.mkdir(parents=True, exist_ok=True)
        for file in (*self.folder.glob("*.log"), *self.folder.glob("*.jsonl"), self.database.log):
            shutil.copy(file, place)
        return place

    def environment(self, url: str) -> Mapping[str, str]:
        return {
            "BOTHWAYS_MODE": "demo",
            "BOTHWAYS_DATA_DIR": str(self.folder),
            "BOTHWAYS_DATABASE_URL": url,
            "BOTHWAYS_PUBLIC_URL": PUBLIC_URL,
            "BOTHWAYS_SECRET_KEY": SECRET_KEY,
            "BOTHWAYS_LEASE_SECONDS": str(_LEASE_SECONDS),
            "BOTHWAYS_SWEEP_SECONDS": "1",
            "BOTHWAYS_TEXTS_A_SECOND": str(self.shape.a_second),
            "BOTHWAYS_EMAILS_A_SECOND": str(self.shape.a_second),
            **self.world.environment(),
        }

    def _add_programs(self, url: str, ports: list[int]) -> None:
        env = self.environment(url)
        for host, port in enumerate(ports, start=1):
            settings = Settings(mode=Mode.DEMO, port=port, web_workers=1, web_threads=8)
            for command in (serving.web_command(settings, env), serving.worker_command(env)):
                self._add(f"{command.name}-{host}", list(command.argv), command.env)
        token = council.new_key(self.sessions, self.council, self.world.outside.clock())
        program_env = {caller.WEBS: " ".join(self.webs), caller.TOKEN: token}
        for name, env_of in (("acceptor", env), ("caller", program_env)):
            files = [self.folder / f"{name}-orders", self.folder / f"{name}-answers"]
            self._tails.append(Tail(files[1]))
            self._add(f"{name}-1", [sys.executable, "-m", f"tests.faults.{name}", *map(str, files)], env_of)
        self._add("clerk-1", [sys.executable, "-m", "tests.faults.clerk"], env)

    def _add(self, name: str, argv: list[str], env: Mapping[str, str]) -> None:
        if self.shape.breakage:
            argv, more = broken.command(self.shape.breakage, name.rsplit("-", 1)[0], argv)
            env = {**env, **more}
        self.fleet.add(Program(name, argv, env, self.folder / f"{name}.log"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
