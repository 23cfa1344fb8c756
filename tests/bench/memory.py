"""What a real worker spends on thousands of texts to a provider that takes no time, and what it then holds in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from service import serving
from service.container import Container
from service.database import new_id
from service.domain.actors import Actor
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.models import Delivery
from service.use_cases.compose_messages import Wanted, compose_messages
from tests.bench import programs
from tests.bench.crowd import gather
from tests.bench.machine import Figure, database_cpu_seconds

TEXTS = 5_000
_FIRST, _AT_ONCE = 30_000_000, 200
_LOOK_SECONDS, _LONGEST_SECONDS = 0.2, 600.0
_DRAFT = Draft(
    purpose=Purpose.GENERAL,
    body="Hello. We have your form. Ana Reid will visit you on Thursday 26 November at 10am. Please have your letter ready.",
)


def rows(container: Container, actor: Actor, now: datetime, *, texts: int = TEXTS) -> Iterator[str]:
    """Lines of the table. ``now`` is the moment on the machine's clock: the worker goes by that one.

    It carries what else waits to be sent as text, too.
    """
    _accept(container, actor, gather(container, "W", texts, now, first=_FIRST), now)
    waiting = _waiting(container)
    settings = programs.environment(container, BOTHWAYS_TEXTS_A_SECOND="0")
    with programs.running(serving.worker_command(settings)) as worker:
        before = _until(container, waiting - 1)
        began, own, database = time.perf_counter(), programs.cpu_seconds(worker), database_cpu_seconds()
        _until(container, 0)
        lasted = time.perf_counter() - began
        yield Figure(
            "deliver a text (real worker)",
            (programs.cpu_seconds(worker) - own) * 1000 / before,
            (database_cpu_seconds() - database) * 1000 / before,
            0.0,
            before / lasted,
            "≤ 1.9 CPU ms",
        ).row()
        held, most = programs.memory_mb(worker), programs.peak_memory_mb(worker)
        yield f"| memory of a worker after {waiting:,} texts | {held:.0f} MB, at most {most:.0f} MB | | | | ≤ 150 MB |"


def _accept(container: Container, actor: Actor, people: list[UUID], now: datetime) -> None:
    for start in range(0, len(people), _AT_ONCE):
        wanted = [Wanted(actor, person_id, _DRAFT, new_id()) for person_id in people[start : start + _AT_ONCE]]
        results = compose_messages(container.sessions, wanted, now, channels=container.channels)
        if not all(isinstance(result, UUID) for result in results):
            raise SystemExit("not every message was accepted")


def _waiting(container: Container) -> int:
    under_way = (Transport.QUEUED, Transport.SENDING)
    query = select(func.count()).where(Delivery.channel == "sms", Delivery.state.in_(under_way))
    with container.sessions() as session:
        return session.scalars(query).one()


def _until(container: Container, most: int) -> int:
    """How many still wait, once they are no more than that."""
    ends = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < ends:
        waiting = _waiting(container)
        if waiting <= most:
            return waiting
        time.sleep(_LOOK_SECONDS)
    raise SystemExit(f"the worker did not carry them: {waiting} wait")
