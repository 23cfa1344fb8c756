"""A call, a visit or any live contact: the person's words, and what they show about each of their open messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import audit, ledger, outbox
from service.database import Sessions, new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.code_words import CODE_WORD_DID_NOT_MATCH, CODE_WORD_MATCHED
from service.domain.errors import Conflict, Invalid
from service.domain.judgements import EVENT_OF, LIVE_ROUTES, ContactRoute, Verdict
from service.domain.replies import Category, Reason
from service.domain.transport import Transport, TransportEvent
from service.domain.understanding import Proof
from service.models import Delivery, Message, Reply
from service.queries.visibility import require_person


@dataclass(frozen=True, slots=True)
class ContactMade:
    """``reached`` is false where nobody answered: that is kept too, and settles nothing.

    ``verdicts`` names the messages that were spoken about; ``replies`` the open replies that this dealt with.
    """

    entry_key: UUID
    route: ContactRoute
    reached: bool
    words: str = ""
    note: str = ""
    verdicts: Mapping[UUID, Verdict] = field(default_factory=dict)
    replies: frozenset[UUID] = frozenset()
    code_word: bool | None = None
    """Whether the code word that they gave matched; ``None`` where nobody asked for it."""


def record_contact(sessions: Sessions, actor: Actor, person_id: UUID, made: ContactMade, now: datetime) -> UUID:
    """Append the contact and its judgements; returns its id, the same for the same ``entry_key``."""
    actor.require(CASE_ROLES)
    _require_sound(made)
    with sessions.begin() as session:
        person = require_person(session, actor, person_id)
        before = session.scalar(select(Reply.id).where(Reply.provider == "live", Reply.provider_id == str(made.entry_key)))
        if before is not None:
            return before
        contact = Reply(
            id=new_id(),
            route=made.route.value,
            provider="live",
            provider_id=str(made.entry_key),
            sender="",
            body=made.words.strip(),
            ticks=[] if made.code_word is None else [CODE_WORD_MATCHED if made.code_word else CODE_WORD_DID_NOT_MATCH],
            person_id=person.id,
            matched_how="worker",
            candidates=[],
            category=(Category.ANSWER_FREE if made.reached else Category.RECEIVED_ONLY).value,
            reason=(Reason.OWN_WORDS if made.reached else Reason.EMPTY).value,
            confirms=False,
            identity_doubt=False,
            open=False,
            team_id=person.team_id,
            owner_id=person.owner_id,
            received_at=now,
            recorded_by=actor.id,
        )
        session.add(contact)
        session.flush()
        action = "made_contact" if made.reached else "tried_contact"
        audit.record(session, actor, action, "reply", contact.id, now, person_id=person.id)
        # Replies first, then messages in the order of their ids: everybody who locks both does it in this order.
        if made.reached:
            _deal_with(session, actor, contact, made, now)
        for message_id, verdict in sorted(made.verdicts.items()):
            _judge(session, actor, contact, message_id, verdict, made, now)
        return contact.id


def _require_sound(made: ContactMade) -> None:
    if made.route not in LIVE_ROUTES:
        raise Invalid("route_not_live", field="route")
    if made.verdicts and not made.reached:
        raise Invalid("nobody_reached", field="reached")
    if made.verdicts and not made.words.strip():
        raise Invalid("words_missing", field="words")
    if made.code_word is False and Verdict.UNDERSTOOD in made.verdicts.values():
        raise Invalid("code_word_wrong", field="code_word")
    if made.reached and not (made.words.strip() or made.note.strip()):
        raise Invalid("words_or_note_missing", field="words")


def _judge(
    session: Session, actor: Actor, contact: Reply, message_id: UUID, verdict: Verdict, made: ContactMade, now: datetime
) -> None:
    outbox.lock_ways(session, message_id)
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.person_id != contact.person_id:
        raise Invalid("message_not_theirs", field="verdicts")
    if not message.open:
        raise Conflict("message_already_closed")
    deliveries = select(Delivery).where(Delivery.message_id == message.id, Delivery.state == Transport.TO_DO)
    for delivery in session.scalars(deliveries):
        outbox.move(delivery, TransportEvent.DO, now)
        delivery.sent_at = now
    ledger.advance(
        session,
        message,
        EVENT_OF[verdict],
        actor=actor,
        words=made.words.strip(),
        now=now,
        verdict=verdict.value,
        reply_id=contact.id,
        proof=Proof.JUDGED if verdict is Verdict.UNDERSTOOD else None,
        note=made.note.strip(),
    )


def _deal_with(session: Session, actor: Actor, contact: Reply, made: ContactMade, now: datetime) -> None:
    chosen = select(Reply).where(Reply.id.in_(made.replies), Reply.person_id == contact.person_id, Reply.open)
    for reply in session.scalars(chosen.with_for_update()):
        reply.open = False
        ledger.note_dealt_with(session, actor, reply, made.note.strip() or made.words.strip(), now)
