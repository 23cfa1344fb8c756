"""What a worker needs before them while they ring or visit somebody: how to do it safely, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.actors import Actor
from service.domain.contact_points import PointKind
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import ContactPoint, ContactRecord, Delivery, Message, PointSafety, Reply
from service.queries.code_words import NO_CODE_WORD, CodeWordFacts, code_word_facts
from service.queries.visibility import read_person
from service.queries.work_list_rows import ticked


@dataclass(frozen=True, slots=True)
class Phone:
    """A number, with what the person said about ringing it. ``wrong``: somebody else answered here, or it is dead."""

    value: str
    status: PointStatus
    ring_back: Answer
    voicemail: Answer
    others: Answer
    who_else: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """Something that is not confirmed as understood. ``task`` is the live way in which it should be done, if it is one."""

    id: UUID
    purpose: Purpose
    body: str
    language: str
    check_kind: CheckKind
    question: str
    options: tuple[str, ...]
    right_option: int | None
    expected_answer: str
    understanding: Understanding
    confirm_by: datetime | None
    sent_at: datetime | None
    task: Medium | None


@dataclass(frozen=True, slots=True)
class OpenReply:
    id: UUID
    words: str
    ticked: tuple[str, ...]
    route: str
    category: Category
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ContactView:
    """``never_tell``: who must never be told, and what to say if another answers."""

    person_id: UUID
    name: str
    safe_status: SafeStatus
    never_tell: str
    spoken_language: str | None
    phones: tuple[Phone, ...]
    messages: tuple[OpenMessage, ...]
    replies: tuple[OpenReply, ...]
    code_word: CodeWordFacts = NO_CODE_WORD


def contact_view(session: Session, actor: Actor, person_id: UUID, now: datetime) -> ContactView:
    """Reading it is written down: the caller commits. Raises ``NotFound``."""
    person = read_person(session, actor, person_id, "for_contact", now)
    record = session.get(ContactRecord, person.record_id) if person.record_id else None
    return ContactView(
        person_id=person.id,
        name=record.name if record else "",
        safe_status=record.safe_status if record else SafeStatus.NOT_ASKED,
        never_tell=record.never_tell if record else "",
        spoken_language=record.spoken_language if record else None,
        phones=_phones(session, person_id),
        messages=_messages(session, person_id),
        replies=_replies(session, person_id),
        code_word=code_word_facts(session, person_id),
    )


def _phones(session: Session, person_id: UUID) -> tuple[Phone, ...]:
    rows = session.execute(
        select(ContactPoint, PointSafety)
        .outerjoin(PointSafety, PointSafety.id == ContactPoint.safety_id)
        .where(ContactPoint.person_id == person_id, ContactPoint.kind == PointKind.PHONE)
        .order_by(ContactPoint.created_at.desc())
    )
    return tuple(
        Phone(
            value=point.value,
            status=safety.status if safety else PointStatus.NOT_ASKED,
            ring_back=safety.ring_back if safety else Answer.NOT_ASKED,
            voicemail=safety.voicemail if safety else Answer.NOT_ASKED,
            others=safety.others_may_read if safety else Answer.NOT_ASKED,
            who_else=safety.who_else if safety else "",
            wrong=point.wrong_person or point.dead,
        )
        for point, safety in rows
    )


def _messages(session: Session, person_id: UUID) -> tuple[OpenMessage, ...]:
    sent_at = (
        select(func.max(Delivery.sent_at)).where(Delivery.message_id == Message.id).correlate(Message).scalar_subquery()
    )
    task = (
        select(Delivery.medium)
        .where(Delivery.message_id == Message.id, Delivery.state == Transport.TO_DO)
        .correlate(Message)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Message, sent_at, task).where(Message.person_id == person_id, Message.open).order_by(Message.created_at)
    )
    return tuple(
        OpenMessage(
            id=message.id,
            purpose=message.purpose,
            body=message.body,
            language=message.language,
            check_kind=message.check_kind,
            question=message.question,
            options=tuple(message.options),
            right_option=message.right_option,
            expected_answer=message.expected_answer,
            understanding=message.understanding,
            confirm_by=message.confirm_by,
            sent_at=left,
            task=todo,
        )
        for message, left, todo in rows
    )


def _replies(session: Session, person_id: UUID) -> tuple[OpenReply, ...]:
    rows = session.execute(
        select(Reply, Message.options)
        .outerjoin(Message, Message.id == Reply.message_id)
        .where(Reply.person_id == person_id, Reply.open)
        .order_by(Reply.received_at)
    )
    return tuple(
        OpenReply(
            reply.id,
            reply.body,
            ticked(reply.ticks, options or ()),
            reply.route,
            Category(reply.category),
            reply.received_at,
        )
        for reply, options in rows
    )
