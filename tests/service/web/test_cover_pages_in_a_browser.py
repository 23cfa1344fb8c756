"""The cover's pages and an urgent reply's in Chromium: axe finds nothing, and nothing is wider than a small phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from service.domain.actors import Role
from service.use_cases.tell_duty import tell_duty
from tests.pressing import press
from tests.service.use_cases.stage import Stage
from tests.service.web import test_message_pages_in_a_browser as pages
from tests.service.web.test_message_pages_in_a_browser import Reader
from tests.service.web.visitor import Visitor, add_staff

pytestmark = pytest.mark.browser
stage, container, url = pages.stage, pages.container, pages.url


@pytest.fixture
def maya(browser: Browser, app: Flask, url: str, stage: Stage) -> Iterator[Reader]:
    staff = add_staff(stage.sessions, stage.at, Role.MANAGER, username="maya", teams=[stage.team])
    reader = Reader(browser, url, Visitor(app).signed_in_as(staff, stage.at), scripts=True)
    yield reader
    reader.context.close()


def test_cover_is_named_and_an_urgent_reply_taken(maya: Reader, stage: Stage) -> None:
    page = maya.open("/cover")
    maya.look("cover")
    press(page.get_by_role("link", name=stage.team.name))
    maya.look("cover-empty")
    page.get_by_label("Who answers there").first.fill("Duty desk")
    page.get_by_label("Number or address").first.fill("01632 960001")
    press(page.get_by_role("button", name="Save"))
    maya.look("cover-faulty")
    page.get_by_label("Number or address").first.fill("07700 900901")
    press(page.get_by_role("button", name="Save"))
    page.get_by_text("The cover is saved").wait_for()
    maya.look("cover-saved")
    number = stage.new_number()
    stage.person("Ann Lee", number=number)
    stage.text(number, "he is going to kill me")
    tell_duty(stage.sessions, stage.channels, lambda: stage.at, "https://bothways.example")
    page = maya.open("/work")
    maya.look("urgent-on-the-work-list")
    press(page.get_by_role("link", name="Look at it now"))
    page.get_by_text("Duty desk was told").wait_for()
    maya.look("urgent-replies")
    press(page.get_by_role("button", name="I am dealing with this"))
    page.get_by_text("he is going to kill me").first.wait_for()
