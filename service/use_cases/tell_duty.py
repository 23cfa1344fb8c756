"""Tell the duty workers of urgent replies: raised by what the replies say, committed before each call, until one is taken.

Safe on every host at once: a row lock gives each step to one of them, and what was begun is committed before it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from uuid import UUID

import structlog
from sqlalchemy import exists, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from channels.base import Channel, Content, EmailContent, SendResult, TextContent
from channels.errors import Ambiguous, ChannelError, Permanent
from service import duty_calls
from service.database import Sessions, new_id
from service.domain.contact_points import PointKind
from service.domain.cover import Contact, one_each
from service.domain.purposes import Purpose
from service.domain.replies import Category
from service.domain.risk_alerts import WAIT, Outcome, Told, next_step
from service.models import Reply, RiskAlert, RiskAlertTry
from service.queries.cover import told_in_turn
from service.queries.risk_alerts import told, untaken

_log = structlog.get_logger(__name__)
_MOST = 100
_MOST_STEPS = 25
"""Of one round: who can't be reached is passed by at once, and there are not so many."""
_THREADS = 8
_RISK = literal(Category.RISK.value, literal_execute=True)
"""Written into the statement: behind a parameter no plan could use the partial index."""
_CHANNEL_OF = {PointKind.PHONE: "sms", PointKind.EMAIL: "email"}
_NEUTRAL = "Bothways: an urgent reply is waiting."


@dataclass
class _Call:
    """One message to one number or mailbox, about every alert whose turn it is there."""

    id: UUID
    contact: Contact
    alerts: list[UUID] = field(default_factory=list)


def tell_duty(
    sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime], public_url: str
) -> dict[str, int]:
    """Whoever is to be told now; how many alerts were raised, and how many calls were made, for the log."""
    raised, made = _raise(sessions, clock()), 0
    for _ in range(_MOST_STEPS):
        with sessions.begin() as session:
            calls = _claim(session, clock())
        if not calls:
            break
        made += len(calls)
        with ThreadPoolExecutor(min(_THREADS, len(calls))) as pool:
            results = list(pool.map(lambda call: _make(channels, call, public_url, clock()), calls))
        with sessions.begin() as session:
            _record(session, calls, results, clock())
    return {"alerts_raised": raised, "alerts_told": made}


def _raise(sessions: Sessions, now: datetime) -> int:
    """An alert for each open reply that was read as danger, however it came; and an end to those that were dealt with."""
    has_one = exists().where(RiskAlert.reply_id == Reply.id)
    with sessions.begin() as session:
        new = session.execute(
            select(Reply.id, Reply.team_id)
            .where(Reply.open, Reply.category == _RISK, ~has_one)
            .order_by(Reply.received_at)
            .limit(_MOST)
        ).all()
        for row in new:
            values = {
                "id": new_id(),
                "reply_id": row.id,
                "team_id": row.team_id,
                "step": 0,
                "raised_at": now,
                "next_at": now,
            }
            session.execute(insert(RiskAlert).values(values).on_conflict_do_nothing())
        dealt_with = exists().where(Reply.id == RiskAlert.reply_id, Reply.open.is_(False))
        session.execute(update(RiskAlert).where(untaken(), dealt_with).values(ended_at=now))
        return len(new)


def _claim(session: Session, now: datetime) -> list[_Call]:
    """Decide each alert's next step, and write down the calls before they are made."""
    due = session.scalars(
        select(RiskAlert)
        .where(untaken(), RiskAlert.next_at <= now)
        .order_by(RiskAlert.next_at, RiskAlert.id)
        .limit(_MOST)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return []
    covers = told_in_turn(session, {alert.team_id for alert in due})
    before = told(session, [alert.id for alert in due])
    calls: dict[str, _Call] = {}
    for alert in due:
        tries = [Told(each.step, each.value, each.at, each.outcome) for each in before[alert.id]]
        on_duty = one_each(each for cover in covers[alert.team_id] for each in cover.on_duty(now))
        step = next_step(tries, on_duty, now)
        alert.next_at = step.look_at
        for each in before[alert.id]:
            if step.contacts and each.outcome is Outcome.CALLING:
                # Whoever made it died, or is very late.
                each.outcome = Outcome.UNKNOWN
        alert.step += bool(step.contacts)
        for contact in step.contacts:
            call = calls.setdefault(contact.value, _Call(new_id(), contact))
            call.alerts.append(alert.id)
            session.add(
                RiskAlertTry(
                    alert_id=alert.id,
                    step=alert.step,
                    call_id=call.id,
                    name=contact.name,
                    kind=contact.kind.value,
                    value=contact.value,
                    at=now,
                    outcome=Outcome.CALLING,
                )
            )
    return list(calls.values())


def _make(channels: Mapping[str, Channel], call: _Call, public_url: str, now: datetime) -> SendResult | ChannelError:
    channel = channels.get(_CHANNEL_OF[call.contact.kind])
    if channel is None:
        return Permanent("channel_not_set_up")
    contact = call.contact
    return duty_calls.make(channel, call.id, contact.kind, contact.value, _content(call, public_url), Purpose.URGENT, now)


def _content(call: _Call, public_url: str) -> Content:
    """Nothing of the person and nothing of their words. Where several wait, the address is that of the list."""
    place = f"/{call.alerts[0]}" if len(call.alerts) == 1 else ""
    link = f"{public_url.rstrip('/')}/alerts{place}"
    if call.contact.kind is PointKind.PHONE:
        return TextContent(f"{_NEUTRAL} Sign in: {link}")
    html = f'<!doctype html><html lang="en"><title>{_NEUTRAL}</title><p>{_NEUTRAL} <a href="{escape(link)}">Sign in</a></p>'
    return EmailContent(_NEUTRAL, f"{_NEUTRAL}\n\nSign in: {link}\n", html + "</html>")


def _record(session: Session, calls: Sequence[_Call], results: Sequence[SendResult | ChannelError], now: datetime) -> None:
    """An alert of whose calls none was taken goes on at once."""
    taken: set[UUID] = set()
    for call, result in zip(calls, results, strict=True):
        values: dict[str, object] = {"outcome": _outcome(result)}
        if isinstance(result, SendResult):
            values |= {"provider": result.provider, "provider_id": result.provider_id}
            taken |= set(call.alerts)
        else:
            values["error_code"] = result.code
            _log.warning("duty_not_told", call=str(call.id), code=result.code)
        # A report about it may have been quicker.
        open_still = RiskAlertTry.outcome.in_([Outcome.CALLING, Outcome.UNKNOWN])
        session.execute(update(RiskAlertTry).where(RiskAlertTry.call_id == call.id, open_still).values(values))
    for alert_id in sorted({alert_id for call in calls for alert_id in call.alerts}):
        if alert_id in taken:
            first = {"sent_at": now}
            session.execute(update(RiskAlert).where(RiskAlert.id == alert_id, RiskAlert.sent_at.is_(None)).values(first))
        session.execute(
            update(RiskAlert).where(RiskAlert.id == alert_id).values(next_at=now + WAIT if alert_id in taken else now)
        )


def _outcome(result: SendResult | ChannelError) -> Outcome:
    if isinstance(result, SendResult):
        return Outcome.ACCEPTED
    return Outcome.UNKNOWN if isinstance(result, Ambiguous) else Outcome.FAILED
