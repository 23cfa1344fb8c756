"""Programs that call at the same moment are let in together, and their messages are kept in one commit and told together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from channels.base import Channel
from service.database import Sessions
from service.domain.actors import Actor
from service.domain.errors import DomainError, NotFound
from service.grouping import Grouped
from service.queries.api_messages import Kept, kept_messages
from service.use_cases.compose_messages import Wanted, compose_messages
from service.use_cases.use_api_key import Caller, use_api_keys

MOST = 100
MOST_SENT = 50
"""Messages a commit: beyond it a group saves little more and everybody in it waits."""


class Programs:
    """One for the process: each question of theirs is one statement for all who ask it at once."""

    def __init__(self, sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._channels = channels
        self._clock = clock
        self._let_in = Grouped(partial(use_api_keys, sessions), most=MOST)
        self._send = Grouped(self._sent, most=MOST_SENT)

    def let_in(self, token: str, now: datetime) -> Caller:
        """Raises ``KeyRefused`` and ``TooManyRequests``."""
        answer = self._let_in.ask((token, now))
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def send(self, wanted: Wanted) -> Kept:
        """The message after COMMIT, beside the request that it was made of: that of the first time, for a key used before.

        Raises what ``compose_message`` raises; a bad one fails alone.
        """
        answer = self._send.ask(wanted)
        if isinstance(answer, DomainError):
            raise answer
        return answer

    def _sent(self, wanted: Sequence[Wanted]) -> list[Kept | DomainError]:
        now = self._clock()
        made = compose_messages(self._sessions, wanted, now, channels=self._channels)
        ids: dict[Actor, list[UUID]] = {}
        for each, result in zip(wanted, made, strict=True):
            if isinstance(result, UUID):
                ids.setdefault(each.actor, []).append(result)
        found: dict[tuple[Actor, UUID], Kept] = {}
        if ids:
            with self._sessions() as session:
                session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
                for actor, theirs in ids.items():
                    kept = kept_messages(session, actor, theirs, now)
                    found |= {(actor, message_id): each for message_id, each in kept.items()}
        return [
            found.get((each.actor, result), NotFound("message_not_found")) if isinstance(result, UUID) else result
            for each, result in zip(wanted, made, strict=True)
        ]
