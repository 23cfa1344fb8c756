"""Send a translation back: it says something else than the original, or not all of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import Actor
from service.domain.errors import Invalid
from service.domain.translating import Decision
from service.models import TranslationDecision
from service.queries.translation_turns import undecided_text


def return_translation(sessions: Sessions, actor: Actor, text_id: UUID, note: str, now: datetime) -> None:
    """``note`` says what to change. Raises ``Invalid``, and ``Conflict`` as ``approve_translation`` does."""
    with sessions.begin() as session:
        _text, request = undecided_text(session, actor, text_id)
        if not note.strip():
            raise Invalid("reason_missing", field="note")
        session.add(
            TranslationDecision(
                id=new_id(),
                request_id=request.id,
                text_id=text_id,
                decision=Decision.SENT_BACK,
                reader="",
                note=note.strip(),
                by=actor.id,
                at=now,
            )
        )
        audit.record(session, actor, "sent_back", "translation", text_id, now, person_id=request.person_id)
