"""From an email to an answer on a small phone without JavaScript, and back to the worker's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Demo, findings, fits
from tests.journeys.story import find, send, until, write
from tests.pressing import press

pytestmark = pytest.mark.browser
SMALL = 320
DAYS = ("Tuesday", "Wednesday", "Thursday")


def _link(page: Page, demo: Demo, address: str, words: str) -> str:
    """Out of the newest mail in the simulated mailbox, as its reader finds it."""
    page.goto(f"{demo.other_side}/mailboxes/{quote(address)}")
    until(lambda: page.reload() is not None and words in page.content(), "the mail never came")
    found = page.frame_locator("iframe.sheet").first.get_by_role("link", name="Your answer").get_attribute("href")
    assert found is not None
    return found


def test_an_answer_by_a_link_is_proof_and_a_later_one_is_work(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone = signed_in("casey"), new_page(script=False, width=SMALL)
    find(page, demo, "Priya Nair")
    write(page, "Hello Priya.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    message = send(page)
    link = _link(new_page(), demo, "priya.nair@example.org", "Ana Reid will visit you")
    assert link.startswith(f"{demo.url}/r/")

    phone.goto(link)
    held_back = new_page(width=SMALL)
    held_back.goto(link)
    assert findings(held_back) == []
    assert fits(held_back)
    assert "Priya" not in phone.content()
    page.goto(message)
    assert "Nothing back yet" in page.inner_text("main") or "not yet" in page.inner_text("main")
    assert link.rsplit("/", 1)[1] not in page.content()

    # Who reads takes longer than a browser on strings.
    demo.move_clock(timedelta(minutes=1))
    press(phone.get_by_role("button", name="Thursday"))
    phone.get_by_role("heading", name="Thank you. We have your answer.").wait_for()
    page.goto(message)
    assert "Understood" in page.inner_text("main").split("What we know they understood", 1)[1][:40]

    press(held_back.get_by_role("button", name="No, this is not clear"))
    page.goto(f"{demo.url}/work")
    until(lambda: page.reload() is not None and "Priya Nair" in page.inner_text("main"), "nobody has to look at it")
    page.goto(message)
    press(page.get_by_role("button", name="Stop the link"))
    phone.goto(link)
    assert "You can't answer here any more." in phone.inner_text("main")
