"""The search: by any word of a name, a case reference, a phone number in any form, or an email address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.domain.contact_points import PointKind, normalise
from service.domain.errors import Invalid
from service.domain.names import name_words
from service.models import ContactPoint, ContactRecord, Person, Team
from service.queries.visibility import visible_to

MOST_RESULTS = 50
LONGEST_QUERY = 200
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    person_id: UUID
    name: str
    team: str
    case_reference: str | None
    restricted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """``more``: there are others beside these; another word narrows it down."""

    people: tuple[Found, ...]
    more: bool


def find(session: Session, actor: Actor, query: str) -> Finding:
    """Everybody whom ``query`` may mean and whom this actor may know of, by name. Old versions of a name don't count."""
    actor.require(CASE_ROLES)
    typed = query.strip()[:LONGEST_QUERY].replace("\x00", "")
    found: dict[UUID, Found] = {}
    if typed:
        for condition in _conditions(typed):
            rows = session.execute(
                select(Person, ContactRecord.name, Team.name)
                .join(Team, Team.id == Person.team_id)
                .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
                .where(condition, visible_to(actor))
                .order_by(func.lower(ContactRecord.name), Person.id)
                .limit(MOST_RESULTS + 1)
            )
            for person, name, team in rows:
                found[person.id] = Found(person.id, name or "", team, person.case_reference, person.restricted)
    people = tuple(found.values())
    return Finding(people[:MOST_RESULTS], more=len(people) > MOST_RESULTS)


def _conditions(typed: str) -> Sequence[ColumnElement[bool]]:
    """One condition an index: what is surest first. Asked one by one, since ``OR`` over tables would read them whole."""
    conditions: list[ColumnElement[bool]] = [func.lower(Person.case_reference) == typed.lower()]
    for kind in (PointKind.PHONE, PointKind.EMAIL):
        value = _normal(kind, typed)
        if value is not None:
            same = (ContactPoint.kind == kind, func.md5(ContactPoint.value) == func.md5(value), ContactPoint.value == value)
            conditions.append(Person.id.in_(select(ContactPoint.person_id).where(*same)))
    words = name_words(typed)[:_MOST_WORDS]
    if words:
        prefixes = cast(" & ".join(f"'{word}':*" for word in words), TSQUERY)
        conditions.append(func.array_to_tsvector(ContactRecord.name_words).bool_op("@@")(prefixes))
    return conditions


def _normal(kind: PointKind, typed: str) -> str | None:
    try:
        return normalise(kind, typed).value
    except Invalid:
        return None
