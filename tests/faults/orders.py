"""What is asked of the acceptors, and what they answered: two files a process, so that either end may be killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid5

_KEYS = UUID("6f1d4c0e-6c55-4a52-9f7e-8d3a8c0a7f11")


def key_of(number: int) -> UUID:
    """The idempotency key of an order."""
    return uuid5(_KEYS, str(number))


@dataclass(frozen=True, slots=True)
class Order:
    """One message to accept. The same order twice has the same key, and must be one message."""

    number: int
    staff: str
    team: str
    person: str
    urgent: bool

    @property
    def key(self) -> UUID:
        return key_of(self.number)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer: written only after the use case returned, so after its COMMIT."""

    number: int
    message: str


def write(file: Path, line: Order | Accepted) -> None:
    with file.open("a") as handle:
        handle.write(json.dumps(asdict(line)) + "\n")


class Tail:
    """Reads the whole lines of a file that another process adds to."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._place = 0

    def new(self) -> Iterator[dict[str, object]]:
        if not self._file.exists():
            return
        with self._file.open("rb") as handle:
            handle.seek(self._place)
            for line in handle:
                if not line.endswith(b"\n"):
                    return
                self._place += len(line)
                yield json.loads(line)
