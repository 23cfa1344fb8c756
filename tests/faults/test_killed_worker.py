"""kill -9 of the worker while 200 texts go out: each arrives once, or is listed as unknown. None is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from channels.simulator.server import SimulatorConfig, SimulatorServer
from service.database import new_id
from service.demo.seeding import seed
from service.domain.actors import Actor, Role
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.models import ContactPoint, Delivery, Person
from service.use_cases.compose_message import compose_message
from tests.service.web.visitor import add_staff, add_team

TEXTS = 200
KILL_AFTER = 40
SENDER = "+447700900990"
ACCOUNT, TOKEN, MAIL_SECRET = "AC" + "0" * 32, "t" * 32, "m" * 32


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SimulatorServer]:
    config = SimulatorConfig(
        data_dir=tmp_path / "simulator",
        callback_base="http://127.0.0.1:9",
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        mail_secret=MAIL_SECRET,
        sender=SENDER,
        printer_dir=tmp_path / "printer",
        clock_file=tmp_path / "clock",
        mode="test",
    )
    with SimulatorServer(config) as server:
        server.script("*", "no_report", times=None)
        yield server


@contextmanager
def worker(database_url: str, world: SimulatorServer, data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    env = {
        **os.environ,
        "BOTHWAYS_MODE": "test",
        "BOTHWAYS_DATA_DIR": str(data_dir),
        "BOTHWAYS_DATABASE_URL": database_url,
        "BOTHWAYS_TWILIO_ACCOUNT_SID": ACCOUNT,
        "BOTHWAYS_TWILIO_AUTH_TOKEN": TOKEN,
        "BOTHWAYS_TWILIO_SENDER": SENDER,
        "BOTHWAYS_TWILIO_API_URL": world.http_url,
        "BOTHWAYS_LEASE_SECONDS": "5",
        "BOTHWAYS_SWEEP_SECONDS": "1",
        "BOTHWAYS_TEXTS_A_SECOND": "0",
    }
    process = subprocess.Popen([sys.executable, "-m", "service.cli", "worker"], env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _compose(sessions: sessionmaker[Session], now: datetime) -> set[str]:
    team = add_team(sessions)
    staff = add_staff(sessions, now, Role.CASEWORKER)
    for _ in seed(sessions, now, people=TEXTS, messages=0):
        pass
    with sessions() as session:
        rows = session.execute(select(Person.id, ContactPoint.value).join(ContactPoint, ContactPoint.person_id == Person.id))
        people: dict[UUID, str] = {row.id: row.value for row in rows}
    actor = Actor(staff.id, frozenset({Role.CASEWORKER}), frozenset({team.id}))
    for person_id in people:
        draft = Draft(purpose=Purpose.GENERAL, body="Hello. We have your form.")
        compose_message(sessions, actor, person_id, draft, now, request_key=new_id())
    return set(people.values())


def _wait(until: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def _states(sessions: sessionmaker[Session]) -> Counter[Transport]:
    with sessions() as session:
        rows = session.execute(select(Delivery.state, func.count().label("number")).group_by(Delivery.state))
        return Counter({row.state: row.number for row in rows})


def test_a_killed_worker_sends_nothing_twice_and_loses_nothing(
    database_url: str, sessions: sessionmaker[Session], world: SimulatorServer, tmp_path: Path
) -> None:
    numbers = _compose(sessions, datetime.now(UTC))

    with worker(database_url, world, tmp_path) as first:
        _wait(lambda: len(world.journal()) >= KILL_AFTER, 40)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert len(world.journal()) < TEXTS, "the worker was quicker than the test: nothing was interrupted"

    with worker(database_url, world, tmp_path):
        _wait(lambda: not {Transport.QUEUED, Transport.SENDING} & _states(sessions).keys(), 60)

    arrived = Counter(entry.to for entry in world.journal())
    assert max(arrived.values()) == 1
    with sessions() as session:
        unknown = set(
            session.scalars(
                select(ContactPoint.value)
                .join(Delivery, Delivery.point_id == ContactPoint.id)
                .where(Delivery.state == Transport.UNKNOWN, Delivery.awaiting)
            )
        )
    assert unknown, "the kill fell between two batches: nothing was interrupted"
    assert set(arrived) | unknown == numbers
    assert _states(sessions).keys() == {Transport.SENT, Transport.UNKNOWN}
