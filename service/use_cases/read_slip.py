"""A paper slip as a worker keyed it in: read by the same rules as a text, and as little sure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import ledger, reception
from service.database import Sessions
from service.domain import code_words
from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.judgements import ContactRoute
from service.domain.slips import BY_SOMEONE_ELSE, FILLED_BY, NOTHING_TICKED, interpret_slip
from service.domain.weighing import Axis, Check, weigh
from service.models import Delivery, Message, Reply
from service.queries.code_words import code_words_of
from service.queries.identity import letter_in_doubt
from service.reception import Answered, Received

_PROVIDER = "slip"


@dataclass(frozen=True, slots=True)
class SlipEntry:
    """``entry_key`` makes keying it twice the same reply."""

    entry_key: UUID
    code: str
    ticks: frozenset[str]
    line: str = ""


def read_slip(sessions: Sessions, actor: Actor, entry: SlipEntry, delivery_id: UUID, now: datetime) -> Received:
    """A slip for the delivery that its code names.

    Raises ``NotFound`` where that is no letter with this code, ``Invalid`` where nothing of the slip was entered.
    """
    actor.require(CASE_ROLES | PRINT_ROLES)
    if not (entry.ticks or entry.line.strip()):
        raise Invalid("slip_empty", field="options")
    with sessions.begin() as session:
        again = _known(session, entry)
        if again is not None:
            return Received(again, again=True, confirmed=False)
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.channel != "letter" or delivery.code != entry.code:
            raise NotFound("delivery_not_found")
        if delivery.sent_at is None:
            raise Invalid("letter_not_posted", field="options")
        # Locked: of two answers at the same moment the second must see what the first made of the message.
        message = session.get_one(Message, delivery.message_id, with_for_update=True)
        check = Check(message.check_kind, message.proof, tuple(message.options), message.right_option, delivery.asks)
        ticks = entry.ticks - {NOTHING_TICKED}
        line = code_words.hide(entry.line.strip(), code_words_of(session, [message.person_id]))
        read = interpret_slip(ticks, line.words, check.question)
        # Of two ticks the one that proves less counts.
        filled_by = next((name for name in reversed(FILLED_BY) if name in entry.ticks), None)
        doubt = letter_in_doubt(session, delivery.id, message.person_id, now)
        axis = Axis(message.understanding, open=message.open, judged_only=message.judged_only, proof_met=message.proof_met)
        weighed = weigh(axis, check, read, doubt=doubt, vouched=True, by_someone_else=filled_by == BY_SOMEONE_ELSE)
        reply = {
            **reception.reply_row(ContactRoute.SLIP, _PROVIDER, str(entry.entry_key), line.words, read, now),
            "ticks": sorted(ticks),
            "filled_by": filled_by,
            "matched_how": "code",
            "recorded_by": actor.id,
            "message_id": message.id,
            "delivery_id": delivery.id,
            "person_id": message.person_id,
            "team_id": message.team_id,
            "owner_id": message.owner_id,
            "identity_doubt": doubt,
            "open": not weighed.confirmed,
        }
        freed = reception.receive(
            session.connection(), actor, reply, Answered(message.id, message.person_id, axis, weighed), now
        )
        if freed is None:
            raise Conflict("reply_overtaken")
        if freed:
            ledger.free_numbers(session, freed, now)
        if line.found:
            ledger.spend_code_words(session, line.found, reply["id"], now)
        return Received(reply["id"], again=False, confirmed=weighed.confirmed)


def _known(session: Session, entry: SlipEntry) -> UUID | None:
    # A double click: the second waits here for the first to commit.
    key = str(entry.entry_key)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{_PROVIDER}:{key}", 0))))
    return session.scalar(select(Reply.id).where(Reply.provider == _PROVIDER, Reply.provider_id == key))
