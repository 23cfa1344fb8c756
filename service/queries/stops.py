"""Whether a reply stopped the medium by which it came."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.replies import Category
from service.models import ContactPoint, PointEvent, Reply


def stopped_by(session: Session, reply: Reply) -> bool:
    """It did, at the number or address that it came from, whatever came after it."""
    if reply.category != Category.OPT_OUT or not reply.sender:
        return False
    points = select(ContactPoint.id).where(
        func.md5(ContactPoint.value) == func.md5(reply.sender), ContactPoint.value == reply.sender
    )
    event = select(PointEvent.id).where(
        PointEvent.point_id.in_(points), PointEvent.evidence.contains({"reply": str(reply.id)})
    )
    return session.scalar(event.limit(1)) is not None
