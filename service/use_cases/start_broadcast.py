"""Make a broadcast of words and a list. The same words to the same list are the same broadcast, to be carried on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import CASE_ROLES, Actor
from service.domain.broadcasts import kept
from service.domain.errors import Conflict
from service.domain.messages import Draft, require_sound
from service.models import Broadcast
from service.queries.broadcasts import Listed

_LOCK = 0x62_63_61_73
_ROWS = text(
    """
    INSERT INTO broadcast_row (broadcast_id, position, person_id, outcome, reason)
    SELECT :broadcast_id, line, person_id, CASE WHEN reason IS NULL THEN 'waiting' ELSE 'refused' END, reason
      FROM unnest(:lines, :people, :reasons) AS listed (line, person_id, reason)
    """
).bindparams(
    bindparam("broadcast_id", type_=Uuid(as_uuid=True)),
    bindparam("lines", type_=ARRAY(Integer())),
    bindparam("people", type_=ARRAY(Uuid(as_uuid=True))),
    bindparam("reasons", type_=ARRAY(Text())),
)


def start_broadcast(
    sessions: Sessions,
    actor: Actor,
    draft: Draft,
    listed: Sequence[Listed],
    now: datetime,
    *,
    key: str,
    template: str,
    people: str,
) -> UUID:
    """The broadcast with this key: a new one with every row waiting, or the one that is there, stopped no more.

    Nothing is sent by this. ``people`` is the digest of the list: while other words of the same template to the same list
    are under way, ``Conflict`` is raised, since some would get both. Raises what ``require_sound`` says of the words.
    """
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = session.scalar(select(Broadcast).where(Broadcast.key == key))
        if before is not None:
            if before.stopped_at is not None:
                before.stopped_at = None
                audit.record(session, actor, "broadcast_resumed", "broadcast", before.id, now)
            return before.id
        require_sound(draft, now)
        _require_no_other(session, template, people)
        broadcast = Broadcast(
            id=new_id(),
            key=key,
            draft=kept(draft) | {"template": template, "people": people},
            rows=len(listed),
            created_at=now,
            created_by=actor.id,
        )
        session.add(broadcast)
        session.flush()
        session.connection().execute(
            _ROWS,
            {
                "broadcast_id": broadcast.id,
                "lines": [row.line for row in listed],
                "people": [row.person_id for row in listed],
                "reasons": [row.reason for row in listed],
            },
        )
        # Planned by the figures of before, each next step would read the whole list from end to end.
        session.execute(text("ANALYZE broadcast_row"))
        audit.record(session, actor, "broadcast_started", "broadcast", broadcast.id, now)
        return broadcast.id


def _require_no_other(session: Session, template: str, people: str) -> None:
    under_way = select(Broadcast.id).where(
        Broadcast.finished_at.is_(None),
        Broadcast.stopped_at.is_(None),
        Broadcast.draft["template"].astext == template,
        Broadcast.draft["people"].astext == people,
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise Conflict("broadcast_under_way")
