from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.simulator.server import SimulatorServer
from tests.channels.contract.carriers import Carrier, FakeCarrier, SmtpCarrier, TwilioCarrier, simulator_config


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    with SimulatorServer(simulator_config(tmp_path_factory.mktemp("world"))) as running:
        # Nobody hears the reports here: tests/channels/contract/test_over_the_wire.py listens.
        running.script("*", "no_report", times=None)
        yield running


@pytest.fixture(scope="module", params=["twilio", "smtp", "fake"])
def carrier(request: pytest.FixtureRequest, simulator: SimulatorServer) -> Carrier:
    if request.param == "twilio":
        return TwilioCarrier(simulator)
    if request.param == "smtp":
        return SmtpCarrier(simulator)
    return FakeCarrier()
