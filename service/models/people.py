"""People, the versions of what they said, and the points where they can be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer, Text

from service.database import Base, new_id
from service.domain.contact_points import LineType, PointKind
from service.domain.names import name_words
from service.domain.preferences import Format, Medium, Paper, PostRoute, Source, Strength
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.models.columns import word


class Person(Base):
    """A person. What they said stands in ``ContactRecord`` versions; ``record_id`` points at the newest one.

    The pointer is also the lock: a version is added by moving it from the version that the worker saw.
    """

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    case_reference: Mapped[str | None] = mapped_column(unique=True)
    restricted: Mapped[bool] = mapped_column(default=False)
    record_id: Mapped[UUID | None]
    has_choice: Mapped[bool] = mapped_column(default=False)
    """The version that ``record_id`` points at is a choice of the person's own (``Preference.is_a_choice``).

    Moved together with the pointer, so that whoever was never asked is found without reading everybody.
    """
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    code_word_id: Mapped[UUID | None]
    """The newest ``CodeWord``, also once it is spent: what was given away is hidden where it is written again."""
    code_word_spent_at: Mapped[datetime | None]
    """When it arrived in writing. Until a new one is agreed no code word counts."""

    __table_args__ = (
        Index(None, "team_id"),
        Index("ix_person_case_reference", func.lower(text("case_reference"))),
        Index("ix_person_no_choice", "team_id", "id", postgresql_where=text("NOT has_choice")),
        Index("ix_person_restricted", "id", postgresql_where=text("restricted")),
    )


class RestrictedReader(Base):
    """A worker named on a restricted record: need to know (DOMAIN §9)."""

    __tablename__ = "restricted_reader"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)


def _name_words(context: DefaultExecutionContext) -> list[str]:
    given: Mapping[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return list(name_words(given.get("name") or ""))


class ContactRecord(Base):
    """One version of how a person is to be contacted. Append-only; a correction names the version that it replaces."""

    __tablename__ = "contact_record"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_record.id"), unique=True)
    name: Mapped[str] = mapped_column(default="")
    name_words: Mapped[list[str]] = mapped_column(ARRAY(Text), default=_name_words)
    """``domain.names.name_words`` of the name, made with the row: what the search looks in."""
    safe_status: Mapped[SafeStatus] = mapped_column(word(SafeStatus), default=SafeStatus.NOT_ASKED)
    check_again_by: Mapped[datetime | None]
    never_tell: Mapped[str] = mapped_column(default="")
    """Who must never be told, and what to say if another answers: the person's words, for workers only."""
    format: Mapped[Format | None] = mapped_column(word(Format))
    paper: Mapped[Paper | None] = mapped_column(word(Paper))
    spoken_language: Mapped[str | None]
    written_language: Mapped[str | None]
    supports: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    named_person: Mapped[str] = mapped_column(default="")
    post_route: Mapped[PostRoute | None] = mapped_column(word(PostRoute))
    source: Mapped[Source | None] = mapped_column(word(Source))
    own_words: Mapped[str] = mapped_column(default="")
    no_quiz: Mapped[bool] = mapped_column(default=False)
    """The person said "don't quiz me": messages go without a check question."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]

    __table_args__ = (
        Index(None, "person_id"),
        # Words of a name as they are: PostgreSQL's parser would cut some scripts apart, and read others not at all.
        Index("ix_contact_record_name_words", text("array_to_tsvector(name_words)"), postgresql_using="gin"),
    )


class MediumChoiceRow(Base):
    """One line of the ranking in one version."""

    __tablename__ = "medium_choice"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("contact_record.id"), primary_key=True)
    medium: Mapped[Medium] = mapped_column(word(Medium), primary_key=True)
    strength: Mapped[Strength] = mapped_column(word(Strength))
    rank: Mapped[int | None]


class ContactPoint(Base):
    """A number, email or address of one person, in normal form. Immutable: a new one is a new row."""

    __tablename__ = "contact_point"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[PointKind] = mapped_column(word(PointKind))
    value: Mapped[str]
    line_type: Mapped[LineType] = mapped_column(word(LineType))
    safety_id: Mapped[UUID | None]
    """The newest ``PointSafety``: the same pointer-and-lock as ``Person.record_id``."""
    dead: Mapped[bool] = mapped_column(default=False)
    opted_out: Mapped[bool] = mapped_column(default=False)
    wrong_person: Mapped[bool] = mapped_column(default=False)
    """The three are the sum of the ``PointEvent`` rows, kept here so that a claim reads one row."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("person_id", "kind", "value"),
        Index("ix_contact_point_value", func.md5(text("value"))),
    )


class PointSafety(Base):
    """One version of what the person said about one point. Append-only."""

    __tablename__ = "point_safety"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("point_safety.id"), unique=True)
    status: Mapped[PointStatus] = mapped_column(word(PointStatus), default=PointStatus.NOT_ASKED)
    others_may_read: Mapped[Answer] = mapped_column(word(Answer), default=Answer.NOT_ASKED)
    who_else: Mapped[str] = mapped_column(default="")
    ring_back: Mapped[Answer] = mapped_column(word(Answer), default=Answer.NOT_ASKED)
    voicemail: Mapped[Answer] = mapped_column(word(Answer), default=Answer.NOT_ASKED)
    plain_envelope: Mapped[bool] = mapped_column(default=False)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=lambda: list(range(7)))
    start: Mapped[time] = mapped_column(default=time(0, 0))
    end: Mapped[time] = mapped_column(default=time(23, 59))
    safe_until: Mapped[datetime | None]
    source: Mapped[Source | None] = mapped_column(word(Source))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]

    __table_args__ = (Index(None, "point_id"),)


class PointEvent(Base):
    """Something that happened at a point: dead, opted out, wrong person, or any of them undone. Append-only."""

    __tablename__ = "point_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    kind: Mapped[str]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    at: Mapped[datetime]
    by: Mapped[UUID | None]

    __table_args__ = (Index(None, "point_id"),)
