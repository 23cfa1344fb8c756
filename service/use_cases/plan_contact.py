"""Tell which way a message would go, when and why, without making one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.base import Channel
from service import planning
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid
from service.domain.messages import Draft, Plan, require_sound
from service.queries import facts
from service.queries.visibility import read_person


@dataclass(frozen=True, slots=True)
class Planned:
    """``stands_against`` is the code of what would have to change before it could go; ``waits``: another question to the
    same number is open, so this one would be held until that is settled."""

    plan: Plan
    stands_against: str | None
    waits: bool


def plan_contact(
    sessions: Sessions, actor: Actor, person_id: UUID, draft: Draft, now: datetime, *, channels: Mapping[str, Channel]
) -> Planned:
    """Writes nothing but that the person's record was read. A draft without words is planned by the facts alone.

    Raises ``NotFound``, for a restricted record of others too, and what ``require_sound`` says of the words.
    """
    actor.require(CASE_ROLES)
    wordless = not draft.body
    if not wordless:
        require_sound(draft, now)
    with sessions.begin() as session:
        person = read_person(session, actor, person_id, "plan", now)
        if wordless:
            return Planned(planning.make_plan(facts.person(session, person_id), draft, now, None), None, waits=False)
        seen = planning.preview(session, person, draft, now, None, None, channels)
        try:
            planning.require_sendable(seen, draft, None)
        except Invalid as fault:
            return Planned(seen.plan, fault.code, seen.waits)
        return Planned(seen.plan, None, seen.waits)
