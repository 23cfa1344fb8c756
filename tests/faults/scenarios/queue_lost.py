"""Every job row is deleted, again and again, while messages go out."""

from __future__ import annotations

import contextlib
import threading

from tests.faults.database import Database
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_PAUSE_SECONDS = 0.05
_SHARES = 5


def queue_lost(site: Site, say: Say) -> Outcome:
    deleted = 0
    stop = threading.Event()

    def delete() -> None:
        nonlocal deleted
        while not stop.wait(_PAUSE_SECONDS):
            deleted += _delete_jobs(site.database)

    thief = threading.Thread(target=delete)
    thief.start()
    try:
        for _ in range(_SHARES):
            site.order(site.shape.messages // _SHARES)
            stop.wait(1)
        site.order(site.shape.messages)
        site.settle()
    finally:
        stop.set()
        thief.join()
    outcome = finish(site)
    outcome.notes.append(f"jobs deleted: {deleted}")
    say(outcome.notes[-1])
    if not deleted:
        outcome.wrong.append("there was no job to delete: nothing was proven")
    return outcome


def _delete_jobs(database: Database) -> int:
    with contextlib.closing(database.superuser()) as connection, connection.transaction():
        connection.execute("UPDATE procrastinate_periodic_defers SET job_id = NULL WHERE job_id IS NOT NULL")
        return connection.execute("DELETE FROM procrastinate_jobs").rowcount
