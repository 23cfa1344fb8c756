"""``python -m tests.faults.clerk``: releases, prints and posts letters through the use cases, until it is killed."""

from __future__ import annotations

import contextlib
import time

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.bootstrap import build
from service.container import Container
from service.domain.actors import Actor, Role
from service.domain.errors import Conflict
from service.models import PrintBatch
from service.settings import Settings
from service.use_cases.hand_over_batch import hand_over_batch
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.release_letters import release_letters

_PAUSE_SECONDS = 0.4
_CLERK = Actor(None, frozenset({Role.PRINT_CLERK}), frozenset())


def main() -> None:
    settings = Settings()
    container = build(settings, settings.database_url)
    while True:
        # OSError: the printer's folder is away for a while.
        with contextlib.suppress(DBAPIError, OSError):
            _work(container)
        time.sleep(_PAUSE_SECONDS)


def _work(container: Container) -> None:
    """What a batch needs next, whoever began it: a clerk who comes in the morning sees the same list."""
    sessions, folder = container.sessions, container.settings.print_folder
    released = release_letters(sessions, _CLERK, container.print_queue, container.clock())
    if released is not None:
        hand_over_batch(sessions, folder, released)
    with sessions() as session:
        batches = session.execute(
            select(PrintBatch.id, PrintBatch.printed_at).where(PrintBatch.posted_at.is_(None)).order_by(PrintBatch.id)
        ).all()
    for batch_id, printed_at in batches:
        with contextlib.suppress(Conflict):
            if printed_at is None:
                hand_over_batch(sessions, folder, batch_id)
                mark_printed(sessions, _CLERK, batch_id, container.clock())
            elif batch_id != released:
                mark_posted(sessions, _CLERK, batch_id, container.clock())


if __name__ == "__main__":
    main()
