"""Everything sent, received and judged, in the order of time; and what each version changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session, sessionmaker

from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.errors import NotFound
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import Closing, Delivery, Judgement, Message, Person, Reply
from service.queries import timeline, versions
from service.queries.timeline import PAGE, EntryKind
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from tests.service.web.visitor import add_staff, add_team

Sessions = sessionmaker[Session]


@pytest.fixture
def actor(sessions: Sessions, now: datetime) -> Actor:
    team = add_team(sessions)
    staff = add_staff(sessions, now, Role.DUTY, teams=[team])
    return Actor(staff.id, frozenset({Role.DUTY}), frozenset({team.id}))


@pytest.fixture
def ann(sessions: Sessions, actor: Actor, now: datetime) -> UUID:
    return record_preference(sessions, actor, ContactEntry(name="Ann"), now)


def _message(actor: Actor, person_id: UUID, at: datetime, body: str = "See you on Thursday") -> Message:
    return Message(
        id=new_id(),
        person_id=person_id,
        team_id=next(iter(actor.teams)),
        author_id=actor.id,
        purpose=Purpose.APPOINTMENT,
        body=body,
        check_kind=CheckKind.NONE,
        proof=Proof.SAID,
        understanding=Understanding.ACKNOWLEDGED,
        created_at=at,
    )


def _reply(actor: Actor, person_id: UUID, message: Message, at: datetime) -> Reply:
    return Reply(
        id=new_id(),
        route="text",
        provider="fake",
        provider_id=str(new_id()),
        body="ok thanks",
        person_id=person_id,
        message_id=message.id,
        matched_how="code",
        category="received_only",
        reason="acknowledged",
        confirms=False,
        open=True,
        team_id=next(iter(actor.teams)),
        received_at=at,
    )


def test_the_newest_comes_first_and_the_axes_stand_apart(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    hour = timedelta(hours=1)
    with sessions.begin() as session:
        message = _message(actor, ann, now)
        session.add(message)
        session.flush()
        session.add(
            Delivery(
                message_id=message.id,
                person_id=ann,
                medium=Medium.TEXT,
                channel="sms",
                code="KT4HWN",
                state=Transport.DELIVERED,
                state_at=now,
                due_at=now,
                created_at=now,
            )
        )
        reply = _reply(actor, ann, message, now + hour)
        session.add(reply)
        session.flush()
        session.add(
            Judgement(message_id=message.id, reply_id=reply.id, verdict="partly", words="ok", by=actor.id, at=now + 2 * hour)
        )
        session.add(Closing(message_id=message.id, reason="no_longer_needed", note="Moved", by=actor.id, at=now + 3 * hour))
    with sessions() as session:
        entries = timeline.timeline(session, actor, ann).entries
    assert [entry.kind for entry in entries] == [EntryKind.CLOSED, EntryKind.JUDGED, EntryKind.RECEIVED, EntryKind.SENT]
    sent = entries[-1]
    assert [(way.medium, way.state) for way in sent.carriages] == [(Medium.TEXT, Transport.DELIVERED)]
    assert sent.understanding is Understanding.ACKNOWLEDGED
    assert (entries[1].by, entries[1].verdict, entries[1].words) == ("Sam Example", "partly", "ok")
    assert entries[2].words == "ok thanks"
    assert entries[2].reply_id == reply.id


def test_another_person_s_events_are_not_hers(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    ben = record_preference(sessions, actor, ContactEntry(name="Ben"), now)
    with sessions.begin() as session:
        message = _message(actor, ben, now)
        session.add(message)
        session.flush()
        session.add(Judgement(message_id=message.id, verdict="partly", words="ok", by=actor.id, at=now))
    with sessions() as session:
        assert timeline.timeline(session, actor, ann).entries == ()
        assert len(timeline.timeline(session, actor, ben).entries) == 2


def test_pages_follow_each_other_without_gap_or_repeat(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    with sessions.begin() as session:
        session.add_all(_message(actor, ann, now + timedelta(minutes=n), f"n{n}") for n in range(PAGE + 20))
    with sessions() as session:
        first = timeline.timeline(session, actor, ann)
        second = timeline.timeline(session, actor, ann, before=first.older_than)
    words = [entry.words for entry in (*first.entries, *second.entries)]
    assert words == [f"n{n}" for n in reversed(range(PAGE + 20))]
    assert second.older_than is None


def test_a_restricted_record_has_no_timeline_for_others(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    with sessions.begin() as session:
        session.get_one(Person, ann).restricted = True
    other = Actor(add_staff(sessions, now, Role.DUTY, username="alex").id, actor.roles, actor.teams)
    with sessions() as session:
        with pytest.raises(NotFound):
            timeline.timeline(session, other, ann)
        with pytest.raises(NotFound):
            versions.versions(session, other, ann)


def test_each_version_tells_what_it_changed_and_no_more(sessions: Sessions, actor: Actor, ann: UUID, now: datetime) -> None:
    with sessions() as session:
        seen = session.get_one(Person, ann).record_id
    later = now + timedelta(days=1)
    point = PointEntry(kind=PointKind.PHONE, typed="07700900123", form_field="phone", status=PointStatus.SAFE)
    record_preference(sessions, actor, ContactEntry(name="Anna", points=(point,)), later, person_id=ann, seen_record_id=seen)
    with sessions() as session:
        newest, first = versions.versions(session, actor, ann)
    assert [(change.field, change.before, change.after) for change in first.changes] == [("name", None, "Ann")]
    assert (newest.at, newest.by) == (later, "Sam Example")
    assert [(change.field, change.before, change.after, change.value) for change in newest.changes] == [
        ("name", "Ann", "Anna", ""),
        ("added", None, None, "+447700900123"),
        ("status", None, PointStatus.SAFE, "+447700900123"),
    ]
