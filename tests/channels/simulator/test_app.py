"""The guard before every page and endpoint, and the endpoints for programs."""

from __future__ import annotations

import http.client

import pytest
import requests
from twilio.rest import Client

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver

PHONE = "+447700900123"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.invalid"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/clock", f"/phones/{PHONE}/reply", "/behaviours", "/control/clock", "/control/script"])
def test_a_page_of_another_site_can_post_nothing(
    simulator: SimulatorServer, receiver: Receiver, config: SimulatorConfig, path: str, headers: dict[str, str]
) -> None:
    answer = requests.post(simulator.http_url + path, data={"step": "1d", "body": "2"}, headers=headers, timeout=30)
    assert answer.status_code == 403
    assert receiver.received == []
    assert not config.clock_file.exists()


def test_its_own_pages_can_post(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    headers = {"Origin": simulator.http_url, "Sec-Fetch-Site": "same-origin"}
    requests.post(f"{simulator.http_url}/clock", data={"step": "1h"}, headers=headers, timeout=30)
    assert config.clock_file.read_text() == "3600"


def test_another_host_name_is_not_served(simulator: SimulatorServer) -> None:
    line = http.client.HTTPConnection("127.0.0.1", int(simulator.http_url.rsplit(":", 1)[1]), timeout=30)
    line.request("GET", "/", headers={"Host": "rebound.invalid"})
    assert line.getresponse().status == 400
    line.close()


def test_pages_carry_a_policy_that_runs_no_script(simulator: SimulatorServer) -> None:
    headers = requests.get(simulator.http_url, timeout=30).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/phones/07700900123", "/phones/x", "/mailboxes/nobody", "/printer/none/1", "/printer/..%2Fx/1", "/office/9.png"],
)
def test_what_is_not_here_is_not_found(simulator: SimulatorServer, path: str) -> None:
    assert requests.get(simulator.http_url + path, timeout=30).status_code == 404


def test_a_number_as_people_write_it_finds_its_phone(simulator: SimulatorServer) -> None:
    found = requests.get(f"{simulator.http_url}/phones", params={"number": "07700 900 123"}, timeout=30)
    assert found.url == f"{simulator.http_url}/phones/{PHONE}"
    missed = requests.get(f"{simulator.http_url}/phones", params={"number": "my sister's"}, timeout=30)
    assert "Enter a phone number" in missed.text


def test_the_lock_screen_shows_the_start_and_the_thread_all(twilio: Client, simulator: SimulatorServer) -> None:
    simulator.script(PHONE, "no_report", 1)
    body = "Please ring Ann. We have news about your move on Thursday."
    twilio.messages.create(to=PHONE, from_="+447700900000", body=body)
    simulator.script(PHONE, "delay:60")
    twilio.messages.create(to=PHONE, from_="+447700900000", body="Not there yet")
    page = requests.get(f"{simulator.http_url}/phones/{PHONE}", timeout=30).text
    banner = page.split('class="banner"')[1].split("</div>")[0]
    assert "Please ring Ann. We have news about your…" in banner
    assert body in page.split('class="thread"')[1]
    assert "Not on the phone: queued" in page


def test_the_journal_is_told_to_programs(twilio: Client, simulator: SimulatorServer) -> None:
    sid = twilio.messages.create(to=PHONE, from_="+447700900000", body="Hello").sid
    [entry] = requests.get(f"{simulator.http_url}/control/journal", timeout=30).json()["entries"]
    assert (entry["kind"], entry["provider_id"], entry["to"], entry["body"]) == ("text", sid, PHONE, "Hello")


def test_a_program_orders_a_behaviour(simulator: SimulatorServer) -> None:
    answer = requests.post(
        f"{simulator.http_url}/control/script", json={"to": PHONE, "behaviour": "fail:30003", "times": None}, timeout=5
    )
    assert answer.json()["ordered"] == [{"medium": "text", "recipient": PHONE, "behaviour": "fail:30003", "remaining": None}]


@pytest.mark.parametrize(
    "order", [{}, {"to": PHONE, "behaviour": "explode"}, {"to": PHONE, "behaviour": "deliver", "times": 0}, "deliver"]
)
def test_a_malformed_order_is_refused_with_a_reason(simulator: SimulatorServer, order: object) -> None:
    answer = requests.post(f"{simulator.http_url}/control/script", json=order, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_person_chooses_a_behaviour_on_the_phones_page(simulator: SimulatorServer) -> None:
    form = {"to": PHONE, "behaviour": "fail:30006", "times": "always"}
    page = requests.post(f"{simulator.http_url}/behaviours", data=form, timeout=30)
    assert page.url.startswith(f"{simulator.http_url}/phones/{PHONE}")
    assert "<code>fail:30006</code>, until changed" in page.text
    wrong = requests.post(f"{simulator.http_url}/behaviours", data={"to": PHONE, "behaviour": "explode"}, timeout=30)
    assert "That is not a behaviour" in wrong.text
