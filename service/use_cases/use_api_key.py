"""Find out for whom a program acts, and count the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from service.database import Sessions
from service.domain import api_keys
from service.domain.actors import Actor, Role
from service.domain.api_keys import Scope
from service.domain.errors import DomainError, NotAllowed

_KEPT: Final = timedelta(days=1)

# One statement and one round trip. The counts of a crash may be lost: that harms nobody, and callers with one key would
# else wait for each other's disk. Whoever asks for it, `set_config` holds for this transaction alone.
_USE: Final = text(
    """
    WITH known AS (
        SELECT api_key.id, api_key.scopes, api_key.a_minute, staff.id AS staff_id, staff.roles,
               ARRAY(SELECT team_id FROM membership WHERE membership.staff_id = staff.id) AS teams,
               set_config('synchronous_commit', 'off', true) AS unhurried
          FROM api_key JOIN staff ON staff.id = api_key.staff_id
         WHERE api_key.digest = :digest AND api_key.revoked_at IS NULL AND staff.active
    ), charged AS (
        INSERT INTO api_use AS used (key_id, minute, requests) SELECT id, :minute, 1 FROM known
            ON CONFLICT (key_id, minute) DO UPDATE SET requests = used.requests + 1
        RETURNING requests
    )
    SELECT known.*, charged.requests FROM known, charged
    """
)
_FORGET: Final = text("DELETE FROM api_use WHERE key_id = :key AND minute < :before")


@dataclass(frozen=True, slots=True)
class Caller:
    """A program at the door. ``actor`` is its member of staff, with the key as ``via``."""

    key_id: UUID
    actor: Actor
    scopes: frozenset[str]

    def require(self, scope: Scope) -> None:
        """Raise ``NotAllowed`` where the key does not have it."""
        if scope not in self.scopes:
            raise NotAllowed("scope_missing")


class KeyRefused(DomainError):
    """No such key, one that was revoked, or one of a closed account: told alike on purpose."""


class TooManyRequests(DomainError):
    """The key's minute is used up. ``retry_after`` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too_many_requests")
        self.retry_after = retry_after


def use_api_key(sessions: Sessions, token: str, now: datetime) -> Caller:
    """Count one request of this minute on every host together. Raises ``KeyRefused`` and ``TooManyRequests``."""
    digest = api_keys.digest_of(token)
    if digest is None:
        raise KeyRefused("api_key_refused")
    minute = now.replace(second=0, microsecond=0)
    with sessions() as session:
        connection = session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        row = connection.execute(_USE, {"digest": digest, "minute": minute}).one_or_none()
        if row is None:
            raise KeyRefused("api_key_refused")
        if row.requests == 1:
            connection.execute(_FORGET, {"key": row.id, "before": minute - _KEPT})
    if row.requests > row.a_minute:
        raise TooManyRequests(60 - now.second)
    roles = frozenset(Role(role) for role in row.roles)
    return Caller(row.id, Actor(row.staff_id, roles, frozenset(row.teams), via=row.id), frozenset(row.scopes))
