"""Messages as programs read them: both axes and the flags, by ids and codes; no words, no names, no numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Row, Select, any_, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from service import audit
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.flags import (
    URGENCY,
    DeliveryFacts,
    Flag,
    FlagKind,
    MessageFacts,
    ReplyFacts,
    delivery_flags,
    message_flag,
    reply_flag,
)
from service.domain.messages import Draft, Why
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.replies import Category
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import Message, Person
from service.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """One way that a message went, or is to go. ``awaiting``: an answer is still looked for on it."""

    id: UUID
    medium: Medium
    channel: str
    state: Transport
    state_at: datetime
    held_reason: str | None
    error_code: str | None
    contradiction: bool
    awaiting: bool
    due_at: datetime
    sent_at: datetime | None
    expected_on: date | None
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class UnderstandingState:
    """``asked`` is the proof that the message asks for, ``met`` the one that there is."""

    state: Understanding
    asked: Proof
    met: Proof | None


@dataclass(frozen=True, slots=True)
class MessageState:
    """``deliveries`` oldest first; ``flags`` most urgent first, without those that somebody closed."""

    id: UUID
    person_id: UUID
    purpose: Purpose
    created_at: datetime
    event_at: datetime | None
    open: bool
    confirm_by: datetime | None
    understanding: UnderstandingState
    deliveries: tuple[DeliveryState, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A message beside the request that it was made of."""

    state: MessageState
    draft: Draft


def read_message(session: Session, actor: Actor, message_id: UUID, now: datetime) -> MessageState:
    """One message; the reading is written down, so the caller commits. Raises ``NotFound``, for an invisible one alike."""
    kept = kept_messages(session, actor, [message_id], now)
    if message_id not in kept:
        raise NotFound("message_not_found")
    found = kept[message_id].state
    audit.record(session, actor, "read_message", "person", found.person_id, now, person_id=found.person_id)
    return found


def kept_messages(session: Session, actor: Actor, message_ids: Sequence[UUID], now: datetime) -> dict[UUID, Kept]:
    """Those of them that the actor may know of."""
    return {row.id: Kept(_state(row, now), _draft(row)) for row in _rows(session, actor, message_ids)}


def states(session: Session, actor: Actor, message_ids: Sequence[UUID], now: datetime) -> tuple[MessageState, ...]:
    """Those of them that the actor may know of, newest first."""
    return tuple(_state(row, now) for row in _rows(session, actor, message_ids))


