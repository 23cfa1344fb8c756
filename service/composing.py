"""Many messages planned, rendered and accepted together: a handful of statements, however many they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from channels.base import Channel
from service import acceptance, audit, outbox, planning, queue
from service.acceptance import Accepted, Finished
from service.database import Sessions
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, DomainError, Invalid, NotFound
from service.domain.messages import Draft, PersonFacts, require_sound
from service.domain.preferences import Medium
from service.domain.understanding import Understanding
from service.models import Message
from service.planning import Preview, require_sendable
from service.queries import facts, translations


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that somebody wants sent. The same ``request_key`` for the same person is the same message.

    ``code`` and ``seen_way`` are those of a preview: what the worker saw is what is sent, or ``Conflict``.
    ``translation_id`` names the approved translation whose words these are; it goes once.
    """

    actor: Actor
    person_id: UUID
    draft: Draft
    request_key: UUID
    only: Medium | None = None
    code: str | None = None
    seen_way: str | None = None
    broadcast_id: UUID | None = None
    bulk: bool = False
    translation_id: UUID | None = None


_IDS = ARRAY(Uuid(as_uuid=True))
_PEOPLE = text(
    """
    SELECT person.id, person.team_id, person.owner_id, person.restricted,
           ARRAY(SELECT reader.staff_id FROM restricted_reader AS reader
                  WHERE person.restricted AND reader.person_id = person.id) AS readers
      FROM person WHERE person.id = ANY(:ids)
    """
).bindparams(bindparam("ids", type_=_IDS))
_BEFORE = text("SELECT request_key, person_id, id FROM message WHERE request_key = ANY(:keys)").bindparams(
    bindparam("keys", type_=_IDS)
)


@dataclass
class _Group:
    """What the statements at the start found, and what is decided since."""

    session: Session
    now: datetime
    channels: Mapping[str, Channel]
    owners: Mapping[UUID, Any]
    known: Mapping[UUID, PersonFacts]
    before: dict[tuple[UUID, UUID], UUID]
    results: list[UUID | DomainError | None]
    ready: list[tuple[int, Preview]] = field(default_factory=list)


def accept(
    session: Session, wanted: Sequence[Wanted], now: datetime, channels: Mapping[str, Channel]
) -> list[UUID | DomainError]:
    """Write every message that may be sent, with the one job that carries them; an id or the reason against each.

    The caller commits. Raises ``IntegrityError`` where another transaction took a request key meanwhile.
    """
    people = {each.person_id for each in wanted}
    connection = session.connection()
    owners = {row.id: row for row in connection.execute(_PEOPLE, {"ids": list(people)}).all()}
    sent_before = connection.execute(_BEFORE, {"keys": [each.request_key for each in wanted]})
    before = {(row.request_key, row.person_id): row.id for row in sent_before}
    known = facts.people(session, people)
    group = _Group(session, now, channels, owners, known, before, [None] * len(wanted))
    first: dict[tuple[UUID, UUID], int] = {}
    for place, each in enumerate(wanted):
        # The same key twice in one group is the same message twice: the second gets the first one's answer.
        if first.setdefault((each.request_key, each.person_id), place) != place:
            continue
        try:
            group.results[place] = _look(group, place, each)
        except DomainError as error:
            group.results[place] = error
        except UnicodeError:
            # Half a character, in whichever field: nothing that could be sent or stored.
            group.results[place] = Invalid("body_unprintable", field="body")
    _write(group, wanted)
    answers = (group.results[first[each.request_key, each.person_id]] for each in wanted)
    return [answer for answer in answers if answer is not None]


