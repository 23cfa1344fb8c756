"""What the doors are handed at start: one value, filled by ``bootstrap`` alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session, sessionmaker

from channels.base import Channel, PrintQueue
from channels.email.mailbox import MailboxReader
from service.programs import Programs
from service.settings import Settings


@dataclass(frozen=True)
class Container:
    """``clock`` gives the moment, aware UTC. A job that commits with its rows wakes the workers."""

    settings: Settings
    sessions: sessionmaker[Session]
    clock: Callable[[], datetime]
    channels: Mapping[str, Channel]
    print_queue: PrintQueue
    mailbox: MailboxReader | None = None
    """Where answers to our mail lie, if they are not posted to us."""

    @cached_property
    def programs(self) -> Programs:
        """One for the process: programs that call at once are let in, and share a commit."""
        return Programs(self.sessions, self.channels, self.clock)
