"""A named worker judges a reply: which words show it, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import audit, ledger, outbox
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid
from service.domain.judgements import EVENT_OF, LIVE_ROUTES, ContactRoute, Verdict
from service.domain.slips import BY_SOMEONE_ELSE
from service.domain.understanding import Proof
from service.models import ContactPoint, Message, Reply
from service.queries.identity import writer_in_doubt
from service.queries.visibility import require_reply


@dataclass(frozen=True, slots=True)
class JudgementEntry:
    """``words`` are the person's own, taken from the reply; without them nothing can be judged understood."""

    verdict: Verdict
    words: str = ""
    note: str = ""


def judge_reply(sessions: Sessions, actor: Actor, reply_id: UUID, entry: JudgementEntry, now: datetime) -> None:
    """Close the reply with a judgement. Raises ``Conflict`` where a colleague was quicker.

    Where others may read or answer, no written reply can be judged understood: only live voice or a visit can.
    """
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.refresh(reply, with_for_update=True)
        if not reply.open:
            raise Conflict("reply_already_judged")
        if reply.message_id is None:
            raise Invalid("reply_unassigned", field="verdict")
        if ContactRoute(reply.route) not in LIVE_ROUTES and reply.person_id is not None:
            # Asked again now: what was learned since the words came counts too.
            reply.identity_doubt = reply.identity_doubt or writer_in_doubt(session, reply, reply.person_id)
        _require_provable(reply, entry)
        outbox.lock_ways(session, reply.message_id)
        message = session.get_one(Message, reply.message_id, with_for_update=True)
        ledger.advance(
            session,
            message,
            EVENT_OF[entry.verdict],
            actor=actor,
            words=entry.words.strip() or reply.body,
            now=now,
            verdict=entry.verdict.value,
            reply_id=reply.id,
            proof=Proof.JUDGED if entry.verdict is Verdict.UNDERSTOOD else None,
            note=entry.note.strip(),
        )
        reply.open = False
        if entry.verdict is Verdict.SOMEONE_ELSE:
            _freeze(session, actor, reply, now)


def close_reply(sessions: Sessions, actor: Actor, reply_id: UUID, note: str, now: datetime) -> None:
    """Deal with a reply that answers no message: the worker says what they did about it."""
    actor.require(CASE_ROLES)
    if not note.strip():
        raise Invalid("note_missing", field="note")
    with sessions.begin() as session:
        reply = require_reply(session, actor, reply_id)
        session.refresh(reply, with_for_update=True)
        if not reply.open:
            raise Conflict("reply_already_judged")
        reply.open = False
        ledger.note_dealt_with(session, actor, reply, note.strip(), now)
        audit.record(session, actor, "dealt_with", "reply", reply.id, now, person_id=reply.person_id)


def _require_provable(reply: Reply, entry: JudgementEntry) -> None:
    if entry.verdict is not Verdict.UNDERSTOOD:
        return
    doubtful = reply.identity_doubt or reply.filled_by == BY_SOMEONE_ELSE
    if doubtful and ContactRoute(reply.route) not in LIVE_ROUTES:
        raise Invalid("writing_cannot_confirm", field="verdict")
    if not (entry.words.strip() or reply.body.strip() or reply.ticks):
        raise Invalid("words_missing", field="words")
    said = _plain(reply.body)
    if said and not all(_plain(line) in said for line in entry.words.splitlines()):
        raise Invalid("words_not_theirs", field="words")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _freeze(session: Session, actor: Actor, reply: Reply, now: datetime) -> None:
    if not reply.sender or reply.person_id is None:
        return
    points = select(ContactPoint).where(ContactPoint.person_id == reply.person_id, ContactPoint.value == reply.sender)
    for point in session.scalars(points):
        ledger.append_point_event(session, actor, point, "wrong_person", now, evidence={"reply": str(reply.id)})
