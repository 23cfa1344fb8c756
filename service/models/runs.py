"""Long work that can be stopped and goes on where it stopped: imports and broadcasts, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id


class ImportRun(Base):
    """One file of people. ``digest`` is that of its bytes: the same file again goes on where it stopped."""

    __tablename__ = "import_run"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(index=True)
    rows: Mapped[int]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """What became of one line: ids and reasons, never its values."""

    __tablename__ = "import_row"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    """Of the row in normal form, keyed by the installation's secret: the same person again is not a second person."""
    outcome: Mapped[str]
    """``added``, ``known`` or ``rejected``."""
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index("ix_import_row_digest", "digest", postgresql_where=text("outcome = 'added'")),)


class Broadcast(Base):
    """One set of words for many people, each in their own way."""

    __tablename__ = "broadcast"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    """Digest of words and list: the same command again is the same broadcast."""
    draft: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rows: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    stopped_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class BroadcastRow(Base):
    """One person of a broadcast: waiting, accepted with its message, or refused with a reason that somebody reads."""

    __tablename__ = "broadcast_row"

    broadcast_id: Mapped[UUID] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="waiting")
    """``waiting``, ``accepted`` or ``refused``."""
    reason: Mapped[str | None]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"))

    __table_args__ = (
        Index("ix_broadcast_row_waiting", "broadcast_id", "position", postgresql_where=text("outcome = 'waiting'")),
    )
