"""An answer by a link: read by the same rules as a text, weighed with the same doubts, and kept whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import ledger, outbox, reception
from service.database import Sessions
from service.domain import reply_links
from service.domain.actors import SYSTEM
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.judgements import ContactRoute
from service.domain.replies import Interpretation, Reason
from service.domain.weighing import Axis, Step, Weighed, weigh
from service.models import Message, Reply
from service.queries.reply_links import FoundLink, find_link
from service.reception import Answered, Received
from service.tries import charge, limit

MOST_ANSWERS: Final = 10
"""Within a quarter of an hour by one link: somebody who changes their mind gets through, a stuck key does not."""
_PROVIDER: Final = "link"


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """``page_key`` was made with the page, at ``shown_at``: pressing the same answer on it twice is one reply."""

    token: str
    page_key: UUID
    shown_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class Taken:
    received: Received
    link: FoundLink


def answer_link(sessions: Sessions, given: LinkAnswer, pepper: bytes, now: datetime) -> Taken:
    """The first answer may confirm. A later one never does, and goes to a person, as does one to a link that ended.

    Raises ``NotFound`` for a link that was never sent, ``Invalid`` for an answer that it does not offer, ``TooManyTries``.
    """
    with sessions.begin() as session:
        link = find_link(session, given.token, now)
        if link is None:
            raise NotFound("link_not_found")
        if given.answer not in reply_links.answers_to(link.check.question):
            raise Invalid("link_answer_unknown", field="answer")
        provider_id = f"{link.id}:{given.page_key}:{given.answer}"
        again = _known(session, provider_id)
        if again is not None:
            return Taken(Received(again, again=True, confirmed=False), link)
        charge(session, [limit(pepper, "reply link", str(link.id), MOST_ANSWERS)], now)
        outbox.lock_ways(session, link.message_id)
        message = session.get_one(Message, link.message_id, with_for_update=True)
        axis = Axis(message.understanding, open=message.open, judged_only=message.judged_only, proof_met=message.proof_met)
        read = reply_links.read_answer(given.answer, link.check.question, after=now - given.shown_at)
        weighed = _weighed(session, link, axis, read)
        reply = {
            **reception.reply_row(ContactRoute.LINK, _PROVIDER, provider_id, "", read, now),
            # The link was sent there. What comes by one that ended is of nobody known.
            "sender": link.point if link.ended is None else "",
            "ticks": [given.answer],
            "matched_how": "link",
            "message_id": message.id,
            "delivery_id": link.delivery_id,
            "person_id": message.person_id,
            "team_id": message.team_id,
            "owner_id": message.owner_id,
            "identity_doubt": link.doubt or link.ended is not None,
            "open": not weighed.confirmed,
        }
        answered = Answered(message.id, message.person_id, axis, weighed)
        freed = reception.receive(session.connection(), SYSTEM, reply, answered, now)
        if freed is None:
            raise Conflict("reply_overtaken")
        if freed:
            ledger.free_numbers(session, freed, now)
        return Taken(Received(reply["id"], again=False, confirmed=weighed.confirmed), link)


def _weighed(session: Session, link: FoundLink, axis: Axis, read: Interpretation) -> Weighed:
    later = read.confirms and _answered_before(session, link.delivery_id)
    if link.ended is not None or later:
        # Nobody tells which of two answers was meant, or who has a link by now: a person reads it, and nothing moves.
        return Weighed(Step(axis))
    return weigh(axis, link.check, read, doubt=link.doubt, vouched=True)


def _answered_before(session: Session, delivery_id: UUID) -> bool:
    by_link = (Reply.delivery_id == delivery_id) & (Reply.route == ContactRoute.LINK.value)
    # What a program pressed is no answer of theirs.
    before = select(Reply.id).where(by_link, Reply.reason != Reason.AUTOMATIC_REPLY.value)
    return session.scalar(before.limit(1)) is not None


def _known(session: Session, provider_id: str) -> UUID | None:
    # A double click: the second waits here for the first to commit.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{_PROVIDER}:{provider_id}", 0))))
    return session.scalar(select(Reply.id).where(Reply.provider == _PROVIDER, Reply.provider_id == provider_id))
