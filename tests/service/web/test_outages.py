"""The database is away, full or only reads: every page says so and when to come again, and nothing is half written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from service.app import create_app
from service.container import Container
from service.database import make_engine, make_sessions
from service.domain.actors import Role
from service.embedded_postgres import EmbeddedPostgres, remove
from service.migrations import upgrade
from service.models import AuditEntry, SavedTemplate, Staff
from service.settings import Mode
from service.web.access_table import MONITOR, TABLE
from tests.service.web.conftest import HandClock
from tests.service.web.test_access import _path
from tests.service.web.visitor import Visitor, add_staff, inputs

_TEMPLATE = {"name": "Visit", "purpose": "appointment", "body": "We will visit you on Monday.", "check_kind": "none"}
_ANSWER_WITHOUT_IT = {"static", "assets.govuk", "health.live", "health.ready"}


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server that a test may stop."""
    try:
        with EmbeddedPostgres(tmp_path) as server:
            upgrade(server.url)
            yield server
    finally:
        remove(tmp_path)


def test_every_page_says_that_the_database_is_gone_and_comes_back_with_it(
    own_server: EmbeddedPostgres, container: Container, now: datetime
) -> None:
    sessions = make_sessions(make_engine(own_server.url))
    app = create_app(Container(**{**vars(container), "sessions": sessions}))
    worker = add_staff(sessions, now, Role.CASEWORKER, Role.MANAGER, Role.ADMIN)
    visitor = Visitor(app).signed_in_as(worker, now)
    assert visitor.get("/work").status_code == 200

    own_server.stop()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in _ANSWER_WITHOUT_IT or TABLE[rule.endpoint] is MONITOR:
            continue
        if "GET" in (rule.methods or ()):
            page = visitor.get(_path(rule))
            assert (page.status_code, page.headers.get("Retry-After")) == (503, "10"), rule.endpoint
            assert "Bothways can&#39;t reach its database" in page.text
            assert page.text.count("<h1") == 1
    assert visitor.get("/health/live").status_code == 200

    own_server.start()
    assert visitor.get("/work").status_code == 200
    sessions.kw["bind"].dispose()


def test_no_free_connection_is_the_same_page(
    container: Container, database_url: str, now: datetime, sessions: sessionmaker[Session]
) -> None:
    worker = add_staff(sessions, now, Role.CASEWORKER)
    narrow = make_engine(database_url, pool_size=1, max_overflow=0)
    assert isinstance(narrow.pool, QueuePool)
    narrow.pool._timeout = 0.05
    app = create_app(Container(**{**vars(container), "sessions": make_sessions(narrow)}))
    with narrow.connect():
        page = Visitor(app).signed_in_as(worker, now).get("/work")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    narrow.dispose()


@pytest.fixture
def refuse_from(sessions: sessionmaker[Session], database_url: str) -> Iterator[Callable[[str, str], None]]:
    """Makes a table refuse its next row as a server with that SQLSTATE would."""
    refusing: list[str] = []

    def refuse(table: str, sqlstate: str) -> None:
        refusing.append(table)
        with sessions.begin() as session:
            session.execute(
                text(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlstate}'; END $$"
                )
            )
            session.execute(text(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()"))

    yield refuse
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        for table in refusing:
            connection.execute(f"DROP TRIGGER refuse ON {table}")
            connection.execute("DROP FUNCTION refuse()")


@pytest.mark.parametrize(
    ("sqlstate", "heading", "seconds"),
    [("53100", "the disk is full", "60"), ("25006", "Nothing can be saved at the moment", "10")],
)
def test_a_write_that_the_server_refuses_is_told_and_leaves_nothing_behind(
    app: Flask,
    sessions: sessionmaker[Session],
    hand_clock: HandClock,
    refuse_from: Callable[[str, str], None],
    sqlstate: str,
    heading: str,
    seconds: str,
) -> None:
    """The audit is written last: what stands before it in the transaction must be gone with it."""
    visitor = Visitor(app).signed_in_as(add_staff(sessions, hand_clock.at, Role.CASEWORKER), hand_clock.at)
    refuse_from("audit_entry", sqlstate)

    page = visitor.submit("/templates/new", _TEMPLATE, headers={"Sec-Fetch-Site": "same-origin"})

    assert (page.status_code, page.headers["Retry-After"]) == (503, seconds)
    assert heading in page.text
    assert "Nothing of this was saved." in page.text
    assert ("body", _TEMPLATE["body"]) in inputs(page)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(SavedTemplate)) == 0
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_a_standby_shows_pages_and_says_that_it_takes_nothing(
    container: Container, database_url: str, sessions: sessionmaker[Session], hand_clock: HandClock
) -> None:
    worker = add_staff(sessions, hand_clock.at, Role.ADMIN)
    standby = make_engine(database_url)
    event.listen(standby, "connect", _only_read)
    app = create_app(Container(**{**vars(container), "sessions": make_sessions(standby)}))
    visitor = Visitor(app).signed_in_as(worker, hand_clock.at)

    assert visitor.get("/staff").status_code == 200
    page = visitor.submit("/staff/add", {"name": "Bea", "username": "bea", "roles": "duty"})

    assert page.status_code == 503
    assert "Nothing can be saved at the moment" in page.text
    with sessions() as session:
        assert session.scalars(select(Staff.username)).all() == [worker.username]
    standby.dispose()


def _only_read(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.execute("SET default_transaction_read_only = on")
    connection.commit()


def test_what_else_the_database_refuses_stays_a_fault_of_ours(container: Container) -> None:
    demo = container.settings.model_copy(update={"mode": Mode.DEMO})
    app = create_app(Container(**{**vars(container), "settings": demo}))

    def divide() -> str:
        with container.sessions() as session:
            return str(session.scalar(text("SELECT 1 / 0")))

    app.view_functions["sign_in.first"] = divide
    assert Visitor(app).get("/sign-in").status_code == 500
