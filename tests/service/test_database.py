from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, ForeignKey, String, UniqueConstraint, insert, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, make_engine, make_sessions, new_id, plain_transaction
from tests.shared_cluster import SharedCluster


class _Parent(Base):
    __tablename__ = "parent_of_test"
    metadata = Base.metadata.__class__(naming_convention=Base.metadata.naming_convention)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    words: Mapped[str]


class _Child(Base):
    __tablename__ = "child_of_test"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)
    metadata = _Parent.metadata
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("parent_of_test.id"))
    name: Mapped[str] = mapped_column(String, index=True)


@pytest.fixture(scope="module")
def tables(shared_cluster: SharedCluster) -> Iterator[Engine]:
    engine = make_engine(shared_cluster.create(f"test_database_{os.getpid()}"))
    _Parent.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _empty(tables: Engine) -> None:
    with tables.begin() as connection:
        for table in reversed(_Parent.metadata.sorted_tables):
            connection.execute(table.delete())


def test_a_naive_moment_is_refused(tables: Engine) -> None:
    with make_sessions(tables)() as session:
        session.add(_Parent(at=datetime(2026, 11, 23, 9, 30), words=""))  # noqa: DTZ001
        with pytest.raises(StatementError, match="without a time zone"):
            session.flush()


def test_what_was_written_and_not_committed_is_gone(tables: Engine) -> None:
    sessions = make_sessions(tables)
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    with sessions() as session:
        session.add(_Parent(at=at, words="never flushed"))
        session.execute(text("SELECT 1"))
        session.expunge_all()
        session.add(_Parent(at=at, words="flushed"))
        session.flush()
    with sessions() as session:
        session.add(_Parent(at=at, words="left lying"))
    with sessions() as session:
        assert session.scalars(select(_Parent)).all() == []


@pytest.mark.parametrize("ends_well", [True, False])
def test_a_session_that_joins_a_plain_transaction_ends_with_it(tables: Engine, now: datetime, ends_well: bool) -> None:
    sessions = make_sessions(tables)
    with contextlib.suppress(RuntimeError), plain_transaction(sessions) as connection:
        with sessions(bind=connection) as session:
            session.add(_Parent(at=now, words="joined"))
            session.commit()
        if not ends_well:
            raise RuntimeError
    with sessions() as session:
        assert [parent.words for parent in session.scalars(select(_Parent))] == ["joined"] * ends_well


def test_a_plain_transaction_that_was_rolled_back_commits_nothing(tables: Engine, now: datetime) -> None:
    sessions = make_sessions(tables)
    with plain_transaction(sessions) as connection:
        connection.execute(insert(_Parent).values(id=new_id(), at=now, words="gone"))
        connection.rollback()
    with sessions() as session:
        assert session.scalars(select(_Parent)).all() == []


def test_a_statement_stays_prepared_after_a_session_that_only_read(tables: Engine) -> None:
    sessions = make_sessions(tables)

    def read() -> int:
        with sessions() as session:
            session.scalars(select(_Parent)).all()
            connection = session.connection().connection.driver_connection
            assert connection is not None
            return int(connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()[0])

    assert max(read() for _ in range(10)) > 0
    with sessions() as session:
        session.scalars(select(_Parent)).all()
        session.rollback()
    assert read() == 0


def test_a_moment_comes_back_in_utc_whatever_zone_it_went_in(tables: Engine) -> None:
    sessions = make_sessions(tables)
    with sessions.begin() as session:
        session.add(_Parent(at=datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London")), words="ŵ 😀 اردو"))
    with sessions() as session:
        row = session.scalars(select(_Parent)).one()
    assert row.at == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert row.at.tzinfo is UTC
    assert row.words == "ŵ 😀 اردو"


def test_columns_get_the_types_of_their_annotations(tables: Engine) -> None:
    with tables.connect() as connection:
        columns = connection.execute(
            text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name='parent_of_test'")
        )
        types = {row.column_name: row.data_type for row in columns}
    assert types == {"id": "uuid", "at": "timestamp with time zone", "words": "text"}


def test_constraints_have_names_that_a_migration_can_use(tables: Engine) -> None:
    with tables.connect() as connection:
        names = set(
            connection.scalars(
                text("SELECT conname FROM pg_constraint WHERE conrelid='child_of_test'::regclass AND contype <> 'n'")
            )
        )
        names |= set(connection.scalars(text("SELECT indexname FROM pg_indexes WHERE tablename='child_of_test'")))
    assert names == {
        "pk_child_of_test",
        "fk_child_of_test_parent_id_parent_of_test",
        "uq_child_of_test_parent_id_name",
        "ix_child_of_test_name",
    }


def test_rows_stay_readable_after_commit(tables: Engine, now: datetime) -> None:
    row = _Parent(at=now, words="kept")
    with make_sessions(tables).begin() as session:
        session.add(row)
    assert row.words == "kept"


def test_the_session_speaks_utc(tables: Engine) -> None:
    with tables.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"


def test_a_connection_that_lay_idle_is_tested_and_replaced(tables: Engine) -> None:
    engine = make_engine(tables.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)
    try:
        with engine.connect() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            record = connection.connection._connection_record
            assert record is not None
        with tables.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        record.info["used_at"] -= 60
        with engine.connect() as connection:
            assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    finally:
        engine.dispose()


def test_ids_are_uuid_7_in_the_order_of_their_making() -> None:
    ids = [new_id() for _ in range(2000)]
    assert {made.version for made in ids} == {7}
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
