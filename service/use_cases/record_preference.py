"""First contact, and every later change: what a person said about how to reach them, as a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service import audit, outbox
from service.database import Sessions, new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.contact_entry import ContactEntry, PointEntry
from service.domain.contact_points import PointKind, PointValue, normalise
from service.domain.errors import Conflict, Invalid, InvalidFields, NotFound
from service.domain.names import LONGEST_NAME
from service.domain.preferences import Preference, Source, choice_faults
from service.models import ContactPoint, ContactRecord, MediumChoiceRow, Person, PointSafety, RestrictedReader
from service.queries.visibility import require_person

__all__ = ["ContactEntry", "PointEntry", "record_preference"]


def record_preference(
    sessions: Sessions,
    actor: Actor,
    entry: ContactEntry,
    now: datetime,
    *,
    person_id: UUID | None = None,
    seen_record_id: UUID | None = None,
    new_person_id: UUID | None = None,
) -> UUID:
    """Add a version to a person, or a person with their first version; returns the person's id.

    ``seen_record_id`` is the version that the worker had before them: where a newer one stands, ``Conflict`` is raised
    and nothing is written. Points that an entry doesn't name stay as they are. ``new_person_id`` comes from
    the form: the same one twice is one person.
    """
    actor.require(CASE_ROLES)
    values = _checked(entry)
    fields = [name for name in ContactEntry.__dataclass_fields__ if getattr(entry, name) not in (None, "", (), frozenset())]
    with sessions.begin() as session:
        if new_person_id is not None and _made_before(session, actor, new_person_id):
            return new_person_id
        key = new_person_id or new_id()
        person = require_person(session, actor, person_id) if person_id else _new_person(session, actor, entry, key, now)
        record = _append_record(session, actor, person, entry, seen_record_id, now)
        for point_entry, value in values:
            _append_point(session, actor, person, point_entry, value, entry.source, now)
        if entry.case_reference is not None:
            person.case_reference = _free_reference(session, person, entry.case_reference)
        if entry.restricted is not None and entry.restricted != person.restricted:
            _restrict(session, actor, person, restricted=entry.restricted)
        audit.record(
            session, actor, "recorded_preference", "contact_record", record.id, now, person_id=person.id, fields=fields
        )
        return person.id


def _checked(entry: ContactEntry) -> list[tuple[PointEntry, PointValue | None]]:
    faults: list[Invalid] = []
    values: list[tuple[PointEntry, PointValue | None]] = []
    seen: set[PointValue] = set()
    if len(entry.name) > LONGEST_NAME:
        faults.append(Invalid("name_long", field="name"))
    faults.extend(choice_faults(entry.choices))
    for point in entry.points:
        if not point.weekdays:
            faults.append(Invalid("weekdays_missing", field=point.form_field))
        if point.start >= point.end:
            faults.append(Invalid("hours_end_before_start", field=point.form_field))
        if point.point_id is not None:
            values.append((point, None))
            continue
        try:
            value = normalise(point.kind, point.typed)
        except Invalid as fault:
            faults.append(Invalid(fault.code, field=point.form_field))
            continue
        if value in seen:
            faults.append(Invalid("point_twice", field=point.form_field))
        seen.add(value)
        values.append((point, value))
    if faults:
        raise InvalidFields(tuple(faults))
    return values


def _made_before(session: Session, actor: Actor, new_person_id: UUID) -> bool:
    # Two clicks at the same moment: the second waits here for the first to commit.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(new_person_id), 0))))
    made = session.get(Person, new_person_id)
    if made is not None and made.created_by != actor.id:
        raise Conflict("record_changed")
    return made is not None


def _new_person(session: Session, actor: Actor, entry: ContactEntry, person_id: UUID, now: datetime) -> Person:
    if not actor.teams:
        raise Invalid("worker_without_team")
    person = Person(
        id=person_id,
        team_id=sorted(actor.teams)[0],
        owner_id=actor.id,
        restricted=False,
        created_at=now,
        created_by=actor.id,
    )
    if replace(entry, name=entry.name.strip(), own_words=entry.own_words.strip()) == ContactEntry():
        raise InvalidFields((Invalid("nothing_to_save", field="name"),))
    session.add(person)
    session.flush()
    audit.record(session, actor, "created", "person", person.id, now, person_id=person.id)
    return person


def _append_record(
    session: Session, actor: Actor, person: Person, entry: ContactEntry, seen: UUID | None, now: datetime
) -> ContactRecord:
    record = ContactRecord(
        id=new_id(),
        person_id=person.id,
        supersedes_id=seen,
        name=entry.name.strip(),
        safe_status=entry.safe_status,
        check_again_by=entry.check_again_by,
        never_tell=entry.never_tell.strip(),
        format=entry.format,
        paper=entry.paper,
        spoken_language=entry.spoken_language,
        written_language=entry.written_language,
        supports=sorted(entry.supports),
        reasons=sorted(entry.reasons),
        named_person=entry.named_person.strip(),
        post_route=entry.post_route,
        source=entry.source,
        own_words=entry.own_words.strip(),
        no_quiz=entry.no_quiz,
        recorded_at=now,
        recorded_by=actor.id,
    )
    moved = session.execute(
        update(Person)
        .where(Person.id == person.id, Person.record_id.is_not_distinct_from(seen))
        .values(record_id=record.id, has_choice=Preference(choices=entry.choices, source=entry.source).is_a_choice)
        .returning(Person.id)
    ).first()
    if moved is None:
        raise Conflict("record_changed")
    session.add(record)
    session.flush()
    session.add_all(
        MediumChoiceRow(record_id=record.id, medium=choice.medium, strength=choice.strength, rank=choice.rank)
        for choice in entry.choices
    )
    session.refresh(person)
    return record


def _append_point(
    session: Session,
    actor: Actor,
    person: Person,
    entry: PointEntry,
    value: PointValue | None,
    source: Source | None,
    now: datetime,
) -> None:
    point = _point_on_record(session, person, entry, value)
    if point is None and value is not None:
        point = ContactPoint(
            id=new_id(),
            person_id=person.id,
            kind=value.kind,
            value=value.value,
            line_type=value.line_type,
            dead=False,
            opted_out=False,
            wrong_person=False,
            created_at=now,
            created_by=actor.id,
        )
        session.add(point)
        session.flush()
        if value.kind is PointKind.ADDRESS:
            outbox.hold_letters(session, person.id, now)
    elif value is not None:
        # Said of a number as if it were new, "not asked" would quietly take back a "not safe".
        raise InvalidFields((Invalid("point_twice", field=entry.form_field),))
    if point is None:
        raise NotFound("point_not_found")
    before = session.get(PointSafety, point.safety_id) if point.safety_id else None
    said = {
        "status": entry.status,
        "others_may_read": entry.others_may_read,
        "who_else": entry.who_else.strip(),
        "ring_back": entry.ring_back,
        "voicemail": entry.voicemail,
        "plain_envelope": entry.plain_envelope,
        "weekdays": sorted(entry.weekdays),
        "start": entry.start,
        "end": entry.end,
        "safe_until": entry.safe_until,
    }
    if before is not None and not entry.asked_again and all(getattr(before, name) == said[name] for name in said):
        return
    safety = PointSafety(
        id=new_id(),
        point_id=point.id,
        supersedes_id=point.safety_id,
        source=source,
        recorded_at=now,
        recorded_by=actor.id,
        **said,
    )
    session.add(safety)
    session.flush()
    point.safety_id = safety.id


def _point_on_record(session: Session, person: Person, entry: PointEntry, value: PointValue | None) -> ContactPoint | None:
    query = select(ContactPoint).where(ContactPoint.person_id == person.id)
    if value is None:
        return session.scalar(query.where(ContactPoint.id == entry.point_id, ContactPoint.kind == entry.kind))
    return session.scalar(query.where(ContactPoint.kind == value.kind, ContactPoint.value == value.value))


def _free_reference(session: Session, person: Person, typed: str) -> str | None:
    reference = typed.strip()
    if not reference:
        return None
    same = func.lower(Person.case_reference) == reference.lower()
    holder = session.scalar(select(Person).where(same, Person.id != person.id))
    if holder is not None:
        code = "reference_of_restricted" if holder.restricted else "reference_taken"
        raise InvalidFields((Invalid(code, field="case_reference"),))
    return reference


def _restrict(session: Session, actor: Actor, person: Person, *, restricted: bool) -> None:
    person.restricted = restricted
    if not restricted:
        return
    # Whoever closes the door stays inside, and so does the owner: a record that nobody can open protects nobody.
    for staff_id in {actor.id, person.owner_id} - {None}:
        if staff_id is not None and session.get(RestrictedReader, (person.id, staff_id)) is None:
            session.add(RestrictedReader(person_id=person.id, staff_id=staff_id))
