"""A simulator on the wire, a service that listens to it, and Twilio's own client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


@pytest.fixture
def config(tmp_path: Path, receiver: Receiver) -> SimulatorConfig:
    (tmp_path / "printer").mkdir()
    return SimulatorConfig(
        data_dir=tmp_path / "simulator",
        callback_base=receiver.url,
        account_sid="AC" + "5" * 32,
        auth_token="the-token-of-a-simulated-account",
        mail_secret="the-secret-of-the-mail-webhook",
        sender="+447700900000",
        printer_dir=tmp_path / "printer",
        clock_file=tmp_path / "clock",
        report_seconds=0.02,
        mode="test",
    )


@pytest.fixture
def simulator(config: SimulatorConfig) -> Iterator[SimulatorServer]:
    with SimulatorServer(config) as running:
        yield running


@pytest.fixture
def twilio(simulator: SimulatorServer) -> Iterator[Client]:
    http = TwilioHttpClient(timeout=30)
    client = Client(simulator.config.account_sid, simulator.config.auth_token, http_client=http)
    client.api.base_url = simulator.http_url
    yield client
    if http.session is not None:
        http.session.close()
