"""Flags of people's own records, for many people at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, any_, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import Integer, Text, Uuid

from service.domain.actors import Actor
from service.domain.flags import Flag, FlagKind, PersonFlagFacts, person_flags
from service.domain.preferences import Medium, MediumChoice, Preference, Reason, Source, Strength, Support
from service.models import ContactPoint, ContactRecord, MediumChoiceRow, Person
from service.queries.visibility import visible_to
from service.queries.work_list_rows import Row, Step

MOST_TO_ASK = 10
NEWEST = 200
_INTERPRETERS = frozenset({Support.LANGUAGE_INTERPRETER, Support.BSL_INTERPRETER, Support.ADVOCATE})
"""As the person's own page has it."""


def flags_of(session: Session, person_ids: Iterable[UUID], now: datetime) -> dict[UUID, tuple[Flag, ...]]:
    """What each person's record says, in one statement."""
    wanted = list(person_ids)
    if not wanted:
        return {}
    choice, point, other = MediumChoiceRow, aliased(ContactPoint), aliased(ContactPoint)
    written = func.concat_ws(":", choice.medium, choice.strength, choice.rank, type_=Text())
    choices = (
        select(func.array_agg(aggregate_order_by(written, choice.rank.nulls_last()), type_=ARRAY(Text())))
        .where(choice.record_id == ContactRecord.id)
        .scalar_subquery()
    )
    shared = (
        select(func.count(point.id.distinct(), type_=Integer()))
        .join(
            other,
            and_(
                other.kind == point.kind,
                func.md5(other.value) == func.md5(point.value),
                other.value == point.value,
                other.person_id != point.person_id,
            ),
        )
        .where(point.person_id == Person.id)
        .scalar_subquery()
    )
    lines = session.execute(
        select(
            Person.id,
            ContactRecord.id.label("record_id"),
            ContactRecord.safe_status,
            ContactRecord.check_again_by,
            ContactRecord.written_language,
            ContactRecord.reasons,
            ContactRecord.supports,
            ContactRecord.source,
            ContactRecord.recorded_at,
            choices.label("choices"),
            shared.label("shared"),
        )
        .join(ContactRecord, ContactRecord.id == Person.record_id)
        .where(Person.id == any_(literal(wanted, ARRAY(Uuid()))))
    )
    found: dict[UUID, tuple[Flag, ...]] = {}
    for line in lines:
        supports = frozenset(Support(value) for value in line.supports)
        preference = Preference(
            choices=tuple(_choice(value) for value in line.choices or ()),
            written_language=line.written_language,
            supports=supports,
            reasons=frozenset(Reason(value) for value in line.reasons),
            source=line.source,
        )
        facts = PersonFlagFacts(
            person_id=line.id,
            record_id=line.record_id,
            preference=preference,
            safe_status=line.safe_status,
            recorded_at=line.recorded_at,
            check_again_by=line.check_again_by,
            shared_points=line.shared,
            named_person_only=set(preference.ranked()) == {Medium.NAMED_PERSON},
            has_interpreter=bool(supports & _INTERPRETERS),
        )
        found[line.id] = person_flags(facts, now)
    return found


def not_asked(session: Session, actor: Actor, *, most: int = MOST_TO_ASK) -> list[Row]:
    """Some of the team's people without a choice of their own on record, among its ``NEWEST`` records, newest first.

    Bounded on purpose: asked of everybody, this alone would cost more than the rest of the work list. Whoever has an open
    message carries the flag in their row however old their record is.
    """
    newest = (
        select(Person.id, Person.record_id, Person.created_at)
        .where(Person.team_id == any_(literal(list(actor.teams), ARRAY(Uuid()))), visible_to(actor))
        .order_by(Person.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    asked = exists().where(
        MediumChoiceRow.record_id == ContactRecord.id, MediumChoiceRow.strength != Strength.DECLINES.value
    )
    theirs = [source for source in Source if source.is_the_person]
    lines = session.execute(
        select(newest.c.id, newest.c.created_at, ContactRecord.name)
        .outerjoin(ContactRecord, ContactRecord.id == newest.c.record_id)
        .where(or_(ContactRecord.source.is_(None), ContactRecord.source.not_in(theirs), ~asked))
        .order_by(newest.c.id.desc())
        .limit(most)
    )
    return [
        Row(
            kind=FlagKind.PREFERENCE_NOT_ASKED,
            step=Step.ASK_PERSON,
            person_id=line.id,
            name=line.name or "",
            since=line.created_at,
        )
        for line in lines
    ]


def _choice(written: str) -> MediumChoice:
    medium, strength, *rank = written.split(":")
    return MediumChoice(Medium(medium), Strength(strength), int(rank[0]) if rank else None)
