"""The door of the command line: ``bothways --help``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click
import pyotp
from pydantic import ValidationError

from service import audit, heap, serving
from service.bootstrap import build
from service.clock import clock_from
from service.container import Container
from service.demo import kept_sign_ins, load_council
from service.demo.seeding import seed as write_seed
from service.domain import passwords
from service.domain.actors import Actor, Role
from service.domain.clocks import ClockBehind
from service.domain.errors import DomainError
from service.embedded_postgres import resolve_database_url
from service.logs import set_up_logs
from service.migrations import upgrade
from service.settings import Mode, Settings
from service.use_cases.create_staff import create_staff
from service.worker import run_worker

_ELSEWHERE = {
    "api-key": "api_keys:api_key_group",
    "backup": "backup:backup_command",
    "check": "check_contact:check_group",
    "doctor": "doctor:doctor_command",
    "examples": "examples:examples_command",
    "import": "import_people:import_command",
    "render": "render:render_command",
    "restore": "backup:restore_command",
    "hold": "backup:hold_command",
    "resume": "backup:resume_command",
    "plain-language": "plain_language:plain_language_command",
    "replies": "replies:replies_group",
    "send": "send:send_command",
    "slips": "slips:slips_group",
    "text": "text_count:text_group",
}


class _Commands(click.Group):
    """Commands of ``service.commands`` are read when they are asked for: a worker must not hold what only they need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _, name = _ELSEWHERE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"service.commands.{module}"), name)
        return command


@click.group(cls=_Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """Bothways: contact people the way they chose, and know who has not understood."""
    set_up_logs()
    context.obj = _container


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        words = "; ".join(str(fault["msg"]) for fault in error.errors())
        raise click.ClickException(f"The settings can't be used: {words}") from None


@contextmanager
def _container() -> Iterator[Container]:
    settings = _settings()
    with resolve_database_url(settings) as url:
        container = build(settings, url)
        heap.settle()
        try:
            yield container
        finally:
            container.sessions.kw["bind"].dispose()


@contextmanager
def _right_clock() -> Iterator[None]:
    try:
        yield
    except ClockBehind as error:
        raise click.ClickException(str(error)) from None


@main.command()
def serve() -> None:
    """Run the database, the web and a worker on this machine."""
    settings = _settings()
    with _right_clock():
        serving.serve(settings, ready=lambda _url: click.echo(f"Bothways is ready at {settings.public_url}"))


@main.command()
@click.option("--data-dir", default="var/demo", type=click.Path(path_type=Path), help="Where the demo keeps everything.")
def demo(data_dir: Path) -> None:
    """Run everything with a fictional council and a simulator in place of phones, mailboxes and printers."""
    os.environ.update(serving.demo_environment(data_dir.resolve()))
    settings = _settings()

    def tell(url: str) -> None:
        container = build(settings, url)
        sign_ins = load_council(container.sessions, settings.data_dir, container.clock())
        click.echo(f"\nBothways is ready: {settings.public_url}")
        click.echo(f"The other side (phones, mailboxes, printer, clock): {settings.twilio_api_url}\n")
        for sign_in in sign_ins:
            second = f"   then: bothways demo-code {sign_in.username}" if sign_in.totp_secret else ""
            click.echo(f"  {sign_in.role:24} {sign_in.username:8} {sign_in.password}{second}")
        click.echo("\nStop with Ctrl+C. Everything is kept in " + str(settings.data_dir))

    serving.serve(settings, more=(serving.simulator_command(settings, {}),), ready=tell)


@main.command("demo-code")
@click.argument("username")
@click.option("--data-dir", default="var/demo", type=click.Path(path_type=Path))
def demo_code(username: str, data_dir: Path) -> None:
    """Print the demo account's one-time code of this moment, in place of an authenticator app."""

    for sign_in in kept_sign_ins(data_dir):
        if sign_in.username == username and sign_in.totp_secret:
            click.echo(pyotp.TOTP(sign_in.totp_secret).at(clock_from(data_dir / "clock")()))
            return
    raise click.ClickException("There is no demo account of that name with a second step.")


@main.command()
def worker() -> None:
    """Run a worker: as many hosts as you like may, on one database."""
    settings = _settings()
    with resolve_database_url(settings) as url, _right_clock():
        run_worker(build(settings, url), url)


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    with resolve_database_url(_settings()) as url:
        upgrade(url)
    click.echo("The tables are up to date.")


@main.group("audit")
def audit_group() -> None:
    """The record of who did and read what."""


@audit_group.command()
def verify() -> None:
    """Prove that no sealed row of the audit was changed, removed or added."""
    with _container() as container, container.sessions() as session:
        broken = audit.verify(session)
        if broken is not None:
            raise click.ClickException(
                f"The chain is broken at position {broken}. Keep this database and tell your manager."
            )
        click.echo(f"The chain holds: {audit.sealed_count(session)} rows.")


@main.group()
def staff() -> None:
    """Accounts of staff."""


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
def add_staff(username: str, name: str, roles: tuple[str, ...]) -> None:
    """Add an account and print its first password. Use it for the first admin; the admin's pages do the rest."""
    password = passwords.temporary()
    with _container() as container:
        try:
            create_staff(
                container.sessions,
                Actor(None, frozenset({Role.ADMIN}), frozenset()),
                name=name,
                username=username,
                roles=[Role(role) for role in roles],
                teams=[],
                password=password,
                now=container.clock(),
            )
        except DomainError as error:
            raise click.ClickException(f"The account was not made: {error.code}") from None
    click.echo(f"First password, to be changed at the first sign-in: {password}")


@main.command("load-demo")
def load_demo() -> None:
    """Load the fictional council into the database of a demo or test installation."""
    settings = _settings()
    if settings.mode is Mode.PRODUCTION:
        raise click.ClickException("The fictional council is not loaded in production.")
    with _container() as container:
        load_council(container.sessions, settings.data_dir, container.clock())


@main.command()
@click.option("--people", default=10_000, show_default=True)
@click.option("--messages", default=100_000, show_default=True)
@click.option("--data-dir", default="var/demo", type=click.Path(path_type=Path))
def seed(people: int, messages: int, data_dir: Path) -> None:
    """Fill a demo with made-up people and messages, to measure with. Production refuses."""
    os.environ.setdefault("BOTHWAYS_MODE", "demo")
    os.environ.setdefault("BOTHWAYS_DATA_DIR", str(data_dir.resolve()))
    settings = _settings()
    if settings.mode is Mode.PRODUCTION:
        raise click.ClickException("Made-up people are not written into production.")
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with resolve_database_url(settings) as url:
        upgrade(url)
        container = build(settings, url)
        load_council(container.sessions, settings.data_dir, container.clock())
        for step in write_seed(container.sessions, container.clock(), people=people, messages=messages):
            click.echo(step)


if __name__ == "__main__":
    sys.exit(main())
