"""Pages in Arabic and Urdu in Chromium: laid out from the right, nothing wider than the screen, axe finds nothing.

``BOTHWAYS_SCREENSHOTS=<folder>`` keeps a picture of every page at both widths, for eyes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from channels.letter.print_queue import PrintQueue
from service.container import Container
from service.domain.actors import Role
from service.models import Staff
from service.queries import languages
from service.settings import Settings
from tests.pressing import press
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, add_worker, choice, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor

pytestmark = pytest.mark.browser
AXE = (Path(__file__).resolve().parents[3] / "node_modules/axe-core/axe.min.js").read_text()
WIDTHS = (320, 1280)


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    sessions.configure(info={languages.DRAFTS_ALLOWED: True})
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


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(bypass_csp=True)
    yield context
    context.close()


def _signed_in(context: BrowserContext, app: Flask, url: str, stage: Stage, username: str) -> Page:
    with stage.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == username)).one()
    cookie = Visitor(app).signed_in_as(staff, stage.at).client.get_cookie("bothways")
    assert cookie is not None
    context.add_cookies([{"name": "bothways", "value": cookie.value, "url": url}])
    return context.new_page()


def _choose(page: Page, url: str, language: str) -> None:
    """As a reader does, at the foot of a page."""
    page.goto(url + "/sign-in")
    page.locator("#page-language").select_option(language)
    press(page.locator(".bw-language button"))


def _look(page: Page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("BOTHWAYS_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide at {width}"
        page.evaluate(AXE)
        found = page.evaluate(
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
        )
        assert found == [], f"{name} at {width}"


def _edges(page: Page, selector: str) -> tuple[float, float]:
    """How far the element is from the left and from the right edge of what holds the page."""
    box = page.locator(selector).first.bounding_box()
    frame = page.locator("main").bounding_box()
    assert box is not None
    assert frame is not None
    return box["x"] - frame["x"], frame["x"] + frame["width"] - box["x"] - box["width"]


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_the_pages_of_the_loop(context: BrowserContext, app: Flask, url: str, stage: Stage, language: str) -> None:
    number = stage.new_number()
    ann = stage.person("Ann Lee", number=number)
    message = stage.send(ann, choice())
    say(stage, ann, written_language="ar")
    stage.text(number, "no, please call me")

    page = context.new_page()
    _choose(page, url, language)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == language
    assert "draft translation" in page.locator(".bw-strip [lang=en]").inner_text()
    _look(page, f"{language}-sign-in")
    page.close()

    page = _signed_in(context, app, url, stage, "casey")
    for name, path in (
        ("work", "/work"),
        ("person", f"/people/{ann}"),
        ("first-contact", "/people/new"),
        ("compose", f"/people/{ann}/messages/new"),
        ("message", f"/messages/{message}"),
        ("templates", "/templates"),
        ("translations", "/translations"),
    ):
        page.goto(url + path)
        _look(page, f"{language}-{name}")


def test_radios_words_and_rows_begin_at_the_right(context: BrowserContext, app: Flask, url: str, stage: Stage) -> None:
    ann = stage.person("Ann Lee")
    page = _signed_in(context, app, url, stage, "casey")
    _choose(page, url, "ar")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{url}/people/{ann}/messages/new")
    for selector in (".govuk-radios__item", "h1", "textarea"):
        left, right = _edges(page, selector)
        assert right <= left, selector
    dot, words = (page.locator(f".govuk-radios__{part}").first.bounding_box() for part in ("input", "label"))
    assert dot is not None
    assert words is not None
    assert dot["x"] >= words["x"] + words["width"] - dot["width"] - 16
    assert page.evaluate("getComputedStyle(document.querySelector('.govuk-label')).textAlign") in {"start", "right"}


def test_the_number_of_a_person_reads_from_left_to_right(
    context: BrowserContext, app: Flask, url: str, stage: Stage
) -> None:
    ann = stage.person("Ann Lee", number="07700 900123")
    page = _signed_in(context, app, url, stage, "casey")
    _choose(page, url, "ar")
    page.goto(f"{url}/people/{ann}")
    assert "\u206607700 900123\u2069" in page.content()


def test_where_languages_are_approved_and_translations_asked_for(
    context: BrowserContext, app: Flask, url: str, stage: Stage
) -> None:
    add_worker(stage.sessions, stage.at, stage.team, Role.ADMIN, "ada")
    page = _signed_in(context, app, url, stage, "ada")
    for name, path in (("languages", "/languages"), ("phrases", "/languages/ar/messages")):
        page.goto(url + path)
        _look(page, name)
    ann = stage.person("Ann Lee")
    say(stage, ann, written_language="ar")
    page.close()
    page = _signed_in(context, app, url, stage, "casey")
    page.goto(f"{url}/people/{ann}/messages/new")
    page.get_by_label("Something else").check()
    page.get_by_label("The message").fill("Ring 01632 960100 on Thursday 26 November at 2:30pm.")
    press(page.get_by_role("button", name="Ask for a translation"))
    _look(page, "ask")
    page.get_by_label("Day", exact=True).fill("24")
    page.get_by_label("Month").fill("11")
    page.get_by_label("Year").fill("2026")
    press(page.get_by_role("button", name="Ask for the translation"))
    _look(page, "translation-asked")
    press(page.get_by_role("button", name="Enter the translation"))
    _look(page, "translation-enter")
    page.get_by_label("The message in the other language").fill("اتصلي يوم الخميس 26 نوفمبر.")
    page.get_by_label("Name of the translator").fill("Huda Saleh")
    press(page.get_by_role("button", name="Enter the translation"))
    assert page.title().startswith("Error: ")
    _look(page, "translation-lost")
    page.get_by_label("If something").fill("She has the number.")
    press(page.get_by_role("button", name="Enter the translation"))
    _look(page, "translation-entered")
    page.goto(url + "/translations")
    _look(page, "translations-open")
