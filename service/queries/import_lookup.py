"""What an import must know of its next rows, in a handful of statements whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from service.domain.actors import CASE_ROLES, Actor, Role
from service.domain.importing import Holder, OnRecord, Outcome, OwnerFacts, ReadRow
from service.models import ImportRow, Person, Staff, Team
from service.queries.visibility import visible_to


def on_record(
    session: Session, actor: Actor, rows: Sequence[ReadRow], *, run_id: UUID | None, team: UUID | None
) -> OnRecord:
    """``team`` is where rows go that name none. Without a run, nothing is settled yet."""
    said = [read.row for read in rows if read.row is not None]
    return OnRecord(
        team=team,
        teams={name.casefold(): key for name, key in session.execute(select(Team.name, Team.id))},
        owners=_owners(session, {row.owner.casefold() for row in said if row.owner is not None}),
        references=_references(session, actor, [row.case_reference for row in said if row.case_reference is not None]),
        digests=_digests(session, actor, [read.digest for read in rows if read.row is not None]),
        settled=_settled(session, run_id, [read.line for read in rows]) if run_id is not None else {},
    )


def _owners(session: Session, usernames: set[str]) -> Mapping[str, OwnerFacts]:
    query = select(Staff.username, Staff.id, Staff.roles).where(Staff.username.in_(usernames), Staff.active)
    return {
        username: OwnerFacts(key, bool({Role(role) for role in roles} & CASE_ROLES))
        for username, key, roles in session.execute(query)
    }


def _references(session: Session, actor: Actor, references: list[str]) -> Mapping[str, Holder]:
    # Folded by the database on both sides: its idea of a small letter is the one that the index has.
    asked = (
        func.unnest(literal(references, ARRAY(Text()))).table_valued(column("value", Text()), name="asked").render_derived()
    )
    query = select(asked.c.value, Person.id, visible_to(actor).label("open")).join(
        Person, func.lower(Person.case_reference) == func.lower(asked.c.value)
    )
    # Of two that differ by a capital alone, the one that is spelled alike is taken last, and so stays.
    query = query.order_by(Person.case_reference == asked.c.value)
    return {value: Holder(key, is_open) for value, key, is_open in session.execute(query)}


def _digests(session: Session, actor: Actor, digests: list[str]) -> Mapping[str, Holder]:
    query = (
        select(ImportRow.digest, Person.id, visible_to(actor).label("open"))
        .join(Person, Person.id == ImportRow.person_id)
        .where(ImportRow.digest.in_(digests), ImportRow.outcome == Outcome.ADDED.value)
    )
    return {digest: Holder(key, is_open) for digest, key, is_open in session.execute(query)}


def _settled(session: Session, run_id: UUID, lines: list[int]) -> Mapping[int, tuple[Outcome, UUID | None]]:
    query = select(ImportRow.line, ImportRow.outcome, ImportRow.person_id).where(
        ImportRow.run_id == run_id, ImportRow.line.in_(lines), ImportRow.outcome != Outcome.REJECTED.value
    )
    return {line: (Outcome(outcome), key) for line, outcome, key in session.execute(query)}
