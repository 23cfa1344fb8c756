"""A second person compared the translation with the original and found it right: from now on it can be sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import Actor
from service.domain.errors import Invalid
from service.domain.names import name_words
from service.domain.translating import Decision
from service.models import TranslationDecision
from service.queries.translation_turns import undecided_text


def approve_translation(sessions: Sessions, actor: Actor, text_id: UUID, reader: str, now: datetime) -> None:
    """``reader`` is who read both texts: not the translator; and the actor is not who entered it.

    Raises ``Invalid``, and ``Conflict`` where other words were entered or somebody decided already.
    """
    with sessions.begin() as session:
        text, request = undecided_text(session, actor, text_id)
        if actor.id == text.entered_by:
            raise Invalid("translation_own", field="reader")
        if not reader.strip():
            raise Invalid("translation_reader_missing", field="reader")
        if set(name_words(reader)) == set(name_words(text.translator)):
            raise Invalid("translation_reader_is_translator", field="reader")
        session.add(
            TranslationDecision(
                id=new_id(),
                request_id=request.id,
                text_id=text_id,
                decision=Decision.APPROVED,
                reader=reader.strip(),
                note="",
                by=actor.id,
                at=now,
            )
        )
        audit.record(session, actor, "approved", "translation", text_id, now, person_id=request.person_id)
