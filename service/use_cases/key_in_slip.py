"""Which delivery a slip's code names: the first half of keying a slip in; ``read_slip`` takes it from there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.database import Sessions
from service.domain import codes
from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import Invalid, NotFound
from service.models import Delivery, Message


@dataclass(frozen=True, slots=True)
class SlipFound:
    """What the page must show to key the slip in: its boxes, and nothing of the person."""

    delivery_id: UUID
    code: str
    question: str
    options: tuple[str, ...]


def find_slip(sessions: Sessions, actor: Actor, typed: str) -> SlipFound:
    """Raises ``Invalid`` for a code that holds a slip of the finger, belongs to no letter, or to several."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    code = codes.parse(typed)
    if code is None:
        raise Invalid("code_mistyped", field="code")
    with sessions() as session:
        rows = session.execute(
            select(Delivery, Message)
            .join(Message, Message.id == Delivery.message_id)
            .where(Delivery.code == code, Delivery.channel == "letter")
        )
        found = [(delivery, message) for delivery, message in rows]
    if len(found) > 1:
        found = [(delivery, message) for delivery, message in found if delivery.awaiting]
    if len(found) != 1:
        raise Invalid("code_unknown", field="code")
    return _slip(*found[0])


def slip_of(sessions: Sessions, actor: Actor, delivery_id: UUID) -> SlipFound:
    """The same slip once it was found. Raises ``NotFound`` for what is no letter."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    with sessions() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.channel != "letter":
            raise NotFound("delivery_not_found")
        return _slip(delivery, session.get_one(Message, delivery.message_id))


def _slip(delivery: Delivery, message: Message) -> SlipFound:
    if not delivery.asks:
        # "Don't quiz me": the paper carries no question, so neither does the page.
        return SlipFound(delivery.id, delivery.code, "", ())
    return SlipFound(delivery.id, delivery.code, message.question, tuple(message.options))
