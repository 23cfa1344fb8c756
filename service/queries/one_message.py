"""Everything that is known of one message: its words, the two axes, each way that it went, and what people said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import EmailContent, TextContent
from service import renditions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.contact_points import PointKind
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import (
    Attempt,
    Closing,
    ContactPoint,
    ContactRecord,
    Delivery,
    Judgement,
    Message,
    ReceiptRow,
    Rendition,
    Reply,
    Staff,
)
from service.queries.reply_links import LinkLine, links_of
from service.queries.translations import Original, original_of
from service.queries.visibility import read_person, require_message


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to one delivery. ``kind`` is made, tried, outcome, report, posted; ``code`` is its word."""

    at: datetime
    kind: str
    code: str = ""
    provider_code: str | None = None
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One delivery. ``words`` are what was made to arrive, empty for a letter and a task."""

    id: UUID
    medium: Medium
    channel: str
    state: Transport
    state_at: datetime
    point_kind: PointKind | None
    point: str
    code: str
    held_reason: str | None
    error_code: str | None
    contradiction: bool
    due_at: datetime
    sent_at: datetime | None
    expected_on: date | None
    why: tuple[tuple[str, str], ...]
    words: str
    steps: tuple[Step, ...]
    link: LinkLine | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply, as it came. ``doubt``: nothing written from there proves who wrote."""

    id: UUID
    at: datetime
    route: str
    words: str
    ticks: tuple[str, ...]
    open: bool
    doubt: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """``by`` is empty where the rule did it."""

    at: datetime
    verdict: str
    proof: Proof | None
    words: str
    note: str
    by: str
    reply_id: UUID | None


@dataclass(frozen=True, slots=True)
class Closed:
    at: datetime
    reason: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class OneMessage:
    """``ways`` newest first; the rest in the order of the day."""

    id: UUID
    person_id: UUID
    name: str
    owner: str
    author: str
    purpose: Purpose
    body: str
    language: str
    event_at: datetime | None
    check_kind: CheckKind
    question: str
    options: tuple[str, ...]
    right_option: int | None
    expected_answer: str
    proof: Proof
    understanding: Understanding
    proof_met: Proof | None
    judged_only: bool
    open: bool
    confirm_by: datetime | None
    override_reason: str
    explains_id: UUID | None
    explained_by: tuple[UUID, ...]
    created_at: datetime
    ways: tuple[Way, ...]
    answers: tuple[Answer, ...]
    judgements: tuple[Judged, ...]
    closings: tuple[Closed, ...]
    original: Original | None = None
    """What the worker wrote, where these words are a translation of it."""


def one_message(session: Session, actor: Actor, message_id: UUID, now: datetime) -> OneMessage:
    """The page of one message; the reading is written down, so the caller commits. Raises ``NotFound``."""
    actor.require(CASE_ROLES)
    message = require_message(session, actor, message_id)
    person = read_person(session, actor, message.person_id, "message", now)
    record = session.get(ContactRecord, person.record_id) if person.record_id else None
    judgements = session.scalars(select(Judgement).where(Judgement.message_id == message_id).order_by(Judgement.at)).all()
    closings = session.scalars(select(Closing).where(Closing.message_id == message_id).order_by(Closing.at)).all()
    names = _names(
        session, {message.owner_id, message.author_id, *(row.by for row in judgements), *(row.by for row in closings)}
    )
    explained = session.scalars(
        select(Message.id).where(Message.person_id == message.person_id, Message.explains_id == message_id)
    )
    return OneMessage(
        id=message.id,
        person_id=person.id,
        name=record.name if record else "",
        owner=names.get(message.owner_id, ""),
        author=names.get(message.author_id, ""),
        purpose=message.purpose,
        body=message.body,
        language=message.language,
        event_at=message.event_at,
        check_kind=message.check_kind,
        question=message.question,
        options=tuple(message.options),
        right_option=message.right_option,
        expected_answer=message.expected_answer,
        proof=message.proof,
        understanding=message.understanding,
        proof_met=message.proof_met,
        judged_only=message.judged_only,
        open=message.open,
        confirm_by=message.confirm_by,
        override_reason=message.override_reason,
        explains_id=message.explains_id,
        explained_by=tuple(explained),
        created_at=message.created_at,
        ways=_ways(session, message_id, now),
        answers=_answers(session, message_id),
        judgements=tuple(
            Judged(row.at, row.verdict, row.proof, row.words, row.note, names.get(row.by, ""), row.reply_id)
            for row in judgements
        ),
        closings=tuple(Closed(row.at, row.reason, row.note, names.get(row.by, "")) for row in closings),
        original=original_of(session, message.translation_id) if message.translation_id else None,
    )


