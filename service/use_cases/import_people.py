"""Take people over from another system, some hundred rows a commit: never twice, and never over what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from service import audit
from service.database import Base, Sessions, new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid
from service.domain.importing import Decision, Earlier, Outcome, ReadRow, decide
from service.domain.people_file import PersonRow
from service.domain.preferences import Source
from service.models import (
    AuditEntry,
    ContactPoint,
    ContactRecord,
    ImportRow,
    ImportRun,
    MediumChoiceRow,
    Person,
    PointSafety,
    RestrictedReader,
)
from service.queries import import_lookup

_LOCK = 0x69_6D_70_6F
"""Advisory: two imports at once would each miss what the other is adding."""
_TABLES = (Person, ContactRecord, MediumChoiceRow, ContactPoint, PointSafety, RestrictedReader, AuditEntry)


def start_import(sessions: Sessions, actor: Actor, digest: str, rows: int, now: datetime) -> UUID:
    """The run of the file with this digest: a new one, or the one that it had before, to go on where that stopped."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        _one_at_a_time(session)
        before = session.scalar(select(ImportRun.id).where(ImportRun.digest == digest).limit(1))
        if before is not None:
            return before
        run = ImportRun(id=new_id(), digest=digest, rows=rows, started_at=now, started_by=actor.id)
        session.add(run)
        audit.record(session, actor, "import_started", "import_run", run.id, now)
        return run.id


def import_rows(
    sessions: Sessions,
    actor: Actor,
    rows: Sequence[ReadRow],
    now: datetime,
    *,
    run_id: UUID | None,
    team: UUID | None,
    earlier: Earlier,
) -> list[Decision]:
    """Add those that are new, in one commit. Without ``run_id`` nothing is written: it only says what would happen.

    Rows that an earlier try of this run took stay as they are; those that it rejected are tried again. A row that the
    database itself refuses is rejected alone. ``earlier`` is told of these rows.
    """
    actor.require(CASE_ROLES)
    try:
        with sessions.begin() as session:
            _one_at_a_time(session)
            made = _decided(session, actor, rows, run_id, team, earlier)
            if run_id is not None:
                _write(session, actor, run_id, made, now)
    except (IntegrityError, DataError):
        if len(rows) == 1:
            parts = [[ReadRow(rows[0].line, None, rows[0].digest, (Invalid("row_not_stored"),))]]
        else:
            parts = [[*rows[: len(rows) // 2]], [*rows[len(rows) // 2 :]]]
        return [
            decision
            for part in parts
            for decision in import_rows(sessions, actor, part, now, run_id=run_id, team=team, earlier=earlier)
        ]
    for decision in made:
        earlier.after(decision)
    return made


def finish_import(sessions: Sessions, actor: Actor, run_id: UUID, now: datetime) -> None:
    """Every row of the file has its outcome."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        session.execute(update(ImportRun).where(ImportRun.id == run_id).values(finished_at=now))
        audit.record(session, actor, "import_finished", "import_run", run_id, now)


def _one_at_a_time(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _decided(
    session: Session, actor: Actor, rows: Sequence[ReadRow], run_id: UUID | None, team: UUID | None, earlier: Earlier
) -> list[Decision]:
    known = import_lookup.on_record(session, actor, rows, run_id=run_id, team=team)
    met = earlier.copy()
    made: list[Decision] = []
    for read in rows:
        decision = decide(read, known, met, new_id())
        met.after(decision)
        made.append(decision)
    return made


def _write(session: Session, actor: Actor, run_id: UUID, made: Sequence[Decision], now: datetime) -> None:
    rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in _TABLES}
    fresh = [decision for decision in made if not decision.settled]
    for decision in fresh:
        if decision.outcome is Outcome.ADDED and decision.read.row is not None and decision.person_id is not None:
            _add_person(rows, actor, decision, decision.read.row, decision.person_id, now)
    for table in _TABLES:
        if rows[table]:
            session.execute(insert(table), rows[table])
    if not fresh:
        return
    trace = upsert(ImportRow)
    session.execute(
        trace.on_conflict_do_update(
            index_elements=[ImportRow.run_id, ImportRow.line],
            set_={name: trace.excluded[name] for name in ("digest", "outcome", "reasons", "person_id")},
        ),
        [
            {
                "run_id": run_id,
                "line": decision.read.line,
                "digest": decision.read.digest,
                "outcome": decision.outcome.value,
                "reasons": [f"{reason.field}:{reason.code}" if reason.field else reason.code for reason in decision.reasons],
                "person_id": decision.person_id,
            }
            for decision in fresh
        ],
    )


def _add_person(
    rows: dict[type[Base], list[dict[str, Any]]],
    actor: Actor,
    decision: Decision,
    row: PersonRow,
    person_id: UUID,
    now: datetime,
) -> None:
    """The first version of their record. Every point stands as not asked: another system's word makes nothing safe."""
    record_id = new_id()
    rows[Person].append(
        {
            "id": person_id,
            "team_id": decision.team_id,
            "owner_id": decision.owner_id,
            "case_reference": row.case_reference,
            "restricted": row.restricted,
            "record_id": record_id,
            "created_at": now,
            "created_by": actor.id,
        }
    )
    rows[ContactRecord].append(
        {
            "id": record_id,
            "person_id": person_id,
            "name": row.name,
            "safe_status": row.safe_status,
            "format": row.format,
            "spoken_language": row.spoken_language,
            "written_language": row.written_language,
            "source": row.source,
            "recorded_at": now,
            "recorded_by": actor.id,
        }
    )
    rows[MediumChoiceRow].extend(
        {"record_id": record_id, "medium": choice.medium, "strength": choice.strength, "rank": choice.rank}
        for choice in row.choices
    )
    for point in row.points:
        point_id, safety_id = new_id(), new_id()
        rows[ContactPoint].append(
            {
                "id": point_id,
                "person_id": person_id,
                "kind": point.kind,
                "value": point.value,
                "line_type": point.line_type,
                "safety_id": safety_id,
                "created_at": now,
                "created_by": actor.id,
            }
        )
        rows[PointSafety].append(
            {
                "id": safety_id,
                "point_id": point_id,
                "source": Source.IMPORT,
                "recorded_at": now,
                "recorded_by": actor.id,
            }
        )
    if row.restricted:
        readers = {actor.id, decision.owner_id} - {None}
        rows[RestrictedReader].extend({"person_id": person_id, "staff_id": reader} for reader in readers)
    rows[AuditEntry].append(
        audit.entry(actor, "imported", "person", person_id, now, person_id=person_id, fields=row.columns)
    )
