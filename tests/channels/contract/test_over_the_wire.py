"""The far side speaks first: what the simulator signs and posts, as our parsers read it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest

from channels.base import Outgoing, Progress, TextContent, Webhook
from channels.errors import Ambiguous
from channels.simulator.server import SimulatorServer
from channels.sms.twilio import TwilioSms
from tests.channels.contract.carriers import ACCOUNT_SID, AUTH_TOKEN, NOW, SENDER, cleared, simulator_config


@dataclass
class Ear:
    """The service's address: every webhook that came, as plain values."""

    url: str = ""
    heard: queue.Queue[Webhook] = field(default_factory=queue.Queue)


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            params = parse_qsl(body.decode(), keep_blank_values=True)
            listening.heard.put(Webhook(listening.url + self.path, dict(self.headers), params, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listening.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield listening
        server.shutdown()
        thread.join()


@pytest.fixture
def simulator(tmp_path: Path, ear: Ear) -> Iterator[SimulatorServer]:
    with SimulatorServer(simulator_config(tmp_path, ear.url)) as running:
        yield running


def _sms(simulator: SimulatorServer, ear: Ear) -> TwilioSms:
    return TwilioSms(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        sender=SENDER,
        public_url=ear.url,
        api_url=simulator.http_url,
        timeout_seconds=1.0,
    )


def _message() -> Outgoing:
    return Outgoing(uuid4(), "ABCD-EF", "+447700900123", TextContent("Ann will visit on Thursday."))


def test_delivery_reports_name_the_attempt(simulator: SimulatorServer, ear: Ear) -> None:
    sms, message = _sms(simulator, ear), _message()
    result = sms.send(message, cleared(message), NOW)
    sent, delivered = (sms.parse_receipt(ear.heard.get(timeout=30)) for _ in range(2))
    assert [sent.progress, delivered.progress] == [Progress.SENT, Progress.DELIVERED]
    assert {sent.attempt_id, delivered.attempt_id} == {message.attempt_id}
    assert {sent.provider_id, delivered.provider_id} == {result.provider_id}


def test_a_failure_brings_both_codes(simulator: SimulatorServer, ear: Ear) -> None:
    sms, message = _sms(simulator, ear), _message()
    simulator.script(message.destination, "fail:30003")
    sms.send(message, cleared(message), NOW)
    reports = [sms.parse_receipt(ear.heard.get(timeout=30)) for _ in range(2)]
    assert (reports[-1].progress, reports[-1].provider_code) == (Progress.FAILED, "30003")
    assert reports[-1].error_code == "handset_unreachable"


@pytest.mark.parametrize("behaviour", ["drop_after", "timeout:3"])
def test_a_report_settles_a_send_whose_answer_was_lost(simulator: SimulatorServer, ear: Ear, behaviour: str) -> None:
    sms, message = _sms(simulator, ear), _message()
    simulator.script(message.destination, behaviour)
    with pytest.raises(Ambiguous):
        sms.send(message, cleared(message), NOW)
    receipt = sms.parse_receipt(ear.heard.get(timeout=30))
    (entry,) = simulator.journal()
    assert (receipt.attempt_id, receipt.provider_id) == (message.attempt_id, entry.provider_id)
