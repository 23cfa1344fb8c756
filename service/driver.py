"""The driver's own statements, for the few that run with every report, every reply and every look at the work list.

SQLAlchemy makes a result of its own around each, at several times the cost of the statement; pool, transactions and the
kinds of error stay its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, NoResultFound

from service.database import Sessions

__all__ = ["Driver", "driver_sql", "lone_statements"]

_NAME = re.compile(r"(?<!:):([a-z]\w*)")


def driver_sql(statement: str) -> str:
    """A statement with ``:names`` as the driver takes it, which sends words without a type: CAST where it matters."""
    return _NAME.sub(r"%(\1)s", " ".join(statement.split()).replace("%", "%%"))


class Driver:
    """Statements on ``connection``, within its transaction. Errors are SQLAlchemy's, without a parameter in them."""

    __slots__ = ("_connection", "_cursor")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        driver: Any = connection.connection.driver_connection
        self._cursor = driver.cursor(row_factory=namedtuple_row)

    def first(self, sql: str, given: Mapping[str, Any]) -> Any | None:
        """The first row by its columns' names, or ``None``. ``sql`` came out of ``driver_sql``."""
        with self._told(sql):
            return self._cursor.execute(sql, given, prepare=True).fetchone()

    def rows(self, sql: str, given: Mapping[str, Any], *, before: str = "") -> list[tuple[Any, ...]]:
        """Every row, its columns by their position. ``before`` is said first: a setting of this transaction."""
        cursor = self._cursor.connection.cursor()
        with self._told(sql):
            if before:
                cursor.execute(before)
            found: list[tuple[Any, ...]] = cursor.execute(sql, given, prepare=True).fetchall()
            return found

    def one(self, sql: str, given: Mapping[str, Any]) -> Any:
        """``first``, of a statement that always has a row."""
        row = self.first(sql, given)
        if row is None:
            raise NoResultFound
        return row

    @contextmanager
    def _told(self, sql: str) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            broken = self._cursor.connection.broken
            if broken:
                self._connection.invalidate(error)
            raise DBAPIError.instance(
                sql, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=broken
            ) from error


@contextmanager
def lone_statements(sessions: Sessions) -> Iterator[Driver]:
    """Each statement is a transaction by itself: what is said whole in one needs no BEGIN and no COMMIT."""
    with _autocommitting(sessions.kw["bind"]).connect() as connection:
        yield Driver(connection)


@lru_cache(maxsize=4)
def _autocommitting(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")
