"""Our own processes as they run in a council, each with what it spends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from service.container import Container
from service.processes import Command
from service.settings import Settings

_READY_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


def environment(container: Container, **more: str) -> dict[str, str]:
    """What makes another process run by this container's settings, on its database and with its provider."""
    settings = container.settings
    return {
        "BOTHWAYS_MODE": settings.mode.value,
        "BOTHWAYS_SECRET_KEY": settings.secret_key.get_secret_value(),
        "BOTHWAYS_DATA_DIR": str(settings.data_dir),
        "BOTHWAYS_DATABASE_URL": settings.database_url,
        "BOTHWAYS_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "BOTHWAYS_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "BOTHWAYS_TWILIO_SENDER": settings.twilio_sender,
        "BOTHWAYS_TWILIO_API_URL": settings.twilio_api_url,
        # What is measured happens on one day, whatever day it is here.
        "BOTHWAYS_TRUST_THIS_CLOCK": "true",
    } | more


@contextmanager
def running(command: Command) -> Iterator[int]:
    """The process id of a program that runs while the block does."""
    log = subprocess.DEVNULL if "BOTHWAYS_BENCH_LOGS" not in os.environ else None
    with subprocess.Popen(list(command.argv), env={**os.environ, **command.env}, stderr=log, stdout=log) as process:
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def on_port(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"host": "127.0.0.1", "port": port})


def wait_for(url: str) -> None:
    """Raises ``SystemExit`` where nothing answers there."""
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"nothing answers at {url}")


def tree(pid: int) -> list[int]:
    """A process and all that came of it."""
    parents: Mapping[int, int] = {int(stat.parent.name): int(fields[1]) for stat, fields in _stats() if len(fields) > 1}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all that came of it."""
    wanted = set(tree(pid))
    return sum(sum(map(int, fields[11:13])) for stat, fields in _stats() if int(stat.parent.name) in wanted) / _TICKS


def memory_mb(pid: int) -> float:
    """Resident memory of one process, as ``ps`` tells it (``VmRSS``), in MB of a million bytes."""
    return _status(pid, "VmRSS")


def peak_memory_mb(pid: int) -> float:
    """The most that was resident at any moment (``VmHWM``)."""
    return _status(pid, "VmHWM")


def _status(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024 / 1e6


def _stats() -> Iterator[tuple[Path, list[str]]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield stat, stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