def _look(group: _Group, place: int, each: Wanted) -> UUID | None:
    each.actor.require(CASE_ROLES)
    owner = group.owners.get(each.person_id)
    if owner is None or not _may_know(each.actor, owner):
        raise NotFound("person_not_found")
    before = group.before.get((each.request_key, each.person_id))
    if before is not None:
        return before
    require_theirs(group.session, each.draft, each.person_id)
    require_sound(each.draft, group.now)
    seen = planning.look(
        group.session, group.known[each.person_id], each.draft, group.now, each.code, each.only, group.channels
    )
    require_sendable(seen, each.draft, each.seen_way)
    if each.translation_id is not None:
        request = translations.require_approved(group.session, each.translation_id, each.person_id, each.draft, lock=True)
        request.open = False
    group.ready.append((place, seen))
    return None


def require_theirs(session: Session, draft: Draft, person_id: UUID) -> None:
    """Raise ``Invalid`` where the message that is explained again went to somebody else."""
    explained = session.get(Message, draft.explains_id) if draft.explains_id else None
    if draft.explains_id is not None and (explained is None or explained.person_id != person_id):
        raise Invalid("message_not_theirs")


def _may_know(actor: Actor, owner: Any) -> bool:
    return not owner.restricted or actor.id is None or actor.id in owner.readers


def _write(group: _Group, wanted: Sequence[Wanted]) -> None:
    if not group.ready:
        return
    open_at = outbox.open_among(
        group.session,
        [seen.plan.point.value for place, seen in group.ready if seen.plan.point and _takes_turns(seen, wanted[place])],
        group.now,
    )
    rows, carried = [], False
    for place, seen in group.ready:
        held = False
        if seen.plan.point is not None and _takes_turns(seen, wanted[place]):
            held = seen.plan.point.value in open_at
            open_at.add(seen.plan.point.value)
        row = _accepted(group, wanted[place], seen, held=held)
        rows.append(row)
        group.results[place] = row.message["id"]
        carried = carried or (seen.plan.channel in outbox.CARRIED and not held and seen.plan.send_at <= group.now)
    acceptance.accept(group.session, rows)
    if carried:
        queue.enqueue_delivery(group.session)


def _takes_turns(seen: Preview, each: Wanted) -> bool:
    return planning.takes_turns(seen.plan, each.draft.purpose, asks=seen.quiz)


def _accepted(group: _Group, each: Wanted, seen: Preview, *, held: bool) -> Accepted:
    owner, draft, actor = group.owners[each.person_id], each.draft, each.actor
    explained = group.session.get_one(Message, draft.explains_id) if draft.explains_id else None
    message = acceptance.message_row(draft, quiz=seen.quiz) | {
        "person_id": each.person_id,
        "team_id": owner.team_id,
        # Replies to a broadcast are the work of whoever knows the person, not of whoever pressed the button.
        "owner_id": (owner.owner_id if each.bulk else None) or actor.id or owner.owner_id,
        "author_id": actor.id,
        "judged_only": explained is not None
        and (explained.judged_only or explained.understanding is Understanding.MISUNDERSTOOD),
        "confirm_by": seen.plan.confirm_by,
        "request_key": each.request_key,
        "broadcast_id": each.broadcast_id,
        "translation_id": each.translation_id,
        "created_at": group.now,
    }
    finished = Finished(seen.plan, seen.code, seen.content)
    return Accepted(
        message,
        acceptance.delivery_row(finished, draft.purpose, asks=seen.quiz, held=held, bulk=each.bulk),
        acceptance.rendition_row(seen.content, group.now),
        audit.entry(actor, "composed", "message", message["id"], group.now, person_id=each.person_id),
    )


def accept_alone(sessions: Sessions, each: Wanted, now: datetime, channels: Mapping[str, Channel]) -> UUID | DomainError:
    """One message in a transaction of its own, its fault told as a ``DomainError`` whatever the database made of it."""
    try:
        with sessions.begin() as session:
            return accept(session, [each], now, channels)[0]
    except IntegrityError:
        # A double click on two workers at once: the other transaction committed this very key first.
        with sessions() as session:
            asked = session.connection().execute(_BEFORE, {"keys": [each.request_key]})
            before = [row.id for row in asked if row.person_id == each.person_id]
        return before[0] if before else Conflict("request_key_taken")
    except DataError:
        return Invalid("body_unprintable", field="body")
