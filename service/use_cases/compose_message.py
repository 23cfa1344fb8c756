"""Plan a message, show exactly what would arrive, and put it in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from channels.base import Channel
from service import composing, planning
from service.composing import Wanted
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import DomainError
from service.domain.messages import Draft, require_sound
from service.domain.preferences import Medium
from service.planning import Preview
from service.queries import translations
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
    translation_id: UUID | None = None,
) -> Preview:
    """Writes nothing. ``code`` is the one that the worker saw before, so that what they saw is what is sent."""
    actor.require(CASE_ROLES)
    require_sound(draft, now)
    with sessions() as session:
        person = require_person(session, actor, person_id)
        composing.require_theirs(session, draft, person_id)
        if translation_id is not None:
            translations.require_approved(session, translation_id, person_id, draft)
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
    translation_id: UUID | None = None,
) -> UUID:
    """Commit the message, its delivery and the job together; returns the message's id, the same for the same key.

    ``seen_way`` is ``way(plan)`` of the preview: where the person's record changed since, ``Conflict`` is raised. A text
    that can't be carried whole, tells too much or mismatches a recorded need is refused before anything is written.
    ``translation_id``: these are the words of this approved translation, which then counts as sent.
    """
    wanted = Wanted(
        actor, person_id, draft, request_key, only=only, code=code, seen_way=seen_way, translation_id=translation_id
    )
    result = composing.accept_alone(sessions, wanted, now, channels or {})
    if isinstance(result, DomainError):
        raise result
    return result
