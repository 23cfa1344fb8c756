"""Every page of the loop as people meet it: by keyboard, without JavaScript, on a small screen, with a reader of screens."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ROOT, Demo, findings, fits
from tests.journeys.story import find, record_person, send, text_back, until, write
from tests.pressing import press, press_key

pytestmark = pytest.mark.browser
DAYS = ("Tuesday", "Wednesday", "Thursday")
SMALL, WIDE = 320, 1280
AT_400_PERCENT = 320
"""1280 px at 400 % is 320 CSS pixels (WCAG 2.2, 1.4.10)."""


def _addresses(page: Page, demo: Demo) -> list[str]:
    find(page, demo, "Leila Hart")
    leila = page.url
    find(page, demo, "Sam Okoro")
    sam = page.url
    write(page, "Hello Sam.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    message = send(page)
    return [
        "/work", "/people/new", leila, f"{leila}/preference", f"{leila}/more", sam, f"{sam}/messages/new",
        f"{sam}/contacts/new", message, f"{message}/close", f"{message}/another-way", "/slips", "/templates",
        "/translations",
        "/people/search", "/account/password", "/nothing-here",
    ]  # fmt: skip


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(demo: Demo, signed_in: Callable[..., Page]) -> None:
    page = signed_in("casey")
    faults: dict[str, object] = {}
    for address in _addresses(page, demo):
        page.goto(address if address.startswith("http") else demo.url + address)
        found = findings(page)
        for width in (WIDE, SMALL):
            page.set_viewport_size({"width": width, "height": 900})
            if not fits(page):
                found.append(f"wider than {width}")
        if found:
            faults[address] = found
    assert faults == {}


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        ("pat", ["/letters"]),
        ("mo", ["/work", "/letters"]),
        ("adam", ["/staff", "/api-keys", "/api-keys/add", "/languages", "/languages/cy/messages"]),
    ],
)
def test_axe_finds_nothing_on_the_pages_of_other_roles(
    demo: Demo, signed_in: Callable[..., Page], who: str, addresses: list[str]
) -> None:
    page = signed_in(who)
    for address in addresses:
        answer = page.goto(demo.url + address)
        assert answer is not None
        assert answer.status == 200, address
        assert findings(page) == [], address


def test_the_loop_runs_without_javascript_on_a_small_screen(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page, phone = signed_in("casey", script=False, width=SMALL), new_page(script=False, width=SMALL)
    record_person(page, demo, "Noor Salim", "07700 900301")
    write(page, "Hello Noor.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
    message = send(page)
    text_back(phone, demo, "+447700900301", "Thursday", after="Ana Reid will visit you")
    until(lambda: "Understood" in _axis(page, message), "the answer was not taken as understood")


def _axis(page: Page, message: str) -> str:
    page.goto(message)
    return page.inner_text("main").split("What we know they understood", 1)[1][:40]


def test_a_first_contact_by_keyboard_alone(demo: Demo, signed_in: Callable[..., Page]) -> None:
    page = signed_in("dina")
    page.goto(f"{demo.url}/people/new")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent").strip() == "Skip to main content"
    _tab_to(page, "name")
    page.keyboard.type("Kit Moreau")
    press_key(page, "Enter")
    page.get_by_role("heading", level=1, name="Kit Moreau").wait_for()
    assert "Next time you speak" in page.inner_text("main")


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        if page.evaluate("() => document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the field {name} can't be reached by Tab")


def test_what_was_typed_stays_and_the_fault_stands_beside_its_field(demo: Demo, signed_in: Callable[..., Page]) -> None:
    page = signed_in("dina")
    page.goto(f"{demo.url}/people/new")
    page.get_by_label("Name", exact=True).fill("Bo Lind")
    page.get_by_label("Mobile or phone number").fill("0770 nonsense")
    press(page.get_by_role("button", name="Save what I have").first)
    assert page.get_by_label("Name", exact=True).input_value() == "Bo Lind"
    assert page.get_by_label("Mobile or phone number").input_value() == "0770 nonsense"
    assert page.locator(".govuk-error-summary a[href='#phone-typed']").count() == 1
    assert findings(page) == []


def test_the_work_list_is_pictured_for_the_readme(
    demo: Demo, signed_in: Callable[..., Page], new_page: Callable[..., Page], tmp_path: Path
) -> None:
    """With ``BOTHWAYS_SCREENSHOTS=1`` the picture is kept as docs/screenshots/work-list.png."""
    page, phone = signed_in("casey"), new_page()
    find(page, demo, "Priya Nair")
    write(page, "Hello Priya.\n\nWe have your form.", purpose="general")
    send(page)
    for name, number, words in (
        ("Jo Whitlock", "07700 900311", "no, please call me"),
        ("Ahmed Farah", "07700 900312", "ok thanks"),
    ):
        record_person(page, demo, name, number)
        write(page, f"Hello {name.split()[0]}.\n\nAna Reid will visit you on Thursday.", options=DAYS, right=3)
        send(page)
        text_back(phone, demo, "+44" + number.replace(" ", "")[1:], words, after="Ana Reid will visit you")
    page.goto(f"{demo.url}/work")
    until(lambda: page.reload() is not None and "ok thanks" in page.inner_text("main"), "the replies never came")
    kept = ROOT / "docs/screenshots" if os.environ.get("BOTHWAYS_SCREENSHOTS") else tmp_path
    kept.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1100, "height": 760})
    picture = page.screenshot(path=str(kept / "work-list.png"))
    assert picture.startswith(b"\x89PNG")
