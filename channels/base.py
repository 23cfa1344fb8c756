"""The contract that every channel keeps, and the values that cross it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from channels.attached import Attached
from channels.errors import NotCleared


@dataclass(frozen=True, slots=True)
class TextContent:
    """A text message, exactly as it will be read."""

    body: str

    def digest(self) -> str:
        return _sha256(b"text", self.body.encode())


@dataclass(frozen=True, slots=True)
class Attachment:
    """The same words in another format, or a picture that the HTML shows by ``cid:`` and its ``inline_id``.

    ``name`` is seen from outside: it tells the format and nothing else.
    """

    name: str
    media_type: str
    data: bytes
    inline_id: str = ""


@dataclass(frozen=True, slots=True)
class EmailContent:
    """One email: a neutral subject, and the same words as plain text and as HTML, and in what is attached."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()

    def digest(self) -> str:
        told = json.dumps([self.subject, self.text, self.html], ensure_ascii=False).encode()
        return _sha256(b"email", told, *(attachment.data for attachment in self.attachments))


class EnclosureKind(StrEnum):
    """What a print room makes of an enclosure's file."""

    BRAILLE = "braille"
    AUDIO_CD = "audio_cd"
    AUDIO_USB = "audio_usb"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """``suffix`` names the kind of file (``brf``, ``mp3``); ``amount`` is its pages, or its seconds for a recording."""

    kind: EnclosureKind
    suffix: str
    data: bytes
    amount: int


@dataclass(frozen=True, slots=True)
class LetterContent:
    """One finished letter. ``pdf`` is the whole document that is printed, window address included.

    ``enclosed`` goes into the same envelope, made beside the printer. ``link``: what a code on it opens until it leaves.
    """

    pdf: bytes
    pages: int
    enclosed: tuple[Enclosure, ...] = ()
    link: str = ""

    def digest(self) -> str:
        return _sha256(b"letter", self.pdf, *(enclosure.data for enclosure in self.enclosed))


Content = TextContent | EmailContent | LetterContent


def _sha256(kind: bytes, payload: bytes, *more: bytes) -> str:
    digest = hashlib.sha256(kind + b"\0" + payload)
    for each in more:
        digest.update(b"\0" + hashlib.sha256(each).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Clearance:
    """Leave for one content to go to one destination until ``expires_at``.

    Only ``service.domain.safe_contact.may_leave`` makes one (an architecture test holds it): a channel that is handed a
    clearance can rely on the person's preference and safety having been asked at that moment. ``within_hours``: the person
    gave hours for this point, so nothing may lie in a provider's queue past ``expires_at``.
    """

    point_id: UUID
    destination: str
    content_digest: str
    granted_at: datetime
    expires_at: datetime
    within_hours: bool = False

    def require(self, outgoing: Outgoing, now: datetime) -> None:
        """Raise ``NotCleared`` unless this leave is for exactly this destination and content, and still stands."""
        if outgoing.destination != self.destination:
            raise NotCleared("clearance_destination_differs")
        if outgoing.content.digest() != self.content_digest:
            raise NotCleared("clearance_content_differs")
        if not self.granted_at <= now <= self.expires_at:
            raise NotCleared("clearance_expired")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One try at carrying one content to one destination.

    ``attempt_id`` was committed before this value was made and travels in the callback URL. ``reference`` is the reply
    code that the content shows. ``destination`` is E.164, an email address, or address lines joined by a newline.
    """

    attempt_id: UUID
    reference: str
    destination: str
    content: Content


class Progress(StrEnum):
    """What a provider's own status word amounts to. Only the transport axis: none of these says "understood"."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The provider took it. ``status`` is its own word; ``progress`` ours."""

    provider: str
    provider_id: str
    status: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery report. ``attempt_id`` is from the callback URL; ``error_code`` is ours, ``provider_code`` theirs."""

    provider: str
    provider_id: str
    attempt_id: UUID | None
    status: str
    progress: Progress
    provider_code: str | None = None
    error_code: str | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """A try of which nobody can tell whether it was taken, as the provider may remember it.

    ``started_at`` is when our call began; ``provider_id`` what the provider called it, where its answer reached us.
    """

    attempt_id: UUID
    reference: str
    destination: str
    started_at: datetime
    provider_id: str | None = None
    attempt_lost: bool = False
    """The database came out of a backup: if it left, it left as another try, whose id nobody knows any more."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a person sent us. ``sender`` is normalised, ``body`` untouched; ``references`` are the mail ids answered.

    ``authenticated`` is false where nothing vouches for the sender: anybody can write any name on an envelope.
    ``answer`` is the part of the body above a signature, ``None`` where it has none; ``signed_by`` the names in it. ``code``
    is what the address that it came to carries.
    """

    provider: str
    provider_id: str
    sender: str
    recipient: str
    body: str
    attachments: int = 0
    automatic: bool = False
    authenticated: bool = True
    references: tuple[str, ...] = ()
    answer: str | None = None
    signed_by: str = ""
    code: str = ""
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request as plain values. ``url`` is built from the configured public base, never from a forwarded header.

    ``params`` keeps repeated names in the order they came.
    """

    url: str
    headers: Mapping[str, str]
    params: Sequence[tuple[str, str]]
    body: bytes = b""


@runtime_checkable
class Reconciles(Protocol):
    """A channel whose provider can be asked what became of a try."""

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:
        """What the provider holds that carries this reference to this destination since then: none, one, or several.

        None proves nothing: it may not be listed yet. Raises ``Temporary`` or ``Ambiguous`` where the provider gave no
        answer, ``Permanent`` where it won't give one.
        """
        ...


@runtime_checkable
class Probes(Protocol):
    """A provider, or a mailbox, that can be asked whether it would serve us, with nothing sent and nothing changed."""

    def probe(self) -> str | None:
        """Our code for what stands in the way, ``None`` when nothing does. Never raises a ``ChannelError``."""
        ...


@runtime_checkable
class Channel(Protocol):
    """A way out that is sent one message at a time, with what comes back on it."""

    name: str
    provider: str

    def check(self, content: Content) -> None:
        """Raise ``Uncarriable`` if this content can't be carried whole."""

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Hand it over once. Raises ``NotCleared``, ``Uncarriable``, ``Temporary``, ``Permanent`` or ``Ambiguous``."""
        ...

    def parse_receipt(self, webhook: Webhook) -> Receipt:
        """Raises ``Unverified`` or ``Malformed``."""
        ...

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """Raises ``Unverified`` or ``Malformed``."""
        ...


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """A letter with its leave, as it enters a print batch."""

    outgoing: Outgoing
    clearance: Clearance
    paper: str = "white"
    plain_envelope: bool = False
    postage: str = "second"
    reply_envelope: bool = False
    """One to post the slip back in lies beside the letter."""


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """What the print room gets: one PDF to print, and a manifest of ids and sheet counts without names or addresses."""

    pdf: bytes
    manifest: bytes
    sheets: int


class PrintQueue(Protocol):
    """The way out for paper: a batch at a time, in a person's hands afterwards."""

    name: str
    provider: str

    def prepare_batch(self, batch_id: UUID, letters: Sequence[BatchLetter], now: datetime) -> PreparedBatch:
        """Check every leave and lay the letters into one print file. Raises ``NotCleared``; then nothing is printed."""
        ...