def _names(session: Session, ids: set[UUID | None]) -> dict[UUID | None, str]:
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids - {None})))
    return {row.id: row.name for row in rows}


def _ways(session: Session, message_id: UUID, now: datetime) -> tuple[Way, ...]:
    rows = session.execute(
        select(Delivery, ContactPoint, Rendition)
        .outerjoin(ContactPoint, ContactPoint.id == Delivery.point_id)
        .outerjoin(Rendition, Rendition.digest == Delivery.rendition_digest)
        .where(Delivery.message_id == message_id)
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
    )
    found = rows.all()
    steps = _steps(session, [delivery for delivery, _, _ in found])
    links = links_of(session, message_id, now)
    return tuple(
        Way(
            id=delivery.id,
            medium=delivery.medium,
            channel=delivery.channel,
            state=delivery.state,
            state_at=delivery.state_at,
            point_kind=point.kind if point is not None else None,
            point=point.value if point is not None else "",
            code=delivery.code,
            held_reason=delivery.held_reason,
            error_code=delivery.error_code,
            contradiction=delivery.contradiction,
            due_at=delivery.due_at,
            sent_at=delivery.sent_at,
            expected_on=delivery.expected_on,
            why=tuple((medium, verdict) for medium, verdict, _ in delivery.why),
            words=_words(kept),
            steps=steps[delivery.id],
            link=links.get(delivery.id),
        )
        for delivery, point, kept in found
    )


def _words(kept: Rendition | None) -> str:
    content = renditions.restored(kept.kind, kept.content, kept.pages) if kept is not None else None
    match content:
        case TextContent(body):
            return body
        case EmailContent(_, text, _):
            return text
        case _:
            return ""


def _steps(session: Session, deliveries: Sequence[Delivery]) -> dict[UUID, tuple[Step, ...]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    for delivery in deliveries:
        found[delivery.id].append(Step(delivery.created_at, "made", delivery.channel))
        if delivery.channel == "letter" and delivery.sent_at is not None:
            found[delivery.id].append(Step(delivery.sent_at, "posted"))
    ids = [delivery.id for delivery in deliveries]
    for attempt in session.scalars(select(Attempt).where(Attempt.delivery_id.in_(ids)).order_by(Attempt.number)):
        found[attempt.delivery_id].append(Step(attempt.started_at, "tried", str(attempt.number)))
        if attempt.finished_at is not None and attempt.outcome is not None:
            outcome = Step(attempt.finished_at, "outcome", attempt.outcome, attempt.provider_code, attempt.error_code)
            found[attempt.delivery_id].append(outcome)
    reports = select(Attempt.delivery_id, ReceiptRow).join(ReceiptRow, ReceiptRow.attempt_id == Attempt.id)
    for delivery_id, report in session.execute(reports.where(Attempt.delivery_id.in_(ids))):
        found[delivery_id].append(Step(report.at, "report", report.status, report.provider_code))
    # Stable: what happened at one moment keeps the order in which it can happen.
    return {delivery_id: tuple(sorted(steps, key=lambda step: step.at)) for delivery_id, steps in found.items()}


def _answers(session: Session, message_id: UUID) -> tuple[Answer, ...]:
    query = select(Reply).where(Reply.message_id == message_id).order_by(Reply.received_at, Reply.id)
    return tuple(
        Answer(row.id, row.received_at, row.route, row.body, tuple(row.ticks), row.open, row.identity_doubt)
        for row in session.scalars(query)
    )
