"""What came from a person's side: matched, read by the rules, and either proof or somebody's work. Never guessed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from channels.base import Inbound
from service import ledger, reception
from service.database import Sessions, plain_transaction
from service.domain import code_words, codes
from service.domain.actors import SYSTEM
from service.domain.errors import Conflict
from service.domain.judgements import ContactRoute
from service.domain.matching import Match, match
from service.domain.opting_out import starts_again, stops
from service.domain.reading import Words, read
from service.domain.replies import Category, Interpretation, Question, Reason
from service.domain.weighing import weigh
from service.models import ContactPoint
from service.queries.code_words import code_words_of
from service.queries.identity import in_doubt
from service.queries.senders import Asked, SenderFacts, sender_facts
from service.reception import Answered, Received

__all__ = ["Received", "receive_reply"]

_ROUNDS = 20
"""Each lost round is another reply to the same message that was committed; nobody writes so many at one moment."""
_DEADLOCK = "40P01"


class PointEffect(Enum):
    """What a reply says of the number or address that it came from: which mark, and whether it holds from now on."""

    STOPPED = ("opted_out", True)
    TAKEN_UP = ("opted_out", False)
    SOMEBODY_ELSES = ("wrong_person", True)


def receive_reply(
    sessions: Sessions, route: ContactRoute, inbound: Inbound, now: datetime, *, trust_drafts: bool = False
) -> Received:
    """A text or an email. Any inbound gets an owner, known sender or not.

    One statement reads, one writes, and the second holds only what the first read: of two replies at the same moment the one
    that comes second begins again, and sees what the other made of the message. ``trust_drafts``: the council lets languages
    confirm whose phrases no named reader has checked. Raises ``Conflict`` where it never ends.
    """
    spent: frozenset[UUID] | None = None
    for _ in range(_ROUNDS):
        try:
            received = _receive(sessions, route, inbound, now, spent, trust_drafts=trust_drafts)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _DEADLOCK:
                raise
            received = None
        if isinstance(received, _MayHoldCodeWord):
            inbound, spent = _without_code_words(sessions, received, inbound)
        elif received is not None:
            return received
    raise Conflict("reply_overtaken")


@dataclass(frozen=True, slots=True)
class _MayHoldCodeWord:
    """Who has a code word, of those who write from there: to be looked for before anything is kept."""

    persons: frozenset[UUID]


def _without_code_words(sessions: Sessions, may_hold: _MayHoldCodeWord, inbound: Inbound) -> tuple[Inbound, frozenset[UUID]]:
    """What came in with each code word hidden, and those that were in it. With no transaction open: it takes long."""
    with sessions() as session:
        stored = code_words_of(session, may_hold.persons)
    looked = code_words.hide(inbound.body, stored)
    if not looked.found:
        return inbound, frozenset()
    # A reply that holds more than an answer is read whole.
    return replace(inbound, body=looked.words, answer=None, signed_by=""), looked.found


def _receive(
    sessions: Sessions,
    route: ContactRoute,
    inbound: Inbound,
    now: datetime,
    spent: frozenset[UUID] | None,
    *,
    trust_drafts: bool,
) -> Received | _MayHoldCodeWord | None:
    """``None`` where somebody was quicker: then nothing of it is kept. ``spent``: the code words that were hidden in it."""
    ids, quoted = _ids(route, inbound), codes.find(inbound.body)
    with plain_transaction(sessions) as connection:
        known = sender_facts(
            connection,
            inbound.sender,
            provider=inbound.provider,
            provider_ids=ids,
            quoted=quoted,
            references=inbound.references,
            address_code=codes.parse(inbound.code),
        )
        kept = _kept(known, ids, inbound)
        if kept is not None:
            return Received(kept, again=True, confirmed=False)
        coded = frozenset(writer.person_id for writer in known.writers if writer.coded)
        if spent is None and coded and inbound.body.strip():
            connection.rollback()
            return _MayHoldCodeWord(coded)
        found = match(known.waiting, quoted, known.by_code, known.by_reference, names_anothers=known.names_anothers)
        reply, answered, effect = _weighed(
            route, inbound, known, found, ids[len(known.kept)], now, trust_drafts=trust_drafts
        )
        freed = reception.receive(connection, SYSTEM, reply, answered, now)
        if freed is None:
            connection.rollback()
            return None
        if effect is not None or freed or spent:
            with sessions(bind=connection) as session:
                _act_on_points(session, reply, effect, now)
                if spent:
                    ledger.spend_code_words(session, spent, reply["id"], now)
                if freed:
                    ledger.free_numbers(session, freed, now)
                session.commit()
        return Received(reply["id"], again=False, confirmed=not reply["open"])


def _weighed(
    route: ContactRoute,
    inbound: Inbound,
    known: SenderFacts,
    found: Match,
    provider_id: str,
    now: datetime,
    *,
    trust_drafts: bool,
) -> tuple[dict[str, Any], Answered | None, PointEffect | None]:
    """The reply as a row, read by the rules, and what it does to the message that it answers and to where it came from."""
    asked = known.messages[found.message_id] if found.message_id else None
    check = replace(asked.check, asks=found.delivery_id in known.asks) if asked is not None else None
    question = check.question if check else Question(asked_plain=False)
    said = _read(inbound, asked.language if asked else "en", question, trust_drafts=trust_drafts)
    reply = {
        **reception.reply_row(route, inbound.provider, provider_id, inbound.body, said, now),
        "attachments": [{"type": file.media_type, "bytes": file.size} for file in inbound.attached] or None,
        "sender": inbound.sender,
        "matched_how": found.how if found.why is None else found.why,
        "candidates": [candidate.delivery_id for candidate in found.candidates],
        "message_id": found.message_id,
        "delivery_id": found.delivery_id,
        **_owner(asked, known),
    }
    effect = _effect(route, inbound, said)
    if reply["person_id"] is None:
        return reply, None, effect
    # Who says "wrong number" says that nothing from there is theirs.
    doubt = said.category is Category.WRONG_PERSON or in_doubt(known.writers, reply["person_id"], now)
    reply["identity_doubt"] = doubt
    if asked is None or check is None or effect is PointEffect.TAKEN_UP:
        return reply, None, effect
    weighed = weigh(asked.axis, check, said, doubt=doubt, vouched=inbound.authenticated)
    reply["open"] = not weighed.confirmed
    return reply, Answered(asked.message_id, asked.person_id, asked.axis, weighed, asked.version), effect


def _ids(route: ContactRoute, inbound: Inbound) -> tuple[str, ...]:
    """Under which this may be kept. A Message-ID is the sender's own word: another mail under it is another reply."""
    if route is not ContactRoute.EMAIL:
        return (inbound.provider_id,)
    digest = hashlib.sha256(f"{inbound.sender}\0{inbound.body}".encode()).hexdigest()
    return inbound.provider_id, f"{inbound.provider_id} sha256:{digest}"


