"""Our own phrases approved by a translator, and workers' words asked for, put into and approved in another language."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id
from service.domain.languages import Part
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.domain.translating import Decision
from service.models.columns import word


class PhraseApproval(Base):
    """A named translator approved the phrases of one language that have this digest. Append-only."""

    __tablename__ = "phrase_approval"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    locale: Mapped[str]
    part: Mapped[Part] = mapped_column(word(Part))
    digest: Mapped[str]
    """SHA-256 in hex of every phrase with its English (``service.translations.phrases``)."""
    translator: Mapped[str]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("ix_phrase_approval_digest", "locale", "part", "digest"),)


class TranslationRequest(Base):
    """A worker's own words, as they wrote them, wanted in another language. Only ``open`` ever changes."""

    __tablename__ = "translation_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(word(Purpose))
    body: Mapped[str]
    written_in: Mapped[str]
    language: Mapped[str]
    """The one that is wanted (BCP 47)."""
    event_at: Mapped[datetime | None]
    check_kind: Mapped[CheckKind] = mapped_column(word(CheckKind))
    question: Mapped[str]
    options: Mapped[list[str]] = mapped_column(ARRAY(Text))
    right_option: Mapped[int | None]
    """1-based; the translated answers keep their order."""
    expected_answer: Mapped[str]
    explains_id: Mapped[UUID | None]
    """The message that is explained again; no key of the database, since messages name translations in turn."""
    due_on: Mapped[date]
    open: Mapped[bool] = mapped_column(default=True)
    """Until it is sent or withdrawn."""
    request_key: Mapped[UUID] = mapped_column(unique=True)
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    requested_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_translation_request_open", "person_id", postgresql_where=text("open")),
        Index("ix_translation_request_person", "person_id", "requested_at"),
    )


class TranslationText(Base):
    """The words in the other language. Append-only: better words are a new row that names the one before."""

    __tablename__ = "translation_text"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("translation_request.id"))
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("translation_text.id"), unique=True)
    body: Mapped[str]
    question: Mapped[str]
    options: Mapped[list[str]] = mapped_column(ARRAY(Text))
    translator: Mapped[str]
    missing: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """What of the original was not found again when it was entered."""
    reason: Mapped[str]
    """Why that is right."""
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "request_id"),
        Index("uq_translation_text_first", "request_id", unique=True, postgresql_where=text("supersedes_id IS NULL")),
    )


class TranslationDecision(Base):
    """What was decided of a translation, or of the request for it. Append-only."""

    __tablename__ = "translation_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("translation_request.id"), index=True)
    text_id: Mapped[UUID | None] = mapped_column(ForeignKey("translation_text.id"), unique=True)
    """Each text is decided on once; empty where the request was withdrawn."""
    decision: Mapped[Decision] = mapped_column(word(Decision))
    reader: Mapped[str]
    """Who read both texts."""
    note: Mapped[str]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
