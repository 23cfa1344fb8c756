"""Finding people and reading a card, on real rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.errors import NotAllowed, NotFound
from service.domain.flags import FlagKind
from service.domain.preferences import Medium, MediumChoice, Question, Source, Strength
from service.domain.safe_contact import Answer, PointStatus, Refused, SafeStatus
from service.models import Person, RestrictedReader
from service.queries import find_people, people
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from tests.service.web.visitor import add_staff, add_team

Sessions = sessionmaker[Session]


@pytest.fixture
def actor(sessions: Sessions, now: datetime) -> Actor:
    team = add_team(sessions)
    staff = add_staff(sessions, now, Role.DUTY, teams=[team])
    return Actor(staff.id, frozenset({Role.DUTY}), frozenset({team.id}))


def _phone(typed: str, **said: object) -> PointEntry:
    return PointEntry(kind=PointKind.PHONE, typed=typed, form_field="phone", **said)  # type: ignore[arg-type]


def _add(sessions: Sessions, actor: Actor, now: datetime, name: str, **more: object) -> UUID:
    return record_preference(sessions, actor, ContactEntry(name=name, **more), now)  # type: ignore[arg-type]


def _names(sessions: Sessions, actor: Actor, query: str) -> list[str]:
    with sessions() as session:
        return [found.name for found in find_people.find(session, actor, query).people]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Sadia Khan", "kha"),
        ("Sadia Khan", "khan SADIA"),
        ("Zoë Müller", "zoe mull"),
        ("Zoe Muller", "Zoë Müller"),
        ("Łukasz Żak", "lukasz zak"),
        ("Siân O'Brien", "obrien"),
        ("Siân O\u2019Brien", "o'brien"),
        ("Mary-Ann Smith", "ann"),
        ("محمد خان", "محمد"),
        ("李小龙", "李"),
        ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ਗੁਰਪ੍ਰੀਤ"),
    ],
)
def test_any_word_of_a_name_finds_it(sessions: Sessions, actor: Actor, now: datetime, name: str, query: str) -> None:
    _add(sessions, actor, now, name)
    _add(sessions, actor, now, "Somebody Else")
    assert _names(sessions, actor, query) == [name]


@pytest.mark.parametrize("query", ["han", "khan smith", "x"])
def test_what_begins_no_word_finds_nobody(sessions: Sessions, actor: Actor, now: datetime, query: str) -> None:
    _add(sessions, actor, now, "Sadia Khan")
    assert _names(sessions, actor, query) == []


def test_a_name_that_was_given_up_finds_nobody(sessions: Sessions, actor: Actor, now: datetime) -> None:
    person_id = _add(sessions, actor, now, "Old Name")
    with sessions() as session:
        seen = session.get_one(Person, person_id).record_id
    record_preference(sessions, actor, ContactEntry(name="New Name"), now, person_id=person_id, seen_record_id=seen)
    assert _names(sessions, actor, "old") == []
    assert _names(sessions, actor, "new") == ["New Name"]


def test_a_reference_finds_its_person_however_it_is_typed(sessions: Sessions, actor: Actor, now: datetime) -> None:
    _add(sessions, actor, now, "Sadia Khan", case_reference="EL-2041")
    assert _names(sessions, actor, " el-2041 ") == ["Sadia Khan"]


@pytest.mark.parametrize("query", ["07700 900123", "+447700900123", "0044 7700 900 123", "(07700) 900-123"])
def test_a_number_of_several_people_shows_all(sessions: Sessions, actor: Actor, now: datetime, query: str) -> None:
    for name in ("Ann", "Ben"):
        _add(sessions, actor, now, name, points=(_phone("07700900123"),))
    _add(sessions, actor, now, "Cy", points=(_phone("07700900124"),))
    assert _names(sessions, actor, query) == ["Ann", "Ben"]


def test_more_than_a_page_says_so(sessions: Sessions, actor: Actor, now: datetime) -> None:
    for number in range(find_people.MOST_RESULTS + 1):
        _add(sessions, actor, now, f"Ann {number:02}")
    with sessions() as session:
        finding = find_people.find(session, actor, "ann")
    assert (len(finding.people), finding.more) == (find_people.MOST_RESULTS, True)


def test_a_restricted_record_is_found_and_read_by_named_workers_alone(
    sessions: Sessions, actor: Actor, now: datetime
) -> None:
    person_id = _add(sessions, actor, now, "Sadia Khan", restricted=True)
    other = Actor(add_staff(sessions, now, Role.MANAGER, username="m").id, frozenset({Role.MANAGER}), actor.teams)
    assert _names(sessions, actor, "sadia") == ["Sadia Khan"]
    assert _names(sessions, other, "sadia") == []
    with sessions() as session, pytest.raises(NotFound):
        people.card(session, other, person_id, now)
    with sessions.begin() as session:
        session.add(RestrictedReader(person_id=person_id, staff_id=other.id))
    assert _names(sessions, other, "sadia") == ["Sadia Khan"]


def test_whoever_works_with_no_case_finds_nobody(sessions: Sessions, actor: Actor) -> None:
    clerk = Actor(actor.id, frozenset({Role.PRINT_CLERK}), actor.teams)
    with sessions() as session, pytest.raises(NotAllowed):
        find_people.find(session, clerk, "ann")


def test_a_name_is_found_by_its_index(sessions: Sessions, actor: Actor, now: datetime) -> None:
    _add(sessions, actor, now, "Sadia Khan")
    with sessions() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.scalars(
            text("EXPLAIN SELECT id FROM contact_record WHERE array_to_tsvector(name_words) @@ '''sad'':*'::tsquery")
        ).all()
    assert any("ix_contact_record_name_words" in line for line in plan)


def test_the_card_tells_what_can_be_used_and_why_not(sessions: Sessions, actor: Actor, now: datetime) -> None:
    person_id = _add(
        sessions,
        actor,
        now,
        "Sadia Khan",
        safe_status=SafeStatus.SAFE,
        choices=(
            MediumChoice(Medium.TEXT, Strength.PREFERS, 1),
            MediumChoice(Medium.PHONE_CALL, Strength.PREFERS, 2),
            MediumChoice(Medium.OFFICE, Strength.PREFERS, 3),
            MediumChoice(Medium.EMAIL, Strength.PREFERS, 4),
        ),
        source=Source.PERSON,
        points=(
            _phone("07700900123", status=PointStatus.SAFE, others_may_read=Answer.NO, ring_back=Answer.NO),
            _phone("01632960111", status=PointStatus.SAFE, others_may_read=Answer.NO, ring_back=Answer.YES),
            _phone("07700900124"),
        ),
    )
    with sessions() as session:
        card = people.card(session, actor, person_id, now)
    values = {point.id: point.value for point in card.points}
    ways = {way.medium: way for way in card.ways}
    assert [values[point] for point in ways[Medium.TEXT].points] == ["+447700900123"]
    assert {values[point]: why for point, why in ways[Medium.TEXT].stopped} == {
        "+441632960111": Refused.LANDLINE,
        "+447700900124": Refused.NOT_ASKED_IF_SAFE,
    }
    assert [values[point] for point in ways[Medium.PHONE_CALL].points] == ["+441632960111"]
    assert ways[Medium.OFFICE].open
    assert not ways[Medium.EMAIL].open
    assert set(card.next_time) == {
        Question.WHO_ELSE_SEES,
        Question.RING_BACK,
        Question.HELP_TO_READ,
        Question.LANGUAGE,
    }
    assert card.flags == ()


def test_flags_of_the_person_stand_on_the_card(sessions: Sessions, actor: Actor, now: datetime) -> None:
    first = _add(sessions, actor, now, "Ann", points=(_phone("07700900123"),), source=Source.REFERRER)
    _add(sessions, actor, now, "Ben", points=(_phone("07700900123"),))
    with sessions() as session:
        later = people.card(session, actor, first, now + timedelta(days=400))
    assert {flag.kind for flag in later.flags} == {
        FlagKind.PREFERENCE_NOT_ASKED,
        FlagKind.REVIEW_DUE,
        FlagKind.CONTACT_POINT_SHARED,
    }


def test_a_person_without_any_version_has_an_empty_card(sessions: Sessions, actor: Actor, now: datetime) -> None:
    person_id = _add(sessions, actor, now, "Ann")
    with sessions.begin() as session:
        session.execute(update(Person).values(record_id=None))
    with sessions() as session:
        card = people.card(session, actor, person_id, now)
    assert card.version.id is None
    assert Question.NAME in card.next_time
