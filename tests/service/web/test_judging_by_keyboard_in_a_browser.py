"""A reply is judged with three key presses at most from the moment its page is open, whatever it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from service.domain.actors import Role
from service.domain.judgements import Verdict
from service.domain.messages import CheckKind
from service.models import Judgement
from service.web.reply_words import VERDICT
from tests.pressing import press_key
from tests.service.use_cases.stage import Stage, choice
from tests.service.web import test_message_pages_in_a_browser as pages
from tests.service.web.test_message_pages_in_a_browser import Reader
from tests.service.web.visitor import Visitor, add_staff

pytestmark = pytest.mark.browser
stage, container, url = pages.stage, pages.container, pages.url


@pytest.fixture
def casey(browser: Browser, app: Flask, url: str, stage: Stage) -> Iterator[Reader]:
    staff = add_staff(stage.sessions, stage.at, Role.CASEWORKER, username="keys", teams=[stage.team])
    reader = Reader(browser, url, Visitor(app).signed_in_as(staff, stage.at), scripts=False)
    yield reader
    reader.context.close()


def _answered(stage: Stage) -> UUID:
    number = stage.new_number()
    draft = replace(choice(), check_kind=CheckKind.OPEN, question="When will we visit?", options=(), right_option=None)
    stage.send(stage.person("Ann Lee", number=number), draft)
    return stage.text(number, "thursday the 26th").reply_id


def _press(page: Page, key: str) -> None:
    """An access key as a keyboard sends it: Playwright leaves out what the key would have written, by which it is known."""
    held, _, digit = key.partition("+")
    if not digit:
        page.keyboard.press(key)
        return
    assert held == "Alt"
    pressed = {"modifiers": 1, "key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": ord(digit)}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": digit, "text": digit, **pressed})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


KEYS = [(["Space", "Enter"], Verdict.UNDERSTOOD)] + [
    ([f"Alt+{number}", "Enter"], verdict) for number, verdict in enumerate(VERDICT, start=1)
]


def test_three_presses_at_most(casey: Reader, stage: Stage) -> None:
    for keys, verdict in KEYS:
        assert len(keys) <= 3
        reply_id = _answered(stage)
        page = casey.open(f"/replies/{reply_id}")
        expect(page.get_by_role("radio").first).to_be_focused()
        for key in keys[:-1]:
            _press(page, key)
        expect(page.locator("input:checked")).to_have_count(1)
        press_key(page, keys[-1])
        by_hand = select(Judgement).where(Judgement.reply_id == reply_id, Judgement.by.is_not(None))
        with stage.sessions() as session:
            judged = session.scalars(by_hand).one()
        assert (judged.verdict, judged.words) == (verdict, "thursday the 26th")
