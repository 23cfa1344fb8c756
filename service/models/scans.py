"""Scanned paper: the files that came from a scanner, and what stood on their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id
from service.domain.scans import FileState, PageState
from service.models.columns import word


class ScanFile(Base):
    """One file. Its name is not kept: names of files hold names of people."""

    __tablename__ = "scan_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(unique=True)
    """Of its bytes: the same file again is the same file."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Until it is read: what is kept then is the slips, each by itself."""
    state: Mapped[FileState] = mapped_column(word(FileState))
    why: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    """How many are there; 0 until somebody counted."""
    read: Mapped[int] = mapped_column(default=0)
    """How many of them were read: where reading goes on."""
    taken_in_by: Mapped[UUID | None]
    taken_in_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]

    __table_args__ = (Index("ix_scan_file_waiting", "taken_in_at", postgresql_where=text("state = 'waiting'")),)


class ScannedSlip(Base):
    """A slip on a page, or a page without one. ``reading`` is what ``channels.slips`` made of its boxes."""

    __tablename__ = "scanned_slip"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("scan_file.id"))
    page: Mapped[int]
    """From 0."""
    position: Mapped[int]
    """Of several slips on one page."""
    code: Mapped[str] = mapped_column(default="", index=True)
    """Plain; empty where no slip was found."""
    version: Mapped[int] = mapped_column(default=0)
    options: Mapped[int] = mapped_column(default=0)
    written: Mapped[bool] = mapped_column(default=False)
    reading: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    why: Mapped[str] = mapped_column(default="")
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[PageState] = mapped_column(word(PageState))
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey("reply.id"))
    dealt_with_by: Mapped[UUID | None]
    dealt_with_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("file_id", "page", "position"),
        Index("ix_scanned_slip_to_look_at", "file_id", "page", postgresql_where=text("state = 'to_look_at'")),
    )
