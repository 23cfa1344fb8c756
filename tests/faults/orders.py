"""What is asked of the acceptors, and what they answered: two files a process, so that either end may be killed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid5

HANDS = 4
"""Messages that one process has accepted at a time."""
PAUSE_SECONDS = 0.2
"""Before what was not accepted is asked again."""
_LOOK_SECONDS = 0.02
_KEYS = UUID("6f1d4c0e-6c55-4a52-9f7e-8d3a8c0a7f11")


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
        return uuid5(_KEYS, str(self.number))

    @property
    def words(self) -> str:
        return f"Hello. We have your form {self.number}. Thank you."


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer: written only after the service answered, so after its COMMIT."""

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


def serve(orders: Path, answers: Path, accept: Callable[[Order], str]) -> None:
    """Have every order accepted that was not answered yet, a few at a time, for ever. What ``accept`` raises ends it."""
    answered = {line["number"] for line in Tail(answers).new()}
    lock = threading.Lock()

    def one(order: Order) -> None:
        message = accept(order)
        with lock:
            write(answers, Accepted(order.number, message))

    tail = Tail(orders)
    under_way: list[Future[None]] = []
    with ThreadPoolExecutor(HANDS) as pool:
        while True:
            asked = [Order(**line) for line in tail.new()]  # type: ignore[arg-type]
            under_way += [pool.submit(one, order) for order in asked if order.number not in answered]
            for done in [future for future in under_way if future.done()]:
                under_way.remove(done)
                done.result()
            time.sleep(_LOOK_SECONDS)
