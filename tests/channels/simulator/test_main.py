"""The simulator as a program of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import requests

from channels.simulator.server import NotForProduction, SimulatorConfig, SimulatorServer

ROOT = Path(__file__).parents[3]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOTHWAYS_")}
    return kept | {
        "BOTHWAYS_DATA_DIR": str(tmp_path),
        "BOTHWAYS_TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "BOTHWAYS_TWILIO_AUTH_TOKEN": "token",
        "BOTHWAYS_TWILIO_SENDER": "+447700900000",
        "BOTHWAYS_MAIL_WEBHOOK_SECRET": "secret",
        "BOTHWAYS_SIMULATOR_PORT": "0",
        "BOTHWAYS_SIMULATOR_SMTP_PORT": "0",
        **more,
    }


def test_it_says_where_it_is_and_ends_at_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "channels.simulator"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(tmp_path, BOTHWAYS_MODE="demo"), stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        ready = re.fullmatch(r"simulator ready (http://127\.0\.0\.1:\d+) smtp 127\.0\.0\.1:\d+\n", running.stdout.readline())
        assert ready is not None
        assert "the outside world" in requests.get(ready[1], timeout=30).text
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


@pytest.mark.parametrize("mode", [{}, {"BOTHWAYS_MODE": "production"}, {"BOTHWAYS_MODE": "Demo "}])
def test_it_refuses_production_and_the_unknown(tmp_path: Path, mode: dict[str, str]) -> None:
    command = [sys.executable, "-m", "channels.simulator"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path, **mode), capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 2
    assert "does not start in mode" in ended.stderr
    assert not (tmp_path / "simulator").exists()


def test_the_server_itself_refuses_too(config: SimulatorConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOTHWAYS_MODE", raising=False)
    values = {each.name: getattr(config, each.name) for each in fields(config) if each.name != "mode"}
    with pytest.raises(NotForProduction):
        SimulatorServer(SimulatorConfig(**values))
    monkeypatch.setenv("BOTHWAYS_MODE", "demo")
    assert SimulatorConfig(**values).mode == "demo"


def test_secrets_are_not_shown(config: SimulatorConfig) -> None:
    assert config.auth_token not in repr(config)
    assert config.mail_secret not in repr(config)
