"""The morning's lists that went out, or were begun."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id
from service.domain.digests import DigestState
from service.models.columns import word


class TeamDigest(Base):
    """One team's list of one day: committed before it is sent, so that no second host sends it too."""

    __tablename__ = "team_digest"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    """The provider's reports name it."""
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    day: Mapped[date]
    sent_to: Mapped[str]
    state: Mapped[DigestState] = mapped_column(word(DigestState), default=DigestState.SENDING)
    at: Mapped[datetime]
    """When it was last begun."""
    sent_at: Mapped[datetime | None]
    provider: Mapped[str | None]
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]

    __table_args__ = (UniqueConstraint("team_id", "day"),)
