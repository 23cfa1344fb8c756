"""Each channel beside the world that it talks to, told apart by nothing that a contract test could see."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from twilio.request_validator import RequestValidator

from channels.base import Channel, Clearance, Content, EmailContent, Outgoing, TextContent, Webhook
from channels.email.relayed import SIGNATURE_HEADER
from channels.email.smtp import SmtpEmail
from channels.errors import Ambiguous, Permanent, Temporary
from channels.simulator.server import SimulatorConfig, SimulatorServer
from channels.sms.twilio import INBOUND_PATH, STATUS_PATH, TwilioSms
from tests.fakes import FakeChannel, words_of

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "the token of no real account"
MAIL_SECRET = "the secret of no real relay"
SENDER = "+447700900999"
MAIL_SENDER = "Example Council <duty@council.example>"
PUBLIC_URL = "https://bothways.test"
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


class Fate(StrEnum):
    """What the next send meets."""

    BUSY = "busy"
    REFUSED = "refused"
    ANSWER_LOST = "answer_lost"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing that a person holds."""

    destination: str
    words: str
    provider_id: str


class Carrier(Protocol):
    """A channel and the far side of its wire.

    ``as_read`` is the words as they are shown to a person: layout may be the provider's, words never.
    """

    channel: Channel
    unreachable: Channel
    destination: str
    takes_every_character: bool
    signs_words: bool

    def content(self, words: str) -> Content: ...

    def as_read(self, words: str) -> str: ...

    def arrived(self) -> list[Arrived]: ...

    def next_meets(self, fate: Fate) -> None: ...

    def inbound(self, sender: str, words: str) -> Webhook: ...


class Faithful:
    """What arrives is what was written, and a signature covers every word that comes in."""

    takes_every_character = True
    signs_words = True

    def as_read(self, words: str) -> str:
        return words


class TwilioCarrier(Faithful):
    """The real SDK against the simulator."""

    destination = "+447700900123"

    def __init__(self, simulator: SimulatorServer) -> None:
        self._simulator = simulator
        self.channel: Channel = twilio_sms(simulator.http_url)
        self.unreachable: Channel = twilio_sms(f"http://127.0.0.1:{closed_port()}")

    def content(self, words: str) -> Content:
        return TextContent(words)

    def arrived(self) -> list[Arrived]:
        return [Arrived(e.to, e.body, e.provider_id) for e in self._simulator.journal() if e.kind == "text"]

    def next_meets(self, fate: Fate) -> None:
        behaviours = {Fate.BUSY: "http_429", Fate.REFUSED: "refuse:21614", Fate.ANSWER_LOST: "drop_after"}
        self._simulator.script(self.destination, behaviours[fate])

    def inbound(self, sender: str, words: str) -> Webhook:
        return signed_by_twilio(
            INBOUND_PATH, [("MessageSid", f"SM{uuid4().hex}"), ("From", sender), ("To", SENDER), ("Body", words)]
        )


class SmtpCarrier(Faithful):
    """``smtplib`` against the simulator's mail server."""

    destination = "amina@mailbox.example"

    def __init__(self, simulator: SimulatorServer) -> None:
        self._simulator = simulator
        self.channel: Channel = smtp_email(simulator.smtp_port)
        self.unreachable: Channel = smtp_email(closed_port())

    def content(self, words: str) -> Content:
        return EmailContent("A message for you", words, f"<p>{escape(words)}</p>")

    def as_read(self, words: str) -> str:
        # A mail's last line ends like every other, written so or not.
        return words.removesuffix("\n")

    def arrived(self) -> list[Arrived]:
        # Mail ends each line, the last one too, in CRLF.
        return [
            Arrived(e.to, e.body.replace("\r\n", "\n").removesuffix("\n"), e.provider_id)
            for e in self._simulator.journal()
            if e.kind == "email"
        ]

    def next_meets(self, fate: Fate) -> None:
        behaviours = {
            Fate.BUSY: "refuse_temporary",
            Fate.REFUSED: "refuse_permanent",
            Fate.ANSWER_LOST: "drop_after_data",
        }
        self._simulator.script(self.destination, behaviours[fate])

    def inbound(self, sender: str, words: str) -> Webhook:
        mail = f"From: {sender}\r\nTo: {MAIL_SENDER}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        return signed_by_relay(mail.encode())


