"""The bodies of the jobs. Each does one thing that is safe to do twice, and none is the only place where its work stands."""

from __future__ import annotations

import structlog
from procrastinate import App, PsycopgConnector
from sqlalchemy.engine import make_url

from service import queue
from service.container import Container
from service.use_cases.deliver import deliver
from service.use_cases.hand_over_batch import hand_over_waiting
from service.use_cases.sweep import sweep

_log = structlog.get_logger(__name__)
MOST_BATCHES = 40
"""A job ends after so many batches, so that a worker that is told to stop does stop; the next job goes on."""


def job_app(container: Container, database_url: str) -> App:
    """The worker's Procrastinate app: ``deliver`` on demand, ``sweep`` every minute, once across all hosts."""
    conninfo = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))

    @app.task(name=queue.DELIVER)
    def deliver_due() -> None:
        for _ in range(MOST_BATCHES):
            done = deliver(
                container.sessions,
                container.channels,
                container.clock,
                lease_seconds=container.settings.lease_seconds,
                threads=container.settings.worker_threads,
            )
            if not done.claimed:
                return
            _log.info("delivered", claimed=done.claimed, sent=done.sent)

    @app.periodic(cron="* * * * *")
    @app.task(name="sweep", queueing_lock="sweep")
    def sweep_each_minute(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate names the minute
        found = sweep(container.sessions, container.clock())
        found["handed_over"] = hand_over_waiting(container.sessions, container.settings.print_folder)
        if any(found.values()):
            _log.info("swept", **found)

    return app
