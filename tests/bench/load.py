"""Callers of the API that cost next to nothing: ``python -m tests.bench.load`` reads what to send, and tells how it went.

A process of its own with one thread: connections stay open, requests are made beforehand, answers are only looked at.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

CONNECTIONS = 64
_TEXT = "Hello. We have your form. Ana Reid will visit you on Thursday 26 November at 10am. Please have your letter ready."


@dataclass(frozen=True, slots=True)
class Run:
    """``answers`` by status; ``p95`` in ms of one request, the wait for its turn included."""

    answers: dict[str, int]
    seconds: float
    p95: float


def post_messages(port: int, token: str, people: Sequence[UUID], *, connections: int = CONNECTIONS) -> Run:
    """One message to each, as fast as they are accepted."""
    given = {"port": port, "token": token, "people": [str(person) for person in people], "connections": connections}
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"], input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True
    )
    return Run(**json.loads(told.stdout))


def _request(token: str, person: str) -> bytes:
    body = json.dumps({"person": {"id": person}, "purpose": "general", "words": {"text": _TEXT}})
    lines = (
        "POST /api/v1/messages HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid4()}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class _Caller:
    """One connection: a request, its answer, the next."""

    def __init__(self, port: int, waiting: list[bytes], answers: Counter[str], walls: list[float]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._waiting = waiting
        self._answers = answers
        self._walls = walls
        self._held = b""
        self._began = 0.0

    def ask(self) -> bool:
        if not self._waiting:
            return False
        self._began = time.perf_counter()
        self.socket.sendall(self._waiting.pop())
        return True

    def hear(self) -> bool:
        """Whether more is to come on this connection."""
        read = self.socket.recv(65536)
        if not read:
            self._answers["closed"] += 1
            return False
        self._held += read
        head, mark, body = self._held.partition(b"\r\n\r\n")
        if not mark or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]):
            return True
        self._walls.append(time.perf_counter() - self._began)
        self._answers[head[9:12].decode()] += 1
        self._held = b""
        return self.ask()


def main() -> None:
    given = json.load(sys.stdin)
    waiting = [_request(given["token"], person) for person in given["people"]]
    answers: Counter[str] = Counter()
    walls: list[float] = []
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for _ in range(given["connections"]):
            caller = _Caller(given["port"], waiting, answers, walls)
            if caller.ask():
                selector.register(caller.socket, selectors.EVENT_READ, caller)
        while selector.get_map():
            for key, _ in selector.select():
                if not key.data.hear():
                    selector.unregister(key.data.socket)
                    key.data.socket.close()
        seconds = time.perf_counter() - began
    p95 = sorted(walls)[int(len(walls) * 0.95) - 1] * 1000 if walls else 0.0
    json.dump({"answers": dict(answers), "seconds": seconds, "p95": p95}, sys.stdout)


if __name__ == "__main__":
    main()
