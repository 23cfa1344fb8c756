"""Links that a person answers by: who may be sent one, and what one opens at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.orm import Session

from service.database import UtcDateTime
from service.domain import reply_links
from service.domain.cover import ReadingTimes
from service.domain.judgements import ContactRoute
from service.domain.messages import CheckKind, Plan
from service.domain.replies import Reason
from service.domain.reply_links import Ended, LinkFacts, LinkPolicy
from service.domain.safe_contact import SafeStatus
from service.domain.understanding import Proof, Understanding
from service.domain.weighing import Check
from service.queries.cover import READS, reads_of
from service.queries.identity import AT_SENDER, WRITERS, in_doubt, writer

POLICY: Final = "reply_links"
"""Key in a session's ``info``: the council's settings, put there by ``bootstrap``. Without it: no links."""

# What the person said since the link left counts for good: who read along for a day has the link.
_UNSAFE_SINCE: Final = f"""
    (EXISTS (SELECT 1 FROM point_safety AS said
              WHERE said.point_id = here.id AND said.recorded_at >= link.created_at
                AND (said.status <> 'safe' OR said.others_may_read <> 'no'))
     OR EXISTS (SELECT 1 FROM contact_record AS said
                 WHERE said.person_id = way.person_id AND said.recorded_at >= link.created_at
                   AND said.safe_status NOT IN ('{SafeStatus.SAFE}', '{SafeStatus.RESTRICTED}')))
"""  # noqa: S608 - only our own words stand in it
_FROZEN: Final = """
    (here.wrong_person OR EXISTS (SELECT 1 FROM point_event AS event
                                   WHERE event.point_id = here.id AND event.kind = 'wrong_person'
                                     AND event.at >= link.created_at))
"""
_FACTS: Final = f"""
    link.id, link.delivery_id, link.created_at, link.expires_at, link.opened_at, link.revoked_at,
    {_UNSAFE_SINCE} AS unsafe, {_FROZEN} AS frozen,
    NOT message.open AND message.understanding <> '{Understanding.UNDERSTOOD}' AS closed
"""
_JOINED: Final = """
    FROM reply_link AS link
    JOIN delivery AS way ON way.id = link.delivery_id
    JOIN message ON message.id = way.message_id
    JOIN contact_point AS here ON here.id = way.point_id
"""
_WRITERS_HERE: Final = f"{WRITERS} WHERE {AT_SENDER}".replace(":sender", "here.value")
_BY_DIGEST: Final = text(
    f"""
    SELECT {_FACTS}, way.asks, way.message_id, way.person_id, here.value, message.language, message.check_kind,
           message.question, message.options, message.right_option, message.proof, team.phone,
           {READS},
           EXISTS (SELECT 1 FROM reply WHERE reply.message_id = message.id AND reply.delivery_id = way.id
                                         AND reply.route = '{ContactRoute.LINK}'
                                         AND reply.reason <> '{Reason.AUTOMATIC_REPLY}') AS answered,
           (SELECT json_agg(row_to_json(writer)) FROM ({_WRITERS_HERE}) AS writer) AS writers
    {_JOINED} JOIN team ON team.id = message.team_id
      LEFT JOIN team_cover AS cover ON cover.team_id = team.id
     WHERE link.token_digest = :digest
    """  # noqa: S608 - only our own words stand in it
)
_OF_MESSAGE: Final = text(
    f"""
    SELECT DISTINCT ON (link.delivery_id) {_FACTS}, way.person_id,
           (SELECT json_agg(row_to_json(writer)) FROM ({_WRITERS_HERE}) AS writer) AS writers
    {_JOINED} WHERE way.message_id = :message_id ORDER BY link.delivery_id, link.id DESC
    """  # noqa: S608 - only our own words stand in it
).bindparams(bindparam("message_id", type_=Uuid(as_uuid=True)))
_OPENED: Final = text("UPDATE reply_link SET opened_at = :now WHERE id = :id AND opened_at IS NULL").bindparams(
    bindparam("now", type_=UtcDateTime()), bindparam("id", type_=Uuid(as_uuid=True))
)


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One link as it stands. ``doubt``: what is written from there proves nothing; ``status`` is the person's own answer."""

    id: UUID
    delivery_id: UUID
    message_id: UUID
    point: str
    language: str
    check: Check
    question: str
    phone: str
    status: SafeStatus
    doubt: bool
    answered: bool
    ended: Ended | None
    reads: ReadingTimes | None
    """When replies are read, where that must be said."""

    @property
    def shows_question(self) -> bool:
        return reply_links.shows_question(self.check.question, self.question, self.status)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """What a worker sees of the newest link of one delivery. Opening proves nothing."""

    delivery_id: UUID
    expires_at: datetime
    opened_at: datetime | None
    ended: Ended | None


def policy_of(session: Session) -> LinkPolicy | None:
    policy: LinkPolicy | None = session.info.get(POLICY)
    return policy


def address_for(session: Session, made: Plan, now: datetime, *, asks: bool) -> str:
    """The link that stands in the words of this way, its token still open; empty where there is none to be."""
    policy = policy_of(session)
    if policy is None or not asks or made.point is None or not policy.carries(made.channel):
        return ""
    return policy.address if reply_links.may_carry(made.point, now) else ""


def find_link(session: Session, token: str, now: datetime) -> FoundLink | None:
    """``None`` for what was never sent. Nothing is locked."""
    digest = reply_links.digest_of(token)
    if digest is None:
        return None
    row = session.connection().execute(_BY_DIGEST, {"digest": digest}).one_or_none()
    return None if row is None else _found(row, now)


def note_opened(session: Session, link_id: UUID, now: datetime) -> None:
    """The first time is kept. A fact about the link and about nobody's understanding."""
    session.connection().execute(_OPENED, {"id": link_id, "now": now})


def links_of(session: Session, message_id: UUID, now: datetime) -> dict[UUID, LinkLine]:
    """By delivery."""
    rows = session.connection().execute(_OF_MESSAGE, {"message_id": message_id})
    return {
        row.delivery_id: LinkLine(row.delivery_id, row.expires_at, row.opened_at, _ended(row, now, doubt=_doubt(row, now)))
        for row in rows
    }


def _doubt(row: Any, now: datetime) -> bool:
    return in_doubt([writer(each) for each in row.writers or ()], row.person_id, now)


def _ended(row: Any, now: datetime, *, doubt: bool) -> Ended | None:
    facts = LinkFacts(
        expires_at=row.expires_at,
        revoked=row.revoked_at is not None,
        closed=row.closed,
        # What makes what is written there doubtful is what would have kept the link from being sent.
        unsafe=row.unsafe or doubt,
        frozen=row.frozen,
    )
    return reply_links.ended(facts, now)


def _found(row: Any, now: datetime) -> FoundLink:
    doubt = _doubt(row, now)
    theirs = next((each for each in row.writers or () if each["person_id"] == str(row.person_id)), None)
    return FoundLink(
        id=row.id,
        delivery_id=row.delivery_id,
        message_id=row.message_id,
        point=row.value,
        language=row.language,
        check=Check(CheckKind(row.check_kind), Proof(row.proof), tuple(row.options), row.right_option, row.asks),
        question=row.question,
        phone=row.phone,
        status=SafeStatus((theirs or {}).get("safe_status") or SafeStatus.NOT_ASKED),
        doubt=doubt,
        answered=row.answered,
        ended=_ended(row, now, doubt=doubt),
        reads=reads_of(row),
    )
