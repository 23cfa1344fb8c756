"""Carry what is due: claim and commit, call with no session open, record each result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Channel, Clearance, Outgoing, SendResult
from channels.errors import Ambiguous, ChannelError, Temporary
from service import ledger, outbox, rendering
from service.database import Sessions
from service.domain.actors import SYSTEM
from service.domain.safe_contact import Refused, may_leave
from service.domain.transport import TransportEvent
from service.models import Attempt, Delivery, Message, Rendition
from service.queries import facts

BATCH = 25


@dataclass(frozen=True, slots=True)
class Ready:
    """A committed try with its leave."""

    channel: str
    outgoing: Outgoing
    clearance: Clearance


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many were claimed, and how many of them the providers took."""

    claimed: int
    sent: int


def deliver(
    sessions: Sessions,
    channels: Mapping[str, Channel],
    clock: Callable[[], datetime],
    *,
    lease_seconds: int,
    threads: int = 8,
) -> Delivered:
    """One batch. Everything is asked again at claim: preference, safety, hours, address and the very words.

    A worker that dies between the first commit and the second leaves tries without a result: their lease runs out, and
    they are ``unknown``, never sent again by themselves.
    """
    with sessions.begin() as session:
        claimed = outbox.claim(session, clock(), limit=BATCH, lease_seconds=lease_seconds)
        ready = _prepare(session, claimed, channels, clock())
    if not ready:
        return Delivered(len(claimed), 0)
    with ThreadPoolExecutor(max_workers=min(threads, len(ready))) as pool:
        results = list(pool.map(lambda item: _call(channels[item.channel], item, clock()), ready))
    sent = 0
    for item, result in zip(ready, results, strict=True):
        # One transaction each: a row that can't be recorded must not take the others' results with it.
        with sessions.begin() as session:
            sent += _record(session, item.outgoing.attempt_id, result, clock())
    return Delivered(len(claimed), sent)


def _prepare(session: Session, claimed: Sequence[Delivery], channels: Mapping[str, Channel], now: datetime) -> list[Ready]:
    known = facts.people(session, {delivery.person_id for delivery in claimed})
    ready: list[Ready] = []
    for delivery in claimed:
        message = session.get_one(Message, delivery.message_id)
        kept = session.get_one(Rendition, delivery.rendition_digest)
        content = rendering.restored(kept.kind, kept.content, kept.pages)
        point = next(point for point in known[delivery.person_id].points if point.point_id == delivery.point_id)
        if delivery.channel not in channels:
            outbox.move(delivery, TransportEvent.HOLD, now, reason="channel_not_set_up")
            continue
        if message.event_at is not None and message.event_at <= now:
            outbox.move(delivery, TransportEvent.HOLD, now, reason="event_past")
            continue
        leave = may_leave(point, message.purpose, content, now)
        if isinstance(leave, Clearance):
            attempt = outbox.begin_attempt(session, delivery, now)
            ready.append(Ready(delivery.channel, Outgoing(attempt.id, delivery.code, point.value, content), leave))
        elif leave.reason is Refused.OUTSIDE_HOURS and leave.retry_at is not None:
            outbox.put_back(delivery, leave.retry_at, now)
            delivery.tries -= 1
        else:
            outbox.move(delivery, TransportEvent.HOLD, now, reason=leave.reason.value)
    return ready


def _call(channel: Channel, item: Ready, now: datetime) -> SendResult | ChannelError:
    try:
        return channel.send(item.outgoing, item.clearance, now)
    except ChannelError as error:
        return error


def _record(session: Session, attempt_id: UUID, result: SendResult | ChannelError, now: datetime) -> bool:
    attempt = session.get_one(Attempt, attempt_id)
    delivery = session.scalars(select(Delivery).where(Delivery.id == attempt.delivery_id).with_for_update()).one()
    attempt.finished_at = now
    if isinstance(result, SendResult):
        attempt.outcome, attempt.provider, attempt.provider_id = "accepted", result.provider, result.provider_id
        outbox.accepted(delivery, now)
        ledger.start_deadline(session, delivery, now)
        return True
    attempt.error_code, attempt.provider_code = result.code, result.provider_code
    attempt.outcome = outbox.refused(delivery, result, now)
    if not isinstance(result, Ambiguous | Temporary):
        ledger.note_point_fault(session, SYSTEM, delivery, result.code, now)
    return False
