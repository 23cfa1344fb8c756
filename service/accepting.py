"""Accepts of one process, grouped: callers of one moment share a commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from channels.base import Channel
from service.database import Sessions
from service.domain.errors import DomainError
from service.grouping import Grouped
from service.use_cases.compose_messages import Wanted, compose_messages

MOST = 50
"""Messages a commit: beyond it a group saves little more and everybody in it waits."""


class Accepting:
    """``Grouped``, for messages: alone a caller waits for nobody, and under load the groups grow by themselves."""

    def __init__(
        self, sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime], *, most: int = MOST
    ) -> None:
        def accept(wanted: Sequence[Wanted]) -> list[UUID | DomainError]:
            return compose_messages(sessions, wanted, clock(), channels=channels)

        self._grouped = Grouped(accept, most=most)

    def compose(self, wanted: Wanted) -> UUID:
        """The message's id, after COMMIT. Raises what ``compose_message`` raises; a bad one fails alone."""
        result = self._grouped.ask(wanted)
        if isinstance(result, DomainError):
            raise result
        return result
