from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from service import queue


def _jobs(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return list(session.scalars(text("SELECT task_name FROM procrastinate_jobs")))


def test_the_job_is_committed_with_the_rows(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        queue.enqueue_delivery(session)
        assert _jobs(sessions) == []
    assert _jobs(sessions) == [queue.DELIVER]


def test_a_transaction_that_fails_leaves_no_job(sessions: sessionmaker[Session]) -> None:
    session = sessions()
    queue.enqueue_delivery(session)
    session.rollback()
    session.close()
    assert _jobs(sessions) == []
