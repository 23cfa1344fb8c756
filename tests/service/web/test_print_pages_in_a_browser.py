"""The print room's pages and the letterhead's in Chromium: axe finds nothing, and nothing is wider than a small phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload

from service.domain.actors import Role
from service.domain.preferences import Medium
from tests.channels.letter.test_letterhead import photograph
from tests.pressing import fetch, press
from tests.service.use_cases.paper import enclose
from tests.service.use_cases.stage import Stage, plain
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


def test_a_batch_from_release_to_post(maya: Reader, stage: Stage) -> None:
    enclose(stage, stage.compose(stage.person("Ann Lee", medium=Medium.LETTER), plain()))
    stage.compose(stage.person("Bo Day", medium=Medium.LETTER), plain())
    page = maya.open("/letters")
    maya.look("letters-waiting")
    press(page.get_by_role("button", name="Release a batch"))
    page.get_by_text("2 batches are released").wait_for()
    maya.look("letters-released")
    press(page.get_by_role("link", name="Released").first)
    maya.look("letters-batch")
    printed = fetch(page.get_by_role("button", name="Print again").first)
    assert printed.suggested_filename.endswith(".pdf")
    press(page.get_by_role("button", name="All sheets are printed"))
    press(page.get_by_role("button", name="The letters are posted"))
    page.get_by_text("Should arrive from").first.wait_for()
    maya.look("letters-posted")


def test_a_letterhead_is_set_and_seen(maya: Reader, stage: Stage) -> None:
    page = maya.open("/letterheads")
    maya.look("letterheads")
    press(page.get_by_role("link", name=stage.team.name))
    maya.look("letterhead-empty")
    page.get_by_label("Logo", exact=True).set_input_files(
        FilePayload(name="logo.png", mimeType="image/png", buffer=photograph())
    )
    press(page.get_by_role("button", name="Save"))
    maya.look("letterhead-faulty")
    page.get_by_label("What the logo says").fill("Ellerton Council")
    page.get_by_label("Logo", exact=True).set_input_files(
        FilePayload(name="logo.png", mimeType="image/png", buffer=photograph())
    )
    press(page.get_by_role("button", name="Save"))
    page.get_by_text("The letterhead is saved").wait_for()
    maya.look("letterhead-saved")
