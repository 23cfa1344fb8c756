"""The same message by another way that the person agreed to; what is not out yet is called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Channel
from service import audit, ledger, outbox, planning
from service.acceptance import Finished
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.domain.formats import EasyReadChoice
from service.domain.messages import Draft, Plan
from service.domain.preferences import Medium
from service.domain.transport import Transport, TransportEvent
from service.models import Delivery, Message, Person
from service.planning import Preview, draft_of, preview, require_sendable
from service.queries import facts
from service.queries.visibility import require_message

_CALL_BACK = {Transport.QUEUED, Transport.HELD, Transport.TO_DO}
_LAST_RESORT = (Medium.PHONE_CALL, Medium.VISIT, Medium.OFFICE, Medium.PERSON_CONTACTS_US)


_NOTHING_ADDED = EasyReadChoice()


@dataclass(frozen=True, slots=True)
class OpenWays:
    """The ways that are open now, best first. ``last`` is the newest delivery: name it when sending."""

    plans: tuple[Plan, ...]
    last: UUID | None


def ways_open(sessions: Sessions, actor: Actor, message_id: UUID, now: datetime) -> OpenWays:
    """The ways that the person agreed to and that can be used now, then what a worker can always do. Writes nothing."""
    actor.require(CASE_ROLES)
    with sessions() as session:
        message = require_message(session, actor, message_id)
        draft = draft_of(message)
        known = facts.person(session, message.person_id)
        candidates = dict.fromkeys([*known.preference.ranked(), *_LAST_RESORT])
        plans = [planning.make_plan(known, draft, now, medium) for medium in candidates]
        open_ways = tuple(made for made, medium in zip(plans, candidates, strict=True) if made.medium is medium)
        return OpenWays(open_ways, _last(_deliveries(session, message_id)))


def preview_another_way(
    sessions: Sessions,
    actor: Actor,
    message_id: UUID,
    medium: Medium,
    now: datetime,
    *,
    override_reason: str = "",
    easy_read: EasyReadChoice = _NOTHING_ADDED,
    code: str | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> Preview:
    """What would go, and why. Writes nothing. Raises as ``send_another_way`` does where this way is not open."""
    actor.require(CASE_ROLES)
    with sessions() as session:
        message = require_message(session, actor, message_id)
        _require_settled(message, _deliveries(session, message_id))
        return _look(session, message, _draft(message, override_reason, easy_read), medium, now, code, channels)


def send_another_way(
    sessions: Sessions,
    actor: Actor,
    message_id: UUID,
    medium: Medium,
    now: datetime,
    *,
    override_reason: str = "",
    easy_read: EasyReadChoice = _NOTHING_ADDED,
    code: str | None = None,
    seen_way: str | None = None,
    seen_last: UUID | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> UUID:
    """A new delivery of an open message. Refused while a try is unknown: a second one could arrive twice.

    ``seen_last`` is the newest delivery that the worker saw: where another stands by now, a double click or a colleague was
    quicker, and ``Conflict`` is raised. ``seen_way`` is as in ``compose_message``.
    """
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        message = require_message(session, actor, message_id)
        # What is called back below must not be claimed, and what was claimed must be seen.
        earlier = outbox.lock_ways(session, message_id)
        session.refresh(message, with_for_update=True)
        _require_settled(message, earlier)
        if seen_last is not None and seen_last != _last(earlier):
            raise Conflict("plan_changed")
        draft = _draft(message, override_reason, easy_read)
        seen = _look(session, message, draft, medium, now, code, channels)
        require_sendable(seen, draft, seen_way)
        if seen.plan.mismatches:
            message.override_reason = draft.override_reason.strip()
        for delivery in earlier:
            if delivery.state in _CALL_BACK:
                outbox.move(delivery, TransportEvent.CANCEL, now)
                delivery.awaiting = False
            elif delivery.state in {Transport.FAILED, Transport.RETURNED}:
                delivery.awaiting = False
        session.flush()
        message.confirm_by = seen.plan.confirm_by
        delivery = ledger.append_delivery(
            session, message, Finished(seen.plan, seen.code, seen.content), now, asks=seen.quiz, held=seen.waits
        )
        audit.record(session, actor, "sent_another_way", "delivery", delivery.id, now, person_id=message.person_id)
        return delivery.id


def _deliveries(session: Session, message_id: UUID) -> Sequence[Delivery]:
    query = select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.created_at, Delivery.id)
    return session.scalars(query).all()


def _last(deliveries: Sequence[Delivery]) -> UUID | None:
    return deliveries[-1].id if deliveries else None


def _require_settled(message: Message, deliveries: Sequence[Delivery]) -> None:
    if not message.open:
        raise Conflict("message_already_closed")
    if any(delivery.state is Transport.UNKNOWN for delivery in deliveries):
        raise Invalid("unknown_first", field="medium")
    if any(delivery.state is Transport.SENDING for delivery in deliveries):
        raise Conflict("being_sent")


def _draft(message: Message, override_reason: str, easy_read: EasyReadChoice) -> Draft:
    draft = draft_of(message)
    return replace(
        draft,
        override_reason=draft.override_reason or override_reason,
        signed_by=easy_read.signed_by,
        checked_by_people=easy_read.checked_by_people,
        pictures=easy_read.pictures,
    )


def _look(
    session: Session,
    message: Message,
    draft: Draft,
    medium: Medium,
    now: datetime,
    code: str | None,
    channels: Mapping[str, Channel] | None,
) -> Preview:
    person = session.get_one(Person, message.person_id)
    seen = preview(session, person, draft, now, code, medium, channels or {}, besides=message.id)
    if seen.plan.medium is not medium:
        raise Invalid("way_not_open", field="medium")
    return seen
