"""Agree a spoken code word with somebody, or take it back. It is kept as a hash and never shown again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from service import audit
from service.database import Sessions, new_id
from service.domain import code_words
from service.domain.actors import CASE_ROLES, Actor
from service.domain.code_words import Stored
from service.domain.errors import Invalid
from service.models import CodeWord, ContactRecord, Person
from service.queries.visibility import require_person


def agree_code_word(sessions: Sessions, actor: Actor, person_id: UUID, typed: str, now: datetime) -> None:
    """From now on this word counts, and the one before it no more. Raises ``Invalid``, also for the one before it."""
    actor.require(CASE_ROLES)
    with sessions() as session:
        person = require_person(session, actor, person_id)
        record = session.get(ContactRecord, person.record_id) if person.record_id else None
    # Outside of the transaction: a hash takes long.
    hashed, words = code_words.new(typed, record.name if record else "")
    with sessions.begin() as session:
        person = _locked(session, actor, person_id)
        before = session.get(CodeWord, person.code_word_id) if person.code_word_id else None
        if before is not None and code_words.matches(Stored(before.id, before.hash, before.words), typed):
            raise Invalid("code_word_same", field="code_word")
        _retire(before, "replaced", now)
        word = CodeWord(id=new_id(), person_id=person.id, hash=hashed, words=words, set_at=now, set_by=actor.id)
        session.add(word)
        person.code_word_id, person.code_word_spent_at = word.id, None
        audit.record(session, actor, "agreed_code_word", "code_word", word.id, now, person_id=person.id)


def take_back_code_word(sessions: Sessions, actor: Actor, person_id: UUID, now: datetime) -> None:
    """They have none any more."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        person = _locked(session, actor, person_id)
        before = session.get(CodeWord, person.code_word_id) if person.code_word_id else None
        if before is None:
            return
        _retire(before, "taken_back", now)
        person.code_word_id, person.code_word_spent_at = None, None
        audit.record(session, actor, "took_back_code_word", "code_word", before.id, now, person_id=person.id)


def _locked(session: Session, actor: Actor, person_id: UUID) -> Person:
    person = require_person(session, actor, person_id)
    session.refresh(person, with_for_update=True)
    return person


def _retire(word: CodeWord | None, why: str, now: datetime) -> None:
    if word is not None and word.retired_at is None:
        word.retired_at, word.retired_why = now, why
