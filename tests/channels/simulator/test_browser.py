"""The pages in a real browser: without JavaScript, at 320 px, by axe."""

from __future__ import annotations

import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from twilio.rest import Client

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver, eventually
from tests.channels.simulator.sheets import a_letter, print_batch
from tests.pressing import press

pytestmark = pytest.mark.browser

PHONE = "+447700900123"
MAILBOX = "sam@example.com"
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    "/",
    "/?fault=number",
    "/?fault=behaviour",
    f"/phones/{PHONE}",
    "/phones/+447700900999",
    f"/mailboxes/{MAILBOX}",
    "/mailboxes/nobody@example.com",
    "/printer",
    "/printer/batch-1/1",
    "/printer/batch-1/2",
    "/office",
    "/clock",
    "/nowhere",
]


@pytest.fixture
def lived_in(simulator: SimulatorServer, twilio: Client, receiver: Receiver, config: SimulatorConfig) -> SimulatorServer:
    """A simulator in which every page has something to show."""
    for body, behaviour in [("Sam, your visit is on Thursday. Ref BCDF-GH", "deliver"), ("It never came", "fail:30003")]:
        simulator.script(PHONE, behaviour)
        twilio.messages.create(to=PHONE, from_=config.sender, body=body, status_callback=receiver.url)
    eventually(lambda: len(receiver.received) == 4)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "office@council.invalid", MAILBOX, "A message for you"
    mail["Message-ID"] = "<one@council.invalid>"
    mail.set_content("Your visit is on Thursday.\n")
    mail.add_alternative("<html lang=en><body><h1 style='color:#222'>Your visit</h1><p>Thursday.</p></body></html>", "html")
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=30) as line:
        line.send_message(mail)
    print_batch(config.printer_dir, "batch-1", [a_letter("KT4H-WN", ["Tuesday", "Wednesday"]), a_letter("BCDF-GH", [])])
    simulator.script("*", "http_429", 2)
    return simulator


def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(lived_in: SimulatorServer, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, base_url=lived_in.http_url)
    page.goto("/printer/batch-1/1")
    page.get_by_label("Wednesday").check()
    press(page.get_by_role("button", name="Post it back"))
    for path in PAGES:
        page.goto(path)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(result => result.violations.map(each => each.id + ': ' + each.nodes[0].html))")
        assert found == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert "Simulator: the outside world" in page.title()
    page.close()


def test_everything_works_without_javascript(lived_in: SimulatorServer, browser: Browser, receiver: Receiver) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=lived_in.http_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Pick up any phone, by its number").fill("07700 900123")
    press(page.get_by_role("button", name="Pick it up"))
    page.get_by_label("Reply from this phone").fill("2")
    press(page.get_by_role("button", name="Send reply"))
    assert receiver.received[-1].params["Body"] == "2"
    assert page.get_by_text("Taken by the service (204)").count() == 1
    page.goto(f"/mailboxes/{MAILBOX}")
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("heading", name="Your visit").count() == 1
    page.get_by_label("Your reply").fill("Thank you")
    press(page.get_by_role("button", name="Send").first)
    assert b"Thank you" in receiver.received[-1].body
    press(page.get_by_role("link", name="Clock"))
    press(page.get_by_role("button", name="+1 day"))
    assert lived_in.config.clock_file.read_text() == "86400"
    context.close()


def test_a_script_in_a_mail_does_not_run(simulator: SimulatorServer, browser: Browser) -> None:
    # A browser may announce a request that its policy then stops: what counts is whether anything ever knocks.
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0)
        picture = f'<img src="http://127.0.0.1:{elsewhere.getsockname()[1]}/x">'
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@council.invalid", MAILBOX, "<script>document.title='taken'</script>"
        mail.set_content(f'<p>Words</p><script>top.document.title = "taken"</script>{picture}', "html")
        with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=30) as line:
            line.send_message(mail)
        page = browser.new_page(base_url=simulator.http_url)
        page.goto(f"/mailboxes/{MAILBOX}", wait_until="networkidle")
        assert page.frame_locator("iframe").get_by_text("Words").count() == 1
        assert page.title().startswith("Mailbox")
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    page.close()
