"""Delivery reports as they arrive at the service."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver, eventually

PHONE = "+447700900123"


def send(twilio: Client, receiver: Receiver, body: str = "Hello") -> str:
    callback = f"{receiver.url}/webhooks/twilio/status/0193?x=1&y=a%20b"
    return str(twilio.messages.create(to=PHONE, from_="+447700900000", body=body, status_callback=callback).sid)


def test_reports_are_signed_over_the_very_url_that_was_given(
    twilio: Client, receiver: Receiver, config: SimulatorConfig
) -> None:
    sid = send(twilio, receiver)
    eventually(lambda: len(receiver.received) == 2)
    for report in receiver.received:
        assert report.url == f"{receiver.url}/webhooks/twilio/status/0193?x=1&y=a%20b"
        assert report.signed_with(config.auth_token)
        assert not report.signed_with("another token")
        assert (report.params["MessageSid"], report.params["To"]) == (sid, PHONE)
        assert "ErrorCode" not in report.params


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        ("deliver", ["sent", "delivered"]),
        ("fail:30003", ["sent", "undelivered"]),
        ("fail:30001", ["failed"]),
        ("repeat", ["sent", "delivered", "sent", "delivered"]),
        ("reorder", ["delivered", "sent"]),
        ("repeat+reorder+fail:30005", ["undelivered", "sent", "undelivered", "sent"]),
        ("delay:0.2", ["sent", "delivered"]),
    ],
)
def test_a_behaviour_decides_what_is_reported(
    twilio: Client, simulator: SimulatorServer, receiver: Receiver, behaviour: str, expected: list[str]
) -> None:
    simulator.script(PHONE, behaviour)
    sid = send(twilio, receiver)
    eventually(lambda: len(receiver.received) >= len(expected))
    assert receiver.statuses() == expected
    final = max(expected, key=lambda status: status != "sent")
    assert twilio.messages(sid).fetch().status == final
    if final != "delivered":
        code = behaviour.rsplit(":", 1)[1]
        assert receiver.received[receiver.statuses().index(final)].params["ErrorCode"] == code
        assert str(twilio.messages(sid).fetch().error_code) == code


def test_no_report_stays_sent_and_the_next_text_is_reported(
    twilio: Client, simulator: SimulatorServer, receiver: Receiver
) -> None:
    simulator.script(PHONE, "no_report")
    silent, heard = send(twilio, receiver), send(twilio, receiver)
    eventually(lambda: len(receiver.received) == 2)
    assert {report.params["MessageSid"] for report in receiver.received} == {heard}
    assert twilio.messages(silent).fetch().status == "sent"


def test_a_report_that_met_a_broken_service_is_posted_once_more(twilio: Client, receiver: Receiver) -> None:
    receiver.answers = [503, 204]
    send(twilio, receiver)
    eventually(lambda: len(receiver.received) == 3)
    assert receiver.statuses() == ["sent", "sent", "delivered"]
    tokens = [report.headers["i-twilio-idempotency-token"] for report in receiver.received]
    assert tokens[0] == tokens[1] != tokens[2]


def test_a_report_that_was_refused_is_not_posted_again(twilio: Client, receiver: Receiver) -> None:
    receiver.answers = [403]
    send(twilio, receiver)
    eventually(lambda: len(receiver.received) == 2)
    assert receiver.statuses() == ["sent", "delivered"]
