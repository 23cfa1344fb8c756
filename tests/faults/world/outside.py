"""What texts, mails, reports and the printer have in common: who they are, what time it is, and what was drawn."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.faults.world.fates import Door, Fate, Fates, Reports
from tests.faults.world.journal import Journal
from tests.faults.world.moments import Moments

ACCOUNT, TOKEN, MAIL_SECRET = "AC" + "0" * 32, "t" * 32, "m" * 32
SENDER, MAIL_SENDER = "+447700900990", "contact@ellerton.example"
LATE_SECONDS = 0.25
"""Slow, but within every timeout of the run."""

_DESTINATION = re.compile(r"\+4475([0-9]{8})|n([0-9]{7})@people\.example")


def phone(number: int) -> str:
    return f"+4475{number:08}"


def mailbox(number: int) -> str:
    return f"n{number:07}@people.example"


def number_at(destination: str) -> int | None:
    """The number of the message that goes there: each goes to a person of its own."""
    found = _DESTINATION.fullmatch(destination)
    return int(found.group(1) or found.group(2)) if found else None


@dataclass
class Outside:
    """``silence_seconds`` is longer than any timeout of the service. ``known`` is false while credentials are wrong."""

    fates: Fates
    journal: Journal
    moments: Moments
    clock: Callable[[], datetime]
    silence_seconds: float
    known: bool = True
    stopping: threading.Event = field(default_factory=threading.Event)
    _failed_for_now: set[int] = field(default_factory=set)
    _tries: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def meet(self, number: int) -> tuple[Door, Fate]:
        """The door for this try, and what was drawn for the message; what failed for now goes well from then on."""
        fate = self.fates.fate(number)
        with self._lock:
            self._tries[number] += 1
            first = self._tries[number] == 1
            if number in self._failed_for_now:
                fate = Fate(Door.TAKEN)
        door = fate.door if first else Door.TAKEN
        self.journal.met(door.value)
        return door, fate

    def note_taken(self, number: int, fate: Fate) -> None:
        if fate.reports is Reports.PASSING:
            with self._lock:
                self._failed_for_now.add(number)
