"""The record of who did and read what. Rows hold ids and field names, never values; a job seals them into a hash chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, Text, Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from service.database import new_id
from service.domain.actors import Actor
from service.models import AuditEntry

_CHAIN_LOCK = 0x62_77_61_75
"""Advisory lock: two hosts that seal at once would fork the chain."""


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject_type: str,
    subject_id: UUID | None,
    now: datetime,
    *,
    person_id: UUID | None = None,
    fields: Iterable[str] = (),
) -> None:
    """Add one row in the caller's transaction, so that no write is committed without its trace."""
    session.add(AuditEntry(**entry(actor, action, subject_type, subject_id, now, person_id=person_id, fields=fields)))


def entry(
    actor: Actor,
    action: str,
    subject_type: str,
    subject_id: UUID | None,
    now: datetime,
    *,
    person_id: UUID | None = None,
    fields: Iterable[str] = (),
) -> dict[str, Any]:
    """The row as values, for whoever writes it in a statement of their own."""
    return {
        "id": new_id(),
        "at": now,
        "actor_id": actor.id,
        "via": actor.via,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "person_id": person_id,
        "fields": sorted(fields),
    }


MOST_SEALED = 2000
"""Rows that one call of ``seal`` holds in memory."""
# What a link is made of, read as plain rows: every message leaves a trace, and this is done for each of them.
_FACTS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.via,
    AuditEntry.action,
    AuditEntry.subject_type,
    AuditEntry.subject_id,
    AuditEntry.person_id,
    AuditEntry.fields,
)
_SEAL = text(
    """
    UPDATE audit_entry SET position = :last + given.number, seal = given.seal
      FROM unnest(:ids, :seals) WITH ORDINALITY AS given(id, seal, number) WHERE audit_entry.id = given.id
    """
).bindparams(
    bindparam("last", type_=BigInteger()),
    bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))),
    bindparam("seals", type_=ARRAY(Text())),
)


def seal(session: Session, *, most: int = MOST_SEALED) -> int:
    """Chain the committed rows that are not sealed yet, oldest first; returns how many. The caller commits."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    sealed = AuditEntry.position.is_not(None)
    newest = select(AuditEntry.position, AuditEntry.seal).where(sealed).order_by(AuditEntry.position.desc()).limit(1)
    newest_row = session.execute(newest).first()
    last, seal_before = (newest_row.position or 0, newest_row.seal or "") if newest_row else (0, "")
    waiting = select(*_FACTS).where(AuditEntry.position.is_(None)).order_by(AuditEntry.id).limit(most)
    ids, seals = [], []
    for position, row in enumerate(session.execute(waiting).all(), start=last + 1):
        seal_before = _link(seal_before, position, row)
        ids.append(row.id)
        seals.append(seal_before)
    if ids:
        session.connection().execute(_SEAL, {"last": last, "ids": ids, "seals": seals})
    return len(ids)


def verify(session: Session) -> int | None:
    """The position of the first link that doesn't hold, or ``None`` where the whole chain does."""
    seal_before = ""
    chain = select(AuditEntry).where(AuditEntry.position.is_not(None)).order_by(AuditEntry.position)
    with closing(session.scalars(chain.execution_options(yield_per=2000))) as rows:
        for expected, row in enumerate(rows, start=1):
            if row.position != expected or row.seal != _link(seal_before, expected, row):
                return expected
            seal_before = row.seal or ""
    return None


def sealed_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.position.is_not(None))) or 0


def _link(before: str, position: int, row: AuditEntry | Row[*tuple[Any, ...]]) -> str:
    facts = [
        before,
        position,
        str(row.id),
        row.at.isoformat(),
        str(row.actor_id),
        row.action,
        row.subject_type,
        str(row.subject_id),
        str(row.person_id),
        row.fields,
    ]
    if row.via is not None:
        # Only then: the rows that were sealed before programs could act have no such fact in their link.
        facts.append(str(row.via))
    return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()
