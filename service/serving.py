"""One process tree: database, web, worker and, in the demo, the simulator."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from service.bootstrap import require_right_clock
from service.embedded_postgres import EmbeddedPostgres
from service.migrations import upgrade
from service.processes import Command, run_together
from service.settings import Settings

_READY_WITHIN_SECONDS = 60
_SECRETS = "demo-secrets.env"


def serve(settings: Settings, *, more: tuple[Command, ...] = (), ready: Callable[[str], None] | None = None) -> None:
    """Start everything on one machine and stay until told to stop. ``more`` runs beside it; ``ready`` is told the URL."""
    if settings.database_url:
        _run(settings, settings.database_url, None, more, ready)
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        _run(settings, server.start(), server, more, ready)


def _run(
    settings: Settings,
    url: str,
    server: EmbeddedPostgres | None,
    more: tuple[Command, ...],
    ready: Callable[[str], None] | None,
) -> None:
    upgrade(url)
    require_right_clock(settings, url)
    env = {"BOTHWAYS_DATABASE_URL": url}
    here = f"http://{settings.host}:{settings.port}"

    def tell() -> None:
        if ready is not None and _answers(f"{here}/health/ready"):
            ready(url)

    run_together(
        [*more, web_command(settings, env), worker_command(env)],
        ready=tell,
        every_second=server.revive if server is not None else None,
    )


def web_command(settings: Settings, env: Mapping[str, str]) -> Command:
    """Granian with blocking threads: the views wait for the database, not for each other."""
    return Command(
        "web",
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "service.app:wsgi",
            "--host", settings.host, "--port", str(settings.port),
            "--workers", str(settings.web_workers), "--blocking-threads", str(settings.web_threads),
            "--no-ws", "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "8",
        ],
        env,
    )  # fmt: skip


def worker_command(env: Mapping[str, str]) -> Command:
    return Command("worker", [sys.executable, "-m", "service.cli", "worker"], env)


def simulator_command(settings: Settings, env: Mapping[str, str]) -> Command:
    """The outside world, on the wire and in a process of its own. It refuses to start in production."""
    return Command("simulator", [sys.executable, "-m", "channels.simulator", "--data-dir", str(settings.data_dir)], env)


def demo_environment(data_dir: Path) -> dict[str, str]:
    """What the demo's processes share. Secrets are made once for this folder; ports that are taken are passed over."""
    kept = _kept_secrets(data_dir)
    port = _free_port(int(os.environ.get("BOTHWAYS_PORT", "8000")))
    simulator, smtp = _free_port(port + 1), _free_port(port + 25)
    return {
        "BOTHWAYS_MODE": "demo",
        "BOTHWAYS_DATA_DIR": str(data_dir),
        "BOTHWAYS_HOST": "127.0.0.1",
        "BOTHWAYS_PORT": str(port),
        "BOTHWAYS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BOTHWAYS_SECRET_KEY": kept["secret_key"],
        "BOTHWAYS_COUNCIL_NAME": "Northmoor Council",
        "BOTHWAYS_COUNCIL_PHONE": "01632 960001",
        "BOTHWAYS_TWILIO_ACCOUNT_SID": "AC" + kept["account"],
        "BOTHWAYS_TWILIO_AUTH_TOKEN": kept["token"],
        "BOTHWAYS_TWILIO_SENDER": "+447700900990",
        "BOTHWAYS_TWILIO_API_URL": f"http://127.0.0.1:{simulator}",
        "BOTHWAYS_SMTP_HOST": "127.0.0.1",
        "BOTHWAYS_SMTP_PORT": str(smtp),
        "BOTHWAYS_SMTP_STARTTLS": "false",
        "BOTHWAYS_EMAIL_SENDER": "contact@northmoor.example",
        "BOTHWAYS_MAIL_WEBHOOK_SECRET": kept["mail"],
        "BOTHWAYS_PRINTER_DIR": str(data_dir / "printer"),
        "BOTHWAYS_CLOCK_FILE": str(data_dir / "clock"),
        "BOTHWAYS_CONFIRM_WITH_DRAFT_LANGUAGES": "true",
        "BOTHWAYS_SIMULATOR_PORT": str(simulator),
        "BOTHWAYS_SIMULATOR_SMTP_PORT": str(smtp),
        "BOTHWAYS_WEB_WORKERS": os.environ.get("BOTHWAYS_WEB_WORKERS", "2"),
    }


def _kept_secrets(data_dir: Path) -> dict[str, str]:
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data_dir / _SECRETS
    if not file.exists():
        file.touch(mode=0o600)
        names = ("secret_key", "account", "token", "mail")
        file.write_text(
            "".join(f"{name}={secrets.token_hex(16 if name in {'account', 'token'} else 32)}\n" for name in names)
        )
    return dict(line.split("=", 1) for line in file.read_text().split() if "=" in line)


def _free_port(first: int) -> int:
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {first} to {first + 99}. Set BOTHWAYS_PORT to another one.")


def _answers(url: str) -> bool:
    until = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False
