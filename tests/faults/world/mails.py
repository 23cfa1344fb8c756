"""A submission server on loopback whose every line can be met with a no, with silence or with a dropped line."""

from __future__ import annotations

import re
import socket
import socketserver
from typing import Any

from tests.faults.world.fates import Door, Fate, Way
from tests.faults.world.journal import Taken
from tests.faults.world.moments import Moment
from tests.faults.world.outside import LATE_SECONDS, Outside, number_at

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@[^>]*>", re.MULTILINE | re.IGNORECASE)
_ADDRESS = re.compile(r"<([^>]*)>")


class Mails(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port until ``shutdown``."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, outside: Outside) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.outside = outside

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed hangs up in the middle: that is the point of the run."""


class _Handler(socketserver.StreamRequestHandler):
    server: Mails
    disable_nagle_algorithm = True

    def handle(self) -> None:
        outside = self.server.outside
        outside.moments.passing(Moment.MAIL_CONNECTED)
        self._say("220 outside")
        to = ""
        while words := self.rfile.readline().decode().strip():
            match words.split(maxsplit=1)[0].upper():
                case "EHLO" | "HELO":
                    self._say("250 outside")
                case "MAIL" if not outside.known:
                    outside.journal.met("credentials refused")
                    self._say("530 5.7.0 Authentication required")
                case "RCPT":
                    found = _ADDRESS.search(words)
                    to = found.group(1) if found else ""
                    if not self._recipient(to):
                        return
                case "DATA":
                    self._say("354 go on")
                    if not self._content(to):
                        return
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 OK")

    def _recipient(self, to: str) -> bool:
        number = number_at(to)
        if number is None:
            self._say("550 5.1.1 nobody here")
            return True
        self._door, self._fate = self.server.outside.meet(number)
        self._number = number
        if self._door is Door.BUSY:
            self._say("451 4.3.0 not now")
        elif self._door is Door.REFUSED:
            self._say("550 5.1.1 nobody here")
        else:
            self._say("250 OK")
        return True

    def _content(self, to: str) -> bool:
        outside = self.server.outside
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        if not content.endswith(b"\r\n"):
            return False
        outside.moments.passing(Moment.MAIL_ASKED)
        if self._door is Door.FAULT_BEFORE:
            self._say("451 4.3.0 not now")
            return True
        if self._door in {Door.DROPPED_BEFORE, Door.SILENT_BEFORE}:
            return self._leave(self._door)
        self._take(to, content, self._number, self._fate)
        outside.moments.passing(Moment.MAIL_TAKEN)
        if self._door in {Door.DROPPED_AFTER, Door.SILENT_AFTER}:
            return self._leave(self._door)
        if self._door is Door.SLOW:
            outside.stopping.wait(LATE_SECONDS)
        self._say("and so it goes" if self._door is Door.GARBLED else "250 2.0.0 taken")
        outside.moments.passing(Moment.MAIL_ANSWERED)
        return True

    def _take(self, to: str, content: bytes, number: int, fate: Fate) -> None:
        outside = self.server.outside
        found = _MESSAGE_ID.search(content)
        attempt_id = found.group(1).decode() if found else ""
        words = content.decode("utf-8", "replace")
        at = outside.clock().timestamp()
        outside.journal.take(Taken(Way.MAIL, str(number), attempt_id, to, f"<{attempt_id}>", words, at, fate.arrives))

    def _leave(self, door: Door) -> bool:
        if door in {Door.SILENT_BEFORE, Door.SILENT_AFTER}:
            self.server.outside.stopping.wait(self.server.outside.silence_seconds)
        self.connection.shutdown(socket.SHUT_RDWR)
        return False

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
