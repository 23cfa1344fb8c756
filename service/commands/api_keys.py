"""``bothways api-key``: keys for programs, for whoever has no page at hand."""

from __future__ import annotations

from uuid import UUID

import click

from service.commands import OpenContainer, actor_named, refused
from service.domain.actors import Actor, Role
from service.domain.api_keys import MOST_A_MINUTE, USUAL_A_MINUTE, Scope
from service.domain.errors import DomainError
from service.use_cases.create_api_key import create_api_key
from service.use_cases.revoke_api_key import revoke_api_key

_ADMIN = Actor(None, frozenset({Role.ADMIN}), frozenset())
"""Whoever may run commands on this machine."""


@click.group("api-key")
def api_key_group() -> None:
    """Keys with which programs act for a member of staff."""


@api_key_group.command()
@click.argument("name")
@click.option("--staff", "username", required=True, help="Username of who answers for what the key does.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([scope.value for scope in Scope]))
@click.option("--a-minute", default=USUAL_A_MINUTE, show_default=True, type=click.IntRange(1, MOST_A_MINUTE))
@click.pass_obj
def add(open_container: OpenContainer, name: str, username: str, scopes: tuple[str, ...], a_minute: int) -> None:
    """Make a key for the program NAME and print it, once."""
    with open_container() as container:
        answerable = actor_named(container, username)
        try:
            key = create_api_key(
                container.sessions,
                _ADMIN,
                name=name,
                staff_id=answerable.id,
                scopes=[Scope(scope) for scope in scopes],
                a_minute=a_minute,
                now=container.clock(),
            )
        except DomainError as error:
            raise refused(error) from None
    click.echo(f"Key {key.id}, shown only now:\n{key.token}")


@api_key_group.command()
@click.argument("key_id", type=click.UUID)
@click.pass_obj
def revoke(open_container: OpenContainer, key_id: UUID) -> None:
    """End the key KEY_ID: from the next request on it opens nothing."""
    with open_container() as container:
        try:
            revoke_api_key(container.sessions, _ADMIN, key_id, container.clock())
        except DomainError as error:
            raise refused(error) from None
    click.echo("The key opens nothing any more.")
