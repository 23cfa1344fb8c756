"""Whether what was written can count as the person's own words: R7, a reply is no proof of who replied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, text
from sqlalchemy.orm import Session

from service.domain.safe_contact import Answer, PointStatus, SafeStatus, writing_may_confirm
from service.models import Reply


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who is on record with the point that words came from. ``may_confirm``: nobody else reads or answers there."""

    person_id: UUID
    team_id: UUID
    owner_id: UUID | None
    may_confirm: bool
    safe_until: datetime | None
    coded: bool = False
    """They have a code word, which must not stay where it is written."""


WRITERS: Final = """
    SELECT point.id AS point_id, point.person_id, person.team_id, person.owner_id, point.wrong_person,
           record.safe_status, safety.status, safety.others_may_read, safety.safe_until,
           person.code_word_id IS NOT NULL AS coded
      FROM contact_point AS point
      JOIN person ON person.id = point.person_id
      LEFT JOIN contact_record AS record ON record.id = person.record_id
      LEFT JOIN point_safety AS safety ON safety.id = point.safety_id
"""
AT_SENDER: Final = "md5(point.value) = md5(:sender) AND point.value = :sender"
_FROM_SENDER = text(
    f"SELECT row_to_json(writer) FROM ({WRITERS} WHERE {AT_SENDER}) AS writer"  # noqa: S608 - our own words
).bindparams(bindparam("sender", type_=Text()))
_FROM_LETTER = text(
    f"""
    SELECT row_to_json(writer)
      FROM ({WRITERS} WHERE point.id = (SELECT point_id FROM delivery WHERE id = :delivery_id)) AS writer
    """  # noqa: S608 - our own words
).bindparams(bindparam("delivery_id", type_=Uuid(as_uuid=True)))


def writer_in_doubt(session: Session, reply: Reply, person_id: UUID) -> bool:
    """True unless this reply came from a point of this person alone where nobody else may read or answer.

    A slip came from where its letter went. Words heard on a call or a visit were spoken to a worker.
    """
    if not reply.sender:
        return letter_in_doubt(session, reply.delivery_id, person_id, reply.received_at)
    found = session.connection().execute(_FROM_SENDER, {"sender": reply.sender}).scalars()
    return in_doubt([writer(row) for row in found], person_id, reply.received_at)


def letter_in_doubt(session: Session, delivery_id: UUID | None, person_id: UUID, at: datetime) -> bool:
    """The same for what came back on the paper of one delivery."""
    found = session.connection().execute(_FROM_LETTER, {"delivery_id": delivery_id}).scalars()
    return in_doubt([writer(row) for row in found], person_id, at)


def in_doubt(writers: Sequence[Writer], person_id: UUID, at: datetime) -> bool:
    """The same, for everybody who is on record with the point that the words came from."""
    theirs = next((each for each in writers if each.person_id == person_id), None)
    if theirs is None or not theirs.may_confirm or len({each.person_id for each in writers}) > 1:
        return True
    return theirs.safe_until is not None and at >= theirs.safe_until


def writer(row: dict[str, Any]) -> Writer:
    """One of ``WRITERS``, as JSON."""
    may_confirm = writing_may_confirm(
        SafeStatus(row["safe_status"] or SafeStatus.NOT_ASKED),
        PointStatus(row["status"] or PointStatus.NOT_ASKED),
        Answer(row["others_may_read"] or Answer.NOT_ASKED),
        wrong_person=row["wrong_person"],
    )
    return Writer(
        person_id=UUID(row["person_id"]),
        team_id=UUID(row["team_id"]),
        owner_id=UUID(row["owner_id"]) if row["owner_id"] else None,
        may_confirm=may_confirm,
        safe_until=datetime.fromisoformat(row["safe_until"]) if row["safe_until"] else None,
        coded=row["coded"],
    )
