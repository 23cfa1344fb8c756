"""Words of danger: on the duty phone within a minute, with the next contact after five, silent about the person, taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Demo, findings, fits
from tests.journeys.story import record_person, send, text_back, text_of, until, write
from tests.pressing import press

pytestmark = pytest.mark.browser
NUMBER, DUTY, MAILBOX = "+447700900341", "+447700900950", "out-of-hours@northmoor.example"
DANGER = "he is going to kill me"


def test_from_words_of_danger_to_somebody_who_deals_with_them(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone, duty = signed_in("casey"), new_page(), new_page(script=False, width=320)
    record_person(page, demo, "Rae Whitby", "07700 900341")
    write(page, "Hello Rae.\n\nAna Reid will visit you on Thursday.", options=("Tuesday", "Thursday"), right=2)
    send(page)
    text_back(phone, demo, NUMBER, DANGER, after="Ana Reid will visit you")
    on_phone = f"{demo.other_side}/phones/{quote(DUTY)}"
    until(lambda: "an urgent reply is waiting" in text_of(duty, on_phone), "the duty phone was never told", 60)
    told = text_of(duty, on_phone)
    assert "Rae" not in told
    assert "kill" not in told
    link = re.search(rf"{re.escape(demo.url)}/alerts/[0-9a-f-]{{36}}", told)
    assert link is not None
    assert "urgent" not in text_of(phone, f"{demo.other_side}/phones/{quote(NUMBER)}")

    demo.move_clock(timedelta(minutes=5))
    in_mailbox = f"{demo.other_side}/mailboxes/{quote(MAILBOX)}"
    until(lambda: "an urgent reply is waiting" in text_of(duty, in_mailbox), "the next was never told", 60)

    worker = signed_in("dina")
    worker.goto(f"{demo.url}/account/password")
    press(worker.get_by_role("link", name="Look at it now"))
    worker.goto(link[0])
    assert findings(worker) == []
    assert fits(worker)
    press(worker.get_by_role("button", name="I am dealing with this"))
    worker.get_by_text(DANGER).first.wait_for()
    assert "urgent reply is waiting" not in text_of(page, f"{demo.url}/work")
