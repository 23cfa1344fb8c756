"""First contact: one page, saved from the first field, with nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.database import new_id
from service.domain.actors import Role
from service.models import AuditEntry, ContactPoint, ContactRecord, MediumChoiceRow, Person, PointSafety, Staff, Team
from tests.service.web.visitor import Visitor, add_staff, add_team

ANYTHING = Mapping[str, str | Sequence[str]]


@pytest.fixture
def team(sessions: sessionmaker[Session]) -> Team:
    return add_team(sessions)


@pytest.fixture
def duty(sessions: sessionmaker[Session], now: datetime, team: Team) -> Staff:
    return add_staff(sessions, now, Role.DUTY, teams=[team])


@pytest.fixture
def worker(new_visitor: Callable[[], Visitor], duty: Staff, now: datetime) -> Visitor:
    return new_visitor().signed_in_as(duty, now)


def test_the_page_asks_in_the_order_of_a_call(worker: Visitor) -> None:
    page = worker.get("/people/new")
    assert page.status_code == 200
    asked = [
        page.text.index(f'id="{part}"') for part in ("ask-safe", "ask-name", "ask-how", "ask-where", "ask-help", "ask-who")
    ]
    assert asked == sorted(asked)
    assert "Is it safe to talk right now? Is anyone with you?" in page.text
    assert page.text.count("Save what I have") == 2


@pytest.mark.parametrize(
    "only", [{"safe_status": "do_not_contact"}, {"name": "Sadia Khan"}, {"own_words": "Ring me"}, {"first_choice": "text"}]
)
def test_save_works_from_any_field_alone(worker: Visitor, sessions: sessionmaker[Session], only: ANYTHING) -> None:
    answer = worker.submit("/people/new", only)
    assert answer.status_code == 303
    with sessions() as session:
        record = session.scalars(select(ContactRecord)).one()
        person = session.scalars(select(Person)).one()
    assert person.record_id == record.id
    assert answer.location == f"/people/{person.id}"
    assert record.source is None
    assert record.format is None


def test_a_page_without_any_answer_saves_nobody(worker: Visitor, sessions: sessionmaker[Session]) -> None:
    answer = worker.submit("/people/new", {"name": "   "})
    assert answer.status_code == 422
    assert "There is nothing to save yet" in answer.text
    with sessions() as session:
        assert session.scalars(select(Person)).all() == []


FULL: ANYTHING = {
    "safe_status": "restricted",
    "name": "Sadia Khan",
    "first_choice": "text",
    "second_choice": "phone_call",
    "only_these": "y",
    "never": ["letter", "visit"],
    "phone-typed": "(07700) 900 123",
    "phone-others_may_read": "yes",
    "phone-who_else": "her ex-partner",
    "phone-status": "safe",
    "phone-ring_back": "no",
    "email-typed": "Sadia@Example.COM",
    "email-others_may_read": "no",
    "email-status": "safe",
    "format": "easy_read",
    "spoken_language": "ur",
    "written_language": "ur",
    "supports": ["language_interpreter", "advocate"],
    "source": "person",
    "own_words": "Only text me <at work>.",
}


def test_everything_said_is_on_record_in_normal_form(
    worker: Visitor, sessions: sessionmaker[Session], duty: Staff, team: Team, now: datetime
) -> None:
    assert worker.submit("/people/new", FULL).status_code == 303
    with sessions() as session:
        person = session.scalars(select(Person)).one()
        record = session.scalars(select(ContactRecord)).one()
        choices = {row.medium: (row.strength, row.rank) for row in session.scalars(select(MediumChoiceRow))}
        points = {point.kind.value: point for point in session.scalars(select(ContactPoint))}
        safeties = {safety.point_id: safety for safety in session.scalars(select(PointSafety))}
        actions = set(session.scalars(select(AuditEntry.action)))
    assert (person.team_id, person.owner_id, person.created_at) == (team.id, duty.id, now)
    assert choices == {
        "text": ("requires", 1),
        "phone_call": ("requires", 2),
        "letter": ("declines", None),
        "visit": ("declines", None),
    }
    assert points["phone"].value == "+447700900123"
    assert points["email"].value == "sadia@example.com"
    phone = safeties[points["phone"].id]
    assert (phone.status, phone.others_may_read, phone.who_else, phone.ring_back) == ("safe", "yes", "her ex-partner", "no")
    assert record.supports == ["advocate", "language_interpreter"]
    assert (record.source, record.own_words) == ("person", "Only text me <at work>.")
    assert {"created", "recorded_preference"} <= actions


def test_the_second_button_leads_to_times_and_more(worker: Visitor) -> None:
    answer = worker.submit("/people/new", {"name": "Sadia Khan", "then": "more"})
    assert answer.status_code == 303
    assert answer.location.endswith("/more")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"phone-typed": "0770 12"}, "phone-typed", "No phone has this number"),
        ({"phone-typed": "hello"}, "phone-typed", "This is not a phone number"),
        ({"email-typed": "ann at home"}, "email-typed", "This is not an email address"),
        ({"address-typed": "3 High Street"}, "address-typed", "An address needs at least 3 lines"),
        ({"address-typed": "NFA"}, "address-typed", "No fixed abode is no obstacle"),
        ({"name": "x" * 201}, "name", "The name is too long"),
        ({"first_choice": "text", "second_choice": "text"}, "second_choice", "One way stands twice"),
        ({"first_choice": "text", "never": "text"}, "first_choice", "both wanted and never wanted"),
        ({"only_these": "y"}, "only_these", "none is chosen"),
        ({"phone-status": "safe"}, "phone-typed", "You answered questions about it"),
        ({"email-who_else": "his wife"}, "email-typed", "You answered questions about it"),
        ({"post_route": "collects", "never": "office"}, "post_route", "Ask them which it is"),
        ({"post_route": "no_post", "first_choice": "letter"}, "post_route", "Ask them which it is"),
        ({"phone-typed": "07700900123", "name": "y" * 300}, "name", "The name is too long"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    worker: Visitor, sessions: sessionmaker[Session], typed: dict[str, str], field: str, words: str
) -> None:
    kept = {"own_words": "Please don't lose this", "phone-who_else": typed.get("phone-who_else", "")}
    answer = worker.submit("/people/new", {"safe_status": "safe", **kept, **typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'id="{field}"' in answer.text
    assert words in answer.text
    assert "Please don&#39;t lose this" in answer.text
    for value in typed.values():
        assert value in answer.text
    assert "<title>Error: First contact" in answer.text
    with sessions() as session:
        assert session.scalars(select(Person)).all() == []


def test_all_faults_are_told_at_once(worker: Visitor) -> None:
    answer = worker.submit("/people/new", {"phone-typed": "12", "email-typed": "no", "address-typed": "one line"})
    assert answer.text.count('class="govuk-error-message"') == 3


@pytest.mark.parametrize(("route", "ways"), [("collects", {"office": 1}), ("no_post", {})])
def test_no_fixed_abode_is_never_a_dead_end(
    worker: Visitor, sessions: sessionmaker[Session], route: str, ways: dict[str, int]
) -> None:
    answer = worker.submit("/people/new", {"name": "Tom", "address-typed": "No fixed abode", "post_route": route})
    assert answer.status_code == 303
    with sessions() as session:
        record = session.scalars(select(ContactRecord)).one()
        assert {row.medium: row.rank for row in session.scalars(select(MediumChoiceRow))} == ways
        assert session.scalars(select(ContactPoint)).all() == []
    assert record.post_route == route
    assert "No fixed abode" in worker.get(answer.location).text


def test_post_can_go_care_of_somebody(worker: Visitor, sessions: sessionmaker[Session]) -> None:
    typed = "c/o Mrs Ann Lee\n3 High Street\nEllerton\nSW1A 1AA"
    answer = worker.submit("/people/new", {"name": "Tom", "address-typed": typed, "post_route": "address"})
    assert answer.status_code == 303
    with sessions() as session:
        assert session.scalars(select(ContactPoint.value)).one() == typed


def test_a_worker_without_a_team_is_told_why(
    new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], now: datetime
) -> None:
    nobody = add_staff(sessions, now, Role.DUTY, username="lone")
    answer = new_visitor().signed_in_as(nobody, now).submit("/people/new", {"name": "Ann"})
    assert answer.status_code == 422
    assert "Your account is in no team" in answer.text


@pytest.mark.parametrize("role", [Role.PRINT_CLERK, Role.AUDITOR, Role.ADMIN, Role.INFORMATION_GOVERNANCE])
def test_only_case_workers_open_it(
    new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], now: datetime, role: Role
) -> None:
    staff = add_staff(sessions, now, role, username="other")
    assert new_visitor().signed_in_as(staff, now).get("/people/new").status_code == 403


def test_a_double_click_makes_one_person(worker: Visitor, sessions: sessionmaker[Session]) -> None:
    typed = {"name": "Twice Clicked", "entry_key": str(new_id())}
    first, second = (worker.submit("/people/new", typed) for _ in range(2))
    assert first.location == second.location
    with sessions() as session:
        assert session.scalars(select(ContactRecord.name)).all() == ["Twice Clicked"]
