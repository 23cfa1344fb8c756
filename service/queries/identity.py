"""Whether what was written can count as the person's own words: R7, a reply is no proof of who replied."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.models import ContactPoint, Delivery, Reply
from service.queries import facts


def persons_at(session: Session, sender: str) -> list[UUID]:
    """All who are on record with this number or email."""
    at_sender = (func.md5(ContactPoint.value) == func.md5(sender), ContactPoint.value == sender)
    return list(session.scalars(select(ContactPoint.person_id).where(*at_sender).distinct()))


def writer_in_doubt(session: Session, reply: Reply, person_id: UUID) -> bool:
    """True unless this reply came from a point of this person alone where nobody else may read or answer.

    A slip came from where its letter went. Words heard on a call or a visit were spoken to a worker.
    """
    points = facts.person(session, person_id).points
    if reply.sender:
        point = next((point for point in points if point.value == reply.sender), None)
        shared = any(other != person_id for other in persons_at(session, reply.sender))
    else:
        delivery = session.get(Delivery, reply.delivery_id) if reply.delivery_id else None
        point = next((point for point in points if delivery is not None and point.point_id == delivery.point_id), None)
        shared = False
    if shared or point is None or not point.writing_may_confirm:
        return True
    return point.safe_until is not None and reply.received_at >= point.safe_until
