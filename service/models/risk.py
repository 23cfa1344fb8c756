"""Who is told of danger, and what became of telling them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id
from service.domain.cover import EMERGENCY
from service.domain.risk_alerts import Outcome
from service.models.columns import word


class TeamCover(Base):
    """A team's cover as it stands: replaced whole, with its trace in the audit."""

    __tablename__ = "team_cover"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """In order: ``name``, ``kind``, ``value``, ``days`` (7 is a closing day), ``start``, ``end``."""
    closing_days: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list)
    gapless: Mapped[bool]
    """Somebody is on duty at every hour. Kept beside what it follows from, for every message asks for it."""
    reads_days: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    reads_start: Mapped[str]
    reads_end: Mapped[str]
    emergency_phone: Mapped[str] = mapped_column(default=EMERGENCY)
    in_texts: Mapped[bool] = mapped_column(default=False)
    digest_to: Mapped[str] = mapped_column(default="")
    """The mailbox that gets the morning's list; empty for none."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]


class RiskAlert(Base):
    """A reply that was read as danger, until somebody takes it or the reply is dealt with."""

    __tablename__ = "risk_alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reply_id: Mapped[UUID] = mapped_column(ForeignKey("reply.id"), unique=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    step: Mapped[int] = mapped_column(default=0)
    """How often somebody was told."""
    raised_at: Mapped[datetime]
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When the first call was taken by a provider."""
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When the reply was found dealt with though nobody had taken the alert."""

    __table_args__ = (
        Index("ix_risk_alert_untaken", "next_at", postgresql_where=text("taken_at IS NULL AND ended_at IS NULL")),
    )


class RiskAlertTry(Base):
    """One call to one contact about one alert: committed before it is made. Alerts that go together share a ``call_id``."""

    __tablename__ = "risk_alert_try"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    alert_id: Mapped[UUID] = mapped_column(ForeignKey("risk_alert.id"))
    step: Mapped[int]
    call_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    value: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(word(Outcome), default=Outcome.CALLING)
    provider: Mapped[str | None]
    provider_id: Mapped[str | None]
    error_code: Mapped[str | None]

    __table_args__ = (UniqueConstraint("alert_id", "step", "value"),)
