"""How a message goes out: deliveries, tries, what a carrier reported, and print batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.models.columns import word


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
