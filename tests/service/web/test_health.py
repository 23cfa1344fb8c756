"""What a load balancer asks: alive is not ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from service.app import create_app
from service.container import Container
from service.database import make_engine, make_sessions
from service.migrations import newest
from tests.service.use_cases.stage import plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor


def _ready(visitor: Visitor) -> tuple[int, str | None]:
    answer = visitor.get("/health/ready")
    assert answer.json is not None
    return answer.status_code, answer.json.get("reason")


def test_ready_with_the_newest_tables(visitor: Visitor) -> None:
    assert _ready(visitor) == (200, None)


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_not_ready_with_tables_of_another_release(visitor: Visitor, sessions: sessionmaker[Session], revision: str) -> None:
    with sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    assert _ready(visitor) == (503, "tables")
    assert visitor.get("/health/live").status_code == 200
    with sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": newest()})
    assert _ready(visitor) == (200, None)


def test_not_ready_without_any_tables(container: Container, new_database: Callable[[], str]) -> None:
    engine = make_engine(new_database())
    app = create_app(Container(**{**vars(container), "sessions": make_sessions(engine)}))
    assert _ready(Visitor(app)) == (503, "tables")
    engine.dispose()


def test_not_ready_where_nobody_answers_but_alive(container: Container) -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    visitor = Visitor(create_app(Container(**{**vars(container), "sessions": make_sessions(engine)})))
    assert _ready(visitor) == (503, "database_away")
    assert visitor.get("/health/ready").headers["Retry-After"] == "10"
    assert visitor.get("/health/live").status_code == 200


def test_not_ready_with_a_clock_behind_the_newest_row(visitor: Visitor, container: Container, hand_clock: HandClock) -> None:
    stage = set_stage(container.sessions, hand_clock.at)
    stage.compose(stage.person(), plain())
    hand_clock.forward(-timedelta(minutes=5))
    assert _ready(visitor) == (200, None)
    hand_clock.forward(-timedelta(seconds=1))
    assert _ready(visitor) == (503, "clock")
