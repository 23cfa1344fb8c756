"""The bodies of the jobs. Each does one thing that is safe to do twice, and none is the only place where its work stands."""

from __future__ import annotations

import time
from concurrent.futures import Executor

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy.engine import make_url

from service import queue
from service.container import Container
from service.rounds import go_round
from service.scanning import read_scans_for
from service.use_cases.deliver import Hands, deliver

_log = structlog.get_logger(__name__)
STALLED_SECONDS = 60.0
"""A job whose worker gave no sign of life for so long has lost it."""
LONGEST_SECONDS = 5.0
"""A job ends after so long, so that a worker that is told to stop does stop."""
_UNTIL_NEXT_TURN = 0.2


def hands_of(container: Container, pool: Executor) -> Hands:
    """What the settings allow a worker of this installation. ``pool`` is shared by all jobs of the process."""
    settings = container.settings
    rates = {"sms": settings.texts_a_second, "email": settings.emails_a_second}
    return Hands(lease_seconds=settings.lease_seconds, threads=settings.worker_threads, a_second=rates, pool=pool)


def carry_on(container: Container, hands: Hands) -> bool:
    """One batch; whether there may be more. Where only the sender's rate holds it back, a moment passes first."""
    done = deliver(container.sessions, container.channels, container.clock, hands)
    if done.claimed:
        _log.info("delivered", claimed=done.claimed, sent=done.sent)
    if done.more:
        time.sleep(_UNTIL_NEXT_TURN)
    return bool(done.claimed) or done.more


def job_app(container: Container, database_url: str, hands: Hands) -> App:
    """The worker's Procrastinate app: ``deliver`` on demand, ``sweep`` every minute, once across all hosts."""
    conninfo = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))

    @app.task(name=queue.DELIVER)
    def deliver_due() -> None:
        until = time.monotonic() + LONGEST_SECONDS
        while carry_on(container, hands):
            if time.monotonic() >= until:
                # Another job goes on: one that never ends could not be stopped, and would hide the others behind it.
                with container.sessions.begin() as session:
                    queue.enqueue_delivery(session)
                return

    @app.task(name=queue.READ_SCANS)
    def read_scanned_files() -> None:
        if read_scans_for(container, LONGEST_SECONDS):
            with container.sessions.begin() as session:
                queue.enqueue_scans(session)

    @app.periodic(cron="* * * * *")
    @app.task(name="round", queueing_lock="round")
    def round_each_minute(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate names the minute
        go_round(container)

    @app.periodic(cron="* * * * *")
    @app.task(name="retry_stalled", queueing_lock="retry_stalled")
    async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate names the minute
        await retry_stalled_jobs(app)

    return app


async def retry_stalled_jobs(app: App) -> int:
    """Jobs of workers that gave no sign of life: deliveries go on elsewhere, what comes round every minute is let go.

    Every job is safe to do twice: the rows say what is due, and a lease keeps each from two hands.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        if job.queueing_lock is None:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        _log.warning("stalled_job", task=job.task_name, job=job.id)
    return len(stalled)
