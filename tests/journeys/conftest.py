"""The whole of Bothways as ``make run`` starts it, and a real browser in front of it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from service.demo import SignIn
from service.embedded_postgres import remove
from tests.pressing import press

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
_READY_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: its two addresses, its sign-ins, and where it keeps things."""

    url: str
    other_side: str
    sign_ins: dict[str, SignIn]
    data_dir: Path

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The simulator's JSON doors, for what no person of the story does."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.other_side}/control/{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def move_clock(self, to: timedelta) -> None:
        self.control("clock", {"offset_seconds": int(to.total_seconds())})

    def now(self) -> datetime:
        clock = self.data_dir / "clock"
        return datetime.now(UTC) + timedelta(seconds=int(clock.read_text()) if clock.exists() else 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Fresh for each module of journeys, so that they may run beside each other."""
    data_dir = tmp_path_factory.mktemp("demo")
    log = data_dir / "log.txt"
    env = {**os.environ, "BOTHWAYS_PORT": str(_free_port()), "BOTHWAYS_WEB_WORKERS": "1", "BOTHWAYS_SWEEP_SECONDS": "1"}
    for name in ("BOTHWAYS_DATABASE_URL", "BOTHWAYS_MODE"):
        env.pop(name, None)
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli", "demo", "--data-dir", str(data_dir)], env=env, stdout=sink, stderr=sink
        )
    try:
        yield _ready(process, data_dir, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        remove(data_dir)


def _ready(process: subprocess.Popen[bytes], data_dir: Path, log: Path) -> Demo:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        said = log.read_text()
        if "Stop with" in said:
            url = re.search(r"Bothways is ready: (\S+)", said)
            other = re.search(r"The other side .*: (http\S+)", said)
            assert url is not None
            assert other is not None
            entries = json.loads((data_dir / "demo-sign-ins.json").read_text())
            return Demo(url[1], other[1], {entry["username"]: SignIn(**entry) for entry in entries}, data_dir)
        time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own; ``script=False`` is a browser without JavaScript."""
    contexts: list[BrowserContext] = []

    def open_one(*, script: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, locale="en-GB", bypass_csp=script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(demo: Demo, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of somebody who signed in as a user would, with the one-time code where the role needs one."""

    def sign_in(username: str, *, script: bool = True, width: int = 1280) -> Page:
        page = new_page(script=script, width=width)
        who = demo.sign_ins[username]
        page.goto(f"{demo.url}/sign-in")
        page.get_by_label("Username").fill(who.username)
        page.get_by_role("textbox", name="Password").fill(who.password)
        press(page.get_by_role("button", name="Sign in"))
        if who.totp_secret:
            page.get_by_label("code").fill(pyotp.TOTP(who.totp_secret).at(demo.now()))
            press(page.get_by_role("button", name="Continue"))
        return page

    return sign_in


def findings(page: Page) -> list[str]:
    """What axe finds on the page as it is now: rule and places."""
    page.evaluate(AXE)
    result = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in result["violations"]]


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
