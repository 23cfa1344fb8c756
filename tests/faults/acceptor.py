"""``python -m tests.faults.acceptor ORDERS ANSWERS``: accepts in its own process, by the use case, until it is killed.

What fails because the database is away is asked again under the same key, as a caller of the service would.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from service.bootstrap import build
from service.domain.actors import Actor, Role
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.settings import Settings
from service.use_cases.compose_messages import Wanted
from tests.faults.orders import PAUSE_SECONDS, Order, serve


def main(orders: Path, answers: Path) -> None:
    settings = Settings()
    container = build(settings, settings.database_url)

    def accept(order: Order) -> str:
        actor = Actor(UUID(order.staff), frozenset({Role.CASEWORKER}), frozenset({UUID(order.team)}))
        draft = Draft(Purpose.URGENT if order.urgent else Purpose.GENERAL, order.words)
        wanted = Wanted(actor=actor, person_id=UUID(order.person), draft=draft, request_key=order.key)
        while True:
            try:
                return str(container.programs.send(wanted).state.id)
            except SQLAlchemyError as error:
                print(type(getattr(error, "orig", error)).__name__, file=sys.stderr, flush=True)  # noqa: T201
                time.sleep(PAUSE_SECONDS)

    serve(orders, answers, accept)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
