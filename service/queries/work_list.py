"""A caseworker's home: who needs me today, and who is waiting. Asked of the facts at ``now``; no job has a hand in it.

Seven statements, whatever the numbers. Each is held to the partial indexes of what is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from service.domain.actors import CASE_ROLES, Actor, Role
from service.domain.flags import (
    URGENCY,
    DeliveryFacts,
    Flag,
    FlagKind,
    MessageFacts,
    ReplyFacts,
    delivery_flags,
    message_flag,
    most_urgent,
    reply_flag,
)
from service.domain.replies import Category
from service.domain.understanding import Understanding
from service.models import Alert, ContactRecord, Delivery, FlagAction, Message, Person, Reply, Staff
from service.queries.person_flags import flags_of, not_asked
from service.queries.visibility import visible_to
from service.queries.work_list_rows import LONGEST_WORDS, Line, Row, Step, row_of_message, row_of_reply, waiting_row

__all__ = ["Alerts", "Row", "Step", "WorkList", "unseen_alerts", "work_list"]

_NEVER = datetime.max.replace(tzinfo=UTC)
MOST_REPLIES = 1000
"""More than any team can read in a day; the oldest come first."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """``needs_me`` and ``waiting`` hold at most one row a person each; ``count`` is how many need somebody today.

    ``to_ask`` are a few of the team's people whom nobody asked yet how they want to be contacted: never urgent, so they
    are not counted.
    """

    needs_me: tuple[Row, ...]
    waiting: tuple[Row, ...]
    to_ask: tuple[Row, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Alerts:
    """What knocked and could not be believed, and nobody looked at yet."""

    number: int
    newest: datetime | None


def work_list(session: Session, actor: Actor, now: datetime) -> WorkList:
    """The actor's teams' people and what the actor owns. Restricted people only for their named readers."""
    actor.require(CASE_ROLES)
    replies = session.execute(_open_replies(actor)).all()
    messages = session.execute(_open_messages(actor)).all()
    found = _candidates(replies, messages, now)
    people = {key for key, candidates in found.items() if candidates[0].line.person_id == key}
    person_flags = flags_of(session, people, now)
    closed = _closed(session, found, person_flags)
    last_words = _last_words(session, messages)

    needs_me: list[Row] = []
    flagged: set[UUID] = set()
    for key, candidates in found.items():
        open_ones = [candidate for candidate in candidates if _key(candidate.flag) not in closed]
        if not open_ones:
            continue
        flagged.update(candidate.flag.subject_id for candidate in open_ones)
        flag = most_urgent(candidate.flag for candidate in open_ones)
        top = next(candidate for candidate in open_ones if candidate.flag is flag)
        beside = [candidate.flag for candidate in open_ones if candidate is not top]
        beside += [flag for flag in person_flags.get(key, ()) if _key(flag) not in closed]
        row = top.make(top.line, flag).with_words(last_words)
        needs_me.append(row.with_folded(sorted(beside, key=lambda flag: URGENCY[flag.kind])))
    needs_me.sort(key=_place)
    waiting = _waiting(messages, flagged, last_words)
    to_ask = not_asked(session, actor)
    return WorkList(tuple(needs_me), tuple(waiting), tuple(to_ask), len(needs_me))


def unseen_alerts(session: Session, actor: Actor) -> Alerts:
    """For managers; empty for everybody else."""
    if Role.MANAGER not in actor.roles:
        return Alerts(0, None)
    number, newest = session.execute(select(func.count(), func.max(Alert.at)).where(Alert.seen_at.is_(None))).one()
    return Alerts(number, newest)


def _mine(actor: Actor, table: type[Message | Reply]) -> ColumnElement[bool]:
    in_team = table.team_id == any_(_ids(actor.teams))
    return in_team if actor.id is None else or_(in_team, table.owner_id == actor.id)


def _ids(ids: Iterable[UUID]) -> ColumnElement[Sequence[UUID]]:
    # One array, not a list of parameters: the statement stays the same whatever their number, so it is compiled once.
    return literal(list(ids), ARRAY(Uuid()))


@lru_cache(maxsize=1024)
def _open_replies(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Made once for an actor: making these two costs as much as reading their rows."""
    return (
        select(
            Reply.id,
            Reply.person_id,
            Reply.message_id,
            Reply.route,
            Reply.sender,
            func.left(Reply.body, LONGEST_WORDS + 1).label("body"),
            Reply.ticks,
            Reply.category,
            Reply.identity_doubt,
            Reply.received_at,
            Reply.owner_id,
            Staff.name.label("owner"),
            ContactRecord.name,
            Message.purpose,
            Message.language,
            Message.options,
            Message.understanding,
            func.left(Message.body, LONGEST_WORDS).label("ours"),
        )
        .outerjoin(Person, Person.id == Reply.person_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .outerjoin(Message, Message.id == Reply.message_id)
        .outerjoin(Staff, Staff.id == Reply.owner_id)
        .where(Reply.open, _mine(actor, Reply), or_(Reply.person_id.is_(None), visible_to(actor)))
        .order_by(Reply.received_at)
        .limit(MOST_REPLIES)
    )


@lru_cache(maxsize=1024)
def _open_messages(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id,
            Message.person_id,
            Message.purpose,
            Message.language,
            Message.understanding,
            Message.confirm_by,
            Message.created_at,
            Message.owner_id,
            Staff.name.label("owner"),
            func.left(Message.body, LONGEST_WORDS).label("ours"),
            ContactRecord.name,
            Delivery.id.label("delivery_id"),
            Delivery.medium,
            Delivery.state,
            Delivery.state_at,
            Delivery.held_reason,
            Delivery.error_code,
            Delivery.contradiction,
            Delivery.due_at,
            Delivery.sent_at,
            Delivery.expected_on,
        )
        .join(Person, Person.id == Message.person_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .outerjoin(Delivery, and_(Delivery.message_id == Message.id, Delivery.awaiting))
        .outerjoin(Staff, Staff.id == Message.owner_id)
        .where(Message.open, _mine(actor, Message), visible_to(actor))
        .order_by(Message.id, Delivery.id)
    )


class _Candidate(NamedTuple):
    """A flag, and how to make the row that it would be: only the most urgent one of a person is made."""

    flag: Flag
    line: Line
    make: Callable[[Line, Flag], Row]


Candidates = dict[UUID, list[_Candidate]]


def _candidates(replies: Sequence[Line], messages: Sequence[Line], now: datetime) -> Candidates:
    """Every flag by person; a reply that is nobody's yet stands under its own id."""
    found: Candidates = defaultdict(list)
    for line in replies:
        facts = ReplyFacts(line.id, line.message_id, Category(line.category), line.identity_doubt, line.received_at)
        flag = reply_flag(facts)
        found[line.person_id or line.id].append(_Candidate(flag, line, row_of_reply))
    seen: set[UUID] = set()
    for line in messages:
        if line.id not in seen:
            seen.add(line.id)
            facts_of_message = MessageFacts(line.id, line.understanding, line.confirm_by, line.created_at)
            silence = message_flag(facts_of_message, now)
            if silence is not None:
                found[line.person_id].append(_Candidate(silence, line, row_of_message))
        if line.delivery_id is None:
            continue
        for flag in delivery_flags(
            DeliveryFacts(
                line.delivery_id,
                line.id,
                line.state,
                line.state_at,
                line.held_reason,
                line.error_code,
                line.contradiction,
                line.due_at,
            )
        ):
            # A question that waits for its turn asks nothing of anybody: it is shown among what is waiting.
            if flag.kind is not FlagKind.QUESTION_HELD:
                found[line.person_id].append(_Candidate(flag, line, row_of_message))
    return found


def _key(flag: Flag) -> tuple[str, UUID, UUID]:
    return flag.kind.value, flag.subject_id, flag.fact_id


def _closed(
    session: Session, found: Candidates, person_flags: dict[UUID, tuple[Flag, ...]]
) -> frozenset[tuple[str, UUID, UUID]]:
    subjects = {candidate.flag.subject_id for candidates in found.values() for candidate in candidates}
    subjects.update(flag.subject_id for flags in person_flags.values() for flag in flags)
    if not subjects:
        return frozenset()
    rows = session.execute(
        select(FlagAction.kind, FlagAction.subject_id, FlagAction.fact_id).where(
            FlagAction.subject_id == any_(_ids(subjects)), FlagAction.action == "closed"
        )
    )
    return frozenset((kind, subject, fact) for kind, subject, fact in rows)


def _last_words(session: Session, messages: Sequence[Line]) -> dict[UUID, str]:
    """The newest words that a person wrote or said about each message that they answered."""
    answered = {line.id for line in messages if line.understanding is not Understanding.NONE}
    if not answered:
        return {}
    rows = session.execute(
        select(Reply.message_id, func.left(Reply.body, LONGEST_WORDS + 1))
        .where(Reply.message_id == any_(_ids(answered)), Reply.body != "")
        .order_by(Reply.message_id, Reply.received_at.desc())
        .ext(distinct_on(Reply.message_id))
    )
    return {message_id: words for message_id, words in rows if message_id is not None}


def _place(row: Row) -> tuple[int, datetime]:
    return (URGENCY[row.kind] if row.kind else len(URGENCY), row.due or row.since)


def _waiting(messages: Sequence[Line], flagged: set[UUID], last_words: dict[UUID, str]) -> list[Row]:
    """Open messages that ask nothing of anybody yet, one row a person: the one that is due first."""
    by_person: dict[UUID, dict[UUID, Line]] = defaultdict(dict)
    for line in messages:
        if line.id not in flagged:
            by_person[line.person_id][line.id] = line
    rows = []
    for lines in by_person.values():
        first = min(lines.values(), key=lambda line: line.confirm_by or _NEVER)
        rows.append(waiting_row(first).with_words(last_words).with_more_waiting(len(lines) - 1))
    return sorted(rows, key=lambda row: row.due or _NEVER)
