"""Carry what is due: claim and commit, call with no session open, record each result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from channels.base import Channel, Clearance, Outgoing, SendResult
from channels.errors import Ambiguous, ChannelError, NotCleared, Permanent, Temporary
from service import ledger, outbox
from service.database import Sessions
from service.domain.actors import SYSTEM
from service.domain.safe_contact import Refused, may_leave
from service.domain.transport import Lane, TransportEvent
from service.models import Delivery
from service.outbox import Claimed, Outcome
from service.queries import facts

BATCH = 25
_LOOK_AGAIN_SECONDS = 0.5
_OF_THE_LEASE = 0.5
"""A call begins within this part of its lease; the rest is for the call itself and for recording what it came to."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hands:
    """What a worker works with.

    ``a_second`` is the most sends a second by channel, shared by all hosts; 0 or none sets no limit. ``pool`` makes the
    calls; without one a batch brings its own of ``threads``. ``patience_seconds`` is how long a result is kept in hand
    while the database is away.
    """

    lease_seconds: int
    threads: int = 8
    a_second: Mapping[str, int] = field(default_factory=dict)
    pool: Executor | None = None
    patience_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A committed try with its leave."""

    claimed: Claimed
    outgoing: Outgoing
    clearance: Clearance


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many were claimed, how many of them the providers took, and whether more wait only for the sender's rate."""

    claimed: int
    sent: int
    more: bool = False


def deliver(sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime], hands: Hands) -> Delivered:
    """One batch a channel. Everything is asked again at claim: preference, safety, hours, address and the very words.

    A worker that dies between the first commit and the second leaves tries without a result: their lease runs out, and
    they are ``unknown``, never sent again by themselves.
    """
    claimed, more, ready = 0, False, list[Ready]()
    begin_by = time.monotonic() + hands.lease_seconds * _OF_THE_LEASE
    broke: Exception | None = None
    for channel in dict.fromkeys([*outbox.CARRIED, *channels]):
        try:
            taken, limited = _claim(sessions, channel, channels, clock, hands, ready)
        except Exception as error:  # noqa: BLE001 - it is raised below, when what was claimed before it is dealt with
            broke = error
            break
        claimed += taken
        more = more or limited
    outcomes: list[Outcome] = []
    if ready and hands.pool is not None:
        outcomes = _call_all(hands.pool, channels, ready, clock, begin_by)
    elif ready:
        with ThreadPoolExecutor(max_workers=min(hands.threads, len(ready))) as pool:
            outcomes = _call_all(pool, channels, ready, clock, begin_by)
    if outcomes:
        _record(sessions, ready, outcomes, clock, hands)
    if broke is not None:
        raise broke
    sent = sum(isinstance(each.result, SendResult) for each in outcomes)
    return Delivered(claimed, sent, more)


def _claim(
    sessions: Sessions,
    channel: str,
    channels: Mapping[str, Channel],
    clock: Callable[[], datetime],
    hands: Hands,
    ready: list[Ready],
) -> tuple[int, bool]:
    a_second = hands.a_second.get(channel, 0)
    with sessions.begin() as session:
        most = outbox.may_send(session, channel, BATCH)
        turn = outbox.take_turn(session, channel, most, a_second) if most else None
    if turn is None or not turn.most:
        return 0, turn is not None
    with sessions.begin() as session:
        now = clock()
        claimed = outbox.claim(
            session, channel, now, most=turn.most, lease_seconds=hands.lease_seconds, for_bulk=turn.for_bulk
        )
        outbox.give_back(session, channel, turn.most - len(claimed), a_second)
        prepared = _prepare(session, claimed, channels, now)
    ready += prepared
    return len(claimed), turn.limited and len(claimed) == turn.most


def _prepare(session: Session, claimed: Sequence[Claimed], channels: Mapping[str, Channel], now: datetime) -> list[Ready]:
    known = facts.people(session, {each.person_id for each in claimed})
    points = {point.point_id: point for person in known.values() for point in person.points}
    claimed, tokens = outbox.linked(session, claimed, points, now)
    asking = [each for each in claimed if each.asks and each.lane is not Lane.URGENT and each.channel in outbox.CARRIED]
    where = [points[each.point_id].value for each in asking if each.point_id is not None]
    asked = outbox.open_among(session, where, now, besides=[each.message_id for each in asking], leaving=True)
    cleared: list[tuple[Claimed, Clearance]] = []
    for each in claimed:
        point = points[each.point_id] if each.point_id is not None else None
        if point is None or each.channel not in channels:
            outbox.stop(session, each, TransportEvent.HOLD, now, reason="channel_not_set_up")
            continue
        if each.event_at is not None and each.event_at <= now:
            outbox.stop(session, each, TransportEvent.HOLD, now, reason="event_past")
            continue
        leave = may_leave(point, each.purpose, each.content, now)
        if not isinstance(leave, Clearance):
            if leave.reason is Refused.OUTSIDE_HOURS and leave.retry_at is not None:
                outbox.stop(session, each, TransportEvent.PUT_BACK, now, due_at=leave.retry_at)
            else:
                outbox.stop(session, each, TransportEvent.HOLD, now, reason=leave.reason.value)
            continue
        if each in asking:
            if point.value in asked:
                outbox.stop(session, each, TransportEvent.HOLD, now, reason=outbox.QUESTION_OPEN)
                continue
            asked.add(point.value)
        cleared.append((each, leave))
    outbox.keep_links(session, tokens, [each.delivery_id for each, _ in cleared], now)
    attempts = outbox.begin_attempts(session, [each.delivery_id for each, _ in cleared], now)
    return [
        Ready(each, Outgoing(attempt_id, each.code, leave.destination, each.content), leave)
        for (each, leave), attempt_id in zip(cleared, attempts, strict=True)
    ]


