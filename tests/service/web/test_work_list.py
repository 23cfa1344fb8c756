"""The caseworker's home in the browser."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous
from service import alerts
from service.app import create_app
from service.container import Container
from service.domain.actors import Role
from service.domain.flags import FlagKind
from service.domain.preferences import Medium
from service.domain.replies import Category, Reason
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Alert, Delivery, Halt, Staff
from service.queries.work_list import work_list
from service.queries.work_list_rows import Step
from service.use_cases.record_preference import ContactEntry, record_preference
from service.web import next_steps, reply_words, work_list_words
from service.web import work_list as pages
from service.web.message_labels import HELD
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


def test_what_knocked_again_and_again_is_told_once(app: Flask, stage: Stage, now: datetime) -> None:
    with stage.sessions.begin() as session:
        for minutes in (0, 1, 2):
            alerts.note(session, "unverified", "inbound", "signature_wrong", now + timedelta(minutes=minutes))
    mo = _as(app, stage, add_worker(stage.sessions, now, stage.team, Role.MANAGER, "mo").id, now)
    assert (
        "Texts coming in: 3 messages from outside could not be believed, and changed nothing."
        " The first came on Monday 23 November 2026 at 09:30, the newest at 09:32."
    ) in mo.get("/work").text


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DUTY, Role.MANAGER])
def test_what_does_not_go_out_stands_above_everything(app: Flask, stage: Stage, now: datetime, role: Role) -> None:
    someone = _as(app, stage, add_worker(stage.sessions, now, stage.team, role, "someone").id, now)
    assert "Not going out" not in someone.get("/work").text
    with stage.sessions.begin() as session:
        session.add_all(
            [
                Halt(channel="sms", reason="account_refused", since=now - timedelta(minutes=5), probe_at=now),
                Halt(channel="*", reason="restored", since=now - timedelta(days=1), probe_at=None),
            ]
        )
    page = unescape(someone.get("/work").text)
    assert "Texts have not been going out since 09:25. The provider does not accept our account. Nothing is lost:" in page
    assert "Sending has been held since Sunday 22 November 2026 at 09:30. This system came out of a backup," in page
    assert page.index("Not going out") < page.index("Waiting for an answer")


@pytest.mark.parametrize("reason", ["address_changed", "restored", "declined"])
def test_a_row_says_why_it_was_held_back(casey: Visitor, stage: Stage, reason: str) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    with stage.sessions.begin() as session:
        values = {"state": Transport.HELD, "held_reason": reason}
        session.execute(update(Delivery).where(Delivery.message_id == message_id).values(values))
    page = unescape(casey.get("/work").text)
    assert "Held back" in page
    assert str(HELD[reason]) in page


def test_more_people_than_a_page_holds_are_led_to(casey: Visitor, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "work_list", partial(work_list, most=2, most_waiting=1))
    for number in range(301, 304):
        stage.send(stage.person(f"Person {number}", number=f"+447700900{number}"))
        stage.send(stage.person(f"Silent {number}", number=f"+447700900{number + 100}"))
        stage.forward(timedelta(minutes=1))
        stage.text(f"+447700900{number}", "call me")
    first = unescape(casey.get("/work").text)
    assert "3 people need you today" in first
    assert "The 2 most urgent of 3 are shown." in first
    assert "One of 3 people who wait is shown: what is due first." in first
    assert ("Person 302" in first, "Person 303" in first, "Silent 302" in first) == (True, False, False)
    second = unescape(casey.get(_link(first, "Show the next people who need you")).text)
    assert "3 people need you today" in second
    assert ("Person 302" in second, "Person 303" in second, "Silent 301" in second) == (False, True, True)
    assert _link(second, "Back to the most urgent") == "/work"
    third = unescape(casey.get(_link(second, "Show the next people who wait")).text)
    assert ("Person 303" in third, "Silent 301" in third, "Silent 302" in third) == (True, False, True)
    assert _link(third, "Back to what is due first").startswith("/work?after=")


def _link(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]*)">{words}</a>', page)
    assert found is not None
    return found[1].partition("#")[0]


@pytest.mark.parametrize(
    "after", ["", "x", "99.1.x", "3.99999999999999999999.0", "3.never", "-2.1." + "0" * 32, "٣.1." + "0" * 32]
)
def test_a_place_that_we_never_wrote_leads_to_the_top(casey: Visitor, stage: Stage, after: str) -> None:
    stage.send(stage.person("Ann Lee", number=NUMBER))
    stage.text(NUMBER, "call me")
    page = casey.get("/work", query_string={"after": after, "waiting": after})
    assert page.status_code == 200
    assert "Ann Lee" in page.text
    assert "Back to the most urgent" not in page.text


def test_past_the_end_nobody_is_shown_and_nobody_is_forgotten(casey: Visitor, stage: Stage) -> None:
    stage.send(stage.person("Ann Lee", number=NUMBER))
    stage.text(NUMBER, "call me")
    page = casey.get("/work", query_string={"after": "21.9999999999999999." + "f" * 32, "waiting": "-1.never." + "f" * 32})
    assert "1 person needs you today" in page.text
    assert "Nobody comes after the people that you have seen." in page.text
    assert "Every answer is read" not in page.text


def test_every_kind_of_knock_has_words_of_its_own() -> None:
    kinds = {
        node.args[1].value
        for path in (Path(__file__).parents[3] / "service").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"alerts.note", "raise_alert"}
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str)
    } | {"unverified", "malformed"}
    assert {"receipt_for_nobody", "sending_held"} <= kinds
    assert {kind for kind in kinds if "your administrator should know of" in work_list_words.happened(kind, 1)} == set()


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
