"""``bothways backup``, ``restore`` and ``resume``: a copy of everything, and the careful way back."""

from __future__ import annotations

from pathlib import Path

import click

from channels.base import Reconciles
from service.backup import BackupFailed, back_up, restore
from service.commands import OpenContainer, actor_named, refused
from service.container import Container
from service.domain.errors import Conflict, DomainError
from service.migrations import upgrade
from service.use_cases.hold_after_restore import hold_after_restore
from service.use_cases.resume_sending import resume_sending


def _url(container: Container) -> str:
    return str(container.sessions.kw["bind"].url.render_as_string(hide_password=False))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup_command(open_container: OpenContainer, file: Path) -> None:
    """Copy the whole database into FILE. It holds everything about everybody: keep it on an encrypted disk."""
    with open_container() as container:
        try:
            size = back_up(_url(container), file)
        except BackupFailed as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"Written: {file} ({max(1, size // 2**20)} MB). Only this account can read it.")


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def restore_command(open_container: OpenContainer, file: Path) -> None:
    """Fill an empty database from FILE. Sending is held until `bothways resume`: first it is asked what left since."""
    with open_container() as container:
        try:
            restore(_url(container), file)
        except BackupFailed as error:
            raise click.ClickException(str(error)) from None
        upgrade(_url(container))
        held = hold_after_restore(container.sessions, container.clock())
    click.echo(
        f"Restored. Sending is held. {held.unknown} texts and emails were due then and may have left since: "
        "start the worker, which asks the providers about them. Then run `bothways resume`."
    )
    if held.letters:
        click.echo(
            f"{held.letters} letters are held: they may have been printed since. Their workers see them on the work list."
        )
    click.echo("What was accepted after the backup is not in it. Tell the teams from when to when, so that they look.")


@click.command("hold")
@click.pass_obj
def hold_command(open_container: OpenContainer) -> None:
    """Hold all sending as after a restore: for a database that took over and may lack the last commits of the old one."""
    with open_container() as container:
        held = hold_after_restore(container.sessions, container.clock())
    click.echo(f"Sending is held. {held.unknown} texts and emails may have left. Start a worker, then `bothways resume`.")
    if held.letters:
        click.echo(f"{held.letters} letters are held. They are on the work list.")


@click.command("resume")
@click.option("--as", "username", required=True, help="Username of the manager or admin who says so.")
@click.option("--leave-unknown", is_flag=True, help="Do not wait for a provider that gives no answer.")
@click.pass_obj
def resume_command(open_container: OpenContainer, username: str, *, leave_unknown: bool) -> None:
    """Let a restored system send again: what the providers hold counts as sent, what they do not know goes out now."""
    with open_container() as container:
        actor = actor_named(container, username)
        asked = frozenset(name for name, channel in container.channels.items() if isinstance(channel, Reconciles))
        try:
            done = resume_sending(container.sessions, actor, asked, container.clock(), leave_unknown=leave_unknown)
        except Conflict:
            raise click.ClickException(
                "The providers have not answered about everything yet. Keep a worker running and try again in a few "
                "minutes. If one will not answer, --leave-unknown leaves its share to the workers and sends the rest."
            ) from None
        except DomainError as error:
            raise refused(error) from None
    click.echo(f"Sending goes on. {done.put_back} messages that the providers do not know go out now.")
    if done.unknown:
        click.echo(
            f"{done.unknown} can't be asked about. They stay unknown: their workers ask the person and say which it was."
        )
