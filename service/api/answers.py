"""What a program is told: codes, ids and moments. Words that people wrote, names, numbers and addresses stay here."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from service.domain.flags import FlagKind
from service.domain.formats import Mismatch
from service.domain.preferences import Format, Medium
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding


class Answer(BaseModel):
    """Made from a value of the same names."""

    model_config = ConfigDict(from_attributes=True, frozen=True, use_attribute_docstrings=True)


class WhyAnswer(Answer):
    """One step of the reasoning."""

    medium: str
    verdict: str
    """``chosen``, or why not; new verdicts may come."""


class DeliveryAnswer(Answer):
    """One way that the message went, or is to go: the transport axis. ``delivered`` never means understood."""

    id: UUID
    medium: Medium
    channel: str
    """``sms``, ``email``, ``letter``, or ``live`` for what a worker does."""
    state: Transport
    state_at: datetime
    held_reason: str | None
    error_code: str | None
    contradiction: bool
    """The carrier said both that it failed and that it was delivered."""
    awaiting: bool
    """An answer is still looked for on this way."""
    due_at: datetime
    """When it may leave, or by when a worker should have spoken to the person."""
    sent_at: datetime | None
    expected_on: date | None
    """The latest day on which a letter arrives."""
    why: list[WhyAnswer]


class UnderstandingAnswer(Answer):
    """The understanding axis. Only ``understood`` is confirmed, and no carrier can set it."""

    state: Understanding
    asked: Proof
    """The proof that the message asks for."""
    met: Proof | None
    """The proof that there is."""


class FlagAnswer(Answer):
    """Something that needs a person."""

    kind: FlagKind
    since: datetime
    due: datetime | None


class MessageAnswer(Answer):
    """One message with both axes."""

    id: UUID
    person_id: UUID
    purpose: Purpose
    created_at: datetime
    event_at: datetime | None
    open: bool
    """An answer is still looked for."""
    confirm_by: datetime | None
    understanding: UnderstandingAnswer
    deliveries: list[DeliveryAnswer]
    """Oldest first."""
    flags: list[FlagAnswer]
    """Most urgent first."""


class PageAnswer(Answer):
    """A page of messages, newest first. It may hold fewer than ``limit`` and still have a page after it."""

    messages: list[MessageAnswer]
    following: str | None
    """The ``cursor`` of the next page; null where there is none."""
    as_of: datetime
    """The moment of this answer. Ask with the first page's as ``changed_since`` next time."""


class PlanAnswer(Answer):
    """Which way a message would go if it were sent now, when, and why. Nothing was made."""

    medium: Medium
    channel: str
    format: Format | None
    """As recorded; null where nobody asked yet."""
    send_at: datetime
    expected_on: date | None
    confirm_by: datetime
    too_late: bool
    """No answer can come before the event this way: speak to the person."""
    prompt_live: bool
    """Sensitive news: a call or a visit says more than a screen."""
    waits: bool
    """Another question to the same number is open; this one would be held until that is settled."""
    mismatches: list[Mismatch]
    """Where what would go out is not what the person needs."""
    stands_against: str | None
    """The code of what has to change before these words can go this way; null where nothing does, or no words came."""
    why: list[WhyAnswer]


class ErrorAnswer(Answer):
    """One fault of a request, at a place in its body or at a parameter."""

    code: str
    detail: str
    pointer: str | None = None
    """A JSON Pointer (RFC 6901) as a URI fragment."""
    parameter: str | None = None
    """The name of a query parameter or a header."""


class ProblemAnswer(Answer):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    """Stable; act on this, not on the words."""
    instance: str | None = None
    """The id of this request, for whoever looks it up in our logs."""
    errors: list[ErrorAnswer] | None = None
