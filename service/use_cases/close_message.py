"""A person closes a message that nobody proved understood, and says why. Silence is never a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.domain.judgements import ClosingReason
from service.models import Closing
from service.queries.visibility import require_message


def close_message(
    sessions: Sessions, actor: Actor, message_id: UUID, reason: ClosingReason, note: str, now: datetime
) -> None:
    """Stop waiting. The message keeps its understanding state: closed is not understood."""
    actor.require(CASE_ROLES)
    if not note.strip():
        raise Invalid("note_missing", field="note")
    with sessions.begin() as session:
        message = require_message(session, actor, message_id)
        outbox.lock_ways(session, message_id)
        session.refresh(message, with_for_update=True)
        if not message.open:
            raise Conflict("message_already_closed")
        session.add(Closing(message_id=message.id, reason=reason.value, note=note.strip(), by=actor.id, at=now))
        ledger.settle(session, message, now)
        audit.record(session, actor, "closed", "message", message.id, now, person_id=message.person_id)
