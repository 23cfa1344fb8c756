"""What leads to another page in a real browser, and the wait until that page has come.

A click by itself returns as soon as the browser took it: what a test reads next may be the page before, or no page yet.
A house rule (tests/architecture) keeps every test from clicking by itself.
"""

from __future__ import annotations

from playwright.sync_api import Download, Locator, Page


def press(control: Locator) -> None:
    """Press the button or link, and wait until the page that it leads to has loaded, style sheets and all."""
    with control.page.expect_navigation():
        control.click()


def press_key(page: Page, key: str) -> None:
    """The same by a key where the focus is."""
    with page.expect_navigation():
        page.keyboard.press(key)


def fetch(control: Locator) -> Download:
    """Press what hands over a file, and wait for that file."""
    with control.page.expect_download() as download:
        control.click()
    return download.value