class FakeCarrier(Faithful):
    """The service tests' own channel: it must be no kinder than the real ones."""

    destination = "+447700900123"

    def __init__(self) -> None:
        self._fake = FakeChannel()
        self.channel: Channel = self._fake
        unreachable = FakeChannel()
        unreachable.script(Temporary("connection_refused"))
        self.unreachable: Channel = unreachable

    def content(self, words: str) -> Content:
        return TextContent(words)

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(one.outgoing.destination, words_of(one.outgoing.content), one.provider_id) for one in self._fake.journal
        ]

    def next_meets(self, fate: Fate) -> None:
        self._fake.script(
            {
                Fate.BUSY: Temporary("rate_limited"),
                Fate.REFUSED: Permanent("address_not_mobile"),
                Fate.ANSWER_LOST: Ambiguous("connection_dropped"),
            }[fate]
        )

    def inbound(self, sender: str, words: str) -> Webhook:
        return self._fake.inbound(sender, words)


def twilio_sms(api_url: str, timeout_seconds: float = 5.0) -> TwilioSms:
    return TwilioSms(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        sender=SENDER,
        public_url=PUBLIC_URL,
        api_url=api_url,
        timeout_seconds=timeout_seconds,
    )


def smtp_email(port: int, timeout_seconds: float = 5.0) -> SmtpEmail:
    return SmtpEmail(
        host="127.0.0.1",
        port=port,
        sender=MAIL_SENDER,
        starttls=False,
        webhook_secret=MAIL_SECRET,
        timeout_seconds=timeout_seconds,
    )


def simulator_config(folder: Path, callback_base: str = "") -> SimulatorConfig:
    return SimulatorConfig(
        data_dir=folder,
        callback_base=callback_base,
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        mail_secret=MAIL_SECRET,
        sender=SENDER,
        printer_dir=folder / "printer",
        clock_file=folder / "clock",
        report_seconds=0.01,
        mode="test",
    )


def outgoing(carrier: Carrier, words: str = "Ann will visit you on Thursday.") -> Outgoing:
    return Outgoing(uuid4(), "ABCD-EF", carrier.destination, carrier.content(words))


def cleared(message: Outgoing, minutes: int = 60) -> Clearance:
    """Leave for exactly this, from ``NOW`` on."""
    return Clearance(uuid4(), message.destination, message.content.digest(), NOW, NOW + timedelta(minutes=minutes))


def signed_by_twilio(path: str, params: list[tuple[str, str]]) -> Webhook:
    """As Twilio would post it to us; repeated names allowed."""
    url = PUBLIC_URL + path
    return Webhook(url, {"X-Twilio-Signature": twilio_signature(url, params)}, params)


def twilio_signature(url: str, params: list[tuple[str, str]]) -> str:
    class Repeated(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    repeated = Repeated()
    for name, value in params:
        repeated.setdefault(name, []).append(value)
    return str(RequestValidator(AUTH_TOKEN).compute_signature(url, repeated))


def report(attempt_id: object, **params: str) -> Webhook:
    return signed_by_twilio(f"{STATUS_PATH}{attempt_id}", list(params.items()))


def signed_by_relay(mail: bytes) -> Webhook:
    signature = "sha256=" + hmac.new(MAIL_SECRET.encode(), mail, hashlib.sha256).hexdigest()
    return Webhook(f"{PUBLIC_URL}/webhooks/mail", {SIGNATURE_HEADER: signature}, (), mail)


def unsigned(webhook: Webhook) -> Webhook:
    return replace(webhook, headers={})


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def silence() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])
