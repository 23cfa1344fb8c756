"""The clock that the service reads too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from channels.simulator.clock import SimulatedClock
from channels.simulator.server import SimulatorConfig, SimulatorServer


def test_without_a_file_or_with_rubbish_in_it_time_is_real(tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "deep" / "clock")
    assert clock.offset_seconds() == 0
    clock.set_offset(-90)
    assert (tmp_path / "deep" / "clock").read_text() == "-90"
    (tmp_path / "deep" / "clock").write_text("soon")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_goes_ten_years_and_no_further(tmp_path: Path) -> None:
    clock = SimulatedClock(tmp_path / "clock")
    with pytest.raises(ValueError, match="ten years"):
        clock.set_offset(11 * 366 * 86400)
    assert clock.offset_seconds() == 0


def test_the_buttons_move_the_clock_and_bring_it_back(simulator: SimulatorServer, config: SimulatorConfig) -> None:
    for step, expected in [("1h", "3600"), ("1d", "90000"), ("3d", "349200"), ("real", "0")]:
        page = requests.post(f"{simulator.http_url}/clock", data={"step": step}, timeout=30)
        assert page.status_code == 200
        assert config.clock_file.read_text() == expected
    assert requests.post(f"{simulator.http_url}/clock", data={"step": "9y"}, timeout=30).status_code == 400


def test_a_program_sets_the_clock_and_arrivals_are_stamped_by_it(
    simulator: SimulatorServer, config: SimulatorConfig
) -> None:
    answer = requests.post(f"{simulator.http_url}/control/clock", json={"offset_seconds": 864000}, timeout=30)
    assert answer.json()["offset_seconds"] == 864000
    assert config.clock_file.read_text() == "864000"
    auth = (config.account_sid, config.auth_token)
    form = {"To": "+447700900123", "From": config.sender, "Body": "Hello"}
    url = f"{simulator.http_url}/2010-04-01/Accounts/{config.account_sid}/Messages.json"
    assert requests.post(url, data=form, auth=auth, timeout=30).status_code == 201
    assert abs(simulator.journal()[0].at - datetime.now(UTC) - timedelta(days=10)) < timedelta(seconds=10)


@pytest.mark.parametrize("payload", [{}, {"offset_seconds": "soon"}, {"offset_seconds": 10**12}, [], {"offset": 1}])
def test_a_malformed_order_changes_nothing(simulator: SimulatorServer, config: SimulatorConfig, payload: object) -> None:
    answer = requests.post(f"{simulator.http_url}/control/clock", json=payload, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not config.clock_file.exists()
