"""Notify and failover beside the worlds that they talk to."""

from __future__ import annotations

import json
from uuid import uuid4

from channels.base import Channel, Content, EmailContent, TextContent, Webhook
from channels.errors import Ambiguous, ChannelError, Permanent, Temporary
from channels.failover import FailoverChannel
from channels.notify.emails import NotifyEmail
from channels.notify.texts import NotifyText
from channels.notify.webhook import INBOUND_PATH
from tests.channels.contract.carriers import (
    MAIL_SECRET,
    PUBLIC_URL,
    Arrived,
    Fate,
    closed_port,
    signed_by_relay,
)
from tests.channels.notify.server import (
    API_KEY,
    EMAIL_TEMPLATE,
    LOST,
    TEXT_TEMPLATE,
    Mood,
    NotifyServer,
    email_as_read,
    refused,
    text_as_read,
)
from tests.fakes import FakeChannel, words_of

CALLBACK_TOKEN = "the token of no real service"


class NotifyTextCarrier:
    """The official client against Notify on loopback."""

    destination = "+447700900123"
    takes_every_character = False
    signs_words = False

    def __init__(self, notify: NotifyServer) -> None:
        self._notify = notify
        self.channel: Channel = notify_text(notify.url)
        self.unreachable: Channel = notify_text(f"http://127.0.0.1:{closed_port()}")

    def content(self, words: str) -> Content:
        return TextContent(words)

    def as_read(self, words: str) -> str:
        return text_as_read(words)

    def arrived(self) -> list[Arrived]:
        return [Arrived(one.to, one.words, one.id) for one in self._notify.journal() if one.kind == "sms"]

    def next_meets(self, fate: Fate) -> None:
        self._notify.next_meets(_mood(fate, "phone_number Not a UK mobile number"), "/v2/notifications/sms")

    def inbound(self, sender: str, words: str) -> Webhook:
        received = {
            "id": str(uuid4()),
            "source_number": sender.removeprefix("+"),
            "destination_number": "07700900999",
            "message": words,
            "date_received": "2026-03-05T09:30:00.000000Z",
        }
        return from_notify(INBOUND_PATH, received)


class NotifyEmailCarrier:
    """The official client against Notify on loopback; answers come by the council's own relay."""

    destination = "amina@mailbox.example"
    takes_every_character = False
    signs_words = True

    def __init__(self, notify: NotifyServer) -> None:
        self._notify = notify
        self.channel: Channel = notify_email(notify.url)
        self.unreachable: Channel = notify_email(f"http://127.0.0.1:{closed_port()}")

    def content(self, words: str) -> Content:
        return EmailContent("A message for you", words, "<p>Notify does not send this part.</p>")

    def as_read(self, words: str) -> str:
        return email_as_read(words.replace("\\", "\\\\"))

    def arrived(self) -> list[Arrived]:
        return [Arrived(one.to, one.words, one.id) for one in self._notify.journal() if one.kind == "email"]

    def next_meets(self, fate: Fate) -> None:
        self._notify.next_meets(_mood(fate, "email_address Not a valid email address"), "/v2/notifications/email")

    def inbound(self, sender: str, words: str) -> Webhook:
        mail = f"From: {sender}\r\nTo: duty@council.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        return signed_by_relay(mail.encode())


class FailoverCarrier:
    """Two providers of which each may fail: what both say is what the one channel says."""

    destination = "+447700900123"
    takes_every_character = True
    signs_words = True

    def __init__(self) -> None:
        self._fakes = (FakeChannel(), SpareChannel())
        self.channel: Channel = FailoverChannel(self._fakes)
        away = (FakeChannel(), SpareChannel())
        for one in away:
            one.script(*[Temporary("connection_refused")] * 10)
        self.unreachable: Channel = FailoverChannel(away)

    def content(self, words: str) -> Content:
        return TextContent(words)

    def as_read(self, words: str) -> str:
        return words

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(one.outgoing.destination, words_of(one.outgoing.content), one.provider_id)
            for fake in self._fakes
            for one in fake.journal
        ]

    def next_meets(self, fate: Fate) -> None:
        outcomes: dict[Fate, tuple[ChannelError | None, ...]] = {
            Fate.BUSY: (Temporary("rate_limited"), Temporary("connection_refused")),
            Fate.REFUSED: (Permanent("address_not_mobile"),),
            Fate.ANSWER_LOST: (Ambiguous("connection_dropped"),),
        }
        for fake, outcome in zip(self._fakes, outcomes[fate], strict=False):
            fake.script(outcome)

    def inbound(self, sender: str, words: str) -> Webhook:
        return self._fakes[1].inbound(sender, words)


class SpareChannel(FakeChannel):
    """The second of two providers."""

    provider = "spare"


def notify_text(api_url: str, timeout_seconds: float = 5.0) -> NotifyText:
    return NotifyText(
        api_key=API_KEY,
        template_id=TEXT_TEMPLATE,
        callback_token=CALLBACK_TOKEN,
        api_url=api_url,
        timeout_seconds=timeout_seconds,
    )


def notify_email(api_url: str, timeout_seconds: float = 5.0) -> NotifyEmail:
    return NotifyEmail(
        api_key=API_KEY,
        template_id=EMAIL_TEMPLATE,
        mail_webhook_secret=MAIL_SECRET,
        callback_token=CALLBACK_TOKEN,
        api_url=api_url,
        timeout_seconds=timeout_seconds,
    )


def from_notify(path: str, fields: object, token: str = CALLBACK_TOKEN) -> Webhook:
    """As Notify posts it to us."""
    return Webhook(PUBLIC_URL + path, {"Authorization": f"Bearer {token}"}, (), json.dumps(fields).encode())


def _mood(fate: Fate, words: str) -> Mood:
    return {
        Fate.BUSY: refused(429, "RateLimitError", "Exceeded rate limit for key type live of 3000 requests per 60 seconds"),
        Fate.REFUSED: refused(400, "ValidationError", words),
        Fate.ANSWER_LOST: LOST,
    }[fate]
