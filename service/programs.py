"""Programs that call at the same moment are let in together, and told together what became of their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from service.database import Sessions
from service.domain.actors import Actor
from service.domain.errors import DomainError, NotFound
from service.grouping import Grouped
from service.queries.api_messages import Kept, kept_messages
from service.use_cases.use_api_key import Caller, use_api_keys

MOST = 100


class Programs:
    """One for the process: each question of theirs is one statement for all who ask it at once."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._let_in = Grouped(partial(use_api_keys, sessions), most=MOST)
        self._kept = Grouped(self._read, most=MOST)

    def let_in(self, token: str, now: datetime) -> Caller:
        """Raises ``KeyRefused`` and ``TooManyRequests``."""
        answer = self._let_in.ask((token, now))
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def kept(self, actor: Actor, message_id: UUID, now: datetime) -> Kept:
        """A message beside the request that it was made of. Raises ``NotFound``, for an invisible one alike."""
        answer = self._kept.ask((actor, message_id, now))
        if answer is None:
            raise NotFound("message_not_found")
        return answer

    def _read(self, asked: Sequence[tuple[Actor, UUID, datetime]]) -> list[Kept | None]:
        wanted: dict[Actor, list[UUID]] = {}
        for actor, message_id, _ in asked:
            wanted.setdefault(actor, []).append(message_id)
        # Of one moment: the newest, so that nobody is told less than was true when they asked.
        now = max(moment for _, _, moment in asked)
        with self._sessions() as session:
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            found = {actor: kept_messages(session, actor, ids, now) for actor, ids in wanted.items()}
        return [found[actor].get(message_id) for actor, message_id, _ in asked]
