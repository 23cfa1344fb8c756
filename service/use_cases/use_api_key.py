"""Find out for whom programs act, and count their requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from service.database import Sessions, UtcDateTime
from service.domain import api_keys
from service.domain.actors import Actor, Role
from service.domain.api_keys import Scope
from service.domain.errors import DomainError, NotAllowed

_KEPT: Final = timedelta(days=1)

# One statement and one round trip, however many are asked for. The counts of a crash may be lost: that harms nobody, and
# callers with one key would else wait for each other's disk. Whoever asks for it, `set_config` holds for this transaction
# alone. Charged in the order of their ids: two hosts must not wait for each other.
_USE: Final = text(
    """
    WITH asked AS MATERIALIZED (
        SELECT digest, minute, count(*) AS requests FROM unnest(:digests, :minutes) AS each(digest, minute) GROUP BY 1, 2
    ), known AS MATERIALIZED (
        SELECT asked.digest, asked.minute, asked.requests AS asking, api_key.id, api_key.scopes, api_key.a_minute,
               staff.id AS staff_id, staff.roles,
               ARRAY(SELECT team_id FROM membership WHERE membership.staff_id = staff.id) AS teams,
               set_config('synchronous_commit', 'off', true) AS unhurried
          FROM asked
          JOIN api_key ON api_key.digest = asked.digest AND api_key.revoked_at IS NULL
          JOIN staff ON staff.id = api_key.staff_id AND staff.active
    ), charged AS (
        INSERT INTO api_use AS used (key_id, minute, requests) SELECT id, minute, asking FROM known ORDER BY id, minute
            ON CONFLICT (key_id, minute) DO UPDATE SET requests = used.requests + excluded.requests
        RETURNING key_id, minute, requests
    )
    SELECT known.*, charged.requests
      FROM known JOIN charged ON charged.key_id = known.id AND charged.minute = known.minute
    """
).bindparams(bindparam("digests", type_=ARRAY(Text())), bindparam("minutes", type_=ARRAY(UtcDateTime())))
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


def use_api_keys(sessions: Sessions, shown: Sequence[tuple[str, datetime]]) -> list[Caller | KeyRefused | TooManyRequests]:
    """For each token and moment the caller, or why it is refused. Counts them in their minutes, on every host together."""
    digests = [api_keys.digest_of(token) for token, _ in shown]
    minutes = [now.replace(second=0, microsecond=0) for _, now in shown]
    found = _charge(sessions, [(digest, minute) for digest, minute in zip(digests, minutes, strict=True) if digest])
    answers: list[Caller | KeyRefused | TooManyRequests] = []
    for (_, now), digest, minute in zip(shown, digests, minutes, strict=True):
        use = found.get((digest, minute))
        if use is None:
            answers.append(KeyRefused("api_key_refused"))
            continue
        use.before += 1
        over = use.before > use.a_minute
        answers.append(TooManyRequests(60 - now.second) if over else use.caller)
    return answers


def use_api_key(sessions: Sessions, token: str, now: datetime) -> Caller:
    """``use_api_keys`` for one. Raises ``KeyRefused`` and ``TooManyRequests``."""
    answer = use_api_keys(sessions, [(token, now)])[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


@dataclass(slots=True)
class _Use:
    """``before``: requests of this minute that came before those which are not answered yet."""

    caller: Caller
    a_minute: int
    before: int


def _charge(sessions: Sessions, asked: Sequence[tuple[str, datetime]]) -> dict[tuple[str | None, datetime], _Use]:
    if not asked:
        return {}
    given = {"digests": [digest for digest, _ in asked], "minutes": [minute for _, minute in asked]}
    found: dict[tuple[str | None, datetime], _Use] = {}
    with sessions() as session:
        connection = session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        for row in connection.execute(_USE, given).all():
            before = row.requests - row.asking
            minute = row.minute.astimezone(UTC)
            found[row.digest, minute] = _Use(_caller(row), row.a_minute, before)
            if before == 0:
                connection.execute(_FORGET, {"key": row.id, "before": minute - _KEPT})
    return found


def _caller(row: Any) -> Caller:
    roles = frozenset(Role(role) for role in row.roles)
    return Caller(row.id, Actor(row.staff_id, roles, frozenset(row.teams), via=row.id), frozenset(row.scopes))
