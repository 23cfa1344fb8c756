"""Hot statements go to the driver itself: what they raise and where they end must be as everywhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound
from sqlalchemy.orm import Session, sessionmaker

from service.database import plain_transaction
from service.driver import Driver, driver_sql, lone_statements
from service.outages import outage_of


def test_names_become_the_drivers_and_casts_and_percents_stay() -> None:
    assert driver_sql("SELECT :one::text,\n  :two_2 || '%' ") == "SELECT %(one)s::text, %(two_2)s || '%%'"


def test_a_lone_statement_is_a_transaction_by_itself(sessions: sessionmaker[Session]) -> None:
    with lone_statements(sessions) as driver:
        first, second = (driver.one("SELECT pg_current_xact_id() AS id", {}).id for _ in range(2))
    assert first != second


def test_what_goes_wrong_in_a_transaction_undoes_it_all(sessions: sessionmaker[Session]) -> None:
    def twice() -> None:
        with plain_transaction(sessions) as connection:
            connection.execute(text("CREATE TABLE kept (one int UNIQUE)"))
            for _ in range(2):
                Driver(connection).one(driver_sql("INSERT INTO kept VALUES (:one) RETURNING one"), {"one": 7})

    with pytest.raises(IntegrityError) as told:
        twice()
    assert "[parameters" not in str(told.value)
    with lone_statements(sessions) as driver:
        assert driver.one("SELECT to_regclass('kept') AS there", {}).there is None


def test_no_row_is_none_or_an_error(sessions: sessionmaker[Session]) -> None:
    with lone_statements(sessions) as driver:
        assert driver.first("SELECT 1 WHERE false", {}) is None
        with pytest.raises(NoResultFound):
            driver.one("SELECT 1 WHERE false", {})


def test_a_connection_that_broke_is_not_used_again(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(DBAPIError) as told, lone_statements(sessions) as driver:
        driver.first("SELECT pg_terminate_backend(pg_backend_pid())", {})
    assert told.value.connection_invalidated
    assert outage_of(told.value) is not None
    with lone_statements(sessions) as driver:
        assert driver.one("SELECT 1 AS one", {}).one == 1


def test_rows_come_by_position_after_a_setting_of_their_own_transaction(sessions: sessionmaker[Session]) -> None:
    shown = "SELECT current_setting('plan_cache_mode'), 2 UNION ALL SELECT 'b', 3"
    with sessions() as session:
        rows = Driver(session.connection()).rows(shown, {}, before="SET LOCAL plan_cache_mode = force_generic_plan")
    assert rows == [("force_generic_plan", 2), ("b", 3)]
    with sessions() as session:
        assert Driver(session.connection()).rows(shown, {})[0] == ("auto", 2)
