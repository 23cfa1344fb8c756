"""The pages about messages and letters in Chromium: axe finds nothing in any state, and nothing is wider than a small phone.

``BOTHWAYS_SCREENSHOTS=<folder>`` keeps a picture of every state at both widths, for eyes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from channels.errors import Ambiguous
from channels.letter.print_queue import PrintQueue
from service.container import Container
from service.domain.actors import Role
from service.domain.judgements import ClosingReason, Verdict
from service.domain.messages import CheckKind
from service.domain.preferences import Format, Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.models import Staff
from service.settings import Settings
from service.use_cases.close_message import close_message
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.save_template import TemplateEntry, save_template
from tests.pressing import press, press_key
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, choice, plain, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff

pytestmark = pytest.mark.browser
AXE = (Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js").read_text()
WIDTHS = (320, 1280)


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    return Container(settings, sessions, hand_clock, stage.channels, PrintQueue())


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Reader:
    """A member of staff at a browser. ``look`` judges the page as it stands, at both widths."""

    def __init__(self, browser: Browser, url: str, visitor: Visitor, *, scripts: bool) -> None:
        self.url = url
        self.context = browser.new_context(bypass_csp=True, java_script_enabled=scripts)
        cookie = visitor.client.get_cookie("bothways")
        assert cookie is not None
        self.context.add_cookies([{"name": "bothways", "value": cookie.value, "url": url}])
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def look(self, name: str) -> None:
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("BOTHWAYS_SCREENSHOTS"):
                self.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide at {width}"
            self.page.evaluate(AXE)
            found = self.page.evaluate(
                "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
            )
            assert found == [], f"{name} at {width}"


def _visitor(app: Flask, stage: Stage, username: str, *roles: Role) -> Visitor:
    with stage.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == username)).one_or_none()
    return Visitor(app).signed_in_as(staff or add_staff(stage.sessions, stage.at, *roles, username=username), stage.at)


@pytest.fixture
def reader(browser: Browser, app: Flask, url: str, stage: Stage) -> Iterator[Reader]:
    reader = Reader(browser, url, _visitor(app, stage, "casey"), scripts=True)
    yield reader
    reader.context.close()


def _fill(page: Page, body: str, *, kind: str = "choice") -> None:
    page.get_by_label("An appointment or a visit").check()
    page.get_by_label("The message").fill(body)
    page.get_by_label("Day", exact=True).fill("26")
    page.get_by_label("Month").fill("11")
    page.get_by_label("Year").fill("2026")
    page.get_by_label("Time", exact=True).fill("2.30pm")
    if kind == "choice":
        page.get_by_label("They choose the right answer").check()
        page.get_by_label("Question", exact=True).fill("Which day do we visit?")
        page.get_by_label("Answer 1").fill("Monday")
        page.get_by_label("Answer 2").fill("Thursday")
        page.get_by_label("2", exact=True).check()


def _preview(reader: Reader, person_id: UUID, body: str) -> Page:
    page = reader.open(f"/people/{person_id}/messages/new")
    _fill(page, body)
    press(page.get_by_role("button", name="Preview"))
    return page


def test_writing_a_message_in_every_state(reader: Reader, stage: Stage) -> None:
    save_template(
        stage.sessions,
        stage.worker,
        TemplateEntry("Home visit", Purpose.APPOINTMENT, "We will visit you on ((day)).", CheckKind.OPEN, "What day?"),
        stage.at,
    )
    ann = stage.person("Ann Lee", number="07700 900123")
    page = reader.open(f"/people/{ann}/messages/new")
    reader.look("new-empty")
    page.get_by_label("Start from a template").select_option("Home visit")
    press(page.get_by_role("button", name="Use this template"))
    reader.look("new-template")
    press(page.get_by_role("button", name="Preview"))
    assert page.title().startswith("Error: ")
    reader.look("new-faults")

    stage.send(ann, plain("Your social worker will ring on Tuesday."))
    stage.forward(timedelta(minutes=3))
    stage.text("+447700900123", "ok thanks")
    page = _preview(reader, ann, "We will visit you on Thursday 26 November at half past two.")
    assert page.get_by_role("heading", level=1).inner_text() == "Check before it goes to Ann Lee"
    reader.look("preview-text")
    press(page.get_by_role("button", name="Change the words"))
    assert page.get_by_label("Answer 2").input_value() == "Thursday"
    press(page.get_by_role("button", name="Preview"))
    press(page.get_by_role("button", name="Send"))
    assert "/messages/" in page.url
    reader.look("message-queued")


def test_previews_of_every_way(reader: Reader, stage: Stage) -> None:
    telling = stage.person("Leila Hart", others=Answer.YES)
    _preview(reader, telling, "The police and your social worker will come on Thursday.")
    reader.look("preview-telling")
    _preview(reader, stage.person("Em Ail", medium=Medium.EMAIL), "We will visit you on Thursday.\n\nPlease be in.")
    reader.look("preview-email")
    _preview(reader, stage.person("Letty Paper", medium=Medium.LETTER), "We will visit you on Thursday.\n\nPlease be in.")
    reader.look("preview-letter")
    mismatch = stage.person("Una Khan")
    say(stage, mismatch, format=Format.EASY_READ, written_language="ur")
    page = _preview(reader, mismatch, "We will visit you on Thursday.")
    press(page.get_by_role("button", name="Send"))
    reader.look("preview-mismatch")
    _preview(reader, stage.person("Vi Sit", medium=Medium.VISIT), "We will visit you on Thursday.")
    reader.look("preview-task")


def test_the_message_page_in_its_states(reader: Reader, stage: Stage, hand_clock: HandClock) -> None:
    number = stage.new_number()
    ann = stage.person("Ann Lee", number=number, also=(Medium.LETTER,))
    answered = stage.send(ann, choice())
    stage.report("delivered")
    stage.forward(timedelta(minutes=5))
    reply = stage.text(number, "Thursday I think but who is coming?")
    judge_reply(
        stage.sessions, stage.worker, reply.reply_id, JudgementEntry(Verdict.PARTLY, note="Knows the day."), stage.at
    )
    reader.open(f"/messages/{answered}")
    reader.look("message-partly")
    reader.open(f"/people/{ann}/messages/new?explains={answered}")
    reader.look("new-explains")
    hand_clock.forward(timedelta(minutes=10))
    page = reader.open(f"/messages/{answered}/another-way")
    reader.look("another-way")
    page.get_by_label("Letter").check()
    press(page.get_by_role("button", name="Show how it would go"))
    reader.look("another-way-preview")
    press(page.get_by_role("button", name="Put it with the letters"))
    reader.look("message-two-ways")
    reader.open(f"/messages/{answered}/close")
    reader.look("close")
    press(page.get_by_role("button", name="Close the message"))
    reader.look("close-faults")
    close_message(stage.sessions, stage.worker, answered, ClosingReason.EXPLAINED_AGAIN, "Rang her today.", stage.at)
    reader.open(f"/messages/{answered}")
    reader.look("message-closed")

    stage.sms.script(Ambiguous("no_answer"))
    unknown = stage.send(stage.person("Bo Day"))
    reader.open(f"/messages/{unknown}")
    reader.look("message-unknown")


def test_templates_and_the_print_room(reader: Reader, browser: Browser, app: Flask, url: str, stage: Stage) -> None:
    reader.open("/templates")
    reader.look("templates-empty")
    page = reader.open("/templates/new")
    press(page.get_by_role("button", name="Save the template"))
    reader.look("template-faults")
    save_template(
        stage.sessions, stage.worker, TemplateEntry("Home visit", Purpose.APPOINTMENT, "We visit on ((day))."), stage.at
    )
    reader.open("/templates")
    reader.look("templates")

    clerk = Reader(browser, url, _visitor(app, stage, "pat", Role.PRINT_CLERK), scripts=True)
    clerk.open("/letters")
    clerk.look("letters-empty")
    for name in ("Letty Paper", "Otto Paper"):
        stage.compose(stage.person(name, medium=Medium.LETTER), plain())
    page = clerk.open("/letters")
    clerk.look("letters")
    press(page.get_by_role("button", name="Release a batch"))
    clerk.look("batch-released")
    press(page.get_by_role("button", name="All sheets are printed"))
    press(page.get_by_role("button", name="Stop").first)
    press(page.get_by_role("button", name="The letters are posted"))
    clerk.look("batch-posted")
    press(page.get_by_role("button", name="It came back"))
    clerk.open("/letters")
    clerk.look("letters-after")
    clerk.context.close()


def test_a_message_is_written_and_sent_without_javascript(browser: Browser, app: Flask, url: str, stage: Stage) -> None:
    reader = Reader(browser, url, _visitor(app, stage, "casey"), scripts=False)
    page = _preview(reader, stage.person("Ann Lee"), "We will visit you on Thursday.")
    press(page.get_by_role("button", name="Send"))
    assert page.get_by_role("heading", level=1).inner_text() == "Message to Ann Lee"
    reader.context.close()


def test_enter_in_a_text_field_previews_and_never_takes_a_template(reader: Reader, stage: Stage) -> None:
    save_template(stage.sessions, stage.worker, TemplateEntry("T", Purpose.GENERAL, "Template words."), stage.at)
    page = reader.open(f"/people/{stage.person('Ann Lee')}/messages/new")
    _fill(page, "We will visit you on Thursday.")
    page.get_by_label("Question", exact=True).focus()
    press_key(page, "Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Check before it goes to Ann Lee"
