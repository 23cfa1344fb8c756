"""Messages, their deliveries and tries; what came back; what people judged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id
from service.domain.messages import CheckKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models.columns import word


class SavedTemplate(Base):
    """Words to start from. Immutable: a changed template is a new row, and the old one is retired."""

    __tablename__ = "saved_template"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    body: Mapped[str]
    check_kind: Mapped[CheckKind] = mapped_column(word(CheckKind))
    question: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]


class Message(Base):
    """One message to one person, with the check that tells whether it was understood.

    ``understanding`` and ``open`` are where the judgements and replies have brought it; transport never touches them.
    """

    __tablename__ = "message"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    event_at: Mapped[datetime | None]
    check_kind: Mapped[CheckKind] = mapped_column(word(CheckKind))
    question: Mapped[str] = mapped_column(default="")
    options: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    right_option: Mapped[int | None]
    """1-based."""
    expected_answer: Mapped[str] = mapped_column(default="")
    proof: Mapped[Proof] = mapped_column(word(Proof))
    understanding: Mapped[Understanding] = mapped_column(word(Understanding), default=Understanding.NONE)
    proof_met: Mapped[Proof | None] = mapped_column(word(Proof))
    judged_only: Mapped[bool] = mapped_column(default=False)
    """After one wrong or not-understood reply only a judgement confirms."""
    open: Mapped[bool] = mapped_column(default=True)
    confirm_by: Mapped[datetime | None]
    """UTC; set from the moment of sending, so empty while nothing has left."""
    explains_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))
    override_reason: Mapped[str] = mapped_column(default="")
    request_key: Mapped[UUID | None] = mapped_column(unique=True)
    """Made with the form or sent by the caller: the same key twice is the same message."""
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "person_id", "created_at"),
        Index("ix_message_open_confirm_by", "confirm_by", postgresql_where=text("open")),
        Index("ix_message_open_person", "person_id", postgresql_where=text("open")),
    )


class Rendition(Base):
    """Exactly what is to arrive, made at compose and never again: keyed by its digest."""

    __tablename__ = "rendition"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content: Mapped[bytes]
    """UTF-8 text for a text, JSON for an email, the PDF for a letter."""
    pages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class PrintBatch(Base):
    """Letters released together by a print clerk."""

    __tablename__ = "print_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    released_at: Mapped[datetime]
    released_by: Mapped[UUID | None]
    letters: Mapped[int]
    sheets: Mapped[int]
    pdf: Mapped[bytes]
    manifest: Mapped[bytes]
    printed_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]


class Delivery(Base):
    """One way in which one message goes out. ``state`` is the transport axis alone."""

    __tablename__ = "delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    medium: Mapped[Medium] = mapped_column(word(Medium))
    channel: Mapped[str]
    """``sms``, ``email``, ``letter``, or ``live`` for what a worker does."""
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_point.id"))
    code: Mapped[str] = mapped_column(index=True)
    state: Mapped[Transport] = mapped_column(word(Transport))
    state_at: Mapped[datetime]
    held_reason: Mapped[str | None]
    error_code: Mapped[str | None]
    contradiction: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(default=False)
    asks: Mapped[bool] = mapped_column(default=True)
    awaiting: Mapped[bool] = mapped_column(default=True)
    """A reply is still looked for: false once the message is settled or this way is given up."""
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    rendition_digest: Mapped[str | None] = mapped_column(ForeignKey("rendition.digest"))
    why: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    sent_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    postage: Mapped[str] = mapped_column(default="second")
    paper: Mapped[str] = mapped_column(default="white")
    plain_envelope: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("print_batch.id"))
    batch_position: Mapped[int | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "message_id"),
        Index(None, "person_id"),
        Index("ix_delivery_due", "urgent", "due_at", postgresql_where=text("state = 'queued'")),
        Index("ix_delivery_leased", "lease_until", postgresql_where=text("state = 'sending'")),
        Index("ix_delivery_awaiting", "point_id", postgresql_where=text("awaiting")),
        Index(
            "ix_delivery_needs_person",
            "person_id",
            postgresql_where=text("awaiting AND state IN ('failed', 'unknown', 'held', 'to_do', 'returned')"),
        ),
        Index("ix_delivery_batch", "batch_id", "batch_position"),
    )


class Attempt(Base):
    """One try, committed before the call. Its id travels in the callback URL."""

    __tablename__ = "attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    provider: Mapped[str | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    error_code: Mapped[str | None]
    provider_code: Mapped[str | None]

    __table_args__ = (UniqueConstraint("delivery_id", "number"),)


class ReceiptRow(Base):
    """A delivery report as it came, once."""

    __tablename__ = "receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    provider: Mapped[str]
    provider_id: Mapped[str]
    status: Mapped[str]
    progress: Mapped[str]
    provider_code: Mapped[str | None]
    error_code: Mapped[str | None]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("provider", "provider_id", "status", "provider_code", postgresql_nulls_not_distinct=True),
    )


class Reply(Base):
    """Anything that came from a person's side, by any route, in its own words. ``open`` until a worker dealt with it."""

    __tablename__ = "reply"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    route: Mapped[str]
    """``text``, ``email``, ``slip``, ``call`` or ``visit``."""
    provider: Mapped[str]
    provider_id: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    ticks: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    filled_by: Mapped[str | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("delivery.id"))
    matched_how: Mapped[str]
    candidates: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    category: Mapped[str]
    reason: Mapped[str]
    confirms: Mapped[bool]
    identity_doubt: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    received_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        Index(None, "person_id", "received_at"),
        Index("ix_reply_open", "received_at", postgresql_where=text("open")),
    )


class ReplyOpening(Base):
    """A worker opened a reply."""

    __tablename__ = "reply_opening"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reply_id: Mapped[UUID] = mapped_column(ForeignKey("reply.id"), index=True)
    staff_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Judgement(Base):
    """What was decided about one message, from which words, by whom: a named worker, or the rule where ``by`` is empty."""

    __tablename__ = "judgement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey("reply.id"), index=True)
    verdict: Mapped[str]
    proof: Mapped[Proof | None] = mapped_column(word(Proof))
    words: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[UUID | None]
    at: Mapped[datetime]


class Closing(Base):
    """A person closed a message without proof of understanding, and said why."""

    __tablename__ = "closing"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str]
    by: Mapped[UUID | None]
    at: Mapped[datetime]


class FlagAction(Base):
    """A flag was assigned or closed by a person. The key is (kind, subject, id of the fact that started it)."""

    __tablename__ = "flag_action"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    fact_id: Mapped[UUID]
    action: Mapped[str]
    """``assigned`` or ``closed``."""
    to_staff_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[UUID | None]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "subject_id", "kind"),)


class Alert(Base):
    """Something knocked that could not be believed or understood: an unsigned webhook, a receipt for nobody."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    door: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime]
    seen_by: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]
