"""Ask the providers what became of the tries whose answers were lost. Nothing is ever sent again from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from channels.base import Channel, Progress, Receipt, Reconciles, Sought
from channels.errors import ChannelError
from service import alerts
from service.database import Sessions
from service.domain import looking
from service.domain.transport import Transport
from service.models import Attempt, ContactPoint, Delivery

AT_ONCE = 8
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """``receipts`` are what the providers hold, for ``record_receipt``; the numbers are of tries."""

    looked: int
    receipts: tuple[Receipt, ...]
    unmatched: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class _Lost:
    sought: Sought
    delivery_id: UUID
    number: int
    channel: str


@dataclass(frozen=True, slots=True)
class _Answer:
    lost: _Lost
    receipts: tuple[Receipt, ...] | None


def look_for_lost(sessions: Sessions, channels: Mapping[str, Channel], now: datetime, *, most: int = 50) -> Looked:
    """Ask about up to ``most`` tries that are due for it; a message that is found is not recorded here.

    Safe on several hosts at once: the look is stamped and committed before the call, and no session is open during it. A
    channel whose provider can't be asked (SMTP) is left to its late reports, to replies and to a person.
    """
    asked = {name: channel for name, channel in channels.items() if isinstance(channel, Reconciles)}
    receipts: list[Receipt] = []
    looked = unmatched = unanswered = 0
    while asked and looked < most:
        with sessions.begin() as session:
            lost = _claim(session, list(asked), now, min(AT_ONCE, most - looked))
        if not lost:
            break
        with ThreadPoolExecutor(max_workers=len(lost)) as pool:
            answers = list(pool.map(lambda one: _ask(asked[one.channel], one, now), lost))
        with sessions.begin() as session:
            for answer in answers:
                held = _record(session, answer, now)
                receipts += held
                unmatched += answer.receipts is not None and not held
        looked += len(lost)
        unanswered += sum(answer.receipts is None for answer in answers)
    return Looked(looked, tuple(receipts), unmatched, unanswered)


def _claim(session: Session, channels: Sequence[str], now: datetime, most: int) -> list[_Lost]:
    rows = session.execute(
        select(Attempt, Delivery.channel, Delivery.code, ContactPoint.value)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(ContactPoint, ContactPoint.id == Delivery.point_id)
        .where(Delivery.state == Transport.UNKNOWN, Delivery.channel.in_(channels), Attempt.outcome == "unknown", _due(now))
        .order_by(Attempt.looks, Delivery.state_at)
        .limit(most)
        .with_for_update(of=Attempt, skip_locked=True)
    ).all()
    lost = []
    for attempt, channel, code, destination in rows:
        attempt.looked_at = now
        restored = attempt.error_code == looking.RESTORED
        sought = Sought(attempt.id, code, destination, attempt.started_at, attempt.provider_id, restored)
        lost.append(_Lost(sought, attempt.delivery_id, attempt.number, channel))
    return lost


def _due(now: datetime) -> ColumnElement[bool]:
    lost_at = func.coalesce(Attempt.finished_at, Attempt.started_at)
    return and_(
        lost_at > now - looking.FORGOTTEN,
        or_(
            and_(Attempt.looked_at.is_(None), lost_at <= now - looking.PAUSES[0]),
            *(
                and_(Attempt.looks == looks, Attempt.looked_at <= now - max(pause, looking.IN_HAND))
                for looks, pause in enumerate(looking.PAUSES)
            ),
        ),
        or_(
            Attempt.look_found.is_distinct_from(looking.NO_ANSWER),
            Attempt.looked_at <= now - looking.UNANSWERED,
        ),
    )


def _ask(channel: Reconciles, lost: _Lost, now: datetime) -> _Answer:
    try:
        return _Answer(lost, channel.look_up(lost.sought, now))
    except ChannelError:
        return _Answer(lost, None)
    except Exception:  # noqa: BLE001 - one that breaks must not take the others' answers with it
        _log.error("look_broke", attempt=str(lost.sought.attempt_id), exc_info=False)
        return _Answer(lost, None)


def _record(session: Session, answer: _Answer, now: datetime) -> tuple[Receipt, ...]:
    """What the look brought, and the receipts that are this try's own."""
    lost = answer.lost
    if answer.receipts is None:
        session.execute(update(Attempt).where(Attempt.id == lost.sought.attempt_id).values(look_found=looking.NO_ANSWER))
        return ()
    held = _its_own(session, lost, answer.receipts)
    several = len(held) > 1
    found = looking.SEVERAL if several else looking.ONE if held else looking.NONE
    session.execute(
        update(Attempt).where(Attempt.id == lost.sought.attempt_id).values(look_found=found, looks=Attempt.looks + 1)
    )
    if several:
        session.execute(update(Delivery).where(Delivery.id == lost.delivery_id).values(contradiction=True))
        alerts.note(session, "sent_more_than_once", lost.channel, str(lost.delivery_id), now)
    return held


def _its_own(session: Session, lost: _Lost, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """Without what an earlier try of the same delivery left behind: its code is the same."""
    if not receipts or lost.number == 1 or lost.sought.provider_id is not None:
        return tuple(receipts)
    earlier = set(
        session.scalars(
            select(Attempt.provider_id).where(Attempt.delivery_id == lost.delivery_id, Attempt.id != lost.sought.attempt_id)
        )
    )
    # A try that was refused in the answer itself kept no id, and is listed as failed: that says nothing of this one.
    return tuple(one for one in receipts if one.provider_id not in earlier and one.progress is not Progress.FAILED)
