"""The translation is not needed any more: it leaves the work, and everything that was written stays on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import Actor
from service.domain.errors import Invalid
from service.domain.translating import Decision
from service.models import TranslationDecision
from service.queries.translation_turns import held_request


def withdraw_translation(sessions: Sessions, actor: Actor, request_id: UUID, note: str, now: datetime) -> None:
    """``note`` says why. Raises ``Invalid``, ``NotFound``, and ``Conflict`` where it was sent or withdrawn already."""
    with sessions.begin() as session:
        request = held_request(session, actor, request_id)
        if not note.strip():
            raise Invalid("reason_missing", field="note")
        request.open = False
        session.add(
            TranslationDecision(
                id=new_id(),
                request_id=request_id,
                text_id=None,
                decision=Decision.WITHDRAWN,
                reader="",
                note=note.strip(),
                by=actor.id,
                at=now,
            )
        )
        audit.record(session, actor, "withdrew", "translation", request_id, now, person_id=request.person_id)
