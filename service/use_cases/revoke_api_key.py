"""End a key. What was done with it stays on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain.actors import Actor, Role
from service.domain.errors import NotFound
from service.models import ApiKey


def revoke_api_key(sessions: Sessions, actor: Actor, key_id: UUID, now: datetime) -> None:
    """From the next request on it opens nothing, for ever; a second time changes nothing."""
    actor.require({Role.ADMIN})
    with sessions.begin() as session:
        key = session.get(ApiKey, key_id, with_for_update=True)
        if key is None:
            raise NotFound("api_key_not_found")
        if key.revoked_at is None:
            key.revoked_at, key.revoked_by = now, actor.id
            audit.record(session, actor, "api_key_revoked", "api_key", key_id, now, fields=["revoked_at"])
