"""The word that a person says to show that it is them. Only its hash is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Base, new_id


class CodeWord(Base):
    """One code word of a person, from the day that it was agreed. ``Person.code_word_id`` points at the newest."""

    __tablename__ = "code_word"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    hash: Mapped[str]
    """argon2id of its letters (``domain.code_words``)."""
    words: Mapped[int]
    """How many words it has: how much of a reply is compared with it at once."""
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str | None]
    """``written``: it arrived in writing; ``replaced`` by a new one; ``taken_back``: they have none any more."""
    reply_id: Mapped[UUID | None] = mapped_column(ForeignKey("reply.id"))
    """The reply in which it stood."""
