"""Ask the carrier of letters what became of those it has: nobody calls back about paper."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_, select

from channels.base import Channel, Receipt, Reconciles, Sought
from channels.errors import ChannelError
from service.database import Sessions
from service.domain.transport import Transport
from service.models import Attempt, ContactPoint, Delivery, PrintBatch, ReceiptRow

FIRST_LOOK: Final = timedelta(minutes=10)
"""Notify scans and checks a file within minutes, and refuses it then."""
NEXT_LOOK: Final = timedelta(hours=4)
FOLLOWED: Final = timedelta(days=7)
"""Notify keeps its letters so long unless a council asks for more."""
DISPATCHED: Final = "received"
"""Notify's word for "printed and dispatched": the last that is heard of a letter that doesn't come back."""


def follow_letters(sessions: Sessions, carrier: Channel | None, now: datetime, *, most: int = 50) -> tuple[Receipt, ...]:
    """What the carrier says of up to ``most`` letters whose turn it is, for ``record_receipt``; nothing is recorded here.

    Safe on several hosts at once: the look is stamped and committed before the call. A carrier that gives no answer is asked
    again at the next turn.
    """
    found: list[Receipt] = []
    if carrier is not None and isinstance(carrier, Reconciles):
        for sought in _claim(sessions, now, most):
            with contextlib.suppress(ChannelError):
                found += carrier.look_up(sought, now)
    return tuple(found)


def _claim(sessions: Sessions, now: datetime, most: int) -> list[Sought]:
    dispatched = exists().where(ReceiptRow.attempt_id == Attempt.id, ReceiptRow.status == DISPATCHED)
    due = or_(Attempt.looked_at.is_(None) & (Attempt.started_at <= now - FIRST_LOOK), Attempt.looked_at <= now - NEXT_LOOK)
    with sessions.begin() as session:
        rows = session.execute(
            # From the few batches of a week: letters that were sent stand in no index of their own.
            select(Attempt, Delivery.code, ContactPoint.value)
            .select_from(PrintBatch)
            .join(Delivery, Delivery.batch_id == PrintBatch.id)
            .join(Attempt, Attempt.delivery_id == Delivery.id)
            .join(ContactPoint, ContactPoint.id == Delivery.point_id)
            .where(
                PrintBatch.released_at > now - FOLLOWED,
                Delivery.state == Transport.SENT,
                Attempt.outcome == "accepted",
                due,
                ~dispatched,
            )
            .order_by(Attempt.looked_at.asc().nulls_first(), Attempt.started_at)
            .limit(most)
            .with_for_update(of=Attempt, skip_locked=True)
        ).all()
        for attempt, _, _ in rows:
            attempt.looked_at = now
        return [Sought(one.id, code, where, one.started_at, one.provider_id) for one, code, where in rows]
