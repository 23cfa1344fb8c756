"""Links that a person answers by. What was answered stands in ``reply``, as it does for every other way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id


class ReplyLink(Base):
    """One token that left, or was about to, with one try of a delivery. The token itself is kept nowhere."""

    __tablename__ = "reply_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    """When it was opened first, by whatever: a mail program that looks at links opens it too. It proves nothing."""
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
