from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from channels.simulator.server import SimulatorServer
from tests.channels.contract.carriers import Carrier, FakeCarrier, SmtpCarrier, TwilioCarrier, simulator_config
from tests.channels.contract.other_carriers import FailoverCarrier, NotifyEmailCarrier, NotifyTextCarrier
from tests.channels.notify.server import NotifyServer


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    with SimulatorServer(simulator_config(tmp_path_factory.mktemp("world"))) as running:
        # Nobody hears the reports here: tests/channels/contract/test_over_the_wire.py listens.
        running.script("*", "no_report", times=None)
        yield running


@pytest.fixture(scope="module")
def notify() -> Iterator[NotifyServer]:
    with NotifyServer() as running:
        yield running


@pytest.fixture(scope="module", params=["twilio", "smtp", "notify_text", "notify_email", "failover", "fake"])
def carrier(request: pytest.FixtureRequest, simulator: SimulatorServer, notify: NotifyServer) -> Carrier:
    made: dict[str, Callable[[], Carrier]] = {
        "twilio": lambda: TwilioCarrier(simulator),
        "smtp": lambda: SmtpCarrier(simulator),
        "notify_text": lambda: NotifyTextCarrier(notify),
        "notify_email": lambda: NotifyEmailCarrier(notify),
        "failover": FailoverCarrier,
        "fake": FakeCarrier,
    }
    return made[request.param]()
