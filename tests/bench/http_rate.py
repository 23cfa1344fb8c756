"""Messages accepted over HTTP by the real web processes, with callers on the same machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from service import serving
from service.container import Container
from service.domain.actors import Actor, Role
from service.domain.api_keys import MOST_A_MINUTE, Scope
from service.models import Staff
from service.use_cases.create_api_key import create_api_key
from tests.bench import programs
from tests.bench.crowd import gather
from tests.bench.load import post_messages
from tests.bench.machine import Figure, database_cpu_seconds

WARM_UP, REQUESTS = 1_000, 10_000
_FIRST = 10_000_000


def figures(container: Container, now: datetime, *, requests: int = REQUESTS) -> Iterator[Figure]:
    """CPU time is that of all web processes and of the database, not of the callers."""
    people = gather(container, "H", WARM_UP + requests, now, first=_FIRST)
    token = _key(container, now)
    settings = programs.on_port(container.settings, programs.free_port())
    command = serving.web_command(settings, programs.environment(container))
    with programs.running(command) as web:
        programs.wait_for(f"http://127.0.0.1:{settings.port}/health/ready")
        post_messages(settings.port, token, people[:WARM_UP])
        own, database = programs.cpu_seconds(web), database_cpu_seconds()
        run = post_messages(settings.port, token, people[WARM_UP:])
        if run.answers != {"201": requests}:
            raise SystemExit(f"not every message was accepted: {run.answers}")
        yield Figure(
            f"accept a text by HTTP API ({settings.web_workers} web processes)",
            (programs.cpu_seconds(web) - own) * 1000 / requests,
            (database_cpu_seconds() - database) * 1000 / requests,
            run.p95,
            requests / run.seconds,
            "≤ 2.5 CPU ms; ≥ 1,000 a second",
        )


def _key(container: Container, now: datetime) -> str:
    with container.sessions() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.username == "casey")).one()
    admin = Actor(None, frozenset({Role.ADMIN}), frozenset())
    made = create_api_key(
        container.sessions,
        admin,
        name="bench",
        staff_id=staff_id,
        scopes=[Scope.MESSAGES_SEND],
        a_minute=MOST_A_MINUTE,
        now=now,
    )
    return made.token
