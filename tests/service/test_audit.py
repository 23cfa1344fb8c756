from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from service import audit
from service.domain.actors import SYSTEM, Actor
from service.models import AuditEntry


def _write(sessions: sessionmaker[Session], now: datetime, number: int) -> None:
    with sessions.begin() as session:
        for _ in range(number):
            audit.record(session, SYSTEM, "read_card", "person", uuid4(), now, fields=["name"])


def test_sealed_rows_prove_themselves_and_new_ones_join_the_chain(sessions: sessionmaker[Session], now: datetime) -> None:
    for _ in range(2):
        _write(sessions, now, 3)
        with sessions.begin() as session:
            assert audit.seal(session) == 3
    with sessions() as session:
        assert audit.verify(session) is None
        assert audit.sealed_count(session) == 6


def test_what_is_sealed_in_parts_is_one_chain(sessions: sessionmaker[Session], now: datetime) -> None:
    _write(sessions, now, 5)
    sealed = []
    for _ in range(4):
        with sessions.begin() as session:
            sealed.append(audit.seal(session, most=2))
    assert sealed == [2, 2, 1, 0]
    with sessions() as session:
        assert audit.verify(session) is None
        assert audit.sealed_count(session) == 5


def test_a_changed_row_breaks_the_chain_where_it_stands(sessions: sessionmaker[Session], now: datetime) -> None:
    _write(sessions, now, 4)
    with sessions.begin() as session:
        audit.seal(session)
    with sessions.begin() as session:
        session.execute(text("UPDATE audit_entry SET action = 'never_read' WHERE position = 3"))
    with sessions() as session:
        assert audit.verify(session) == 3


def test_a_removed_row_breaks_the_chain(sessions: sessionmaker[Session], now: datetime) -> None:
    _write(sessions, now, 4)
    with sessions.begin() as session:
        audit.seal(session)
    with sessions.begin() as session:
        session.execute(text("DELETE FROM audit_entry WHERE position = 2"))
    with sessions() as session:
        assert audit.verify(session) == 2


def test_a_row_of_a_transaction_that_fails_is_not_there(sessions: sessionmaker[Session], now: datetime) -> None:
    session = sessions()
    audit.record(session, SYSTEM, "closed", "message", uuid4(), now)
    session.flush()
    session.rollback()
    with sessions() as session:
        assert session.scalars(select(AuditEntry)).all() == []


def test_the_key_that_a_program_acted_with_is_part_of_the_seal(sessions: sessionmaker[Session], now: datetime) -> None:
    _write(sessions, now, 2)
    by_program = Actor(id=None, roles=SYSTEM.roles, teams=frozenset(), via=uuid4())
    with sessions.begin() as session:
        audit.record(session, by_program, "composed", "message", uuid4(), now)
    with sessions.begin() as session:
        audit.seal(session)
    with sessions() as session:
        assert audit.verify(session) is None
    with sessions.begin() as session:
        session.execute(text("UPDATE audit_entry SET via = NULL WHERE position = 3"))
    with sessions() as session:
        assert audit.verify(session) == 3


def test_rows_sealed_before_programs_could_act_still_hold(sessions: sessionmaker[Session], now: datetime) -> None:
    """A link as it was made before the audit knew of keys, written down here by hand."""
    _write(sessions, now, 1)
    with sessions.begin() as session:
        row = session.scalars(select(AuditEntry)).one()
        facts = ["", 1, str(row.id), row.at.isoformat(), str(row.actor_id), row.action, row.subject_type]
        facts += [str(row.subject_id), str(row.person_id), row.fields]
        row.position = 1
        row.seal = hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()
    with sessions() as session:
        assert audit.verify(session) is None
