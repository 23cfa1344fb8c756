"""Print one letter of a batch again: the jam took it, the coffee, or it came out crooked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from channels.base import PreparedBatch
from channels.letter.print_queue import one_letter
from service import audit
from service.database import Sessions
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.errors import Conflict, NotFound
from service.domain.transport import Transport
from service.models import Delivery, PrintBatch


def reprint_letter(sessions: Sessions, actor: Actor, batch_id: UUID, delivery_id: UUID, now: datetime) -> bytes:
    """The same sheets with the same marks, as a PDF. Nothing about the letter changes, and the printing is written down.

    Raises ``Conflict`` (``letter_not_printed``) for one that was stopped or is on its way: two of it must not be posted.
    """
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        delivery = session.scalars(
            select(Delivery).where(Delivery.id == delivery_id, Delivery.batch_id == batch_id).with_for_update()
        ).first()
        batch = session.get(PrintBatch, batch_id)
        if delivery is None or batch is None or not batch.pdf:
            raise NotFound("delivery_not_found")
        if delivery.state is not Transport.PRINTED:
            raise Conflict("letter_not_printed")
        pdf = one_letter(PreparedBatch(batch.pdf, batch.manifest, batch.sheets), delivery.batch_position or 0)
        audit.record(session, actor, "reprinted", "delivery", delivery_id, now, person_id=delivery.person_id)
        return pdf
