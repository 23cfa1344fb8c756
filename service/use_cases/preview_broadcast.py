"""Tell how each person of a list would be told, and who would be refused and why, without sending anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from channels.base import Channel
from service import planning
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.broadcasts import reason_of
from service.domain.errors import DomainError
from service.domain.letterheads import Letterhead
from service.domain.messages import Draft, PersonFacts, require_sound
from service.domain.preferences import Format, Medium
from service.planning import Preview, require_sendable
from service.queries import facts

Letters = dict[tuple[Format | None, Letterhead, bool], str | None]
"""What stands against the words as a letter, by size, letterhead and question: tried once each, since paper takes long."""


def preview_broadcast(
    sessions: Sessions,
    actor: Actor,
    draft: Draft,
    person_ids: Sequence[UUID],
    now: datetime,
    *,
    channels: Mapping[str, Channel],
    letters: Letters,
) -> list[Medium | str]:
    """For each person the medium, or the code of what stands against it. ``letters`` is kept from call to call.

    The ids are those that the actor may know of (``queries.broadcasts.who_is_listed``). Writes nothing.
    """
    actor.require(CASE_ROLES)
    require_sound(draft, now)
    with sessions() as session:
        known = facts.people(session, person_ids)
        return [_way(session, known[person_id], draft, now, channels, letters) for person_id in person_ids]


def _way(
    session: Session,
    known: PersonFacts,
    draft: Draft,
    now: datetime,
    channels: Mapping[str, Channel],
    letters: Letters,
) -> Medium | str:
    try:
        seen = _look(session, known, draft, now, channels, letters)
        require_sendable(seen, draft, None)
    except DomainError as error:
        return reason_of(error)
    return seen.plan.medium


def _look(
    session: Session,
    known: PersonFacts,
    draft: Draft,
    now: datetime,
    channels: Mapping[str, Channel],
    letters: Letters,
) -> Preview:
    made = planning.make_plan(known, draft, now, None)
    kind = (made.format, known.letterhead, known.no_quiz)
    if made.channel == "letter" and kind in letters:
        return Preview(made, "", None, None, letters[kind], not known.no_quiz, known, waits=False)
    seen = planning.look(session, known, draft, now, None, None, channels)
    if made.channel == "letter":
        letters[kind] = seen.uncarriable
    return seen