def _call_all(
    pool: Executor,
    channels: Mapping[str, Channel],
    ready: Sequence[Ready],
    clock: Callable[[], datetime],
    begin_by: float,
) -> list[Outcome]:
    def call(item: Ready) -> Outcome:
        if time.monotonic() > begin_by:
            # Behind calls that hung. Made now, it might leave when a person was told already that nobody knows.
            return not_begun(item)
        result = _call(channels[item.claimed.channel], item, clock())
        return Outcome(item.outgoing.attempt_id, item.claimed.delivery_id, result, clock())

    def not_begun(item: Ready) -> Outcome:
        return Outcome(item.outgoing.attempt_id, item.claimed.delivery_id, Temporary(outbox.NOT_BEGUN), clock())

    calls: list[Future[Outcome] | None] = []
    for item in ready:
        try:
            calls.append(pool.submit(call, item))
        except RuntimeError:
            # The worker is told to stop, and its threads take nothing more.
            calls.append(None)
    outcomes = []
    for item, made in zip(ready, calls, strict=True):
        try:
            outcomes.append(made.result() if made is not None else not_begun(item))
        except CancelledError:
            outcomes.append(not_begun(item))
    return outcomes


def _call(channel: Channel, item: Ready, now: datetime) -> SendResult | ChannelError:
    try:
        return channel.send(item.outgoing, item.clearance, now)
    except NotCleared:
        # The person's hours ended on the way here, or the leave did: the next claim asks again.
        return Temporary(outbox.NOT_BEGUN)
    except ChannelError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever broke in there, nobody can tell how far the call had come
        _log.error("send_broke", attempt=str(item.outgoing.attempt_id), exc_info=False)
        return Ambiguous("send_broke")


def _record(
    sessions: Sessions, ready: Sequence[Ready], outcomes: Sequence[Outcome], clock: Callable[[], datetime], hands: Hands
) -> None:
    """All in one commit; where a row stands in the way, each in its own. A database that is away is waited for a while."""
    lasts_until = time.monotonic() + hands.patience_seconds
    channel_of = {item.outgoing.attempt_id: item.claimed.channel for item in ready}
    waiting = [list(outcomes)]
    while waiting:
        group = waiting.pop()
        try:
            _record_group(sessions, group, channel_of, clock)
        except (OperationalError, InterfaceError, PoolTimeout):
            if time.monotonic() < lasts_until:
                waiting.append(group)
                time.sleep(_LOOK_AGAIN_SECONDS)
            else:
                _give_up(group)
        except SQLAlchemyError:
            if len(group) > 1:
                waiting += [[each] for each in group]
            else:
                _give_up(group)


def _give_up(group: Sequence[Outcome]) -> None:
    # The lease tells of it: it is unknown when that ends, and a callback or a look at the provider's list settles it.
    _log.error("result_not_recorded", attempts=[str(each.attempt_id) for each in group])


def _record_group(
    sessions: Sessions, group: Sequence[Outcome], channel_of: Mapping[UUID, str], clock: Callable[[], datetime]
) -> None:
    with sessions.begin() as session:
        steps = outbox.record(session, group)
        for each in group:
            channel = channel_of[each.attempt_id]
            if isinstance(each.result, SendResult):
                continue
            step = steps[each.attempt_id]
            if step.outcome == "held_back":
                outbox.halt(session, channel, each.result.code, clock())
            elif step.event is TransportEvent.REFUSE and not isinstance(each.result, Temporary):
                delivery = session.get_one(Delivery, each.delivery_id)
                ledger.note_point_fault(session, SYSTEM, delivery, each.result.code, each.at)
        # Who refuses a number or its words for good knows us as well as who takes them.
        answered = (each for each in group if isinstance(each.result, SendResult | Permanent))
        for channel in {channel_of[each.attempt_id] for each in answered}:
            outbox.resume(session, channel)
