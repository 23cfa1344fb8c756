"""Answers from outside: a letter whose slip is scanned and looked at, and texts in Urdu."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import AXE, Demo
from tests.journeys.story import find, record_person, send, text_back, text_of, until, write
from tests.pressing import press

pytestmark = pytest.mark.browser
DAYS = ("Tuesday", "Wednesday", "Thursday")


def _fits_and_is_clean(page: Page) -> None:
    """As at 320 px: nothing wider than the screen, and nothing that axe finds."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(result => result.violations.map(each => each.id))")
    assert found == []
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_letter_is_filled_in_scanned_looked_at_and_understood(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, outside, clerk = signed_in("casey"), new_page(), signed_in("pat")
    find(page, demo, "Margaret Ellis")
    write(page, "Hello Mrs Ellis.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    message = send(page, "Put it with the letters")
    clerk.goto(f"{demo.url}/letters")
    press(clerk.get_by_role("button", name="Release"))
    press(clerk.get_by_role("button", name="All sheets are printed"))
    press(clerk.get_by_role("button", name=re.compile("posted", re.IGNORECASE)))

    outside.goto(f"{demo.other_side}/printer")
    press(outside.get_by_role("link", name=re.compile("Letter 1")).first)
    outside.get_by_label("Thursday").check()
    outside.get_by_label("Me", exact=True).check()
    press(outside.get_by_role("button", name="Post it back"))
    outside.goto(f"{demo.other_side}/office")
    picture = outside.locator("main img").first.get_attribute("src")
    scan = outside.request.get(f"{demo.other_side}{picture}").body()

    clerk.goto(f"{demo.url}/slips")
    press(clerk.get_by_role("link", name="Or take in scanned slips"))
    clerk.get_by_label("Scans").set_input_files({"name": "scan.png", "mimeType": "image/png", "buffer": scan})
    press(clerk.get_by_role("button", name="Take in these scans"))
    until(lambda: "1 slip or page waits" in text_of(clerk, f"{demo.url}/slips/scans"), "the scan was never read")
    _fits_and_is_clean(clerk)
    assert "Understood" not in text_of(page, message)
    press(clerk.get_by_role("link", name="Look at the next one"))
    _fits_and_is_clean(clerk)
    assert clerk.get_by_label("Thursday").is_checked()
    assert not clerk.get_by_label("Tuesday").is_checked()
    assert "Ellis" not in clerk.inner_text("main")
    press(clerk.get_by_role("button", name="Record the slip"))
    clerk.get_by_role("heading", level=1, name="Scanned slips").wait_for()
    understood = text_of(page, message).split("What we know they understood", 1)[1].strip().split("\n")[0]
    assert understood == "Understood"


def test_an_answer_in_urdu_by_text_is_understood_and_fear_in_urdu_comes_first(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone = signed_in("casey"), new_page()
    days = ("منگل", "بدھ", "جمعرات")
    question = "ملاقات کس دن ہے؟"
    record_person(page, demo, "Farah Aziz", "07700 900261", "ur")
    words = "السلام علیکم۔ انا ریڈ جمعرات کو آپ سے ملنے آئیں گی۔"
    write(page, words, options=days, right=3, question=question, language="ur")
    message = send(page)
    text_back(phone, demo, "+447700900261", "جی جمعرات کو، شکریہ", after="انا ریڈ جمعرات")

    def understood() -> bool:
        return text_of(page, message).split("What we know they understood", 1)[1].strip().startswith("Understood")

    until(understood, "an answer in Urdu was not understood")
    assert "جی جمعرات کو، شکریہ" in text_of(page, message)

    record_person(page, demo, "Samina Malik", "07700 900262", "ur")
    write(page, words, options=days, right=3, question=question, language="ur")
    send(page)
    text_back(phone, demo, "+447700900262", "3 mujhe apne shohar se dar lagta hai", after="انا ریڈ جمعرات")
    until(lambda: "Samina Malik" in text_of(page, f"{demo.url}/work"), "fear was not put on the work list")
    assert "Samina Malik" in page.locator("main li").first.inner_text()
