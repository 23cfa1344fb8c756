"""The versions of what a person said, newest first, each by what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.actors import Actor
from service.domain.contact_points import PointKind
from service.domain.preferences import MediumChoice, Source
from service.models import ContactPoint, ContactRecord, MediumChoiceRow, PointSafety, Staff
from service.queries.visibility import require_person

RECORD_FIELDS = (
    "safe_status",
    "name",
    "choices",
    "named_person",
    "post_route",
    "paper",
    "format",
    "spoken_language",
    "written_language",
    "supports",
    "source",
    "own_words",
    "check_again_by",
    "never_tell",
    "reasons",
    "no_quiz",
)
POINT_FIELDS = (
    "status",
    "others_may_read",
    "who_else",
    "ring_back",
    "voicemail",
    "plain_envelope",
    "weekdays",
    "start",
    "end",
    "safe_until",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, in the domain's own values; ``kind`` and ``value`` name the point that it is said of."""

    field: str
    before: object
    after: object
    kind: PointKind | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One version. ``by`` is a name, empty where the system wrote it."""

    at: datetime
    by: str
    source: Source | None
    changes: tuple[Change, ...]


def versions(session: Session, actor: Actor, person_id: UUID) -> tuple[VersionChange, ...]:
    """Every version. What was said of a point in the same save stands with it; what was said apart stands alone."""
    require_person(session, actor, person_id)
    of_points = _point_changes(session, person_id)
    rows = session.execute(
        select(ContactRecord, Staff.name)
        .outerjoin(Staff, Staff.id == ContactRecord.recorded_by)
        .where(ContactRecord.person_id == person_id)
        .order_by(ContactRecord.recorded_at, ContactRecord.id)
    )
    found: list[VersionChange] = []
    records = rows.all()
    choices = _choices(session, [record.id for record, _ in records])
    before: Mapping[str, object] = {}
    for record, name in records:
        after = _values(record, choices.get(record.id, ()))
        points = of_points.pop(record.recorded_at, None)
        found.append(
            VersionChange(
                record.recorded_at,
                name or "",
                record.source,
                (*_changes(RECORD_FIELDS, before, after), *(points.changes if points else ())),
            )
        )
        before = after
    found.extend(of_points.values())
    return tuple(sorted(found, key=lambda version: version.at, reverse=True))


def _values(record: ContactRecord, choices: Sequence[MediumChoice]) -> Mapping[str, object]:
    return {field: tuple(choices) if field == "choices" else getattr(record, field) for field in RECORD_FIELDS}


def _choices(session: Session, record_ids: Sequence[UUID]) -> Mapping[UUID, list[MediumChoice]]:
    query = select(MediumChoiceRow).where(MediumChoiceRow.record_id.in_(record_ids))
    found: dict[UUID, list[MediumChoice]] = {}
    for row in session.scalars(query.order_by(MediumChoiceRow.rank.nulls_last(), MediumChoiceRow.medium)):
        found.setdefault(row.record_id, []).append(MediumChoice(row.medium, row.strength, row.rank))
    return found


def _changes(
    fields: Sequence[str],
    before: Mapping[str, object],
    after: Mapping[str, object],
    kind: PointKind | None = None,
    value: str = "",
) -> tuple[Change, ...]:
    """A first version changes what it says, not what it leaves open."""
    return tuple(
        Change(field, before.get(field), after[field], kind, value)
        for field in fields
        if before.get(field) != after[field] and (before or not _empty(field, after))
    )


def _empty(field: str, values: Mapping[str, object]) -> bool:
    value = values[field]
    if field == "weekdays":
        return value == list(range(7))
    if field in {"start", "end"}:
        return str(values["start"]) == "00:00:00" and str(values["end"]) == "23:59:00"
    return not value or value == "not_asked"


def _point_changes(session: Session, person_id: UUID) -> dict[datetime, VersionChange]:
    rows = session.execute(
        select(ContactPoint, PointSafety, Staff.name)
        .join(PointSafety, PointSafety.point_id == ContactPoint.id)
        .outerjoin(Staff, Staff.id == PointSafety.recorded_by)
        .where(ContactPoint.person_id == person_id)
        .order_by(PointSafety.recorded_at, PointSafety.id)
    )
    last: dict[UUID, Mapping[str, object]] = {}
    found: dict[datetime, VersionChange] = {}
    for point, safety, name in rows:
        before = last.get(point.id)
        after = {field: getattr(safety, field) for field in POINT_FIELDS}
        changes = _changes(POINT_FIELDS, before or {}, after, point.kind, point.value)
        if before is None:
            changes = (Change("added", None, None, point.kind, point.value), *changes)
        elif not changes:
            changes = (Change("asked_again", None, None, point.kind, point.value),)
        last[point.id] = after
        earlier = found.get(safety.recorded_at)
        found[safety.recorded_at] = VersionChange(
            safety.recorded_at,
            name or "",
            safety.source,
            (*(earlier.changes if earlier else ()), *changes),
        )
    return found
