"""What came back, who opened and judged it, and what knocked without being believed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id
from service.domain.understanding import Proof
from service.models.columns import word


class Reply(Base):
    """Anything that came from a person's side, by any route, in its own words. ``open`` until a worker dealt with it."""

    __tablename__ = "reply"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    route: Mapped[str]
    """A ``ContactRoute``."""
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
    attachments: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    """Files that came with it, as ``{"type": …, "bytes": …}``: counted and left where they are. Empty where none came."""

    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        Index(None, "person_id", "received_at"),
        Index("ix_reply_open_team", "team_id", "received_at", postgresql_where=text("open")),
        Index("ix_reply_open_owner", "owner_id", postgresql_where=text("open AND owner_id IS NOT NULL")),
        Index("ix_reply_open_risk", "received_at", postgresql_where=text("open AND category = 'risk'")),
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


def _when(context: DefaultExecutionContext) -> datetime:
    given: Mapping[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    moment: datetime = given["at"]
    return moment


class Alert(Base):
    """Something knocked that could not be believed or understood: an unsigned webhook, a receipt for nobody."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    door: Mapped[str]
    detail: Mapped[str]
    since: Mapped[datetime] = mapped_column(default=_when)
    """When it happened first, of the times that nobody saw yet."""
    at: Mapped[datetime]
    """When it happened last."""
    times: Mapped[int] = mapped_column(default=1)
    """How often, since somebody looked: a stranger who knocks all night makes one alert."""
    seen_by: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_alert_unseen", "kind", "door", "detail", unique=True, postgresql_where=text("seen_at IS NULL")),
    )
