"""Who may know of a person. Unrestricted records are read across teams, audited; restricted ones by named workers alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, true
from sqlalchemy.orm import Session

from service import audit
from service.domain.actors import Actor
from service.domain.errors import NotAllowed, NotFound
from service.models import Message, Person, Reply, RestrictedReader


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that every list of people carries."""
    if actor.id is None:
        return true()
    named = exists().where(RestrictedReader.person_id == Person.id, RestrictedReader.staff_id == actor.id)
    return or_(Person.restricted.is_(False), named)


def require_person(session: Session, actor: Actor, person_id: UUID) -> Person:
    """The person, for an actor who may work with them. Raises ``NotFound`` for none and for a restricted one alike."""
    if not actor.reads_people:
        raise NotAllowed("role_missing")
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("person_not_found")
    if person.restricted and actor.id is not None and session.get(RestrictedReader, (person_id, actor.id)) is None:
        raise NotFound("person_not_found")
    return person


def read_person(session: Session, actor: Actor, person_id: UUID, what: str, now: datetime) -> Person:
    """As ``require_person``, and the reading is written down."""
    person = require_person(session, actor, person_id)
    audit.record(session, actor, f"read_{what}", "person", person_id, now, person_id=person_id)
    return person


def require_message(session: Session, actor: Actor, message_id: UUID) -> Message:
    message = session.get(Message, message_id)
    if message is None:
        raise NotFound("message_not_found")
    require_person(session, actor, message.person_id)
    return message


def require_reply(session: Session, actor: Actor, reply_id: UUID) -> Reply:
    """Unassigned replies belong to nobody's record yet: any case worker may open them."""
    reply = session.get(Reply, reply_id)
    if reply is None:
        raise NotFound("reply_not_found")
    if reply.person_id is not None:
        require_person(session, actor, reply.person_id)
    elif not actor.reads_people:
        raise NotAllowed("role_missing")
    return reply
