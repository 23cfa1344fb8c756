"""What the outside world saw, in its own book: written to disk line by line before anybody is answered."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.world.fates import Way


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing that was taken. ``key`` is the message's number for a text or mail, the slip's code for a letter."""

    way: Way
    key: str
    attempt_id: str
    destination: str
    provider_id: str
    body: str
    at: float
    """Seconds of the Unix epoch, by the world's clock."""
    arrived: bool
    status: str = "delivered"
    """How it ends, as the provider's own list shows it, with the provider's ``code``."""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A report or an answer that a webhook took with 2xx. ``status`` is empty for an answer."""

    provider_id: str
    status: str = ""
    code: str | None = None


class Journal:
    """Appended to by many threads; read whole at the end."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w")
        self._lock = threading.Lock()
        self._taken: list[Taken] = []
        self._by_destination: dict[str, list[Taken]] = {}
        self._told: Counter[Told] = Counter()
        self._met: Counter[str] = Counter()

    def take(self, taken: Taken) -> None:
        with self._lock:
            self._write({"taken": asdict(taken)})
            self._taken.append(taken)
            self._by_destination.setdefault(taken.destination, []).append(taken)

    def told(self, told: Told) -> None:
        with self._lock:
            self._write({"told": asdict(told)})
            self._told[told] += 1

    def met(self, what: str) -> None:
        """Count what the service met with, for the report."""
        with self._lock:
            self._met[what] += 1

    def taken(self) -> list[Taken]:
        with self._lock:
            return list(self._taken)

    def taken_at(self, destination: str) -> list[Taken]:
        with self._lock:
            return list(self._by_destination.get(destination, ()))

    def all_told(self) -> set[Told]:
        with self._lock:
            return set(self._told)

    def all_met(self) -> Mapping[str, int]:
        with self._lock:
            return dict(self._met)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
