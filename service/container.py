"""What the doors are handed at start: one value, filled by ``bootstrap`` alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from channels.base import Channel, PrintQueue
from service.settings import Settings


@dataclass(frozen=True)
class Container:
    """``clock`` gives the moment, aware UTC. A job that commits with its rows wakes the workers."""

    settings: Settings
    sessions: sessionmaker[Session]
    clock: Callable[[], datetime]
    channels: Mapping[str, Channel]
    print_queue: PrintQueue
