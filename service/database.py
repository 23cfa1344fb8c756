"""The ground that every table stands on: engine, sessions, base class, ids and times."""

from __future__ import annotations

from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import TIMESTAMP, Dialect, Engine, MetaData, Text, TypeDecorator, Uuid, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session, UOWTransaction, sessionmaker
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


def make_engine(url: str, *, pool_size: int = 8, max_overflow: int = 24) -> Engine:
    """An engine whose connections speak UTC and are tested before use.

    The defaults let each of 32 web threads hold a connection without waiting, and keep 8 of them open.
    """
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_pre_ping=True,
        # Parameters are names, numbers and words of people: they have no place in an exception's text.
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC"},
    )


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


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): made before the row is written, and in the order of time."""
    return compat.uuid7()
