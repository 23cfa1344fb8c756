"""Reads about broadcasts: the words of a template, who a list names, and how far one got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, any_, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from service.domain.actors import CASE_ROLES, Actor
from service.domain.broadcasts import ListRow
from service.domain.errors import Invalid, NotFound
from service.domain.messages import Draft
from service.models import Broadcast, BroadcastRow, Person, SavedTemplate
from service.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list with the person that it names, or the reason why it names nobody that can be sent to."""

    line: int
    person_id: UUID | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows were accepted and refused, and how many wait."""

    broadcast_id: UUID
    accepted: int
    refused: int
    waiting: int
    stopped_at: datetime | None
    finished_at: datetime | None


def template_draft(session: Session, actor: Actor, name: str) -> Draft:
    """The words of the template in use under this name. Raises ``NotFound``, and ``Invalid`` where several have it."""
    actor.require(CASE_ROLES)
    query = select(SavedTemplate).where(SavedTemplate.name == name.strip(), SavedTemplate.retired_at.is_(None))
    found = session.scalars(query.limit(2)).all()
    if not found:
        raise NotFound("template_not_found", field="template")
    if len(found) > 1:
        raise Invalid("template_name_twice", field="template")
    template = found[0]
    return Draft(template.purpose, template.body, check_kind=template.check_kind, question=template.question)


def who_is_listed(session: Session, actor: Actor, rows: Sequence[ListRow]) -> list[Listed]:
    """Somebody whom the actor may not know of is told as nobody. Whoever stands there twice gets one message."""
    actor.require(CASE_ROLES)
    by_reference = _by_reference(session, actor, [row.case_reference for row in rows if row.case_reference is not None])
    ids = [row.person_id for row in rows if row.person_id is not None]
    known = set(session.scalars(select(Person.id).where(Person.id == any_(literal(ids, ARRAY(Uuid()))), visible_to(actor))))
    seen: set[UUID] = set()
    listed: list[Listed] = []
    for row in rows:
        person_id = by_reference.get(row.case_reference or "") if row.person_id is None else row.person_id
        if person_id is None or (row.person_id is not None and person_id not in known):
            listed.append(Listed(row.line, None, row.fault or "row_person_missing"))
        elif person_id in seen:
            listed.append(Listed(row.line, person_id, "row_person_twice"))
        else:
            seen.add(person_id)
            listed.append(Listed(row.line, person_id, None))
    return listed


def _by_reference(session: Session, actor: Actor, references: list[str]) -> Mapping[str, UUID]:
    asked = func.unnest(literal(references, ARRAY(Text()))).table_valued(column("value", Text()), name="asked")
    asked = asked.render_derived()
    query = select(asked.c.value, Person.id, Person.case_reference).join(
        Person, func.lower(Person.case_reference) == func.lower(asked.c.value)
    )
    alike: dict[str, dict[UUID, str | None]] = {}
    for value, person_id, reference in session.execute(query.where(visible_to(actor))):
        alike.setdefault(value, {})[person_id] = reference
    found: dict[str, UUID] = {}
    for value, people in alike.items():
        # Two that differ by a capital alone: a message must not go to whichever came first.
        same = [person_id for person_id, reference in people.items() if reference == value] or [*people]
        if len(same) == 1:
            found[value] = same[0]
    return found


def progress(session: Session, actor: Actor, key: str) -> Progress | None:
    """How far the broadcast with this key got; ``None`` where there is none."""
    actor.require(CASE_ROLES)
    broadcast = session.scalar(select(Broadcast).where(Broadcast.key == key))
    if broadcast is None:
        return None
    counted = select(BroadcastRow.outcome, func.count().label("number")).where(BroadcastRow.broadcast_id == broadcast.id)
    numbers = {row.outcome: row.number for row in session.execute(counted.group_by(BroadcastRow.outcome))}
    return Progress(
        broadcast.id,
        accepted=numbers.get("accepted", 0),
        refused=numbers.get("refused", 0),
        waiting=numbers.get("waiting", 0),
        stopped_at=broadcast.stopped_at,
        finished_at=broadcast.finished_at,
    )


def refusals(session: Session, actor: Actor, broadcast_id: UUID) -> list[tuple[int, str]]:
    """Line and reason of each row that was refused, in the order of the list."""
    actor.require(CASE_ROLES)
    query = select(BroadcastRow.position, BroadcastRow.reason).where(
        BroadcastRow.broadcast_id == broadcast_id, BroadcastRow.outcome == "refused"
    )
    return [(position, reason or "") for position, reason in session.execute(query.order_by(BroadcastRow.position))]
