"""Commands of ``bothways`` that work through files of people. Each is handed the way to open the container."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import click

from service.container import Container
from service.domain.actors import Actor
from service.domain.errors import DomainError, InvalidFields
from service.queries import staff
from service.web.words import words_for

OpenContainer = Callable[[], AbstractContextManager[Container]]


def actor_named(container: Container, username: str) -> Actor:
    """The member of staff in whose name a command works."""
    with container.sessions() as session:
        actor = staff.actor_named(session, username)
    if actor is None:
        raise click.ClickException(f"There is no open account with the username {username}. Name a member of staff.")
    return actor


def refused(error: DomainError) -> click.ClickException:
    """The error as a person reads it."""
    faults = error.faults if isinstance(error, InvalidFields) else (error,)
    return click.ClickException(" ".join(dict.fromkeys(words_for(fault.code) for fault in faults)))
