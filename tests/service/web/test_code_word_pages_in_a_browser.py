"""The code word on its page, on a call and in a reply, in a browser: axe finds nothing, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from service.domain.actors import Role
from tests.pressing import press
from tests.service.use_cases.stage import Stage
from tests.service.web import test_message_pages_in_a_browser as pages
from tests.service.web.test_message_pages_in_a_browser import Reader
from tests.service.web.visitor import Visitor, add_staff

pytestmark = pytest.mark.browser
stage, container, url = pages.stage, pages.container, pages.url


@pytest.fixture
def cleo(browser: Browser, app: Flask, url: str, stage: Stage) -> Iterator[Reader]:
    staff = add_staff(stage.sessions, stage.at, Role.CASEWORKER, username="cleo", teams=[stage.team])
    reader = Reader(browser, url, Visitor(app).signed_in_as(staff, stage.at), scripts=True)
    yield reader
    reader.context.close()


def test_a_code_word_is_agreed_heard_and_given_away(cleo: Reader, stage: Stage) -> None:
    number = stage.new_number()
    person_id = stage.person("Ann Lee", number=number)
    page = cleo.open(f"/people/{person_id}")
    press(page.get_by_role("link", name="Code word", exact=True))
    cleo.look("code-word")
    press(page.get_by_role("button", name="Agree this code word"))
    cleo.look("code-word-faulty")
    page.get_by_label("Code word", exact=True).fill("bluebell")
    page.get_by_label("Code word again").fill("bluebell")
    press(page.get_by_role("button", name="Agree this code word"))
    page.get_by_text("The code word is agreed.").wait_for()
    cleo.look("person-with-code-word")
    page = cleo.open(f"/people/{person_id}/contacts/new")
    page.get_by_label("Code word, as they said it").fill("Blue bell")
    press(page.get_by_role("button", name="Check the code word"))
    page.get_by_text("The code word matches.").wait_for()
    cleo.look("call-with-code-word")
    page = cleo.open(f"/replies/{stage.text(number, 'bluebell').reply_id}")
    page.get_by_text("Their code word stood in it, and is hidden.").wait_for()
    cleo.look("reply-with-code-word")
    page = cleo.open(f"/replies/{stage.text(number, 'STOP').reply_id}")
    page.get_by_text("They asked us to stop.").wait_for()
    cleo.look("reply-that-stops")
