"""Teams, their staff, and tries to sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from service.database import Base, new_id
from service.domain.deadlines import Nation
from service.models.columns import word


class Team(Base):
    """A team with its letterhead. ``nation`` decides which bank holidays count."""

    __tablename__ = "team"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    neutral_name: Mapped[str]
    """What a text or an envelope may say: no service word in it."""
    phone: Mapped[str]
    return_address: Mapped[str]
    nation: Mapped[Nation] = mapped_column(word(Nation), default=Nation.ENGLAND)
    is_duty: Mapped[bool] = mapped_column(default=False)
    """The team that owns what nobody else owns: inbound from people not on record."""


class TeamLetterhead(Base):
    """What a team's letters bear besides its name. A team without one writes letters too; a letter that is made stays."""

    __tablename__ = "letterhead"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    """At the head of a letter, in place of the neutral name; never where the envelope is a plain one."""
    logo: Mapped[bytes | None]
    """As ``channels.letter.pictures.accepted`` gave it back; its words in ``logo_alternative``."""
    logo_alternative: Mapped[str] = mapped_column(default="")
    signature: Mapped[bytes | None]
    sign_off: Mapped[str] = mapped_column(default="")
    """Lines below the words: the first, then (below the signature) who signs."""
    return_address: Mapped[str] = mapped_column(default="")
    """In place of the team's, where slips come back to another place."""
    neutral_return_address: Mapped[str] = mapped_column(default="")
    """For plain envelopes: a post office box, a street. Nothing in it tells the service."""
    reply_envelope: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]


class Staff(Base):
    """A local account. Passwords are argon2id; roles are words of ``domain.actors.Role``."""

    __tablename__ = "staff"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    totp_secret: Mapped[str | None]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised by one to end every session of this account."""
    created_at: Mapped[datetime]


class Membership(Base):
    """A member of staff in a team; several are possible."""

    __tablename__ = "membership"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True)


class SignInTry(Base):
    """A refused try to sign in, counted by account and by address (as a keyed digest, never in clear)."""

    __tablename__ = "sign_in_try"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)


class UsedCode(Base):
    """A TOTP step that was used once, so that it can't be used again (RFC 6238 §5.2)."""

    __tablename__ = "used_code"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)


class AuditEntry(Base):
    """Who did or read what, and when: ids and field names, never values. Sealed into a hash chain by a job."""

    __tablename__ = "audit_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    via: Mapped[UUID | None]
    """The API key that acted for the actor."""
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    seal: Mapped[str | None]

    __table_args__ = (
        Index("ix_audit_entry_unsealed", "id", postgresql_where=text("position IS NULL")),
        Index(None, "person_id", "at"),
    )


class ApiKey(Base):
    """A program's leave to act for a named member of staff. The key itself is shown once and kept as a digest."""

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of a secret of 256 random bits: nothing to guess, so nothing to slow down."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    """Who answers for what this key sends (R25)."""
    a_minute: Mapped[int]
    """Requests a minute; shared by all hosts."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]


class ApiUse(Base):
    """Requests of one key in one minute: the rate limit, and when a key was last used."""

    __tablename__ = "api_use"

    key_id: Mapped[UUID] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    requests: Mapped[int]
