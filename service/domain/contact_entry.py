"""What a first contact, or a later change, brings to the record: everything that the pages ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from service.domain.contact_points import PointKind
from service.domain.preferences import Format, MediumChoice, Paper, PostRoute, Reason, Source, Support
from service.domain.safe_contact import Answer, PointStatus, SafeStatus


@dataclass(frozen=True, slots=True)
class PointEntry:
    """One number, email or address with what was said of it. ``form_field`` names where a fault is shown.

    ``point_id`` names a point that is on record; ``typed`` is then left alone. What was said of it makes a new version only
    where it differs, or where the worker ``asked_again``: an answer that nobody repeated must not look fresh.
    """

    kind: PointKind
    typed: str
    form_field: str
    point_id: UUID | None = None
    asked_again: bool = False
    status: PointStatus = PointStatus.NOT_ASKED
    others_may_read: Answer = Answer.NOT_ASKED
    who_else: str = ""
    ring_back: Answer = Answer.NOT_ASKED
    voicemail: Answer = Answer.NOT_ASKED
    plain_envelope: bool = False
    weekdays: frozenset[int] = frozenset(range(7))
    start: time = time(0, 0)
    end: time = time(23, 59)
    safe_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """All that the pages ask. What is empty was not asked; it never becomes a default."""

    name: str = ""
    safe_status: SafeStatus = SafeStatus.NOT_ASKED
    check_again_by: datetime | None = None
    never_tell: str = ""
    choices: tuple[MediumChoice, ...] = ()
    format: Format | None = None
    paper: Paper | None = None
    spoken_language: str | None = None
    written_language: str | None = None
    supports: frozenset[Support] = frozenset()
    reasons: frozenset[Reason] = frozenset()
    named_person: str = ""
    post_route: PostRoute | None = None
    source: Source | None = None
    own_words: str = ""
    no_quiz: bool = False
    points: tuple[PointEntry, ...] = ()
    case_reference: str | None = None
    restricted: bool | None = None
