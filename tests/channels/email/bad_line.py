"""A line to a server that breaks where it is told to, as often as it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass


@dataclass
class BadLine:
    """Breaks once the server said ``at`` for the ``after``-th time; ``times`` counts down to a line that holds.

    After a break the line leads to ``then_target``, where there is one.

    ``heard`` is everything that the client said.
    """

    target: int
    at: bytes
    after: int = 1
    times: int = 1
    port: int = 0
    then_target: int | None = None
    heard: bytes = b""

    def carry(self, client: socket.socket) -> None:
        with client, suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.target), 10) as server:
            back = threading.Thread(target=self._back, args=(server, client))
            back.start()
            with suppress(OSError):
                while said := client.recv(65536):
                    self.heard += said
                    server.sendall(said)
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        told = b""
        with suppress(OSError):
            while said := server.recv(65536):
                told += said
                if self.times and told.count(self.at) >= self.after:
                    self.times -= 1
                    self.target = self.then_target or self.target
                    break
                client.sendall(said)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def bad_line(target: int, at: bytes, *, after: int = 1, times: int = 1) -> Iterator[BadLine]:
    line = BadLine(target, at, after, times)
    with ExitStack() as stack:
        server = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        line.port = int(server.getsockname()[1])
        carriers: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    client.settimeout(10)
                    carriers.append(threading.Thread(target=line.carry, args=(client,)))
                    carriers[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield line
        finally:
            # A close alone does not wake a thread that waits in accept.
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for carrier in carriers:
                carrier.join()
