"""Let a program act for a member of staff."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain import api_keys
from service.domain.actors import CASE_ROLES, Actor, Role
from service.domain.api_keys import Scope
from service.domain.errors import Invalid, InvalidFields
from service.models import ApiKey, Staff

_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """``token`` is shown once: only its digest is kept."""

    id: UUID
    token: str


def create_api_key(
    sessions: Sessions,
    actor: Actor,
    *,
    name: str,
    staff_id: UUID | None,
    scopes: Collection[Scope],
    a_minute: int | None,
    now: datetime,
) -> CreatedKey:
    """For an admin, and for the command line as ``Actor(None, frozenset({Role.ADMIN}), frozenset())``.

    ``staff_id`` is who answers for what the key does; it opens nothing that they may not open themselves. ``a_minute`` is
    the most requests in one. Raises ``InvalidFields`` naming ``name``, ``staff``, ``scopes`` or ``a_minute``.
    """
    actor.require({Role.ADMIN})
    token = api_keys.new_token()
    key_id = new_id()
    with sessions.begin() as session:
        staff = session.get(Staff, staff_id) if staff_id else None
        faults = _faults(name, staff, scopes, a_minute)
        if faults:
            raise InvalidFields(tuple(faults))
        session.add(
            ApiKey(
                id=key_id,
                name=name.strip(),
                digest=api_keys.digest_of(token),
                scopes=sorted(scopes),
                staff_id=staff_id,
                a_minute=a_minute,
                created_at=now,
                created_by=actor.id,
            )
        )
        fields = ["name", "staff_id", "scopes", "a_minute"]
        audit.record(session, actor, "api_key_created", "api_key", key_id, now, fields=fields)
    return CreatedKey(key_id, token)


def _faults(name: str, staff: Staff | None, scopes: Collection[Scope], a_minute: int | None) -> list[Invalid]:
    faults = []
    if not name.strip():
        faults.append(Invalid("api_key_name_missing", field="name"))
    if len(name.strip()) > _LONGEST_NAME:
        faults.append(Invalid("api_key_name_long", field="name"))
    if staff is None or not staff.active:
        faults.append(Invalid("api_key_staff_missing", field="staff"))
    elif not CASE_ROLES & {Role(role) for role in staff.roles}:
        faults.append(Invalid("api_key_staff_without_cases", field="staff"))
    if not scopes:
        faults.append(Invalid("api_key_scopes_missing", field="scopes"))
    if a_minute is None or not 1 <= a_minute <= api_keys.MOST_A_MINUTE:
        faults.append(Invalid("api_key_rate_out_of_range", field="a_minute"))
    return faults
