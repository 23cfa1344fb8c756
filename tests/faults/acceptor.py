"""``python -m tests.faults.acceptor ORDERS ANSWERS``: accepts what is ordered, through the use case, until it is killed.

What fails because the database is away is asked again under the same key, as a caller of the service would.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from service.bootstrap import build
from service.container import Container
from service.domain.actors import Actor, Role
from service.domain.messages import Draft
from service.domain.purposes import Purpose
from service.settings import Settings
from service.use_cases.compose_message import compose_message
from tests.faults.orders import Accepted, Order, Tail, write
from tests.faults.world.outside import note

_LOOK_SECONDS = 0.02
_PAUSE_SECONDS = 0.2


def main(orders: Path, answers: Path) -> None:
    settings = Settings()
    container = build(settings, settings.database_url)
    answered = {line["number"] for line in Tail(answers).new()}
    tail = Tail(orders)
    while True:
        for line in tail.new():
            order = Order(**line)  # type: ignore[arg-type]
            if order.number not in answered:
                write(answers, Accepted(order.number, str(_accept(container, order))))
        time.sleep(_LOOK_SECONDS)


def _accept(container: Container, order: Order) -> UUID:
    actor = Actor(UUID(order.staff), frozenset({Role.CASEWORKER}), frozenset({UUID(order.team)}))
    draft = Draft(Purpose.URGENT if order.urgent else Purpose.GENERAL, f"Hello. Note {note(order.number)} is for you.")
    while True:
        try:
            return compose_message(
                container.sessions,
                actor,
                UUID(order.person),
                draft,
                container.clock(),
                request_key=order.key,
                channels=container.channels,
            )
        except DBAPIError:
            time.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
