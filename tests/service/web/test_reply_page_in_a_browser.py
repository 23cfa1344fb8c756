"""The page that a link opens, on a small phone without JavaScript, and as axe sees it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from service.app import create_app
from service.container import Container
from service.domain.preferences import Medium
from service.domain.reply_links import PATH, new_token
from service.domain.understanding import Understanding
from service.queries.languages import DRAFTS_ALLOWED
from tests.pressing import press, press_key
from tests.service.use_cases.linking import links_on, replies, token_of
from tests.service.use_cases.stage import Stage, choice, plain, set_stage
from tests.service.web.conftest import HandClock

pytestmark = pytest.mark.browser
AXE = (Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js").read_text()
SMALL = 320
BIG_ENOUGH = 44
"""CSS pixels; WCAG 2.2 asks for 24."""


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    stage = set_stage(sessions, hand_clock.at)
    links_on(stage)
    stage.sessions.kw["info"][DRAFTS_ALLOWED] = True
    return stage


@pytest.fixture
def app(container: Container, stage: Stage) -> Flask:
    settings = container.settings.model_copy(update={"council_phone": "01632 960000"})
    return create_app(replace(container, channels=stage.channels, settings=settings))


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _phone(browser: Browser, *, scripts: bool) -> Page:
    context = browser.new_context(
        viewport={"width": SMALL, "height": 640}, java_script_enabled=scripts, bypass_csp=scripts, locale="en-GB"
    )
    return context.new_page()


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    found = [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in [*result["violations"], *result["incomplete"]]]
    if not page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        found.append(f"wider than {SMALL}")
    return found


def _kept(page: Page, name: str) -> None:
    """With ``BOTHWAYS_SCREENSHOTS=<folder>`` a picture is kept, for eyes."""
    folder = os.environ.get("BOTHWAYS_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/reply-page-{name}.png", full_page=True)


def test_somebody_answers_on_a_small_phone_without_javascript(
    browser: Browser, stage: Stage, url: str, hand_clock: HandClock
) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL))
    page = _phone(browser, scripts=False)
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith("data:"):
            asked.append(request.method)

    page.on("request", note)
    page.goto(url + PATH + token_of(stage.email))
    assert page.title() == "Your reply"
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= BIG_ENOUGH
        assert box["x"] + box["width"] <= SMALL
    hand_clock.forward(timedelta(seconds=20))
    press(page.get_by_role("button", name="Thursday"))
    page.get_by_role("heading", name="Thank you. We have your answer.").wait_for()
    assert page.title() == "Your reply"
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD
    # Two pages, and not one file beside them.
    assert asked == ["GET", "POST"]
    page.reload()
    page.context.close()
    assert len(replies(stage, message_id)) == 1


@pytest.mark.parametrize("language", ["en", "ur", "bn"])
def test_axe_finds_nothing_on_any_of_its_pages(browser: Browser, stage: Stage, url: str, language: str) -> None:
    stage.send(
        stage.person(medium=Medium.EMAIL),
        choice(
            language=language,
            override_reason="their language",
            options=("Monday 23 November in the morning", "Thursday 26 November in the afternoon"),
        ),
    )
    stage.send(stage.person("Bo Lee", medium=Medium.EMAIL, email="bo@example.com"), plain())
    page = _phone(browser, scripts=True)
    faults = {}
    for name, path in (
        ("choice", token_of(stage.email, 0)),
        ("plain", token_of(stage.email, 1)),
        ("closed", new_token()),
    ):
        page.goto(url + PATH + path)
        faults[name] = _faults(page)
        _kept(page, f"{name}-{language}")
    page.goto(url + PATH + token_of(stage.email, 0))
    press(page.locator("button").last)
    page.locator("a[href^='tel:']").wait_for()
    faults["thanks"] = _faults(page)
    _kept(page, f"thanks-{language}")
    page.context.close()
    assert faults == {"choice": [], "plain": [], "closed": [], "thanks": []}


def test_it_is_answered_by_keyboard_alone_and_the_focus_is_seen(browser: Browser, stage: Stage, url: str) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL), plain())
    page = _phone(browser, scripts=True)
    page.goto(url + PATH + token_of(stage.email))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    seen = page.evaluate("() => [document.activeElement.value, getComputedStyle(document.activeElement).outlineStyle]")
    assert seen == ["not_clear", "solid"]
    press_key(page, "Enter")
    page.get_by_role("heading", name="Thank you. We have your answer.").wait_for()
    page.context.close()
    assert [reply.ticks for reply in replies(stage, message_id)] == [["not_clear"]]
