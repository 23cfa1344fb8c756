"""The appends that several use cases share: message, delivery, judgement. Each takes a session and commits nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service import acceptance, audit, outbox, queue
from service.acceptance import Finished
from service.domain import deadlines, weighing
from service.domain.actors import SYSTEM, Actor
from service.domain.deadlines import MediumKind
from service.domain.transport import Transport, TransportEvent
from service.domain.understanding import Proof, UnderstandingEvent
from service.domain.weighing import Axis
from service.models import (
    CodeWord,
    ContactPoint,
    Delivery,
    Judgement,
    Message,
    Person,
    PointEvent,
    Rendition,
    Reply,
    Team,
)


def append_delivery(
    session: Session, message: Message, finished: Finished, now: datetime, *, asks: bool, held: bool
) -> Delivery:
    """One more way out. Its planned deadline holds until it leaves: what never leaves must not be silent for ever."""
    rendition = acceptance.rendition_row(finished.content, now)
    if rendition is not None:
        session.execute(insert(Rendition).values(rendition).on_conflict_do_nothing())
    row = acceptance.delivery_row(finished, message.purpose, asks=asks, held=held)
    delivery = Delivery(**row, message_id=message.id, person_id=message.person_id, state_at=now, created_at=now)
    session.add(delivery)
    message.confirm_by = finished.plan.confirm_by
    if finished.plan.channel in outbox.CARRIED and not held:
        queue.enqueue_delivery(session)
    return delivery


def advance(
    session: Session,
    message: Message,
    event: UnderstandingEvent,
    *,
    actor: Actor,
    words: str,
    now: datetime,
    verdict: str,
    reply_id: UUID | None,
    proof: Proof | None = None,
    note: str = "",
) -> None:
    """Move the understanding axis and keep the words that moved it. Every step is a row; nothing is edited away."""
    axis = Axis(message.understanding, open=message.open, judged_only=message.judged_only, proof_met=message.proof_met)
    step = weighing.step(axis, event, proof)
    message.understanding, message.judged_only = step.axis.understanding, step.axis.judged_only
    session.add(
        Judgement(
            message_id=message.id,
            reply_id=reply_id,
            verdict=verdict,
            proof=proof,
            words=words,
            note=note,
            by=actor.id,
            at=now,
        )
    )
    audit.record(session, actor, f"understanding_{verdict}", "message", message.id, now, person_id=message.person_id)
    if step.settles:
        message.proof_met = step.axis.proof_met
        settle(session, message, now)
    elif step.reopens:
        reopen(session, message, now)


def settle(session: Session, message: Message, now: datetime) -> None:
    """No answer is looked for any more; what waits for its place at the same number may go."""
    message.open = False
    deliveries = [delivery for delivery in outbox.lock_ways(session, message.id) if delivery.awaiting]
    for delivery in deliveries:
        delivery.awaiting = False
        if delivery.state in {Transport.QUEUED, Transport.HELD, Transport.TO_DO}:
            done = TransportEvent.DO if delivery.state is Transport.TO_DO else TransportEvent.CANCEL
            outbox.move(delivery, done, now)
    session.flush()
    free_numbers(session, [delivery.point_id for delivery in deliveries if delivery.point_id], now)


def free_numbers(session: Session, point_ids: Sequence[UUID], now: datetime) -> None:
    """Release the questions that were held behind one of these points."""
    values = session.scalars(select(ContactPoint.value).where(ContactPoint.id.in_(point_ids))).all()
    if any(outbox.release_held_questions(session, now, value=value) for value in values):
        queue.enqueue_delivery(session)


def reopen(session: Session, message: Message, now: datetime) -> None:
    """ "Yes" and then "but when?" is "yes but when?": the message waits again, on the ways that carried it."""
    message.open = True
    message.proof_met = None
    message.confirm_by = message.confirm_by or now
    session.execute(
        update(Delivery)
        .where(Delivery.message_id == message.id, Delivery.state.not_in([Transport.CANCELLED, Transport.FAILED]))
        .values(awaiting=True)
    )


def append_point_event(
    session: Session,
    actor: Actor,
    point: ContactPoint,
    kind: str,
    now: datetime,
    *,
    evidence: dict[str, str],
    holds: bool = True,
) -> None:
    """A point died, was stopped or was somebody else's (``holds``), or that was undone."""
    setattr(point, kind, holds)
    session.add(
        PointEvent(point_id=point.id, kind=kind if holds else f"{kind}_undone", evidence=evidence, at=now, by=actor.id)
    )
    action = f"point_{kind}" if holds else f"point_{kind}_undone"
    audit.record(session, actor, action, "contact_point", point.id, now, person_id=point.person_id)


def spend_code_words(session: Session, found: Collection[UUID], reply_id: UUID, now: datetime) -> None:
    """They arrived in writing: none of them shows any more who speaks, and a worker agrees a new one."""
    for word in session.scalars(select(CodeWord).where(CodeWord.id.in_(found)).with_for_update()):
        if word.retired_at is not None:
            continue
        word.retired_at, word.retired_why, word.reply_id = now, "written", reply_id
        session.execute(
            update(Person)
            .where(Person.id == word.person_id, Person.code_word_id == word.id)
            .values(code_word_spent_at=now)
            .execution_options(synchronize_session=False)
        )
        audit.record(session, SYSTEM, "code_word_written", "code_word", word.id, now, person_id=word.person_id)


_POINT_FAULTS = {
    "address_invalid": "dead",
    "address_unreachable": "dead",
    "address_not_mobile": "dead",
    "recipient_opted_out": "opted_out",
}
"""Errors of a channel that say something of the point itself, not only of this try."""


def note_point_fault(session: Session, actor: Actor, delivery: Delivery, error_code: str, now: datetime) -> None:
    """Mark the point where the carrier's refusal is about the number or address itself."""
    kind = _POINT_FAULTS.get(error_code)
    point = session.get(ContactPoint, delivery.point_id) if kind and delivery.point_id else None
    if kind is not None and point is not None:
        append_point_event(session, actor, point, kind, now, evidence={"delivery": str(delivery.id), "code": error_code})


def start_deadline(session: Session, delivery: Delivery, sent_at: datetime) -> None:
    """Confirm-by runs from sending: the first moment at which this way left replaces the planned one."""
    if delivery.sent_at is not None:
        return
    delivery.sent_at = sent_at
    message = session.get_one(Message, delivery.message_id)
    team = session.get_one(Team, message.team_id)
    message.confirm_by = deadlines.from_sending(
        message.purpose, MediumKind(delivery.medium.value), sent_at, delivery.expected_on, team.nation, message.event_at
    )


def note_dealt_with(session: Session, actor: Actor, reply: Reply, note: str, now: datetime) -> None:
    """A reply that no judgement settles was dealt with in another way; says how, and moves no axis."""
    session.add(
        Judgement(
            message_id=reply.message_id,
            reply_id=reply.id,
            verdict="dealt_with",
            words=reply.body,
            note=note,
            by=actor.id,
            at=now,
        )
    )
