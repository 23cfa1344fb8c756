"""Reads about messages: who one is for, the thread that somebody scrolls, and everything that is known of one message.

Each writes down that a person's record was read: call them in a transaction that is committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from channels.base import Content, EmailContent, LetterContent
from service import audit, renditions
from service.domain import neutral_words
from service.domain.actors import CASE_ROLES, Actor
from service.domain.contact_points import PointKind
from service.domain.errors import NotFound
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.models import ContactPoint, ContactRecord, Delivery, Person, Rendition, Reply, SavedTemplate, Team
from service.queries.visibility import read_person, require_message, visible_to


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is written to. Empty languages and ``no_quiz`` of False are "not asked yet"."""

    person_id: UUID
    name: str
    team: str
    spoken_language: str | None
    written_language: str | None
    no_quiz: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text of a thread; ``telling`` are the words in it that give a person away."""

    at: datetime
    ours: bool
    words: str
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """All texts to and from one number, oldest first. ``hidden`` ones belong to records that this actor may not open."""

    bubbles: tuple[Bubble, ...]
    hidden: int

    @property
    def telling(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for bubble in self.bubbles if bubble.ours for word in bubble.telling))


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """Words to start from."""

    id: UUID
    name: str
    purpose: Purpose
    body: str
    check_kind: CheckKind
    question: str


_REACHED = (Transport.SENDING, Transport.SENT, Transport.DELIVERED, Transport.UNKNOWN)


def recipient(session: Session, actor: Actor, person_id: UUID, now: datetime) -> Recipient:
    """Raises ``NotFound`` as ``visibility.require_person`` does."""
    actor.require(CASE_ROLES)
    person = read_person(session, actor, person_id, "for_message", now)
    record = session.get(ContactRecord, person.record_id) if person.record_id else None
    return Recipient(
        person_id=person.id,
        name=record.name if record else "",
        team=session.get_one(Team, person.team_id).name,
        spoken_language=record.spoken_language if record else None,
        written_language=record.written_language if record else None,
        no_quiz=record.no_quiz if record else False,
    )


def thread(session: Session, actor: Actor, person_id: UUID, number: str, now: datetime) -> Thread:
    """What somebody who scrolls this phone sees, whoever each text was meant for. ``number`` is E.164."""
    actor.require(CASE_ROLES)
    read_person(session, actor, person_id, "thread", now)
    at_number = (
        func.md5(ContactPoint.value) == func.md5(number),
        ContactPoint.value == number,
        ContactPoint.kind == PointKind.PHONE,
    )
    when = func.coalesce(Delivery.sent_at, Delivery.state_at)
    ours = session.execute(
        select(when, Rendition.content, visible_to(actor))
        .select_from(Delivery)
        .join(ContactPoint, ContactPoint.id == Delivery.point_id)
        .join(Person, Person.id == Delivery.person_id)
        .join(Rendition, Rendition.digest == Delivery.rendition_digest)
        .where(*at_number, Delivery.channel == "sms", or_(Delivery.sent_at.is_not(None), Delivery.state.in_(_REACHED)))
    )
    holders = select(ContactPoint.person_id).where(*at_number)
    theirs = session.execute(
        select(Reply.received_at, Reply.body, or_(Reply.person_id.is_(None), visible_to(actor)))
        .outerjoin(Person, Person.id == Reply.person_id)
        .where(
            Reply.sender == number,
            Reply.route == "text",
            or_(Reply.person_id.in_(holders), Reply.person_id.is_(None) & Reply.open),
        )
    )
    written = [(at, content.decode(), visible) for at, content, visible in ours]
    heard = [(at, words, visible) for at, words, visible in theirs]
    bubbles = _bubbles(written, ours=True) + _bubbles(heard, ours=False)
    hidden = sum(not visible for _at, _words, visible in written + heard)
    return Thread(tuple(sorted(bubbles, key=lambda bubble: bubble.at)), hidden)


def _bubbles(rows: Sequence[tuple[datetime, str, bool]], *, ours: bool) -> list[Bubble]:
    return [Bubble(at, ours, words, neutral_words.telling_words(words)) for at, words, visible in rows if visible]


def saved_templates(session: Session, actor: Actor) -> tuple[TemplateLine, ...]:
    """Those in use, by name."""
    actor.require(CASE_ROLES)
    query = select(SavedTemplate).where(SavedTemplate.retired_at.is_(None)).order_by(func.lower(SavedTemplate.name))
    return tuple(_line(row) for row in session.scalars(query))


def saved_template(session: Session, actor: Actor, template_id: UUID) -> TemplateLine:
    """Raises ``NotFound`` for one that is retired too: somebody has better words by now."""
    actor.require(CASE_ROLES)
    row = session.get(SavedTemplate, template_id)
    if row is None or row.retired_at is not None:
        raise NotFound("template_not_found")
    return _line(row)


def _line(row: SavedTemplate) -> TemplateLine:
    return TemplateLine(row.id, row.name, row.purpose, row.body, row.check_kind, row.question)


def letter_pdf(session: Session, actor: Actor, message_id: UUID, now: datetime) -> tuple[UUID, bytes]:
    """The newest letter of a message with its delivery's id. Raises ``NotFound`` where it never became one."""
    delivery_id, content = _newest(session, actor, message_id, "letter", now)
    if not isinstance(content, LetterContent):
        raise NotFound("message_not_found")
    return delivery_id, content.pdf


def email_of(session: Session, actor: Actor, message_id: UUID, now: datetime) -> EmailContent:
    """The newest email of a message, as it was made."""
    _, content = _newest(session, actor, message_id, "email", now)
    if not isinstance(content, EmailContent):
        raise NotFound("message_not_found")
    return content


def _newest(session: Session, actor: Actor, message_id: UUID, channel: str, now: datetime) -> tuple[UUID, Content]:
    actor.require(CASE_ROLES)
    message = require_message(session, actor, message_id)
    row = session.execute(
        select(Delivery.id, Rendition)
        .join(Rendition, Rendition.digest == Delivery.rendition_digest)
        .where(Delivery.message_id == message_id, Delivery.channel == channel)
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("message_not_found")
    audit.record(session, actor, f"read_{channel}", "delivery", row[0], now, person_id=message.person_id)
    return row[0], renditions.restored(row[1].kind, row[1].content, row[1].pages)


def message_person(session: Session, actor: Actor, message_id: UUID) -> UUID:
    """Whose message it is."""
    actor.require(CASE_ROLES)
    return require_message(session, actor, message_id).person_id
