"""A channel without a wire, for the service's tests: it keeps the contract, and does what it is told."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from channels.base import (
    Clearance,
    Content,
    EmailContent,
    Inbound,
    Outgoing,
    Progress,
    Receipt,
    SendResult,
    Sought,
    TextContent,
    Webhook,
)
from channels.errors import Ambiguous, ChannelError, Malformed, Uncarriable, Unverified

_BASE_URL = "https://bothways.test/webhooks/fake"
_SECRET = b"a secret of the fake channel"
_PROGRESS = {
    "queued": Progress.ACCEPTED,
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "failed": Progress.FAILED,
}


@dataclass(frozen=True, slots=True)
class Carried:
    """One message that reached its destination."""

    provider_id: str
    outgoing: Outgoing
    at: datetime


class FakeChannel:
    """Text or email by ``name``. ``journal`` is what arrived, in order; safe for several threads.

    ``script(error)`` orders outcomes for the next sends, first come first served: a ``Temporary`` or ``Permanent`` carries
    nothing; an ``Ambiguous`` carries the message and loses the answer, unless ``ambiguous_carries`` is False.
    ``script_look(error)`` does the same for the next looks; while ``lists`` is False they find nothing yet.
    """

    provider = "fake"

    def __init__(self, name: str = "sms") -> None:
        self.name = name
        self.journal: list[Carried] = []
        self.ambiguous_carries = True
        self.lists = True
        self.looks: list[Sought] = []
        self._outcomes: deque[ChannelError | None] = deque()
        self._looks: deque[ChannelError | None] = deque()
        self._lock = threading.Lock()

    def script(self, *outcomes: ChannelError | None) -> None:
        """Order what the next sends meet; ``None`` is a success."""
        self._outcomes.extend(outcomes)

    def script_look(self, *outcomes: ChannelError | None) -> None:
        """Order what the next looks meet; ``None`` is an answer."""
        self._looks.extend(outcomes)

    def check(self, content: Content) -> None:
        wanted = TextContent if self.name == "sms" else EmailContent
        if not isinstance(content, wanted):
            raise Uncarriable("content_of_another_kind")
        words = words_of(content)
        if not words.strip():
            raise Uncarriable("content_empty")
        if "\0" in words:
            raise Uncarriable("content_not_characters")
        if isinstance(content, TextContent) and len(words) > 1600:
            raise Uncarriable("content_too_long")

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        clearance.require(outgoing, now)
        self.check(outgoing.content)
        with self._lock:
            outcome = self._outcomes.popleft() if self._outcomes else None
            provider_id = f"FAKE-{uuid4().hex}"
            if outcome is None or (isinstance(outcome, Ambiguous) and self.ambiguous_carries):
                self.journal.append(Carried(provider_id, outgoing, now))
        if outcome is not None:
            raise outcome
        return SendResult(self.provider, provider_id, "queued", Progress.ACCEPTED)

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:  # noqa: ARG002  # the contract's
        with self._lock:
            self.looks.append(sought)
            outcome = self._looks.popleft() if self._looks else None
            held = [one for one in self.journal if self.lists and _is_sought(one, sought)]
        if outcome is not None:
            raise outcome
        return tuple(Receipt(self.provider, one.provider_id, sought.attempt_id, "queued", Progress.ACCEPTED) for one in held)

    def parse_receipt(self, webhook: Webhook) -> Receipt:
        params = self._verified(webhook)
        try:
            attempt_id = UUID(webhook.url.rsplit("/", 1)[-1])
            status, provider_id = params["status"], params["id"]
        except (ValueError, KeyError):
            raise Malformed("receipt_malformed") from None
        return Receipt(
            provider=self.provider,
            provider_id=provider_id,
            attempt_id=attempt_id,
            status=status,
            progress=_PROGRESS.get(status, Progress.UNRECOGNISED),
            error_code=params.get("error"),
        )

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        params = self._verified(webhook)
        try:
            return Inbound(
                provider=self.provider,
                provider_id=params["id"],
                sender=params["from"],
                recipient=params["to"],
                body=params["body"],
                references=tuple(params.get("references", "").split()),
            )
        except KeyError:
            raise Malformed("inbound_malformed") from None

    def receipt(self, carried: Carried, status: str = "delivered", error: str | None = None) -> Webhook:
        """A signed delivery report for something in the journal."""
        params = [("id", carried.provider_id), ("status", status), *([("error", error)] if error else [])]
        return self._signed(f"{_BASE_URL}/status/{carried.outgoing.attempt_id}", params)

    def inbound(self, sender: str, body: str, *, references: tuple[str, ...] = (), provider_id: str = "") -> Webhook:
        """A signed message from a person."""
        params = [("id", provider_id or f"FAKE-{uuid4().hex}"), ("from", sender), ("to", "+447700900999"), ("body", body)]
        return self._signed(f"{_BASE_URL}/inbound", [*params, ("references", " ".join(references))])

    def _signed(self, url: str, params: list[tuple[str, str]]) -> Webhook:
        return Webhook(url, {"X-Fake-Signature": self._signature(url, params)}, params)

    def _verified(self, webhook: Webhook) -> dict[str, str]:
        expected = self._signature(webhook.url, list(webhook.params))
        if not hmac.compare_digest(webhook.headers.get("X-Fake-Signature", "").encode(), expected.encode()):
            raise Unverified("signature_wrong")
        return dict(webhook.params)

    def _signature(self, url: str, params: list[tuple[str, str]]) -> str:
        return hmac.new(_SECRET, repr((url, params)).encode(), hashlib.sha256).hexdigest()


class FakeMail(FakeChannel):
    """An email that went out by SMTP: a mail server can't be asked what became of it."""

    look_up = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__("email")


def _is_sought(carried: Carried, sought: Sought) -> bool:
    if sought.provider_id is not None:
        return carried.provider_id == sought.provider_id
    last_word = words_of(carried.outgoing.content).split()[-1]
    return (
        last_word.replace("-", "") == sought.reference.replace("-", "")
        and carried.outgoing.destination == sought.destination
        and carried.at >= sought.started_at
    )


def words_of(content: Content) -> str:
    """The words of a text or an email."""
    match content:
        case TextContent(body=body):
            return body
        case EmailContent(text=text):
            return text
        case _:
            raise TypeError("a letter is no single string of words")
