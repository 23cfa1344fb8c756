"""One person as a worker needs them: the card, the versions behind it, and the search that finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from service.domain.actors import Actor
from service.domain.contact_points import LineType, PointKind
from service.domain.flags import Flag
from service.domain.preferences import (
    Asked,
    Medium,
    PostRoute,
    Preference,
    Question,
    Source,
    still_to_ask,
)
from service.domain.safe_contact import Answer, ContactHours, PointFacts, PointStatus, SafeStatus
from service.domain.ways import Way, ways
from service.models import ContactPoint, ContactRecord, Person, PointSafety, RestrictedReader, Staff, Team
from service.queries import facts, person_flags
from service.queries.code_words import NO_CODE_WORD, CodeWordFacts, code_word_facts
from service.queries.visibility import require_person


@dataclass(frozen=True, slots=True)
class Safety:
    """What was last said of one point. ``recorded_by`` is a name, empty where the system wrote it."""

    status: PointStatus = PointStatus.NOT_ASKED
    others_may_read: Answer = Answer.NOT_ASKED
    who_else: str = ""
    ring_back: Answer = Answer.NOT_ASKED
    voicemail: Answer = Answer.NOT_ASKED
    plain_envelope: bool = False
    hours: ContactHours = field(default_factory=ContactHours)
    safe_until: datetime | None = None
    source: Source | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    id: UUID
    kind: PointKind
    value: str
    line_type: LineType
    safety: Safety
    facts: PointFacts


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what was said; ``id`` is what a change must name as seen."""

    id: UUID | None
    name: str = ""
    safe_status: SafeStatus = SafeStatus.NOT_ASKED
    check_again_by: datetime | None = None
    never_tell: str = ""
    preference: Preference = field(default_factory=Preference)
    named_person: str = ""
    post_route: PostRoute | None = None
    own_words: str = ""
    no_quiz: bool = False
    recorded_at: datetime | None = None
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """``points`` newest first; ``readers`` are the names of those who may open a restricted record."""

    person_id: UUID
    restricted: bool
    case_reference: str | None
    team: str
    owner: str
    created_at: datetime
    version: Version
    points: tuple[Point, ...]
    ways: tuple[Way, ...]
    next_time: tuple[Question, ...]
    flags: tuple[Flag, ...]
    readers: tuple[str, ...]
    code_word: CodeWordFacts = NO_CODE_WORD


def card(session: Session, actor: Actor, person_id: UUID, now: datetime) -> Card:
    """Raises ``NotFound``, for a restricted record of others too. Whoever shows it writes the reading down first."""
    person = require_person(session, actor, person_id)
    owner, recorder = aliased(Staff), aliased(Staff)
    row = session.execute(
        select(Team.name, owner.name, ContactRecord, recorder.name)
        .select_from(Person)
        .join(Team, Team.id == Person.team_id)
        .outerjoin(owner, owner.id == Person.owner_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .outerjoin(recorder, recorder.id == ContactRecord.recorded_by)
        .where(Person.id == person_id)
    ).one()
    team, owner_name, record, recorder_name = row
    known = facts.person(session, person_id)
    safeties = _safeties(session, person_id)
    points = tuple(
        Point(point.point_id, point.kind, point.value, point.line_type, safeties.get(point.point_id, Safety()), point)
        for point in known.points
    )
    version = _version(record, known.preference, recorder_name or "")
    return Card(
        person_id=person_id,
        restricted=person.restricted,
        case_reference=person.case_reference,
        team=team,
        owner=owner_name or "",
        created_at=person.created_at,
        version=version,
        points=points,
        ways=ways(known, {point.id: point.safety.ring_back for point in points}, now),
        next_time=_next_time(version, points),
        flags=person_flags.flags_of(session, [person_id], now).get(person_id, ()),
        readers=_readers(session, person) if person.restricted else (),
        code_word=code_word_facts(session, person_id),
    )


def version_of(session: Session, actor: Actor, person_id: UUID, record_id: UUID | None) -> Version | None:
    """An earlier version, without who wrote it down; ``None`` where this person has none of that id."""
    require_person(session, actor, person_id)
    record = session.get(ContactRecord, record_id) if record_id else None
    if record is None or record.person_id != person_id:
        return None
    return _version(record, facts.preference_of(record, facts.choices_of(session, record.id)), "")


def _version(record: ContactRecord | None, preference: Preference, recorded_by: str) -> Version:
    if record is None:
        return Version(id=None)
    return Version(
        id=record.id,
        name=record.name,
        safe_status=record.safe_status,
        check_again_by=record.check_again_by,
        never_tell=record.never_tell,
        preference=preference,
        named_person=record.named_person,
        post_route=record.post_route,
        own_words=record.own_words,
        no_quiz=record.no_quiz,
        recorded_at=record.recorded_at,
        recorded_by=recorded_by,
    )


def safety_of(row: PointSafety, recorded_by: str) -> Safety:
    return Safety(
        status=row.status,
        others_may_read=row.others_may_read,
        who_else=row.who_else,
        ring_back=row.ring_back,
        voicemail=row.voicemail,
        plain_envelope=row.plain_envelope,
        hours=ContactHours(frozenset(row.weekdays), row.start, row.end),
        safe_until=row.safe_until,
        source=row.source,
        recorded_at=row.recorded_at,
        recorded_by=recorded_by,
    )


def _safeties(session: Session, person_id: UUID) -> Mapping[UUID, Safety]:
    query = (
        select(PointSafety, Staff.name)
        .join(ContactPoint, ContactPoint.safety_id == PointSafety.id)
        .outerjoin(Staff, Staff.id == PointSafety.recorded_by)
        .where(ContactPoint.person_id == person_id)
    )
    return {row.point_id: safety_of(row, name or "") for row, name in session.execute(query)}


def _next_time(version: Version, points: tuple[Point, ...]) -> tuple[Question, ...]:
    asked = Asked(
        safe_to_talk=version.safe_status is not SafeStatus.NOT_ASKED,
        name=bool(version.name),
        # Where no paper can reach somebody, that was asked and answered; a live way needs no point at all.
        contact_points=len(points) or int(any(medium not in _NEEDS_A_POINT for medium in version.preference.ranked())),
        points_without_safety=sum(
            1
            for point in points
            if point.safety.status is PointStatus.NOT_ASKED
            or (point.safety.status is PointStatus.SAFE and point.safety.others_may_read is Answer.NOT_ASKED)
        ),
        points_without_ring_back=sum(
            1
            for point in points
            if point.kind is PointKind.PHONE
            and point.safety.status is not PointStatus.NOT_SAFE
            and point.safety.ring_back is Answer.NOT_ASKED
        ),
    )
    return still_to_ask(version.preference, asked)


_NEEDS_A_POINT = frozenset(
    {Medium.TEXT, Medium.EMAIL, Medium.LETTER, Medium.PHONE_CALL, Medium.RELAY_CALL, Medium.TEXTPHONE, Medium.VISIT}
)


def _readers(session: Session, person: Person) -> tuple[str, ...]:
    query = (
        select(Staff.name)
        .join(RestrictedReader, RestrictedReader.staff_id == Staff.id)
        .where(RestrictedReader.person_id == person.id)
        .order_by(Staff.name)
    )
    return tuple(session.scalars(query))
