"""The facts that decisions rest on, read afresh in the caller's transaction. What may be shown is decided elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from service.domain.contact_points import LineType, PointKind
from service.domain.deadlines import Nation
from service.domain.errors import NotFound
from service.domain.letterheads import Letterhead
from service.domain.messages import PersonFacts
from service.domain.preferences import Format, Medium, MediumChoice, Paper, Preference, Reason, Source, Strength, Support
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, ContactHours, PointFacts, PointStatus, SafeStatus
from service.models import ContactRecord, MediumChoiceRow
from service.queries.cover import READS, reads_of

IMPORTED_POINTS_FOR = "imported_points_for"
COUNCIL_PHONE = "council_phone"
"""Under this key ``session.info`` holds the published number that messages offer where a team has none of its own."""
"""Key in a session's ``info``: the purposes of the council's setting, put there by ``bootstrap``. Without it: none."""
_MEDIUM_OF_KIND = {PointKind.PHONE: Medium.TEXT, PointKind.EMAIL: Medium.EMAIL, PointKind.ADDRESS: Medium.LETTER}

# One statement, and no rows of the ORM: every accept and every claim asks for it, and it is most of what they cost.
_FACTS = text(
    f"""
    SELECT person.id, person.restricted, team.nation, team.neutral_name, team.phone, team.return_address,
           {READS},
           record.safe_status, record.check_again_by, record.format, record.paper,
           record.spoken_language, record.written_language,
           record.supports, record.reasons, record.source, record.no_quiz,
           (SELECT json_agg(json_build_array(choice.medium, choice.strength, choice.rank)
                            ORDER BY choice.rank NULLS LAST, choice.medium)
              FROM medium_choice AS choice WHERE choice.record_id = record.id) AS choices,
           (SELECT json_agg(json_build_object(
                       'id', point.id, 'kind', point.kind, 'value', point.value, 'line', point.line_type,
                       'dead', point.dead, 'opted_out', point.opted_out, 'wrong_person', point.wrong_person,
                       'shared', EXISTS (SELECT FROM contact_point AS other
                                          WHERE md5(other.value) = md5(point.value) AND other.value = point.value
                                            AND other.person_id <> point.person_id),
                       'status', safety.status, 'source', safety.source, 'others', safety.others_may_read,
                       'plain', safety.plain_envelope,
                       'weekdays', safety.weekdays, 'start', safety.start, 'end', safety."end", 'until', safety.safe_until,
                       'wrote', (SELECT max(reply.received_at) FROM reply
                                  WHERE reply.person_id = person.id AND reply.sender = point.value))
                   ORDER BY point.created_at DESC, point.id DESC)
              FROM contact_point AS point LEFT JOIN point_safety AS safety ON safety.id = point.safety_id
             WHERE point.person_id = person.id) AS points
      FROM person
      JOIN team ON team.id = person.team_id
      LEFT JOIN team_cover AS cover ON cover.team_id = team.id
      LEFT JOIN contact_record AS record ON record.id = person.record_id
     WHERE person.id = ANY(:ids)
    """  # noqa: S608 - only our own words stand in it
).bindparams(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))))


def people(session: Session, person_ids: Collection[UUID]) -> dict[UUID, PersonFacts]:
    """Facts of several people in one statement, whatever their number."""
    if not person_ids:
        return {}
    rows = session.connection().execute(_FACTS, {"ids": list(person_ids)}).all()
    imported_for: frozenset[Purpose] = session.info.get(IMPORTED_POINTS_FOR, frozenset())
    council_phone: str = session.info.get(COUNCIL_PHONE, "")
    return {row.id: _facts(row, imported_for, council_phone) for row in rows}


def person(session: Session, person_id: UUID) -> PersonFacts:
    """Raises ``NotFound``."""
    found = people(session, [person_id])
    if person_id not in found:
        raise NotFound("person_not_found")
    return found[person_id]


def preference_of(record: ContactRecord | None, choices: Sequence[MediumChoice]) -> Preference:
    if record is None:
        return Preference()
    return Preference(
        choices=tuple(choices),
        format=record.format,
        paper=record.paper,
        spoken_language=record.spoken_language,
        written_language=record.written_language,
        supports=frozenset(Support(value) for value in record.supports),
        reasons=frozenset(Reason(value) for value in record.reasons),
        source=record.source,
    )


def choices_of(session: Session, record_id: UUID) -> tuple[MediumChoice, ...]:
    """The ranking of one version, best first."""
    query = select(MediumChoiceRow).where(MediumChoiceRow.record_id == record_id)
    rows = session.scalars(query.order_by(MediumChoiceRow.rank.nulls_last(), MediumChoiceRow.medium))
    return tuple(MediumChoice(row.medium, row.strength, row.rank) for row in rows)


def _facts(row: Any, imported_for: frozenset[Purpose], council_phone: str) -> PersonFacts:
    asked = row.safe_status is not None
    preference = Preference()
    if asked:
        ranking = row.choices or ()
        preference = Preference(
            choices=tuple(MediumChoice(Medium(medium), Strength(strength), rank) for medium, strength, rank in ranking),
            format=Format(row.format) if row.format else None,
            paper=Paper(row.paper) if row.paper else None,
            spoken_language=row.spoken_language,
            written_language=row.written_language,
            supports=frozenset(Support(value) for value in row.supports),
            reasons=frozenset(Reason(value) for value in row.reasons),
            source=Source(row.source) if row.source else None,
        )
    status = SafeStatus(row.safe_status) if asked else SafeStatus.NOT_ASKED
    return PersonFacts(
        person_id=row.id,
        safe_status=status,
        preference=preference,
        nation=Nation(row.nation),
        no_quiz=bool(row.no_quiz),
        letterhead=Letterhead(row.neutral_name, row.phone or council_phone, row.return_address, reads_of(row)),
        points=tuple(_point(point, row, status, preference, imported_for) for point in row.points or ()),
    )


def _point(
    point: Mapping[str, Any], person: Any, status: SafeStatus, preference: Preference, imported_for: frozenset[Purpose]
) -> PointFacts:
    kind = PointKind(point["kind"])
    medium = _MEDIUM_OF_KIND[kind]
    ranked = preference.ranked()
    said = point["status"] is not None
    return PointFacts(
        point_id=UUID(point["id"]),
        kind=kind,
        value=point["value"],
        line_type=LineType(point["line"]),
        person_status=status,
        status=PointStatus(point["status"]) if said else PointStatus.NOT_ASKED,
        others_may_read=Answer(point["others"]) if said else Answer.NOT_ASKED,
        hours=_hours(tuple(point["weekdays"]), point["start"], point["end"]) if said else ContactHours(),
        safe_until=_moment(point["until"]),
        check_again_by=person.check_again_by,
        plain_envelope=bool(point["plain"]),
        wrote_at=_moment(point["wrote"]),
        declined=preference.declines(medium) or (bool(ranked) and medium not in ranked),
        dead=point["dead"],
        opted_out=point["opted_out"],
        wrong_person=point["wrong_person"],
        shared=point["shared"],
        imported=point["source"] == Source.IMPORT.value,
        restricted_record=person.restricted,
        imported_for=imported_for,
    )


@lru_cache(maxsize=1024)
def _hours(weekdays: tuple[int, ...], start: str, end: str) -> ContactHours:
    return ContactHours(frozenset(weekdays), time.fromisoformat(start), time.fromisoformat(end))


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
