"""A send whose answer was lost: a worker sees both sides of it, on any screen, and says what they found out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ROOT, Demo, findings, fits
from tests.journeys.story import record_person, send, text_of, until, write
from tests.pressing import press

pytestmark = pytest.mark.browser
_PHONE = "+447700900321"


def test_what_is_known_of_a_lost_send_is_shown_and_a_person_decides(
    demo: Demo, signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    """With ``BOTHWAYS_SCREENSHOTS=1`` the pictures are kept in docs/screenshots."""
    demo.control("script", {"to": _PHONE, "behaviour": "drop_before"})
    page = signed_in("casey")
    record_person(page, demo, "Ines Duarte", "07700 900321")
    write(page, "Hello Ines.\n\nAna Reid will visit you on Thursday.", purpose="general")
    message = send(page)
    until(lambda: "See what is known" in text_of(page, message), "the lost send was never noticed")
    assert findings(page) == []

    press(page.get_by_role("button", name="See what is known"))
    page.get_by_role("heading", level=1, name="Did it arrive?").wait_for()
    shown = page.inner_text("main")
    assert "The connection broke before an answer came." in shown
    assert "What the provider knows" in shown
    kept = ROOT / "docs/screenshots" if os.environ.get("BOTHWAYS_SCREENSHOTS") else tmp_path
    kept.mkdir(parents=True, exist_ok=True)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page)
        assert findings(page) == []
        picture = page.screenshot(path=str(kept / f"did-it-arrive-{width}.png"), full_page=True)
        assert picture.startswith(b"\x89PNG")

    press(page.get_by_role("button", name="No, it did not"))
    assert "Recorded: it did not arrive. Choose another way." in page.inner_text("main")
    assert findings(page) == []


def test_the_decision_needs_no_javascript(demo: Demo, signed_in: Callable[..., Page]) -> None:
    demo.control("script", {"to": "+447700900322", "behaviour": "drop_before"})
    page = signed_in("casey", script=False, width=320)
    record_person(page, demo, "Olu Adeyemi", "07700 900322")
    write(page, "Hello Olu.\n\nWe have your form.", purpose="general")
    message = send(page)
    until(lambda: "See what is known" in text_of(page, message), "the lost send was never noticed")
    press(page.get_by_role("button", name="See what is known"))
    press(page.get_by_role("button", name="Yes, it arrived"))
    assert "Recorded: it arrived." in page.inner_text("main")
    assert "See what is known" not in text_of(page, message)
