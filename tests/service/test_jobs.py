"""The worker's jobs on the real engine: committed with the rows, done, and taken up again when their worker died."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from procrastinate import App
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from channels.letter.print_queue import PrintQueue
from service import queue
from service.container import Container
from service.domain.transport import Transport
from service.jobs import hands_of, job_app, retry_stalled_jobs
from service.settings import Mode, Settings
from tests.service.use_cases.stage import Stage, plain

T = TypeVar("T")


def _app(stage: Stage, database_url: str, folder: Path) -> App:
    settings = Settings(mode=Mode.TEST, secret_key=SecretStr("s" * 40), data_dir=folder)
    container = Container(settings, stage.sessions, lambda: stage.at, stage.channels, PrintQueue())
    return job_app(container, database_url, hands_of(container, ThreadPoolExecutor(1)))


def _jobs(sessions: sessionmaker[Session]) -> list[tuple[str, str]]:
    with sessions() as session:
        rows = session.execute(text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")).all()
        return [(row[0], row[1]) for row in rows]


def _run(work: Coroutine[Any, Any, T]) -> T:
    """On a thread of its own: a browser that is open in this one has a loop running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_the_job_that_came_with_the_message_carries_it(stage: Stage, database_url: str, tmp_path: Path) -> None:
    messages = [stage.compose(stage.person(f"P{number}"), plain()) for number in range(30)]
    app = _app(stage, database_url, tmp_path)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(wait=False, delete_jobs="successful", install_signal_handlers=False)

    _run(work())
    assert {stage.delivery(message_id).state for message_id in messages} == {Transport.SENT}
    assert (queue.DELIVER, "todo") not in _jobs(stage.sessions)
    assert len(stage.sms.journal) == 30


def test_the_job_of_a_dead_worker_is_done_by_another(stage: Stage, database_url: str, tmp_path: Path) -> None:
    with stage.sessions.begin() as session:
        queue.enqueue_delivery(session)
        session.execute(
            text(
                """
                WITH dead AS (
                    INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id
                ), round AS (
                    INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, queueing_lock, worker_id)
                    SELECT 'round', 'default', '{}', 'doing', 'round', id FROM dead
                )
                UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead
                """
            )
        )
    app = _app(stage, database_url, tmp_path)

    async def look() -> int:
        async with app.open_async():
            return await retry_stalled_jobs(app)

    assert _run(look()) == 2
    assert _jobs(stage.sessions) == [(queue.DELIVER, "todo")]
    assert _run(look()) == 0
