"""A flag of a person's record is assigned to a worker, or closed with a reason. Nothing closes by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid
from service.domain.flags import FlagKind
from service.models import FlagAction


def close_flag(
    sessions: Sessions, actor: Actor, kind: FlagKind, subject_id: UUID, fact_id: UUID, reason: str, now: datetime
) -> None:
    """Close one flag by its key. A new fact of the same kind makes a new flag."""
    _append(sessions, actor, kind, subject_id, fact_id, "closed", None, reason, now)


def assign_flag(
    sessions: Sessions, actor: Actor, kind: FlagKind, subject_id: UUID, fact_id: UUID, to: UUID, now: datetime
) -> None:
    """Give one flag an owner by name."""
    _append(sessions, actor, kind, subject_id, fact_id, "assigned", to, "assigned", now)


def _append(
    sessions: Sessions,
    actor: Actor,
    kind: FlagKind,
    subject_id: UUID,
    fact_id: UUID,
    action: str,
    to: UUID | None,
    reason: str,
    now: datetime,
) -> None:
    actor.require(CASE_ROLES)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    with sessions.begin() as session:
        session.add(
            FlagAction(
                kind=kind.value,
                subject_id=subject_id,
                fact_id=fact_id,
                action=action,
                to_staff_id=to,
                reason=reason.strip(),
                by=actor.id,
                at=now,
            )
        )
        audit.record(session, actor, f"flag_{action}", kind.value, subject_id, now)