def _rows(session: Session, actor: Actor, message_ids: Sequence[UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    actor.require(CASE_ROLES)
    return session.connection().execute(_messages(actor), {"ids": list(message_ids)}).all()


_DELIVERIES = literal_column(
    """(SELECT json_agg(json_build_object(
            'id', delivery.id, 'medium', delivery.medium, 'channel', delivery.channel, 'state', delivery.state,
            'state_at', delivery.state_at, 'held_reason', delivery.held_reason, 'error_code', delivery.error_code,
            'contradiction', delivery.contradiction, 'awaiting', delivery.awaiting, 'due_at', delivery.due_at,
            'sent_at', delivery.sent_at, 'expected_on', delivery.expected_on, 'why', delivery.why)
            ORDER BY delivery.created_at, delivery.id)
         FROM delivery WHERE delivery.message_id = message.id)""",
    JSON(),
)
_OPEN_REPLIES = literal_column(
    """(SELECT json_agg(json_build_array(reply.id, reply.category, reply.identity_doubt, reply.received_at))
         FROM reply WHERE reply.message_id = message.id AND reply.open)""",
    JSON(),
)
_CLOSED_FLAGS = literal_column(
    """(SELECT json_agg(json_build_array(flag_action.kind, flag_action.fact_id))
         FROM flag_action WHERE flag_action.subject_id = message.id AND flag_action.action = 'closed')""",
    JSON(),
)


@lru_cache(maxsize=1024)
def _messages(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Made once for an actor: making it costs as much as reading its rows."""
    return (
        select(
            Message.id,
            Message.person_id,
            Message.purpose,
            Message.created_at,
            Message.event_at,
            Message.open,
            Message.confirm_by,
            Message.understanding,
            Message.proof,
            Message.proof_met,
            Message.body,
            Message.language,
            Message.check_kind,
            Message.question,
            Message.options,
            Message.right_option,
            Message.expected_answer,
            Message.override_reason,
            Message.explains_id,
            _DELIVERIES.label("deliveries"),
            _OPEN_REPLIES.label("replies"),
            _CLOSED_FLAGS.label("closed"),
        )
        .join(Person, Person.id == Message.person_id)
        .where(Message.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), visible_to(actor))
        .order_by(Message.id.desc())
    )


def _draft(row: Row[*tuple[Any, ...]]) -> Draft:
    return Draft(
        purpose=row.purpose,
        body=row.body,
        language=row.language,
        check_kind=row.check_kind,
        question=row.question,
        options=tuple(row.options),
        right_option=row.right_option,
        expected_answer=row.expected_answer,
        event_at=row.event_at,
        override_reason=row.override_reason,
        explains_id=row.explains_id,
    )


def _state(row: Row[*tuple[Any, ...]], now: datetime) -> MessageState:
    deliveries = tuple(_delivery(values) for values in row.deliveries or ())
    return MessageState(
        id=row.id,
        person_id=row.person_id,
        purpose=row.purpose,
        created_at=row.created_at,
        event_at=row.event_at,
        open=row.open,
        confirm_by=row.confirm_by,
        understanding=UnderstandingState(row.understanding, row.proof, row.proof_met),
        deliveries=deliveries,
        flags=_flags(row, deliveries, now),
    )


def _delivery(values: Mapping[str, Any]) -> DeliveryState:
    sent_at, expected_on = values["sent_at"], values["expected_on"]
    return DeliveryState(
        id=UUID(values["id"]),
        medium=Medium(values["medium"]),
        channel=values["channel"],
        state=Transport(values["state"]),
        state_at=datetime.fromisoformat(values["state_at"]),
        held_reason=values["held_reason"],
        error_code=values["error_code"],
        contradiction=values["contradiction"],
        awaiting=values["awaiting"],
        due_at=datetime.fromisoformat(values["due_at"]),
        sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        expected_on=date.fromisoformat(expected_on) if expected_on else None,
        why=tuple(Why(medium, verdict) for medium, verdict, _point in values["why"]),
    )


def _flags(row: Row[*tuple[Any, ...]], deliveries: Sequence[DeliveryState], now: datetime) -> tuple[Flag, ...]:
    found: list[Flag] = []
    for reply_id, category, doubt, received_at in row.replies or ():
        facts = ReplyFacts(UUID(reply_id), row.id, Category(category), doubt, datetime.fromisoformat(received_at))
        found.append(reply_flag(facts))
    if row.open:
        silence = message_flag(MessageFacts(row.id, row.understanding, row.confirm_by, row.created_at), now)
        found += [silence] if silence is not None else []
        for way in deliveries:
            if way.awaiting:
                found += delivery_flags(
                    DeliveryFacts(
                        way.id,
                        row.id,
                        way.state,
                        way.state_at,
                        way.held_reason,
                        way.error_code,
                        way.contradiction,
                        way.due_at,
                    )
                )
    closed = {(kind, UUID(fact_id)) for kind, fact_id in row.closed or ()}
    # A question that waits for its turn asks nothing of anybody: the delivery's own state tells it.
    asking = [
        flag for flag in found if flag.kind is not FlagKind.QUESTION_HELD and (flag.kind.value, flag.fact_id) not in closed
    ]
    return tuple(sorted(asking, key=lambda flag: (URGENCY[flag.kind], flag.since)))
