"""What a person says later about themselves and one of their points: the record changes after a message was written."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from service.domain.contact_points import PointKind
from service.domain.preferences import Medium, MediumChoice, Source, Strength
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.models import ContactPoint, Person
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from tests.service.use_cases.stage import Stage

_HOURS = ("start", "end", "weekdays")


def say(
    stage: Stage,
    person_id: UUID,
    status: PointStatus = PointStatus.SAFE,
    *,
    kind: PointKind = PointKind.PHONE,
    others: Answer = Answer.NO,
    **more: object,
) -> None:
    """A new version of the record and of its point of ``kind``. Hours go to the point, the rest to the record."""
    with stage.sessions() as session:
        seen = session.get_one(Person, person_id).record_id
        of_kind = select(ContactPoint.id).where(ContactPoint.person_id == person_id, ContactPoint.kind == kind)
        point_id = session.scalars(of_kind).one()
    point: dict[str, object] = {name: more.pop(name) for name in _HOURS if name in more}
    medium = {PointKind.PHONE: Medium.TEXT, PointKind.EMAIL: Medium.EMAIL, PointKind.ADDRESS: Medium.LETTER}[kind]
    values: dict[str, object] = {
        "name": "Ann Lee",
        "safe_status": SafeStatus.SAFE,
        "choices": (MediumChoice(medium, Strength.PREFERS, 1),),
        "source": Source.PERSON,
        "points": (
            PointEntry(
                kind,
                "",
                form_field="point",
                point_id=point_id,
                status=status,
                others_may_read=others,
                **point,  # type: ignore[arg-type]
            ),
        ),
        **more,
    }
    entry = ContactEntry(**values)  # type: ignore[arg-type]
    record_preference(stage.sessions, stage.worker, entry, stage.at, person_id=person_id, seen_record_id=seen)
