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
    """``clock`` gives the moment, aware UTC; ``wake`` tells the worker that rows are due, and may be lost without harm."""

    settings: Settings
    sessions: sessionmaker[Session]
    clock: Callable[[], datetime]
    channels: Mapping[str, Channel]
    print_queue: PrintQueue
    wake: Callable[[], None]
