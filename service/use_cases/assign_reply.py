"""A worker says whose an unmatched reply is: a message of theirs, a person, or somebody new."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import audit, ledger
from service.database import Sessions
from service.domain import code_words
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.models import Delivery, Message, Reply
from service.queries.code_words import code_words_of
from service.queries.identity import writer_in_doubt
from service.queries.visibility import require_message, require_person, require_reply


def assign_to_message(sessions: Sessions, actor: Actor, reply_id: UUID, message_id: UUID, now: datetime) -> None:
    """Tie a reply to a message; a judgement still has to follow. Who tied it by hand is never proof by rule."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.refresh(reply, with_for_update=True)
        message: Message = require_message(session, actor, message_id)
        if reply.message_id is not None or not reply.open:
            raise Conflict("reply_already_assigned")
        if reply.person_id is not None and reply.person_id != message.person_id:
            raise Invalid("message_not_theirs", field="message")
        reply.message_id, reply.person_id = message.id, message.person_id
        reply.team_id, reply.owner_id = message.team_id, message.owner_id
        reply.delivery_id = session.scalar(
            select(Delivery.id).where(Delivery.message_id == message.id).order_by(Delivery.created_at.desc()).limit(1)
        )
        reply.matched_how = "worker"
        reply.identity_doubt = writer_in_doubt(session, reply, message.person_id)
        _hide_code_word(session, reply, message.person_id, now)
        audit.record(session, actor, "assigned", "reply", reply.id, now, person_id=message.person_id)


def assign_to_person(sessions: Sessions, actor: Actor, reply_id: UUID, person_id: UUID, now: datetime) -> None:
    """Put a reply on a person's record where it answers no message."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.refresh(reply, with_for_update=True)
        person = require_person(session, actor, person_id)
        if reply.person_id is not None:
            raise Conflict("reply_already_assigned")
        reply.person_id, reply.team_id, reply.owner_id = person.id, person.team_id, person.owner_id or actor.id
        reply.identity_doubt = writer_in_doubt(session, reply, person.id)
        _hide_code_word(session, reply, person.id, now)
        audit.record(session, actor, "assigned", "reply", reply.id, now, person_id=person.id)


def _hide_code_word(session: Session, reply: Reply, person_id: UUID, now: datetime) -> None:
    """Nobody knew whose words these were when they came: their code word was not looked for."""
    looked = code_words.hide(reply.body, code_words_of(session, [person_id]))
    if looked.found:
        reply.body = looked.words
        ledger.spend_code_words(session, looked.found, reply.id, now)
