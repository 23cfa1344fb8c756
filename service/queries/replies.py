"""One reply as a worker judges it: their words, our question, what the rules thought, and whose it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from channels.attached import Attached
from service.domain.actors import CASE_ROLES, Actor
from service.domain.code_words import MASK
from service.domain.contact_points import PointKind
from service.domain.messages import CheckKind
from service.domain.opting_out import starts_again
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category, Reason
from service.domain.safe_contact import PointFacts, Refused, usable
from service.domain.understanding import Understanding
from service.models import ContactPoint, ContactRecord, Delivery, Judgement, Message, Person, Reply, Staff
from service.queries import facts
from service.queries.stops import stopped_by
from service.queries.visibility import require_reply, visible_to
from service.queries.work_list_rows import ticked

MOST_EARLIER = 10
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """The message that a reply answers, whole. ``sent_at`` is when its newest way left."""

    id: UUID
    purpose: Purpose
    body: str
    language: str
    check_kind: CheckKind
    question: str
    options: tuple[str, ...]
    right_option: int | None
    expected_answer: str
    event_at: datetime | None
    understanding: Understanding
    open: bool
    confirm_by: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Something that the same person wrote or said before."""

    id: UUID
    at: datetime
    route: str
    words: str
    ticked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided about this reply. ``by`` is a name, empty for the rule."""

    verdict: str
    words: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that an unmatched reply may answer; only those of people whom the reader may know of."""

    message_id: UUID
    person_id: UUID
    name: str
    body: str
    question: str
    sent_at: datetime | None
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is on record with the sender's number or address."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AnswerWay:
    """Where an answer in the thread would go. ``refused`` says what stands against it; ``way`` is ``planning.way`` of it."""

    medium: Medium
    point: str
    way: str
    refused: Refused | None


@dataclass(frozen=True, slots=True)
class ReplyView:
    """``answer`` is empty where the reply came by no way that a written answer could take."""

    id: UUID
    route: str
    sender: str
    words: str
    ticked: tuple[str, ...]
    filled_by: str | None
    category: Category
    reason: Reason
    matched_how: str
    identity_doubt: bool
    open: bool
    received_at: datetime
    owner: str
    person_id: UUID | None
    name: str
    asked: Asked | None
    earlier: tuple[Earlier, ...]
    judged: Judged | None
    candidates: tuple[Candidate, ...]
    known: tuple[Known, ...]
    hidden: bool
    """Somebody at this number is on a record that the reader may not know of: only "ask a manager" is said."""
    answer: AnswerWay | None
    files: tuple[Attached, ...] = ()
    stopped: bool = False
    """It stopped a medium where it came from."""
    started: bool = False
    holds_code_word: bool = False


def reply_view(session: Session, actor: Actor, reply_id: UUID, now: datetime) -> ReplyView:
    """Raises ``NotFound`` for none and for one of somebody whom this actor may not know of. Whoever shows it audits it."""
    actor.require(CASE_ROLES)
    reply = require_reply(session, actor, reply_id)
    message = session.get(Message, reply.message_id) if reply.message_id else None
    known, hidden = _known(session, actor, reply)
    unassigned = reply.message_id is None
    return ReplyView(
        id=reply.id,
        route=reply.route,
        sender=reply.sender,
        words=reply.body,
        ticked=ticked(reply.ticks, message.options if message else ()),
        filled_by=reply.filled_by,
        category=Category(reply.category),
        reason=Reason(reply.reason),
        matched_how=reply.matched_how,
        identity_doubt=reply.identity_doubt,
        open=reply.open,
        received_at=reply.received_at,
        owner=session.scalar(select(Staff.name).where(Staff.id == reply.owner_id)) or "",
        person_id=reply.person_id,
        name=name_of(session, reply.person_id),
        asked=_asked(session, message) if message else None,
        earlier=_earlier(session, reply),
        judged=_judged(session, reply.id),
        candidates=_candidates(session, actor, reply, known) if unassigned and reply.open else (),
        known=known,
        hidden=hidden,
        answer=_answer_way(session, reply, now),
        files=tuple(Attached(file["type"], file["bytes"]) for file in reply.attachments or ()),
        stopped=stopped_by(session, reply),
        holds_code_word=MASK in reply.body,
        started=reply.route in _MEDIUM_OF and starts_again(reply.body),
    )


def name_of(session: Session, person_id: UUID | None) -> str:
    query = select(ContactRecord.name).join(Person, Person.record_id == ContactRecord.id).where(Person.id == person_id)
    return session.scalar(query) or ""


