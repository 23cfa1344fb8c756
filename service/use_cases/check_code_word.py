"""Compare what somebody said on the phone or at the door with their code word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain import code_words
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid
from service.queries.code_words import agreed_word
from service.queries.visibility import require_person


def check_code_word(sessions: Sessions, actor: Actor, person_id: UUID, said: str, now: datetime) -> bool:
    """Whether it is the word. Written down either way, without the word.

    Raises ``Invalid`` where nothing was typed, or where they have no code word that counts.
    """
    actor.require(CASE_ROLES)
    if not said.strip():
        raise Invalid("code_word_missing", field="code_word")
    with sessions() as session:
        require_person(session, actor, person_id)
        stored = agreed_word(session, person_id)
    if stored is None:
        raise Invalid("code_word_not_agreed", field="code_word")
    right = code_words.matches(stored, said)
    with sessions.begin() as session:
        action = "code_word_matched" if right else "code_word_did_not_match"
        audit.record(session, actor, action, "code_word", stored.id, now, person_id=person_id)
    return right
