"""The door of the worker: runs jobs until it is told to stop."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import structlog

from service import heap
from service.bootstrap import require_right_clock
from service.container import Container
from service.jobs import LONGEST_SECONDS, carry_on, hands_of, job_app
from service.rounds import go_round, watch
from service.use_cases.deliver import Hands

_log = structlog.get_logger(__name__)
WATCH_SECONDS = 10.0
"""How often a worker looks for urgent replies: a duty worker is to know within a minute."""


def run_worker(container: Container, database_url: str) -> None:
    """Blocks until SIGTERM or SIGINT; raises ``ClockBehind`` at once.

    Beside the jobs a thread of its own sweeps, so that a lost queue loses nothing, and another watches for urgent replies.
    """
    require_right_clock(container.settings, database_url)
    heap.settle()
    stop = threading.Event()
    pool = ThreadPoolExecutor(container.settings.worker_threads, thread_name_prefix="call")
    hands = hands_of(container, pool)
    own = [
        threading.Thread(target=_keep_sweeping, args=(container, hands, stop), daemon=True),
        threading.Thread(target=_keep_watch, args=(container, stop), daemon=True),
    ]
    for thread in own:
        thread.start()
    try:
        app = job_app(container, database_url, hands)
        app.run_worker(concurrency=2, delete_jobs="successful", install_signal_handlers=True)
    finally:
        stop.set()
        # What was claimed and not begun goes back to the queue; what is under way is heard out, and then recorded.
        pool.shutdown(wait=True, cancel_futures=True)
        for thread in own:
            thread.join(timeout=5)


def _keep_sweeping(container: Container, hands: Hands, stop: threading.Event) -> None:
    while not stop.wait(container.settings.sweep_seconds):
        try:
            go_round(container)
            until = time.monotonic() + LONGEST_SECONDS
            while carry_on(container, hands) and not stop.is_set() and time.monotonic() < until:
                pass
        except Exception:  # noqa: BLE001 - the thread must outlive a database that is away for a while
            _log.warning("sweep_failed", exc_info=False)


def _keep_watch(container: Container, stop: threading.Event) -> None:
    while not stop.wait(WATCH_SECONDS):
        watch(container)
