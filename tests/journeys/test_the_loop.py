"""The whole loop, by hand in a browser and over the wire: the first of the promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Demo
from tests.journeys.story import find, record_person, send, text_back, text_of, until, weekday_morning, write
from tests.pressing import press

pytestmark = pytest.mark.browser
DAYS = ("Tuesday", "Wednesday", "Thursday")


def _understanding(page: Page, message: str) -> str:
    """What the message's own page says they understood: the second axis alone."""
    return text_of(page, message).split("What we know they understood", 1)[1].strip().split("\n")[0]


def _row(page: Page, demo: Demo, name: str) -> str:
    page.goto(f"{demo.url}/work")
    rows = page.locator("main li").filter(has_text=name)
    return rows.first.inner_text() if rows.count() else ""


def test_the_right_answer_is_understood_and_its_words_are_kept(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone = signed_in("casey"), new_page()
    record_person(page, demo, "Ruth Adeyemi", "07700 900201")
    write(page, "Hello Ruth.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    assert "07700 900201 is safe" in page.inner_text("main")
    message = send(page)
    text_back(phone, demo, "+447700900201", "3", after="Ana Reid will visit you")
    until(lambda: _understanding(page, message) == "Understood", "the right answer was not taken as understood")
    judged = text_of(page, message).split("from which words", 1)[1]
    assert re.search(r"Understood.*\n+3\n", judged)
    assert _row(page, demo, "Ruth Adeyemi") == ""


def test_ok_thanks_is_acknowledged_and_stays_on_the_list(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone = signed_in("casey"), new_page()
    record_person(page, demo, "Olu Brandt", "07700 900202")
    write(page, "Hello Olu.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    message = send(page)
    text_back(phone, demo, "+447700900202", "ok thanks", after="Ana Reid will visit you")
    until(lambda: _understanding(page, message).startswith("Acknowledged"), "“ok thanks” was not acknowledged")
    assert "ok thanks" in _row(page, demo, "Olu Brandt")


def test_silence_is_flagged_at_its_deadline_and_not_before(demo: Demo, signed_in: Callable[..., Page]) -> None:
    demo.move_clock(timedelta())
    page = signed_in("casey")
    record_person(page, demo, "Tess Novak", "07700 900203")
    write(page, "Hello Tess.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    send(page)
    until(lambda: "An answer is due by" in _row(page, demo, "Tess Novak"), "it never left")
    assert "Nothing back since" not in _row(page, demo, "Tess Novak")
    demo.move_clock(timedelta(days=6))
    page = signed_in("casey")
    row = _row(page, demo, "Tess Novak")
    assert "Nothing back since" in row
    assert "An answer was due by" in row
    demo.move_clock(timedelta())


def test_a_slip_that_says_no_call_me_comes_first(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    demo.move_clock(timedelta())
    page, outside, clerk = signed_in("casey"), new_page(), signed_in("pat")
    find(page, demo, "Margaret Ellis")
    write(page, "Hello Mrs Ellis.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    code = re.search(r"Ref ([0-9A-Z]{4}-[0-9A-Z]{2})", page.content())
    assert code is not None
    send(page, "Put it with the letters")

    clerk.goto(f"{demo.url}/letters")
    press(clerk.get_by_role("button", name="Release"))
    press(clerk.get_by_role("button", name="All sheets are printed"))
    press(clerk.get_by_role("button", name=re.compile("posted", re.IGNORECASE)))
    assert "Posted" in clerk.inner_text("main")

    outside.goto(f"{demo.other_side}/printer")
    press(outside.get_by_role("link", name=re.compile("Letter 1")).first)
    outside.get_by_label("Please call me").check()
    outside.get_by_label(re.compile("tell us")).fill("no, call me")
    outside.get_by_label("Me", exact=True).check()
    press(outside.get_by_role("button", name="Post it back"))
    office = text_of(outside, f"{demo.other_side}/office")
    assert code[1] in office
    assert "no, call me" in office

    page.goto(f"{demo.url}/slips")
    page.get_by_label(re.compile("[Cc]ode")).fill(code[1])
    press(page.get_by_role("button", name="Find the slip"))
    page.get_by_label("Please call me").check()
    page.get_by_label("What is written on the line?").fill("no, call me")
    page.get_by_label("Me", exact=True).check()
    press(page.get_by_role("button", name="Record the slip"))
    page.goto(f"{demo.url}/work")
    rows = page.locator("main li").all_inner_texts()
    # Somebody else's words of danger, where another story told of them, stand above it, and nothing else does.
    first = next(row for row in rows if "Words of danger" not in row)
    assert "Margaret Ellis" in first
    assert "no, call me" in first


def test_where_others_read_the_phone_a_yes_confirms_nothing_and_a_call_does(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    weekday_morning(demo)
    page, phone = signed_in("casey"), new_page()
    find(page, demo, "Leila Hart")
    write(page, "Hello. Please come on Thursday at 10.", options=DAYS, right=3)
    message = send(page)
    text_back(phone, demo, "+447700900102", "3", after="Please come on Thursday")
    until(lambda: "Leila Hart" in text_of(page, f"{demo.url}/work").split("Waiting for an answer")[0], "nobody was told")
    assert _understanding(page, message) == "Nothing back yet"
    assert "nothing written confirms" in _row(page, demo, "Leila Hart")

    find(page, demo, "Leila Hart")
    press(page.get_by_role("button", name="Record a call or visit"))
    page.get_by_label(re.compile("office", re.IGNORECASE)).first.check()
    page.get_by_label("Yes, I spoke with them").check()
    page.get_by_label("What did they say, in their own words?").fill("Thursday, ten o'clock, at yours.")
    page.locator("main select").last.select_option("understood")
    press(page.get_by_role("button", name="Record it"))
    until(lambda: _understanding(page, message) == "Understood", "the spoken words were not taken as proof")
    demo.move_clock(timedelta())


def test_a_reply_of_danger_stands_above_all_else(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    demo.move_clock(timedelta())
    page, phone = signed_in("casey"), new_page()
    record_person(page, demo, "Ines Calder", "07700 900205")
    write(page, "Hello Ines.\n\nWe have your form.", purpose="general")
    message = send(page)
    text_back(phone, demo, "+447700900205", "yes but i am scared he will hurt me", after="We have your form")
    until(lambda: "scared" in _row(page, demo, "Ines Calder"), "nobody was told")
    page.goto(f"{demo.url}/work")
    assert "Ines Calder" in page.locator("main li").first.inner_text()
    assert _understanding(page, message) != "Understood"
