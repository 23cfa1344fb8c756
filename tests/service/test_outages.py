"""What a database's own errors mean, as they come: bare, wrapped by SQLAlchemy, or wrapped by Procrastinate."""

from __future__ import annotations

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from service.database import make_engine
from service.outages import Outage, outage_of


@pytest.mark.parametrize(
    ("sqlstate", "outage"),
    [
        ("53100", Outage.DISK_FULL),
        ("25006", Outage.READ_ONLY),
        ("57P01", Outage.AWAY),
        ("53300", Outage.AWAY),
        ("23505", None),
        ("22001", None),
    ],
)
def test_the_server_says_which(sessions: sessionmaker[Session], sqlstate: str, outage: Outage | None) -> None:
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{sqlstate}'; END $$")
    with sessions() as session, pytest.raises(DBAPIError) as caught:
        session.execute(raising)
    assert outage_of(caught.value) is outage
    assert outage_of(caught.value.orig or caught.value) is outage


def test_nobody_answers() -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(OperationalError) as caught:
        engine.connect()
    assert outage_of(caught.value) is Outage.AWAY
    assert outage_of(PoolTimeout("all in use")) is Outage.AWAY


def test_a_job_that_could_not_be_written_is_judged_by_its_cause() -> None:
    wrapped = ConnectorException()
    wrapped.__cause__ = psycopg.errors.DiskFull()
    assert outage_of(wrapped) is Outage.DISK_FULL
    assert outage_of(ConnectorException()) is None
