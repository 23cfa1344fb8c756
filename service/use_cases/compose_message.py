"""Plan a message, show exactly what would arrive, and put it in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from channels.base import Channel
from service import ledger, planning
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid
from service.domain.messages import Draft, require_sound
from service.domain.preferences import Medium
from service.ledger import Finished
from service.models import Message, Person
from service.planning import Preview, require_sendable
from service.queries.visibility import require_person


def preview_message(
    sessions: Sessions,
    actor: Actor,
    person_id: UUID,
    draft: Draft,
    now: datetime,
    *,
    code: str | None = None,
    only: Medium | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> Preview:
    """Writes nothing. ``code`` is the one that the worker saw before, so that what they saw is what is sent."""
    actor.require(CASE_ROLES)
    require_sound(draft, now)
    with sessions() as session:
        person = _person(session, actor, person_id, draft)
        return planning.preview(session, person, draft, now, code, only, channels or {})


def compose_message(
    sessions: Sessions,
    actor: Actor,
    person_id: UUID,
    draft: Draft,
    now: datetime,
    *,
    request_key: UUID,
    code: str | None = None,
    seen_way: str | None = None,
    only: Medium | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> UUID:
    """Commit the message, its delivery and the job together; returns the message's id, the same for the same key.

    ``seen_way`` is ``way(plan)`` of the preview: where the person's record changed since, ``Conflict`` is raised. A text
    that can't be carried whole, tells too much or mismatches a recorded need is refused before anything is written.
    """
    actor.require(CASE_ROLES)
    try:
        with sessions.begin() as session:
            person = _person(session, actor, person_id, draft)
            before = _sent_before(session, person_id, request_key)
            if before is not None:
                return before
            require_sound(draft, now)
            seen = planning.preview(session, person, draft, now, code, only, channels or {})
            require_sendable(seen, draft, seen_way)
            finished = Finished(seen.plan, seen.code, seen.content)
            return ledger.append_message(
                session, actor, person, draft, finished, now, request_key=request_key, quiz=seen.quiz, held=seen.waits
            )
    except IntegrityError:
        # A double click on two workers at once: the other transaction committed this very key first.
        with sessions() as session:
            before = _sent_before(session, person_id, request_key)
        if before is None:
            raise
        return before


def _person(session: Session, actor: Actor, person_id: UUID, draft: Draft) -> Person:
    person = require_person(session, actor, person_id)
    if draft.explains_id is not None:
        explained = session.get(Message, draft.explains_id)
        if explained is None or explained.person_id != person_id:
            raise Invalid("message_not_theirs")
    return person


def _sent_before(session: Session, person_id: UUID, request_key: UUID) -> UUID | None:
    return session.scalar(select(Message.id).where(Message.request_key == request_key, Message.person_id == person_id))
