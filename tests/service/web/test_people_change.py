"""The card, changes to it, and what happens when two change it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.models import AuditEntry, ContactPoint, ContactRecord, Person, PointSafety, RestrictedReader, Staff
from tests.service.web.visitor import Visitor, add_staff, add_team

SADIA: Mapping[str, str | Sequence[str]] = {
    "safe_status": "restricted",
    "name": "Sadia Khan",
    "first_choice": "text",
    "never": ["letter"],
    "phone-typed": "07700 900123",
    "phone-others_may_read": "yes",
    "phone-who_else": "her ex-partner",
    "phone-status": "safe",
    "phone-ring_back": "no",
    "source": "person",
    "own_words": "Text me at work.",
}


@pytest.fixture
def duty(sessions: sessionmaker[Session], now: datetime) -> Staff:
    return add_staff(sessions, now, Role.DUTY, teams=[add_team(sessions)])


@pytest.fixture
def worker(new_visitor: Callable[[], Visitor], duty: Staff, now: datetime) -> Visitor:
    return new_visitor().signed_in_as(duty, now)


@pytest.fixture
def colleague(new_visitor: Callable[[], Visitor], sessions: sessionmaker[Session], duty: Staff, now: datetime) -> Visitor:
    assert duty.id
    return new_visitor().signed_in_as(add_staff(sessions, now, Role.CASEWORKER, username="alex"), now)


@pytest.fixture
def sadia(worker: Visitor) -> str:
    return str(worker.submit("/people/new", SADIA).location)


def _newest(sessions: sessionmaker[Session]) -> ContactRecord:
    with sessions() as session:
        person = session.scalars(select(Person)).one()
        return session.get_one(ContactRecord, person.record_id)


def _point(sessions: sessionmaker[Session]) -> ContactPoint:
    with sessions() as session:
        return session.scalars(select(ContactPoint)).one()


def test_the_card_says_first_what_to_use_what_never_and_who_said_so(worker: Visitor, sadia: str) -> None:
    text = worker.get(sadia).text
    order = [
        "Use this",
        "07700 900123",
        "Never that",
        "Said by:",
        "Text me at work.",
        "So that they stay safe",
        "Write a message",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Nothing written confirms here: her ex-partner may read or answer" in text
    assert f'href="{sadia}/messages/new"' in text
    assert f'href="{sadia}/contacts/new"' in text
    assert f'href="{sadia}/preference"' in text


def test_what_was_not_asked_stands_under_next_time_you_speak(worker: Visitor) -> None:
    text = worker.get(worker.submit("/people/new", {"phone-typed": "07700900456"}).location).text
    assert "Next time you speak" in text
    assert "Is it safe to ring you back?" in text
    assert "Name not asked yet" in text
    assert "Preference not asked" in text


def test_do_not_contact_stands_where_the_way_would_stand(worker: Visitor) -> None:
    text = worker.get(worker.submit("/people/new", {**SADIA, "safe_status": "do_not_contact"}).location).text
    assert text.index("Do not contact them, in any way.") < text.index("Never that")


def test_reading_a_person_is_written_down(worker: Visitor, sadia: str, sessions: sessionmaker[Session], duty: Staff) -> None:
    worker.get(sadia)
    with sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_person")).one()
    assert (entry.actor_id, entry.person_id) == (duty.id, UUID(sadia.rsplit("/", 1)[1]))


def test_an_unknown_person_is_not_found(worker: Visitor) -> None:
    assert worker.get("/people/0195b6a0-0000-7000-8000-000000000000").status_code == 404


def _form(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session], **changed: str | Sequence[str]
) -> dict[str, str | Sequence[str]]:
    """The form of a change as a browser sends it, untouched but for ``changed``."""
    assert worker.get(f"{sadia}/preference").status_code == 200
    known = {key.replace("phone-", "known-0-"): value for key, value in SADIA.items() if key.startswith("phone-")}
    del known["known-0-typed"]
    record = {key: value for key, value in SADIA.items() if not key.startswith("phone-")}
    point = _point(sessions)
    return {**record, **known, "seen": str(_newest(sessions).id), "known-0-point_id": str(point.id), **changed}


def test_a_change_adds_a_version_and_leaves_the_old_one(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    before = _newest(sessions)
    answer = worker.submit(f"{sadia}/preference", _form(worker, sadia, sessions, own_words="Ring my sister first."))
    assert answer.status_code == 303
    with sessions() as session:
        versions = {record.id: record for record in session.scalars(select(ContactRecord))}
        safeties = session.scalars(select(PointSafety)).all()
    after = _newest(sessions)
    assert len(versions) == 2
    assert versions[before.id].own_words == "Text me at work."
    assert (after.own_words, after.supersedes_id) == ("Ring my sister first.", before.id)
    assert len(safeties) == 1, "nobody said anything new of the number"
    history = worker.get(sadia).text
    assert history.index("Every version") < history.index("Ring my sister first.", history.index("Every version"))


def test_the_form_of_a_change_holds_what_stands_on_record(worker: Visitor, sadia: str) -> None:
    text = worker.get(f"{sadia}/preference").text
    assert 'value="Sadia Khan"' in text
    assert 'value="restricted" checked' in text
    assert '<option value="text" selected>' in text
    assert "her ex-partner" in text
    assert "Text me at work." in text


def test_what_is_said_anew_of_a_number_is_a_version_of_its_own(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    form = _form(worker, sadia, sessions, **{"known-0-status": "not_safe"})
    assert worker.submit(f"{sadia}/preference", form).status_code == 303
    with sessions() as session:
        safeties = {safety.id: safety for safety in session.scalars(select(PointSafety))}
    newest = safeties[_point(sessions).safety_id or UUID(int=0)]
    assert len(safeties) == 2
    assert newest.status == "not_safe"
    assert safeties[newest.supersedes_id or UUID(int=0)].status == "safe"
    assert "They said it is not safe." in worker.get(sadia).text


def test_asking_again_is_a_fact_though_the_answer_is_the_same(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    form = _form(worker, sadia, sessions, **{"known-0-asked_again": "y"})
    assert worker.submit(f"{sadia}/preference", form).status_code == 303
    with sessions() as session:
        assert len(session.scalars(select(PointSafety)).all()) == 2
    assert "Asked again, the same answers" in worker.get(sadia).text


def test_a_number_that_is_there_already_is_not_taken_as_new(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    form = _form(worker, sadia, sessions, **{"phone-typed": "+44 7700 900123"})
    answer = worker.submit(f"{sadia}/preference", form)
    assert answer.status_code == 422
    assert 'id="phone-typed-error"' in answer.text
    with sessions() as session:
        assert len(session.scalars(select(ContactRecord)).all()) == 1


def test_whoever_saves_second_sees_the_newer_version_beside_their_own(
    worker: Visitor, colleague: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    mine = _form(worker, sadia, sessions, own_words="Only on Mondays.", first_choice="email")
    theirs = _form(colleague, sadia, sessions, name="Sadia Khan-Ali", own_words="Never at night.")
    assert colleague.submit(f"{sadia}/preference", theirs).status_code == 303
    newest = _newest(sessions)

    answer = worker.submit(f"{sadia}/preference", mine)
    assert answer.status_code == 409
    assert "Somebody else changed this record first" in answer.text
    assert "Alex Example" in answer.text
    assert "Theirs: Never at night." in answer.text
    assert "Only on Mondays." in answer.text
    assert '<option value="email" selected>' in answer.text
    assert 'value="Sadia Khan-Ali"' in answer.text, "what I left alone takes their answer"
    assert _newest(sessions).id == newest.id, "nothing is written"

    again = {**mine, "seen": str(newest.id), "name": "Sadia Khan-Ali"}
    assert worker.submit(f"{sadia}/preference", again).status_code == 303
    assert (_newest(sessions).name, _newest(sessions).own_words) == ("Sadia Khan-Ali", "Only on Mondays.")


def test_a_conflict_that_makes_no_sense_together_still_loses_nothing(
    worker: Visitor, colleague: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    mine = _form(worker, sadia, sessions, second_choice="email", own_words="Only on Mondays.")
    theirs = _form(colleague, sadia, sessions, third_choice="email")
    assert colleague.submit(f"{sadia}/preference", theirs).status_code == 303
    answer = worker.submit(f"{sadia}/preference", mine)
    assert answer.status_code == 409
    assert "Only on Mondays." in answer.text


@pytest.mark.parametrize("seen", ["", "nonsense", "0195b6a0-0000-7000-8000-000000000000"])
def test_a_version_that_nobody_saw_is_a_conflict(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session], seen: str
) -> None:
    assert worker.submit(f"{sadia}/preference", _form(worker, sadia, sessions, seen=seen)).status_code == 409


def _more(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session], **typed: str | Sequence[str]
) -> dict[str, str | Sequence[str]]:
    assert worker.get(f"{sadia}/more").status_code == 200
    whole = [str(day) for day in range(7)]
    return {
        "seen": str(_newest(sessions).id),
        "points-0-point_id": str(_point(sessions).id),
        "points-0-weekdays": whole,
        "points-0-voicemail": "not_asked",
        **typed,
    }


def test_times_reasons_and_reference_are_kept_on_the_second_page(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session]
) -> None:
    typed = {
        "points-0-weekdays": ["0", "2"],
        "points-0-start": "9am",
        "points-0-end": "12.30pm",
        "points-0-safe_until-day": "30",
        "points-0-safe_until-month": "11",
        "points-0-safe_until-year": "2026",
        "points-0-voicemail": "no",
        "check_again_by-day": "7",
        "check_again_by-month": "12",
        "check_again_by-year": "2026",
        "never_tell": "Her ex-partner. Say: wrong number.",
        "reasons": ["safety", "cost"],
        "no_quiz": "y",
        "case_reference": "EL-2041",
    }
    assert worker.submit(f"{sadia}/more", _more(worker, sadia, sessions, **typed)).status_code == 303
    record, point = _newest(sessions), _point(sessions)
    with sessions() as session:
        safety = session.get_one(PointSafety, point.safety_id)
        person = session.scalars(select(Person)).one()
    assert (safety.weekdays, safety.start, safety.end, safety.voicemail) == ([0, 2], time(9), time(12, 30), "no")
    assert safety.safe_until == datetime(2026, 12, 1, tzinfo=UTC), "the last day is included"
    assert (safety.status, safety.who_else) == ("safe", "her ex-partner"), "the first page stays"
    assert record.check_again_by == datetime(2026, 12, 7, tzinfo=UTC)
    assert (record.name, record.own_words) == ("Sadia Khan", "Text me at work.")
    assert (record.reasons, record.no_quiz, person.case_reference) == (["cost", "safety"], True, "EL-2041")
    text = worker.get(sadia).text
    assert "Monday, Wednesday" in text
    assert "Until Monday 30 November 2026" in text
    assert "Her ex-partner. Say: wrong number." in text
    again = worker.get(f"{sadia}/more").text
    assert 'value="30"' in again
    assert 'value="09:00"' in again


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"points-0-start": "soon"}, "points-0-start", "Enter a time like 14:30"),
        ({"points-0-start": "5pm", "points-0-end": "9am"}, "points-0-start", "end before they start"),
        ({"points-0-weekdays": []}, "points-0-weekdays", "Choose at least one day"),
        ({"points-0-safe_until-day": "31", "points-0-safe_until-month": "2"}, "points-0-safe_until", "Enter a real day"),
        (
            {"check_again_by-day": "1", "check_again_by-month": "1", "check_again_by-year": "2020"},
            "check_again_by",
            "has passed",
        ),
    ],
)
def test_faults_of_the_second_page_stand_beside_their_fields(
    worker: Visitor, sadia: str, sessions: sessionmaker[Session], typed: dict[str, str], field: str, words: str
) -> None:
    form = _more(worker, sadia, sessions, never_tell="Keep these words", **typed)
    answer = worker.submit(f"{sadia}/more", form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert "Keep these words" in answer.text
    with sessions() as session:
        assert len(session.scalars(select(ContactRecord)).all()) == 1


def test_a_reference_of_another_record_is_refused(worker: Visitor, sadia: str, sessions: sessionmaker[Session]) -> None:
    assert worker.submit(f"{sadia}/more", _more(worker, sadia, sessions, case_reference="EL-1")).status_code == 303
    other = worker.submit("/people/new", {"name": "Tom"}).location
    with sessions() as session:
        seen = session.get_one(Person, UUID(other.rsplit("/", 1)[1])).record_id
    answer = worker.submit(f"{other}/more", {"seen": str(seen), "case_reference": "el-1"})
    assert answer.status_code == 422
    assert 'id="case_reference-error"' in answer.text


def test_a_restricted_record_is_not_found_by_others_and_stays_open_to_its_workers(
    worker: Visitor, colleague: Visitor, sadia: str, sessions: sessionmaker[Session], duty: Staff
) -> None:
    assert colleague.get(sadia).status_code == 200
    assert worker.submit(f"{sadia}/more", _more(worker, sadia, sessions, restricted="y")).status_code == 303
    for path in (sadia, f"{sadia}/preference", f"{sadia}/more"):
        assert worker.get(path).status_code == 200
        assert colleague.get(path).status_code == 404
    assert colleague.submit(f"{sadia}/preference", {"name": "x"}).status_code == 404
    with sessions() as session:
        assert session.scalars(select(RestrictedReader.staff_id)).all() == [duty.id]