def _kept(known: SenderFacts, ids: tuple[str, ...], inbound: Inbound) -> UUID | None:
    """The reply that this is again."""
    if len(known.kept) == len(ids):
        return next(kept.reply_id for kept in known.kept if kept.provider_id == ids[-1])
    same = (kept for kept in known.kept if (kept.sender, kept.body) == (inbound.sender, inbound.body))
    return next((kept.reply_id for kept in same), None)


def _read(inbound: Inbound, language: str, question: Question, *, trust_drafts: bool) -> Interpretation:
    if inbound.automatic:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.AUTOMATIC_REPLY)
    words = Words(codes.strip(inbound.body), inbound.answer and codes.strip(inbound.answer), inbound.signed_by)
    return read(words, language, question, files=inbound.attachments, trust_drafts=trust_drafts)


def _owner(asked: Asked | None, known: SenderFacts) -> dict[str, UUID | None]:
    """Whose it is, and who deals with it: the duty team where nobody, or more than one, is on record there."""
    if asked is not None:
        return {"person_id": asked.person_id, "team_id": asked.team_id, "owner_id": asked.owner_id}
    persons = {writer.person_id: writer for writer in known.writers}
    if len(persons) == 1:
        (writer,) = persons.values()
        return {"person_id": writer.person_id, "team_id": writer.team_id, "owner_id": writer.owner_id}
    return {"person_id": None, "team_id": known.duty_team_id, "owner_id": None}


def _effect(route: ContactRoute, inbound: Inbound, said: Interpretation) -> PointEffect | None:
    if said.category is Category.WRONG_PERSON:
        return PointEffect.SOMEBODY_ELSES
    if inbound.automatic:
        return None
    # Anybody can write any sender on a mail: what is believed to stop is not believed to begin again.
    if inbound.authenticated and starts_again(inbound.body if inbound.answer is None else inbound.answer):
        return PointEffect.TAKEN_UP
    return PointEffect.STOPPED if stops(said, route) else None


def _act_on_points(session: Session, reply: dict[str, Any], effect: PointEffect | None, now: datetime) -> None:
    """A STOP, a START, or "wrong number", holds for everybody who is on record with this number."""
    if effect is None:
        return
    kind, holds = effect.value
    sender = reply["sender"]
    points = select(ContactPoint).where(func.md5(ContactPoint.value) == func.md5(sender), ContactPoint.value == sender)
    for point in session.scalars(points):
        if holds or getattr(point, kind):
            ledger.append_point_event(session, SYSTEM, point, kind, now, evidence={"reply": str(reply["id"])}, holds=holds)
