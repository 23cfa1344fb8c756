"""``python -m channels.simulator``: the outside world until SIGTERM. Secrets come by the environment only."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click

from channels.simulator.config import NotForProduction, SimulatorConfig
from channels.simulator.server import SimulatorServer


@click.command()
@click.option("--data-dir", envvar="BOTHWAYS_DATA_DIR", default="var", type=click.Path(path_type=Path))
@click.option("--callback-base", envvar="BOTHWAYS_PUBLIC_URL", default="http://127.0.0.1:8000")
@click.option("--account-sid", envvar="BOTHWAYS_TWILIO_ACCOUNT_SID", required=True)
@click.option("--sender", envvar="BOTHWAYS_TWILIO_SENDER", required=True, help="The service's own number, E.164.")
@click.option("--http-port", envvar="BOTHWAYS_SIMULATOR_PORT", default=8001, help="0 takes a free one.")
@click.option("--smtp-port", envvar="BOTHWAYS_SIMULATOR_SMTP_PORT", default=8025, help="0 takes a free one.")
@click.option("--printer-dir", envvar="BOTHWAYS_PRINTER_DIR", type=click.Path(path_type=Path))
@click.option("--clock-file", envvar="BOTHWAYS_CLOCK_FILE", type=click.Path(path_type=Path))
@click.option("--auth-token", envvar="BOTHWAYS_TWILIO_AUTH_TOKEN", required=True, hidden=True)
@click.option("--mail-secret", envvar="BOTHWAYS_MAIL_WEBHOOK_SECRET", required=True, hidden=True)
def main(
    data_dir: Path,
    callback_base: str,
    account_sid: str,
    sender: str,
    http_port: int,
    smtp_port: int,
    printer_dir: Path | None,
    clock_file: Path | None,
    auth_token: str,
    mail_secret: str,
) -> None:
    """Run the simulator: phones, mailboxes, printer's tray, post and clock. Exit status 2 in production."""
    config = SimulatorConfig(
        data_dir=data_dir / "simulator",
        callback_base=callback_base.rstrip("/"),
        account_sid=account_sid,
        auth_token=auth_token,
        mail_secret=mail_secret,
        sender=sender,
        printer_dir=printer_dir or data_dir / "printer",
        clock_file=clock_file or data_dir / "clock",
        http_port=http_port,
        smtp_port=smtp_port,
    )
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        server = SimulatorServer(config)
    except NotForProduction as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
    with server:
        click.echo(f"simulator ready {server.http_url} smtp 127.0.0.1:{server.smtp_port}")
        stopped.wait()


if __name__ == "__main__":
    main()
