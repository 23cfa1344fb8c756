"""One step of a translation at a time: the request is held until the caller commits, and what was seen is what is there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, NotFound
from service.models import TranslationDecision, TranslationRequest, TranslationText
from service.queries.visibility import require_person


def held_request(session: Session, actor: Actor, request_id: UUID) -> TranslationRequest:
    """The open request, for an actor who may work with its person. Raises ``NotFound`` and ``Conflict``."""
    actor.require(CASE_ROLES)
    request = session.get(TranslationRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound("translation_not_found")
    require_person(session, actor, request.person_id)
    if not request.open:
        raise Conflict("translation_closed")
    return request


def undecided_text(session: Session, actor: Actor, text_id: UUID) -> tuple[TranslationText, TranslationRequest]:
    """The newest words of an open request, on which nobody decided yet. Raises ``NotFound`` and ``Conflict``."""
    text = session.get(TranslationText, text_id)
    if text is None:
        raise NotFound("translation_not_found")
    request = held_request(session, actor, text.request_id)
    if newest_text(session, request.id) != text_id:
        raise Conflict("translation_changed")
    if session.scalar(select(TranslationDecision.id).where(TranslationDecision.text_id == text_id)) is not None:
        raise Conflict("translation_decided")
    return text, request


def newest_text(session: Session, request_id: UUID) -> UUID | None:
    """The words that no others took the place of."""
    later = aliased(TranslationText)
    query = select(TranslationText.id).where(
        TranslationText.request_id == request_id, ~exists().where(later.supersedes_id == TranslationText.id)
    )
    return session.scalar(query)
