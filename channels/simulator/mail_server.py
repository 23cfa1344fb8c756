"""The mailboxes' side of SMTP: takes what is sent to any address, or refuses as it was told to."""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.simulator.behaviours import Door
from channels.simulator.world import World

HOST = "127.0.0.1"
_REFUSALS = {
    Door.REFUSE_TEMPORARY: "451 4.3.0 The simulator was told to refuse this for now",
    Door.REFUSE_PERMANENT: "550 5.1.1 The simulator was told to refuse this address",
}


class MailHandler:
    """aiosmtpd calls these by name; one journal entry for each recipient of a mail."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._to_drop: set[Envelope] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        door = self._world.scripts.take("email", address).door
        if door in _REFUSALS:
            return _REFUSALS[door]
        if door is Door.DROP_AFTER:
            self._to_drop.add(envelope)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        mail = message_from_bytes(raw, policy=policy.default)
        for address in envelope.rcpt_tos:
            self._world.journal.accept_email(
                str(mail["Message-ID"] or ""),
                envelope.mail_from or "",
                address,
                str(mail["Subject"] or ""),
                words(mail, "plain"),
                raw,
            )
        if envelope in self._to_drop:
            self._to_drop.discard(envelope)
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
        return "250 OK"


def words(mail: EmailMessage, subtype: str) -> str:
    """The body as ``plain`` or ``html`` with plain line ends, '' where the mail has none that can be read."""
    part = mail.get_body(preferencelist=(subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except LookupError:  # a character set that nobody knows
        return ""


class MailServer(Controller):
    """Listens on loopback. With port 0 it takes a free one; ``port`` then holds it."""

    def __init__(self, world: World, port: int) -> None:
        super().__init__(MailHandler(world), hostname=HOST, port=port, decode_data=False)
        self._bound = threading.Event()

    async def _listen(self) -> asyncio.AbstractServer:
        server = cast("asyncio.Server", await super()._create_server())
        self.port = server.sockets[0].getsockname()[1]  # the controller's own probe connects to it
        return server

    def _create_server(self) -> Any:
        return self._listen()
