"""Accept many messages in one commit: what a broadcast does, and callers that come at the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import DataError, IntegrityError

from channels.base import Channel
from service import composing
from service.composing import Wanted
from service.database import Sessions
from service.domain.errors import DomainError

__all__ = ["Wanted", "compose_messages"]


def compose_messages(
    sessions: Sessions, wanted: Sequence[Wanted], now: datetime, *, channels: Mapping[str, Channel]
) -> list[UUID | DomainError]:
    """The id of each message, or why it was refused, in the order asked. Committed when this returns.

    A bad row fails alone: where the group can't be written, each is written by itself.
    """
    if not wanted:
        return []
    try:
        with sessions.begin() as session:
            return composing.accept(session, wanted, now, channels)
    except (IntegrityError, DataError):
        return [composing.accept_alone(sessions, each, now, channels) for each in wanted]
