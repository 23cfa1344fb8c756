"""The ground that every table stands on: engine, sessions, base class, ids and times."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, ClassVar
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import TIMESTAMP, Connection, Dialect, Engine, MetaData, Text, TypeDecorator, Uuid, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, UOWTransaction, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from uuid_utils import compat

_CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


Sessions = sessionmaker[Session]
"""What a use case is given: it opens one transaction of its own and commits it whole."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on the way in (``ValueError`` on a naive value), UTC on the way out."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.utcoffset() is None:
            raise ValueError("a moment without a time zone can't be stored: pass an aware datetime")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table. ``datetime`` is a moment, ``str`` is text without a length, ``UUID`` is native."""

    metadata = MetaData(naming_convention=_CONSTRAINT_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, str: Text, UUID: Uuid(as_uuid=True)}


_WAIT_SECONDS = 10
"""For a connection, and for the server to answer."""


def make_engine(url: str, *, pool_size: int = 8, max_overflow: int = 24) -> Engine:
    """An engine whose connections speak UTC and are tested before use, where they lay idle.

    The defaults keep 8 connections open and lend 24 more: half the web threads may hold one at the same moment, for the
    others share a statement or wait a little.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        # Parameters are names, numbers and words of people: they have no place in an exception's text.
        hide_parameters=True,
        # Facts come as JSON, a person's in one piece: this reads it several times faster than the standard library.
        json_deserializer=from_json,
        # Whoever waits is told so before they give up: a host that swallows packets would hold a page for minutes.
        pool_timeout=_WAIT_SECONDS,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": _WAIT_SECONDS},
    )
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_test_idle, engine))
    return engine


_IDLE_SECONDS = 1.0
_USED_AT = "used_at"


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


def _test_idle(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask the server for a sign of life, but not of a connection that worked a moment ago: under load that is every one.

    What breaks within that moment fails as any statement may: pages answer 503, and programs come again with their key.
    """
    if time.monotonic() - record.info.get(_USED_AT, time.monotonic()) < _IDLE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        # One that is broken tells of the others: the server was away.
        raise InvalidatePoolError from None


class ReadsByCommit(Session):
    """A session that only read ends by COMMIT, one that left something unwritten or met an error by ROLLBACK as ever.

    At a ROLLBACK psycopg forgets every statement that its connection had prepared: a list that is planned anew at each
    look costs several times what it costs to read.
    """

    def __exit__(
        self, type_: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        unwritten = self.new or self.dirty or self.deleted or self.info.get(_FLUSHED)
        if type_ is None and self.in_transaction() and self.is_active and not unwritten:
            self.commit()
        super().__exit__(type_, value, traceback)


_FLUSHED = "flushed"


@event.listens_for(ReadsByCommit, "after_flush")
def _note_flush(session: Session, _context: UOWTransaction) -> None:
    session.info[_FLUSHED] = True


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose rows stay readable after commit; the use case that opens one owns its transaction."""
    return sessionmaker(engine, class_=ReadsByCommit, expire_on_commit=False)


def plain_transaction(sessions: Sessions) -> AbstractContextManager[Connection]:
    """One transaction of plain statements, for what runs with every text: a unit of work would cost as much again.

    What needs one after all joins in by ``sessions(bind=connection)``; its commit writes, and this transaction ends it.
    """
    engine: Engine = sessions.kw["bind"]
    return engine.begin()


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): made before the row is written, and in the order of time."""
    return compat.uuid7()
