"""A version is added, never changed; two at once can't both win; what was said of a point is never quietly taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.errors import Conflict, Invalid, InvalidFields, NotAllowed, NotFound
from service.domain.preferences import Medium, MediumChoice, Source, Strength
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.models import AuditEntry, ContactPoint, ContactRecord, Person, PointSafety, RestrictedReader
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from tests.service.web.visitor import add_staff, add_team

Sessions = sessionmaker[Session]
PHONE = PointEntry(kind=PointKind.PHONE, typed="07700 900123", form_field="phone-typed", status=PointStatus.NOT_SAFE)


@pytest.fixture
def actor(sessions: Sessions, now: datetime) -> Actor:
    team = add_team(sessions)
    staff = add_staff(sessions, now, Role.DUTY, teams=[team])
    return Actor(staff.id, frozenset({Role.DUTY}), frozenset({team.id}))


@pytest.fixture
def ann(sessions: Sessions, actor: Actor, now: datetime) -> UUID:
    return record_preference(sessions, actor, ContactEntry(name="Ann", points=(PHONE,)), now)


def _seen(sessions: Sessions, person_id: UUID) -> UUID | None:
    with sessions() as session:
        return session.get_one(Person, person_id).record_id


def _point(sessions: Sessions) -> ContactPoint:
    with sessions() as session:
        return session.scalars(select(ContactPoint)).one()


def _count(sessions: Sessions, table: type) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_worker_s_team_and_the_worker_own_a_new_person(sessions: Sessions, actor: Actor, ann: UUID) -> None:
    with sessions() as session:
        person = session.get_one(Person, ann)
        record = session.get_one(ContactRecord, person.record_id)
    assert (person.owner_id, {person.team_id}) == (actor.id, set(actor.teams))
    assert (record.name, record.name_words, record.supersedes_id) == ("Ann", ["ann"], None)


def test_each_save_names_the_version_that_it_replaces(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    first = _seen(sessions, ann)
    record_preference(sessions, actor, ContactEntry(name="Anna"), now, person_id=ann, seen_record_id=first)
    with sessions() as session:
        newest = session.get_one(ContactRecord, _seen(sessions, ann))
        oldest = session.get_one(ContactRecord, first)
    assert (newest.name, newest.supersedes_id, oldest.name) == ("Anna", first, "Ann")


def test_a_version_that_is_not_the_newest_can_t_be_replaced(
    sessions: Sessions, actor: Actor, ann: UUID, now: datetime
) -> None:
    first = _seen(sessions, ann)
    record_preference(sessions, actor, ContactEntry(name="Anna"), now, person_id=ann, seen_record_id=first)
    for seen in (first, None, new_id()):
        with pytest.raises(Conflict):
            record_preference(
                sessions, actor, ContactEntry(name="B", points=(PHONE,)), now, person_id=ann, seen_record_id=seen
            )
    assert _count(sessions, ContactRecord) == 2
    assert _count(sessions, PointSafety) == 1


def test_of_many_at_once_one_wins(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    first = _seen(sessions, ann)

    def save(number: int) -> bool:
        entry = ContactEntry(name=f"Ann {number}")
        try:
            record_preference(sessions, actor, entry, now, person_id=ann, seen_record_id=first)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(save, range(6))) == [False] * 5 + [True]
    assert _count(sessions, ContactRecord) == 2


def test_points_that_an_entry_does_not_name_stay(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    before = _point(sessions).safety_id
    record_preference(sessions, actor, ContactEntry(name="B"), now, person_id=ann, seen_record_id=_seen(sessions, ann))
    assert _point(sessions).safety_id == before


def test_a_not_safe_is_not_taken_back_by_typing_the_number_again(
    sessions: Sessions, actor: Actor, ann: UUID, now: datetime
) -> None:
    typed_again = replace(PHONE, typed="+447700900123", status=PointStatus.NOT_ASKED)
    with pytest.raises(InvalidFields) as refused:
        record_preference(
            sessions,
            actor,
            ContactEntry(points=(typed_again,)),
            now,
            person_id=ann,
            seen_record_id=_seen(sessions, ann),
        )
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [("point_twice", "phone-typed")]
    assert _count(sessions, PointSafety) == 1


def test_only_what_differs_or_was_asked_again_is_a_new_version_of_a_point(
    sessions: Sessions, actor: Actor, ann: UUID, now: datetime
) -> None:
    known = replace(PHONE, point_id=_point(sessions).id, typed="")
    for entry, versions in (
        (known, 1),
        (replace(known, asked_again=True), 2),
        (replace(known, status=PointStatus.SAFE), 3),
        (replace(known, status=PointStatus.SAFE, others_may_read=Answer.YES), 4),
        (replace(known, status=PointStatus.SAFE, others_may_read=Answer.YES), 4),
    ):
        seen = _seen(sessions, ann)
        record_preference(sessions, actor, ContactEntry(points=(entry,)), now, person_id=ann, seen_record_id=seen)
        assert _count(sessions, PointSafety) == versions


def test_a_point_of_somebody_else_is_not_found(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    ben = record_preference(sessions, actor, ContactEntry(name="Ben"), now)
    theirs = replace(PHONE, point_id=_point(sessions).id, status=PointStatus.SAFE)
    assert ann != ben
    with pytest.raises(NotFound):
        record_preference(
            sessions, actor, ContactEntry(points=(theirs,)), now, person_id=ben, seen_record_id=_seen(sessions, ben)
        )
    assert _count(sessions, PointSafety) == 1


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        (ContactEntry(name="x" * 201), [("name_long", "name")]),
        (ContactEntry(points=(replace(PHONE, typed="0770 12"),)), [("phone_not_in_use", "phone-typed")]),
        (ContactEntry(points=(PHONE, replace(PHONE, form_field="other"))), [("point_twice", "other")]),
        (ContactEntry(points=(replace(PHONE, start=time(9), end=time(9)),)), [("hours_end_before_start", "phone-typed")]),
        (ContactEntry(points=(replace(PHONE, weekdays=frozenset()),)), [("weekdays_missing", "phone-typed")]),
        (
            ContactEntry(
                choices=(MediumChoice(Medium.TEXT, Strength.PREFERS, 1), MediumChoice(Medium.TEXT, Strength.REQUIRES, 2))
            ),
            [("medium_twice", "choices")],
        ),
        (
            ContactEntry(
                choices=(MediumChoice(Medium.TEXT, Strength.PREFERS, 1), MediumChoice(Medium.TEXT, Strength.DECLINES))
            ),
            [("medium_chosen_and_never", "choices")],
        ),
        (ContactEntry(), [("nothing_to_save", "name")]),
        (ContactEntry(name="  "), [("nothing_to_save", "name")]),
    ],
)
def test_faults_name_their_fields_and_nothing_is_written(
    sessions: Sessions, actor: Actor, now: datetime, entry: ContactEntry, faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        record_preference(sessions, actor, entry, now)
    assert [(fault.code, fault.field) for fault in refused.value.faults] == faults
    assert _count(sessions, Person) == 0


def test_one_fact_is_enough_for_a_person(sessions: Sessions, actor: Actor, now: datetime) -> None:
    assert record_preference(sessions, actor, ContactEntry(safe_status=SafeStatus.DO_NOT_CONTACT), now)


def test_a_worker_without_a_team_or_a_case_role_records_nobody(sessions: Sessions, actor: Actor, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        record_preference(sessions, replace(actor, teams=frozenset()), ContactEntry(name="Ann"), now)
    assert refused.value.code == "worker_without_team"
    with pytest.raises(NotAllowed):
        record_preference(sessions, replace(actor, roles=frozenset({Role.ADMIN})), ContactEntry(name="Ann"), now)


def test_a_reference_belongs_to_one_person_in_any_case(sessions: Sessions, actor: Actor, now: datetime) -> None:
    record_preference(sessions, actor, ContactEntry(name="Ann", case_reference="EL-1"), now)
    with pytest.raises(InvalidFields) as refused:
        record_preference(sessions, actor, ContactEntry(name="Ben", case_reference="el-1"), now)
    assert refused.value.faults[0].code == "reference_taken"
    record_preference(sessions, actor, ContactEntry(name="Cy", case_reference="EL-2", restricted=True), now)
    with pytest.raises(InvalidFields) as collided:
        record_preference(sessions, actor, ContactEntry(name="Di", case_reference="EL-2"), now)
    assert collided.value.faults[0].code == "reference_of_restricted"


def test_a_closed_record_stays_open_to_who_closed_it_and_who_owns_it(
    sessions: Sessions, actor: Actor, ann: UUID, now: datetime
) -> None:
    closer = Actor(add_staff(sessions, now, Role.MANAGER, username="m").id, frozenset({Role.MANAGER}), actor.teams)
    seen = _seen(sessions, ann)
    record_preference(sessions, closer, ContactEntry(name="Ann", restricted=True), now, person_id=ann, seen_record_id=seen)
    with sessions() as session:
        assert set(session.scalars(select(RestrictedReader.staff_id))) == {closer.id, actor.id}
    outsider = Actor(add_staff(sessions, now, Role.DUTY, username="o").id, frozenset({Role.DUTY}), actor.teams)
    with pytest.raises(NotFound):
        record_preference(
            sessions, outsider, ContactEntry(name="B"), now, person_id=ann, seen_record_id=_seen(sessions, ann)
        )


def test_the_audit_holds_field_names_and_no_values(sessions: Sessions, actor: Actor, now: datetime) -> None:
    entry = ContactEntry(name="Sadia", own_words="a secret", source=Source.PERSON, points=(PHONE,))
    record_preference(sessions, actor, entry, now + timedelta(seconds=1))
    with sessions() as session:
        rows = session.scalars(select(AuditEntry)).all()
    recorded = next(row for row in rows if row.action == "recorded_preference")
    assert {"name", "own_words", "points", "source"} <= set(recorded.fields)
    assert not any("Sadia" in str(vars(row)) or "secret" in str(vars(row)) or "900123" in str(vars(row)) for row in rows)