def _asked(session: Session, message: Message) -> Asked:
    sent_at = session.scalar(select(func.max(Delivery.sent_at)).where(Delivery.message_id == message.id))
    return Asked(
        id=message.id,
        purpose=message.purpose,
        body=message.body,
        language=message.language,
        check_kind=message.check_kind,
        question=message.question,
        options=tuple(message.options),
        right_option=message.right_option,
        expected_answer=message.expected_answer,
        event_at=message.event_at,
        understanding=message.understanding,
        open=message.open,
        confirm_by=message.confirm_by,
        sent_at=sent_at,
    )


def _earlier(session: Session, reply: Reply) -> tuple[Earlier, ...]:
    if reply.person_id is not None:
        theirs = Reply.person_id == reply.person_id
    else:
        theirs = (Reply.sender == reply.sender) & Reply.person_id.is_(None) & Reply.open & (Reply.sender != "")
    rows = session.execute(
        select(Reply, Message.options)
        .outerjoin(Message, Message.id == Reply.message_id)
        .where(theirs, Reply.id != reply.id, Reply.received_at <= reply.received_at)
        .order_by(Reply.received_at.desc())
        .limit(MOST_EARLIER)
    )
    return tuple(
        Earlier(row.id, row.received_at, row.route, row.body, ticked(row.ticks, options or ())) for row, options in rows
    )


def _judged(session: Session, reply_id: UUID) -> Judged | None:
    row = session.execute(
        select(Judgement, Staff.name)
        .outerjoin(Staff, Staff.id == Judgement.by)
        .where(Judgement.reply_id == reply_id)
        .order_by(Judgement.at.desc(), Judgement.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    judgement, name = row
    return Judged(judgement.verdict, judgement.words, judgement.note, name or "", judgement.at)


def _known(session: Session, actor: Actor, reply: Reply) -> tuple[tuple[Known, ...], bool]:
    if not reply.sender:
        return (), False
    at_sender = (
        select(ContactPoint.person_id)
        .where(func.md5(ContactPoint.value) == func.md5(reply.sender), ContactPoint.value == reply.sender)
        .distinct()
    )
    total = session.scalar(select(func.count()).select_from(at_sender.subquery())) or 0
    rows = session.execute(
        select(Person.id, ContactRecord.name)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .where(Person.id.in_(at_sender), visible_to(actor))
        .order_by(Person.id)
    )
    known = tuple(Known(person_id, name or "") for person_id, name in rows)
    return known, total > len(known)


def _candidates(session: Session, actor: Actor, reply: Reply, known: Sequence[Known]) -> tuple[Candidate, ...]:
    """The messages that matching could not choose from, then the newest to the same people, settled ones too."""
    persons = [reply.person_id] if reply.person_id else [person.person_id for person in known]
    named = [UUID(value) for value in reply.candidates]
    sent = (
        select(Delivery.message_id, func.max(Delivery.sent_at).label("sent_at"))
        .where(
            or_(
                Delivery.id == any_(literal(named, ARRAY(Uuid()))),
                (Delivery.person_id == any_(literal(persons, ARRAY(Uuid())))) & Delivery.sent_at.is_not(None),
            )
        )
        .group_by(Delivery.message_id)
        .subquery()
    )
    rows = session.execute(
        select(Message, ContactRecord.name, sent.c.sent_at)
        .join(sent, sent.c.message_id == Message.id)
        .join(Person, Person.id == Message.person_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .where(visible_to(actor))
        .order_by(Message.open.desc(), sent.c.sent_at.desc().nulls_last())
        .limit(MOST_CANDIDATES)
    )
    return tuple(
        Candidate(message.id, message.person_id, name or "", message.body, message.question, sent_at, message.understanding)
        for message, name, sent_at in rows
    )


_MEDIUM_OF = {"text": Medium.TEXT, "email": Medium.EMAIL}
_KIND_OF = {Medium.TEXT: PointKind.PHONE, Medium.EMAIL: PointKind.EMAIL}


def _answer_way(session: Session, reply: Reply, now: datetime) -> AnswerWay | None:
    medium = _MEDIUM_OF.get(reply.route)
    if medium is None or reply.person_id is None:
        return None
    points = facts.person(session, reply.person_id).points
    point: PointFacts | None = next(
        (point for point in points if point.kind is _KIND_OF[medium] and point.value == reply.sender), None
    )
    if point is None:
        return None
    return AnswerWay(medium, point.value, f"{medium.value}:{point.point_id}", usable(point, Purpose.CONVERSATION, now))
