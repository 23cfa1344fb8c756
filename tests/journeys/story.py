"""The steps of the stories: what a worker, and what a person on the other side, does in a browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from service.domain.deadlines import LONDON
from tests.journeys.conftest import Demo
from tests.pressing import press


def record_person(page: Page, demo: Demo, name: str, number: str, language: str = "en") -> str:
    """First contact with somebody who wants texts on a phone that is theirs alone; returns the address of their page."""
    page.goto(f"{demo.url}/people/new")
    page.get_by_label("Yes, safe").check()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("First choice").select_option("text")
    page.get_by_label("Mobile or phone number").fill(number)
    page.locator("input[name='phone-others_may_read'][value='no']").check()
    page.locator("input[name='phone-status'][value='safe']").check()
    page.locator("input[name='phone-ring_back'][value='yes']").check()
    page.get_by_label("Language they read").select_option(language)
    page.get_by_label("Who told you this?").select_option("person")
    page.get_by_label("The person's own words").fill("Text me, please.")
    press(page.get_by_role("button", name="Save what I have").first)
    page.get_by_role("heading", level=1, name=name).wait_for()
    return page.url


def find(page: Page, demo: Demo, name: str) -> None:
    """Open somebody's page by the search in the header."""
    page.goto(f"{demo.url}/work")
    page.locator("#search-query").fill(name)
    press(page.get_by_role("button", name="Search"))
    press(page.get_by_role("link", name=name).first)
    page.get_by_role("heading", level=1, name=name).wait_for()


def write(
    page: Page,
    words: str,
    *,
    options: tuple[str, ...] = (),
    right: int = 0,
    purpose: str = "appointment",
    event: datetime | None = None,
    question: str = "What day is the visit?",
    language: str = "en",
) -> None:
    """From a person's page to the preview of a message to them, by a worker who writes its language."""
    press(page.get_by_role("button", name="Write a message"))
    page.locator(f"input[name='purpose'][value='{purpose}']").check()
    page.get_by_label("The message").fill(words)
    if event is not None:
        local = event.astimezone(LONDON)
        for part, value in (("day", local.day), ("month", local.month), ("year", local.year)):
            page.locator(f"input[name='event_day-{part}']").fill(str(value))
        page.get_by_label("Time").fill(local.strftime("%H:%M"))
    if options:
        page.locator("input[name='check_kind'][value='choice']").check()
        page.get_by_label("Question", exact=True).fill(question)
        for number, option in enumerate(options, start=1):
            page.locator(f"input[name='option_{number}']").fill(option)
        page.locator(f"input[name='right_option'][value='{right}']").check()
    if language != "en":
        page.locator("#language").select_option(language)
        page.locator("input[name='own_language']").check()
    press(page.get_by_role("button", name="Preview").last)


def send(page: Page, button: str = "Send") -> str:
    """From the preview to the message's own page; returns its address."""
    press(page.get_by_role("button", name=button, exact=True))
    page.wait_for_url(re.compile(r"/messages/[0-9a-f-]{36}$"))
    return page.url


def text_back(phone: Page, demo: Demo, number: str, words: str, *, after: str) -> None:
    """On the simulated phone: wait until the text that holds ``after`` is there, then answer."""
    address = f"{demo.other_side}/phones/{quote(number)}"
    until(lambda: after in _seen(phone, address), f"the text never reached the phone {address}")
    phone.get_by_label("Reply from this phone").fill(words)
    press(phone.get_by_role("button", name="Send reply"))


def _seen(page: Page, address: str) -> str:
    try:
        page.goto(address)
    except PlaywrightError:
        return ""  # not there yet, or for a moment not
    return page.inner_text("main")


def text_of(page: Page, address: str) -> str:
    """What a page says now."""
    page.goto(address)
    return page.inner_text("main")


def until(holds: Callable[[], bool], otherwise: str, seconds: float = 30) -> None:
    """Look again until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.3)


def weekday_morning(demo: Demo) -> None:
    """Some may be written to on weekday mornings only: the story waits for the next one."""
    demo.move_clock(timedelta())
    now = demo.now()
    mornings = (now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=days) for days in range(8))
    demo.move_clock(next(morning - now for morning in mornings if morning >= now and morning.weekday() < 5))
