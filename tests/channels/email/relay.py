"""A mail server that follows a script line by line: for answers and silences that the simulator doesn't give."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("loopback.pem")
EXPIRED = Path(__file__).with_name("expired.pem")
ELSEWHERE = Path(__file__).with_name("elsewhere.pem")
HANG_UP = ""
SAY_NOTHING = "silence"


@dataclass
class Relay:
    """``answers`` by verb, ``greeting`` and ``content`` (the mail itself) beside the SMTP ones; the rest is answered 250.

    ``heard`` is every line that came, ``in_clear`` those before TLS.
    """

    answers: dict[str, str]
    tls: bool = False
    certificate: Path = CERTIFICATE
    offers: tuple[str, ...] = ("AUTH PLAIN",)
    port: int = 0
    heard: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def serve(self, line: socket.socket) -> None:
        """Answer one connection to its end."""
        if self._answer(line, "greeting", "220 relay"):
            self._converse(line, secured=False)

    def _converse(self, line: socket.socket, *, secured: bool) -> None:
        stream = line.makefile("rb")
        while words := stream.readline().decode().strip():
            verb = words.split()[0].lower()
            self.heard.append(words)
            if not secured:
                self.in_clear.append(words)
            if verb == "ehlo" and verb not in self.answers:
                offers = [*(["STARTTLS"] if self.tls and not secured else []), *self.offers]
                line.sendall("".join(f"250-{offer}\r\n" for offer in ["relay", *offers]).encode() + b"250 HELP\r\n")
                continue
            if not self._answer(line, verb, {"data": "354 go on", "starttls": "220 go on"}.get(verb, "250 OK")):
                return
            if verb == "starttls" and self.tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                with context.wrap_socket(line, server_side=True) as encrypted:
                    self._converse(encrypted, secured=True)
                return
            if verb == "data" and "data" not in self.answers:
                self.mails.append(b"".join(iter(stream.readline, b".\r\n")))
                if not self._answer(line, "content", "250 2.0.0 queued"):
                    return

    def _answer(self, line: socket.socket, step: str, usual: str) -> bool:
        answer = self.answers.get(step, usual)
        if answer == SAY_NOTHING:
            with suppress(OSError):
                line.recv(1)
            return False
        if answer == HANG_UP:
            return False
        line.sendall(f"{answer}\r\n".encode())
        return True


@contextmanager
def relay(
    answers: dict[str, str] | None = None,
    *,
    tls: bool = False,
    certificate: Path = CERTIFICATE,
    offers: tuple[str, ...] = ("AUTH PLAIN",),
) -> Iterator[Relay]:
    """A relay for one connection."""
    told = Relay(answers or {}, tls=tls, certificate=certificate, offers=offers)
    with socket.create_server(("127.0.0.1", 0)) as server:
        told.port = int(server.getsockname()[1])
        # A busy machine may take its time to come here; who never comes is not waited for.
        server.settimeout(60)

        def work() -> None:
            with suppress(OSError):
                line, _ = server.accept()
                line.settimeout(30)
                with line, suppress(OSError):
                    told.serve(line)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield told
        finally:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            thread.join()
