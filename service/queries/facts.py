"""The facts that decisions rest on, read afresh in the caller's transaction. What may be shown is decided elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.errors import NotFound
from service.domain.messages import PersonFacts
from service.domain.preferences import Medium, MediumChoice, Preference, Reason, Support
from service.domain.safe_contact import Answer, ContactHours, PointFacts, PointStatus, SafeStatus
from service.models import ContactPoint, ContactRecord, MediumChoiceRow, Person, PointSafety, Reply, Team

_MEDIUM_OF_KIND = {"phone": Medium.TEXT, "email": Medium.EMAIL, "address": Medium.LETTER}


def people(session: Session, person_ids: Collection[UUID]) -> dict[UUID, PersonFacts]:
    """Facts of several people in four statements, whatever their number."""
    rows = session.execute(
        select(Person, ContactRecord, Team)
        .join(Team, Team.id == Person.team_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .where(Person.id.in_(person_ids))
    ).tuples()
    found = {person.id: (person, record, team) for person, record, team in rows}
    choices = _choices(session, [record.id for _, record, _ in found.values() if record is not None])
    points: dict[UUID, list[tuple[ContactPoint, PointSafety | None]]] = {person_id: [] for person_id in found}
    for point, safety in session.execute(
        select(ContactPoint, PointSafety)
        .outerjoin(PointSafety, PointSafety.id == ContactPoint.safety_id)
        .where(ContactPoint.person_id.in_(found))
        .order_by(ContactPoint.created_at.desc(), ContactPoint.id.desc())
    ).tuples():
        points[point.person_id].append((point, safety))
    wrote = _last_written(session, list(found))
    return {
        person_id: _facts(person_id, record, team, choices, points[person_id], wrote)
        for person_id, (_, record, team) in found.items()
    }


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
        spoken_language=record.spoken_language,
        written_language=record.written_language,
        supports=frozenset(Support(value) for value in record.supports),
        reasons=frozenset(Reason(value) for value in record.reasons),
        source=record.source,
    )


def _choices(session: Session, record_ids: Sequence[UUID]) -> Mapping[UUID, list[MediumChoice]]:
    found: dict[UUID, list[MediumChoice]] = {record_id: [] for record_id in record_ids}
    query = select(MediumChoiceRow).where(MediumChoiceRow.record_id.in_(record_ids))
    for row in session.scalars(query.order_by(MediumChoiceRow.rank.nulls_last(), MediumChoiceRow.medium)):
        found[row.record_id].append(MediumChoice(row.medium, row.strength, row.rank))
    return found


def choices_of(session: Session, record_id: UUID) -> tuple[MediumChoice, ...]:
    return tuple(_choices(session, [record_id])[record_id])


def _last_written(session: Session, person_ids: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
    query = (
        select(Reply.person_id, Reply.sender, func.max(Reply.received_at))
        .where(Reply.person_id.in_(person_ids), Reply.sender != "")
        .group_by(Reply.person_id, Reply.sender)
    )
    return {(person_id, sender): at for person_id, sender, at in session.execute(query).tuples() if person_id is not None}


def _facts(
    person_id: UUID,
    record: ContactRecord | None,
    team: Team,
    choices: Mapping[UUID, list[MediumChoice]],
    points: Sequence[tuple[ContactPoint, PointSafety | None]],
    wrote: Mapping[tuple[UUID, str], datetime],
) -> PersonFacts:
    preference = preference_of(record, choices[record.id] if record is not None else [])
    status = record.safe_status if record is not None else SafeStatus.NOT_ASKED
    check_again_by = record.check_again_by if record is not None else None
    ranked = preference.ranked()
    return PersonFacts(
        person_id=person_id,
        safe_status=status,
        preference=preference,
        nation=team.nation,
        no_quiz=record.no_quiz if record is not None else False,
        points=tuple(
            PointFacts(
                point_id=point.id,
                kind=point.kind,
                value=point.value,
                line_type=point.line_type,
                person_status=status,
                status=safety.status if safety is not None else PointStatus.NOT_ASKED,
                others_may_read=safety.others_may_read if safety is not None else Answer.NOT_ASKED,
                hours=_hours(safety),
                safe_until=safety.safe_until if safety is not None else None,
                check_again_by=check_again_by,
                plain_envelope=safety.plain_envelope if safety is not None else False,
                wrote_at=wrote.get((person_id, point.value)),
                declined=preference.declines(medium) or (bool(ranked) and medium not in ranked),
                dead=point.dead,
                opted_out=point.opted_out,
                wrong_person=point.wrong_person,
            )
            for point, safety in points
            for medium in (_MEDIUM_OF_KIND[point.kind],)
        ),
    )


def _hours(safety: PointSafety | None) -> ContactHours:
    if safety is None:
        return ContactHours()
    return ContactHours(frozenset(safety.weekdays), safety.start, safety.end)
