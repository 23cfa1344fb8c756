"""``make bench``: the speeds that we promise, measured at 10,000 people and 100,000 messages."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import structlog
from pydantic import SecretStr
from sqlalchemy import exists, select

from service import heap
from service.app import create_app
from service.bootstrap import build
from service.container import Container
from service.demo import load_council
from service.demo.seeding import seed
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.preferences import Medium
from service.embedded_postgres import temporary_database
from service.migrations import upgrade
from service.models import MediumChoiceRow, Message, Person, Staff, Team
from service.queries.work_list import work_list
from service.settings import Mode, Settings
from tests.bench import broadcast, formats, http_rate, letters, life, memory, replies, slips, typesetting
from tests.bench.busy import make_busy
from tests.bench.loopback import loopback
from tests.bench.machine import Figure, describe, measure
from tests.service.web.visitor import Visitor

PEOPLE, MESSAGES = 10_000, 100_000
_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_PREFER_EMAIL = """
    WITH chosen AS (
        SELECT id, record_id FROM person WHERE case_reference LIKE 'S-%%' ORDER BY id DESC LIMIT 2500
    ), points AS (
        UPDATE contact_point SET kind = 'email', value = replace(value, '+', 'p') || '@example.org'
          FROM chosen WHERE contact_point.person_id = chosen.id
    )
    UPDATE medium_choice SET medium = 'email' FROM chosen WHERE medium_choice.record_id = chosen.record_id
"""


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(f"Measured on: {describe()}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="bw-bench") as folder, temporary_database() as url, loopback() as provider:
        upgrade(url)
        settings = Settings(
            mode=Mode.TEST,
            secret_key=SecretStr("b" * 40),
            data_dir=Path(folder),
            database_url=url,
            twilio_account_sid="AC" + "0" * 32,
            twilio_auth_token=SecretStr(life.TOKEN),
            twilio_sender="+447700900990",
            twilio_api_url=provider,
        )
        container = build(settings, url)
        load_council(container.sessions, settings.data_dir, container.clock())
        for step in seed(container.sessions, container.clock(), people=PEOPLE, messages=MESSAGES):
            print(step, file=sys.stderr, flush=True)
        with container.sessions.begin() as session:
            session.connection().exec_driver_sql(_PREFER_EMAIL)
            session.connection().exec_driver_sql("ANALYZE")
        heap.settle()  # as each process of the product does
        print("| Operation | CPU ms, ours | CPU ms, database | p95 ms | a second | promised |")
        print("|---|---|---|---|---|---|")
        for figure in figures(container):
            print(figure.row(), flush=True)
        actor, _, _ = _case(container)
        for figure in http_rate.figures(container, datetime.now(UTC)):
            print(figure.row(), flush=True)
        print()
        for line in broadcast.rows(container, actor, _NOW):
            print(line, flush=True)
        for line in memory.rows(container, actor, datetime.now(UTC)):
            print(line, flush=True)


def figures(container: Container) -> Iterator[Figure]:
    now = _NOW
    yield from formats.figures()
    yield from letters.figures()
    yield from typesetting.figures()
    yield from replies.figures()
    yield from slips.figures()
    actor, person_ids, message_id = _case(container)
    app = create_app(container)

    make_busy(container.sessions, "casey", container.clock())

    def rows(number: int) -> None:
        with container.sessions() as session:
            work_list(session, actor, container.clock())

    yield measure("work list of 250 (query, rows made)", rows, times=200, promised="≤ 6 CPU ms together")
    with container.sessions() as session:
        casey = session.scalars(select(Staff).where(Staff.username == "casey")).one()
    visitor = Visitor(app).signed_in_as(casey, container.clock())
    for name, path in (
        ("page: work list", "/work"),
        ("page: person", f"/people/{person_ids[0]}"),
        ("page: first contact", "/people/new"),
        ("page: compose", f"/people/{person_ids[0]}/messages/new"),
        ("page: message", f"/messages/{message_id}"),
    ):
        yield measure(name, _opened(visitor, path), times=60, promised="p95 ≤ 100 ms")
    yield from life.figures(
        container, app, actor, _choosing(container, PointKind.PHONE, 4000), _choosing(container, PointKind.EMAIL, 1000), now
    )


def _choosing(container: Container, kind: PointKind, most: int) -> list[UUID]:
    """People of the seed whose first choice has this kind of point, to whom nothing is open."""
    medium = Medium.TEXT if kind is PointKind.PHONE else Medium.EMAIL
    with container.sessions() as session:
        chosen = (
            select(Person.id)
            .join(MediumChoiceRow, MediumChoiceRow.record_id == Person.record_id)
            .where(
                Person.case_reference.like("S-%"),
                MediumChoiceRow.medium == medium,
                MediumChoiceRow.rank == 1,
                ~exists().where(Message.person_id == Person.id, Message.open),
            )
        )
        return list(session.scalars(chosen.order_by(Person.id).limit(most)))


def _opened(visitor: Visitor, path: str) -> Callable[[int], None]:
    def open_page(_number: int) -> None:
        answer = visitor.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")

    return open_page


def _case(container: Container) -> tuple[Actor, list[UUID], UUID]:
    with container.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == "casey")).one()
        team = session.scalars(select(Team.id).where(Team.name == "Adults team")).one()
        people = list(session.scalars(select(Person.id).where(Person.case_reference.like("S-%")).limit(600)))
        message = session.scalars(select(Message.id).limit(1)).one()
    return Actor(staff.id, frozenset({Role.CASEWORKER}), frozenset({team})), people, message


if __name__ == "__main__":
    main()
