"""How a message goes out: deliveries, tries, what a carrier reported, and print batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, SmallInteger

from service.database import Base, new_id
from service.domain.preferences import Medium
from service.domain.transport import Lane, Transport
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
    lane: Mapped[int] = mapped_column(SmallInteger, default=Lane.ORDINARY)
    """``domain.transport.Lane``: the lower goes first, with a share kept for the highest."""
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
        Index("ix_delivery_due", "channel", "lane", "due_at", "id", postgresql_where=text("state = 'queued'")),
        Index("ix_delivery_on_its_way", "point_id", postgresql_where=text("state IN ('queued', 'sending')")),
        Index("ix_delivery_unknown", "state_at", postgresql_where=text("state = 'unknown'")),
        Index("ix_delivery_leased", "lease_until", postgresql_where=text("state = 'sending'")),
        Index("ix_delivery_awaiting", "point_id", postgresql_where=text("awaiting")),
        Index(
            "ix_delivery_needs_person",
            "message_id",
            postgresql_where=text(
                "awaiting AND (contradiction OR state IN ('failed', 'held', 'returned', 'to_do', 'unknown'))"
            ),
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
    looks: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often the provider was asked what became of a lost try."""
    looked_at: Mapped[datetime | None]
    look_found: Mapped[str | None]
    """``none``, ``one``, ``several`` or ``no_answer``: what the last look brought."""

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


class Pace(Base):
    """What a sender may still send at this moment: a token bucket that every host draws from."""

    __tablename__ = "pace"

    channel: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    owed_to_bulk: Mapped[float] = mapped_column(default=0.0)
    """The share of earlier batches that is kept for bulk: whole ones are taken first."""
    at: Mapped[datetime]
    """On the database's clock."""


class Halt(Base):
    """Sending by one channel, or by all (``*``), stands still: nothing fails, everything waits."""

    __tablename__ = "halt"

    channel: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    """``account_refused``: the provider does not know us; ``restored``: this database came out of a backup."""
    since: Mapped[datetime]
    probe_at: Mapped[datetime | None]
    """When one send may be tried again; empty where a person must say so."""


class Mailbox(Base):
    """How far a mailbox was read (RFC 9051: UIDs hold while UIDVALIDITY does)."""

    __tablename__ = "mailbox"

    name: Mapped[str] = mapped_column(primary_key=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    """When somebody last began to read or moved on, on the database's clock: until a while after it is their turn."""
