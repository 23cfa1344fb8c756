"""What came from a person's side: matched, read by the rules, and either proof or somebody's work. Never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from channels.base import Inbound
from service import audit, ledger
from service.database import Sessions, new_id
from service.domain import codes, understanding
from service.domain.actors import CASE_ROLES, PRINT_ROLES, SYSTEM, Actor
from service.domain.errors import Invalid, NotFound
from service.domain.judgements import ContactRoute
from service.domain.matching import Match, OpenQuestion, match
from service.domain.messages import CheckKind
from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason, interpret
from service.domain.slips import BY_SOMEONE_ELSE, FILLED_BY, NOTHING_TICKED, interpret_slip
from service.domain.transport import Transport
from service.domain.understanding import Proof, UnderstandingEvent
from service.models import ContactPoint, Delivery, Message, Person, Reply, Team
from service.queries.identity import persons_at, writer_in_doubt


@dataclass(frozen=True, slots=True)
class Received:
    """``reply_id`` is that of the first time, where the same thing came twice."""

    reply_id: UUID
    again: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SlipEntry:
    """A paper slip as a worker keyed it in. ``entry_key`` makes keying it twice the same reply."""

    entry_key: UUID
    code: str
    ticks: frozenset[str]
    line: str = ""


def receive_reply(sessions: Sessions, route: ContactRoute, inbound: Inbound, now: datetime) -> Received:
    """A text or an email. Any inbound gets an owner, known sender or not."""
    with sessions.begin() as session:
        again = _known(session, inbound.provider, inbound.provider_id)
        if again is not None:
            return Received(again, again=True, confirmed=False)
        quoted = codes.find(inbound.body)
        found = match(*_questions(session, inbound.sender, quoted))
        # Locked: of two replies at the same moment the second must see what the first made of the message.
        message = session.get(Message, found.message_id, with_for_update=True) if found.message_id else None
        delivery = session.get(Delivery, found.delivery_id) if found.delivery_id else None
        if inbound.automatic:
            read = Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.AUTOMATIC_REPLY)
        else:
            asked = _question(message, delivery) if message and delivery else Question(asked_plain=False)
            read = interpret(codes.strip(inbound.body), message.language if message else "en", asked)
        reply = _reply(route.value, inbound.provider, inbound.provider_id, inbound.body, read, now)
        reply.sender = inbound.sender
        reply.matched_how = found.how.value if found.why is None else found.why.value
        reply.candidates = [str(candidate.delivery_id) for candidate in found.candidates]
        _own(session, reply, message, delivery, found)
        _act_on_point(session, reply, read, now)
        return _take(session, reply, message, read, SYSTEM, now, vouched=inbound.authenticated)


def read_slip(sessions: Sessions, actor: Actor, entry: SlipEntry, delivery_id: UUID, now: datetime) -> Received:
    """A slip keyed in by a worker for the delivery that its code names.

    Raises ``NotFound`` where that is no letter with this code, ``Invalid`` where nothing of the slip was entered.
    """
    actor.require(CASE_ROLES | PRINT_ROLES)
    if not (entry.ticks or entry.line.strip()):
        raise Invalid("slip_empty", field="options")
    with sessions.begin() as session:
        again = _known(session, "slip", str(entry.entry_key))
        if again is not None:
            return Received(again, again=True, confirmed=False)
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.channel != "letter" or delivery.code != entry.code:
            raise NotFound("delivery_not_found")
        if delivery.sent_at is None:
            raise Invalid("letter_not_posted", field="options")
        message = session.get_one(Message, delivery.message_id, with_for_update=True)
        read = interpret_slip(entry.ticks - {NOTHING_TICKED}, entry.line, _question(message, delivery))
        reply = _reply(ContactRoute.SLIP.value, "slip", str(entry.entry_key), entry.line.strip(), read, now)
        reply.ticks = sorted(entry.ticks - {NOTHING_TICKED})
        # Of two ticks the one that proves less counts.
        reply.filled_by = next((name for name in reversed(FILLED_BY) if name in entry.ticks), None)
        reply.matched_how = "code"
        reply.recorded_by = actor.id
        _own(session, reply, message, delivery, None)
        return _take(session, reply, message, read, actor, now, vouched=True)


def _known(session: Session, provider: str, provider_id: str) -> UUID | None:
    # Two deliveries of one webhook at the same moment: the second waits here for the first to commit.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{provider}:{provider_id}", 0))))
    return session.scalar(select(Reply.id).where(Reply.provider == provider, Reply.provider_id == provider_id))


def _questions(
    session: Session, sender: str, quoted: tuple[str, ...]
) -> tuple[list[OpenQuestion], tuple[str, ...], list[OpenQuestion]]:
    at_sender = (
        select(Delivery)
        .join(ContactPoint, ContactPoint.id == Delivery.point_id)
        .where(func.md5(ContactPoint.value) == func.md5(sender), ContactPoint.value == sender)
    )
    # What nobody can tell of may have arrived, and an answer may be quicker than our own record of the call.
    out = or_(Delivery.sent_at.is_not(None), Delivery.state.in_([Transport.SENDING, Transport.UNKNOWN]))
    waiting = session.scalars(at_sender.where(Delivery.awaiting, out)).all()
    by_code = session.scalars(at_sender.where(Delivery.code.in_(quoted), out)).all() if quoted else []
    return [_open(row) for row in waiting], quoted, [_open(row) for row in by_code]


def _open(row: Delivery) -> OpenQuestion:
    return OpenQuestion(row.id, row.message_id, row.person_id, row.code, row.awaiting)


def _question(message: Message, delivery: Delivery) -> Question:
    return Question(
        kind=QuestionKind(message.check_kind.value),
        options=tuple(message.options),
        right_option=message.right_option,
        asked_plain=message.check_kind is CheckKind.NONE and delivery.asks,
    )


def _reply(route: str, provider: str, provider_id: str, body: str, read: Interpretation, now: datetime) -> Reply:
    return Reply(
        id=new_id(),
        route=route,
        provider=provider,
        provider_id=provider_id,
        sender="",
        body=body,
        ticks=[],
        matched_how="",
        candidates=[],
        category=read.category.value,
        reason=read.reason.value,
        confirms=read.confirms,
        identity_doubt=False,
        open=True,
        received_at=now,
    )


def _own(session: Session, reply: Reply, message: Message | None, delivery: Delivery | None, found: Match | None) -> None:
    if message is not None and delivery is not None:
        reply.message_id, reply.delivery_id, reply.person_id = message.id, delivery.id, message.person_id
        reply.team_id, reply.owner_id = message.team_id, message.owner_id
        return
    persons = set(found.persons if found else ()) | set(persons_at(session, reply.sender))
    if len(persons) == 1:
        person = session.get_one(Person, persons.pop())
        reply.person_id, reply.team_id, reply.owner_id = person.id, person.team_id, person.owner_id
        return
    duty = session.scalars(select(Team).order_by(Team.is_duty.desc(), Team.id).limit(1)).one()
    reply.team_id = duty.id


_POINT_EFFECT = {Category.OPT_OUT: "opted_out", Category.WRONG_PERSON: "wrong_person"}


def _act_on_point(session: Session, reply: Reply, read: Interpretation, now: datetime) -> None:
    """A STOP, or "wrong number", holds for everybody who is on record with this number."""
    kind = _POINT_EFFECT.get(read.category)
    if kind is None:
        return
    query = select(ContactPoint).where(
        func.md5(ContactPoint.value) == func.md5(reply.sender), ContactPoint.value == reply.sender
    )
    for point in session.scalars(query):
        ledger.append_point_event(session, SYSTEM, point, kind, now, evidence={"reply": str(reply.id)})


_EVENT_OF = {
    Category.RECEIVED_ONLY: UnderstandingEvent.ACKNOWLEDGED,
    Category.NOT_UNDERSTOOD: UnderstandingEvent.CONTRADICTED,
    Category.NO: UnderstandingEvent.CONTRADICTED,
}
_NOT_FROM_THEM = frozenset({Category.WRONG_PERSON})


def _take(
    session: Session,
    reply: Reply,
    message: Message | None,
    read: Interpretation,
    actor: Actor,
    now: datetime,
    *,
    vouched: bool,
) -> Received:
    session.add(reply)
    session.flush()
    audit.record(session, actor, "received", "reply", reply.id, now, person_id=reply.person_id)
    if reply.person_id is not None:
        reply.identity_doubt = writer_in_doubt(session, reply, reply.person_id)
    if message is None:
        return Received(reply.id, again=False, confirmed=False)
    if read.category in _NOT_FROM_THEM or reply.filled_by == BY_SOMEONE_ELSE:
        # Once somebody else spoke for them, no rule may take a later "yes" for theirs.
        message.judged_only = True
    if read.category in _NOT_FROM_THEM or read.reason is Reason.AUTOMATIC_REPLY:
        return Received(reply.id, again=False, confirmed=False)
    if reply.identity_doubt:
        # Nothing written from here proves who wrote: the axis stays where it is, and a worker hears of it.
        return Received(reply.id, again=False, confirmed=False)
    proof = Proof.SHOWN if message.check_kind is CheckKind.CHOICE else Proof.SAID
    history = [UnderstandingEvent.CONTRADICTED] if message.judged_only else []
    may = understanding.rule_may_confirm(history, others_may_read=reply.identity_doubt, proof=proof, standard=message.proof)
    # A sender that nothing vouches for may be anybody: a worker reads it.
    confirmed = read.confirms and may and vouched
    event = UnderstandingEvent.CONFIRMED_BY_RULE if confirmed else _EVENT_OF.get(read.category, UnderstandingEvent.ANSWERED)
    verdict = "understood" if confirmed else event.value
    words = reply.body or ", ".join(reply.ticks)
    ledger.advance(
        session,
        message,
        event,
        actor=SYSTEM,
        words=words,
        now=now,
        verdict=verdict,
        reply_id=reply.id,
        proof=proof if confirmed else None,
        note=read.reason.value,
    )
    reply.open = not confirmed
    return Received(reply.id, again=False, confirmed=confirmed)
