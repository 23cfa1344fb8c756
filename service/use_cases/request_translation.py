"""Ask for a worker's own words in another language. No machine translates them; the original is kept as it was written."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import audit, composing
from service.database import Sessions, new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.domain.messages import CheckKind, Draft, require_sound
from service.domain.preferences import WRITTEN_LANGUAGES
from service.domain.translating import require_requestable, words_of
from service.models import TranslationRequest
from service.queries.visibility import require_person
from service.translations import DEFAULT, negotiate


def request_translation(
    sessions: Sessions,
    actor: Actor,
    person_id: UUID,
    draft: Draft,
    language: str,
    due_on: date,
    now: datetime,
    *,
    request_key: UUID,
) -> UUID:
    """Returns the request's id, the same for the same key.

    ``language`` (BCP 47) is the one wanted; ``due_on`` a day in London. A language without phrases of ours is refused at
    once: nothing could be sent in it.
    """
    actor.require(CASE_ROLES)
    require_sound(draft, now)
    require_requestable(draft, language, due_on, now)
    if language not in WRITTEN_LANGUAGES or (language != DEFAULT and negotiate([language]) == DEFAULT):
        raise Invalid("language_without_phrases", field="into")
    try:
        with sessions.begin() as session:
            require_person(session, actor, person_id)
            composing.require_theirs(session, draft, person_id)
            before = _asked_before(session, request_key, person_id)
            if before is not None:
                return before
            row = _row(actor, person_id, draft, language, due_on, now, request_key)
            session.add(row)
            audit.record(session, actor, "requested", "translation", row.id, now, person_id=person_id)
            return row.id
    except IntegrityError:
        # A double click on two workers at once: the other transaction committed this very key first.
        with sessions() as session:
            before = _asked_before(session, request_key, person_id)
        if before is None:
            raise
        return before


def _asked_before(session: Session, request_key: UUID, person_id: UUID) -> UUID | None:
    query = select(TranslationRequest.id, TranslationRequest.person_id).where(TranslationRequest.request_key == request_key)
    row = session.execute(query).one_or_none()
    if row is not None and row.person_id != person_id:
        raise Conflict("request_key_taken")
    return row.id if row is not None else None


def _row(
    actor: Actor, person_id: UUID, draft: Draft, language: str, due_on: date, now: datetime, request_key: UUID
) -> TranslationRequest:
    words, choice = words_of(draft), draft.check_kind is CheckKind.CHOICE
    return TranslationRequest(
        id=new_id(),
        person_id=person_id,
        purpose=draft.purpose,
        body=words.body,
        written_in=draft.language,
        language=language,
        event_at=draft.event_at,
        check_kind=draft.check_kind,
        question=words.question,
        options=list(words.options) if choice else [],
        right_option=draft.right_option if choice else None,
        expected_answer=draft.expected_answer.strip(),
        explains_id=draft.explains_id,
        due_on=due_on,
        open=True,
        request_key=request_key,
        requested_by=actor.id,
        requested_at=now,
    )
