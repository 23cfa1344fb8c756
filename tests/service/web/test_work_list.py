"""The caseworker's home in the browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous
from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.flags import FlagKind
from service.domain.preferences import Medium
from service.domain.replies import Category, Reason
from service.domain.understanding import Understanding
from service.models import Alert, Staff
from service.queries.work_list_rows import Step
from service.use_cases.record_preference import ContactEntry, record_preference
from service.web import next_steps, reply_words
from tests.service.use_cases.stage import Stage, add_worker, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor

NUMBER = "+447700900201"


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    return create_app(replace(container, channels=stage.channels))


def _as(app: Flask, stage: Stage, staff_id: UUID | None, now: datetime) -> Visitor:
    with stage.sessions() as session:
        return Visitor(app).signed_in_as(session.get_one(Staff, staff_id), now)


@pytest.fixture
def casey(app: Flask, stage: Stage, now: datetime) -> Visitor:
    return _as(app, stage, stage.worker.id, now)


def test_home_is_the_work_list(casey: Visitor) -> None:
    assert casey.get("/").headers["Location"] == "/work"
    page = casey.get("/work")
    assert "Nobody needs you today" in page.text
    assert "Nothing is out that waits for an answer." in page.text


def test_the_heading_counts_people_not_messages(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person("Ann Lee", number=NUMBER)
    stage.send(person_id)
    for words in ("call me", "are you there?"):
        stage.text(NUMBER, words)
    page = casey.get("/work")
    assert '<h1 class="govuk-heading-l">1 person needs you today</h1>' in page.text
    assert "1 more thing about them" in page.text
    reply_id = page.text.split("/contacts/new?reply=")[1].split('"')[0]
    assert f'href="/people/{person_id}/contacts/new?reply={reply_id}"' in page.text


def test_silence_appears_when_the_clock_reaches_the_deadline(app: Flask, stage: Stage, hand_clock: HandClock) -> None:
    message_id = stage.send(stage.person("Ann Lee", number=NUMBER))
    due = stage.message(message_id).confirm_by
    assert due is not None
    hand_clock.at = due - timedelta(seconds=1)
    early = _as(app, stage, stage.worker.id, hand_clock.at).get("/work").text
    assert "Nobody needs you today" in early
    assert "An answer is due by Wednesday 25 November 2026 at 17:00." in early
    hand_clock.at = due
    late = _as(app, stage, stage.worker.id, hand_clock.at).get("/work").text
    assert "1 person needs you today" in late
    assert "Nothing back since Monday 23 November 2026 at 09:30." in late
    assert f"/messages/{message_id}/another-way" in late


def test_an_unknown_delivery_leads_to_asking(casey: Visitor, stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(number=NUMBER))
    page = casey.get("/work").text
    assert f"/deliveries/{stage.delivery(message_id).id}/settle" in page
    assert "Ask if it arrived" in page


def test_live_work_says_what_to_do(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(medium=Medium.BSL_VIDEO))
    assert "Call by BSL video" in casey.get("/work").text


def test_an_unknown_sender_is_shown_by_their_number(app: Flask, stage: Stage, now: datetime) -> None:
    reply_id = stage.text("+447700900299", "Good morning").reply_id
    page = _as(app, stage, stage.duty_worker.id, now).get("/work").text
    assert "07700 900299" in page
    assert f'href="/replies/{reply_id}"' in page


def test_words_are_shown_as_words_whatever_they_hold(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    stage.text(NUMBER, "<script>alert(1)</script> & call me?")
    page = casey.get("/work").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; call me?" in page
    assert "<script>alert" not in page


def test_a_manager_sees_what_knocked_until_they_have_seen_it(app: Flask, stage: Stage, now: datetime) -> None:
    with stage.sessions.begin() as session:
        session.add_all(
            Alert(kind="unverified", door="inbound", detail=detail, at=now + timedelta(minutes=minutes))
            for minutes, detail in ((0, "signature_wrong"), (5, "signature_missing"))
        )
    mo = _as(app, stage, add_worker(stage.sessions, now, stage.team, Role.MANAGER, "mo").id, now)
    assert "1 message from outside could not be believed" not in mo.get("/work").text
    assert "2 messages from outside could not be believed" in mo.get("/work").text
    assert mo.submit("/work/alerts", {"until": now.isoformat()}).status_code == 303
    assert "1 message from outside could not be believed" in mo.get("/work").text
    with stage.sessions() as session:
        assert session.scalars(select(Alert.seen_at).order_by(Alert.at)).all() == [now, None]
    assert mo.submit("/work/alerts", {"until": "yesterday"}).status_code == 303


def test_a_caseworker_hears_nothing_of_what_knocked(casey: Visitor, stage: Stage, now: datetime) -> None:
    with stage.sessions.begin() as session:
        session.add(Alert(kind="unverified", door="inbound", detail="signature_wrong", at=now))
    assert "could not be believed" not in casey.get("/work").text
    assert casey.submit("/work/alerts", {"until": now.isoformat()}).status_code == 403


@pytest.mark.parametrize("role", [Role.PRINT_CLERK, Role.AUDITOR, Role.ADMIN, Role.INFORMATION_GOVERNANCE])
def test_others_have_no_work_list(app: Flask, stage: Stage, now: datetime, role: Role) -> None:
    staff = add_worker(stage.sessions, now, stage.team, role, "other")
    assert _as(app, stage, staff.id, now).get("/work").status_code == 403


def test_people_whom_nobody_asked_are_named(casey: Visitor, stage: Stage) -> None:
    record_preference(stage.sessions, stage.worker, ContactEntry(name="New Person"), stage.at)
    page = casey.get("/work").text
    assert "Nobody needs you today" in page
    assert "New Person" in page


def test_every_word_of_the_domain_has_words_here() -> None:
    assert set(reply_words.FLAG) == set(FlagKind)
    assert set(reply_words.CATEGORY) == set(Category)
    assert set(reply_words.REASON) == set(Reason)
    assert set(reply_words.UNDERSTANDING) == set(Understanding)
    assert set(reply_words.BY_MEDIUM) == set(Medium)
    assert set(next_steps._WORDS) == set(Step)
