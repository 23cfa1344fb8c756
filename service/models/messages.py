"""Messages, the words to start from, and how a person closed them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
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
    translation_id: Mapped[UUID | None] = mapped_column(ForeignKey("translation_text.id"))
    """The approved translation that was sent: it leads to the worker's own words."""
    override_reason: Mapped[str] = mapped_column(default="")
    request_key: Mapped[UUID | None] = mapped_column(unique=True)
    """Made with the form or sent by the caller: the same key twice is the same message."""
    broadcast_id: Mapped[UUID | None] = mapped_column(ForeignKey("broadcast.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_message_broadcast_id", "broadcast_id", postgresql_where=text("broadcast_id IS NOT NULL")),
        Index(
            "uq_message_translation_id",
            "translation_id",
            unique=True,
            postgresql_where=text("translation_id IS NOT NULL"),
        ),
        Index(None, "person_id", "created_at"),
        Index("ix_message_open_team", "team_id", "confirm_by", postgresql_where=text("open")),
        Index("ix_message_open_owner", "owner_id", postgresql_where=text("open AND owner_id IS NOT NULL")),
        Index("ix_message_open_person", "person_id", postgresql_where=text("open")),
    )


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
