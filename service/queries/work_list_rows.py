"""One row of the work list: who, their words or the silence, and the one next step. Codes; pages put them into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service.domain.flags import URGENCY, FlagKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.slips import option_box
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.queries.person_flags import flags_told_by

Line = tuple[Any, ...]
"""A line as the database gives it; its columns are read by their position."""

LONGEST_WORDS = 600
"""Characters of somebody's words in a row; the page of the reply has them whole."""
LONGEST_OURS = 200
"""Characters of what we wrote in a row: enough to know which message it is about."""


class Step(StrEnum):
    """What to do next. ``SETTLE``: ask whether it arrived. ``ASK_PERSON``: agree with them how to be contacted."""

    READ_REPLY = "read_reply"
    ASSIGN_REPLY = "assign_reply"
    MAKE_CONTACT = "make_contact"
    EXPLAIN_AGAIN = "explain_again"
    ANOTHER_WAY = "another_way"
    SETTLE = "settle"
    LOOK = "look"
    ASK_PERSON = "ask_person"
    NONE = "none"


_STEP_OF = {
    FlagKind.NOT_UNDERSTOOD: Step.EXPLAIN_AGAIN,
    FlagKind.SEND_UNKNOWN: Step.SETTLE,
    FlagKind.CONTACT_POINT_DEAD: Step.ANOTHER_WAY,
    FlagKind.NOT_SENT: Step.ANOTHER_WAY,
    FlagKind.NOT_RECEIVED: Step.ANOTHER_WAY,
    FlagKind.LIVE_CONTACT_DUE: Step.MAKE_CONTACT,
    FlagKind.CHANGED_IN_FLIGHT: Step.LOOK,
    FlagKind.CONTRADICTION: Step.LOOK,
}


@dataclass(frozen=True, slots=True)
class Row:
    """``kind`` is empty for what only waits.

    ``words`` are the person's own, ``ticked`` the boxes of a slip: an option by its label, another box by its name.
    ``ours`` is the start of what we wrote. ``owner`` is the owner's name, empty where the reader is the owner. ``folded``
    are this person's other flags, most urgent first.
    """

    kind: FlagKind | None
    step: Step
    person_id: UUID | None
    name: str
    since: datetime
    due: datetime | None = None
    sender: str = ""
    route: str = ""
    words: str = ""
    words_cut: bool = False
    ticked: tuple[str, ...] = ()
    ours: str = ""
    language: str = "en"
    purpose: Purpose | None = None
    understanding: Understanding | None = None
    medium: Medium | None = None
    state: Transport | None = None
    held_reason: str | None = None
    error_code: str | None = None
    sent_at: datetime | None = None
    expected_on: date | None = None
    reply_id: UUID | None = None
    message_id: UUID | None = None
    delivery_id: UUID | None = None
    owner_id: UUID | None = None
    owner: str = ""
    folded: tuple[FlagKind, ...] = ()
    more_waiting: int = 0


def row_of(line: Line, now: datetime) -> Row:
    """A row of the list from a line of ``work_list_sql.WORK_LIST``; without a place it only waits."""
    # Taken apart at once: a column by its name costs a microsecond, and a page has three thousand.
    (
        _needing, _waiting, place, _key, folded, since, due, person_id, reply_id, message_id, delivery_id, more, name,
        sender, route, ticks, words, purpose, language, options, understanding, ours, medium, state, held_reason,
        error_code, sent_at, expected_on, owner_id, owner, *facts,
    ) = line  # fmt: skip
    kind = None if place is None else KINDS[place]
    words = words or ""
    cut = len(words) > LONGEST_WORDS
    beside = [] if folded is None else folded
    if kind is not None and facts[0] is not None:
        beside = sorted(beside + [URGENCY[flag.kind] for flag in flags_told_by(person_id, facts, now)])
    return Row(
        kind=kind,
        step=_step(kind, person_id, reply_id),
        person_id=person_id,
        name=name or "",
        since=since,
        due=due,
        sender=sender or "",
        route=route or "",
        words=words[:LONGEST_WORDS].rsplit(None, 1)[0] if cut else words,
        words_cut=cut,
        ticked=ticked(ticks, options or ()) if ticks else (),
        ours=ours or "",
        language=language or "en",
        purpose=_PURPOSES[purpose],
        understanding=_UNDERSTANDINGS[understanding],
        medium=_MEDIA[medium],
        state=_STATES[state],
        held_reason=held_reason,
        error_code=error_code,
        sent_at=sent_at,
        expected_on=expected_on,
        reply_id=reply_id,
        message_id=message_id,
        delivery_id=delivery_id,
        owner_id=owner_id,
        owner=owner or "",
        folded=tuple([KINDS[other] for other in beside]) if beside else (),
        more_waiting=more,
    )


def row_to_ask(line: Line) -> Row:
    """Somebody whose way of contact nobody asked for yet."""
    _needing, _waiting, _place, key, _folded, since, *_ids = line
    name = line[_NAME] or ""
    return Row(kind=FlagKind.PREFERENCE_NOT_ASKED, step=Step.ASK_PERSON, person_id=key, name=name, since=since)


_NAME = 12
"""A column of ``WORK_LIST`` by its position."""


def ticked(names: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """The boxes of a slip as people read them: an option's own label, the name of any other box."""
    labels = {option_box(number): label for number, label in enumerate(options, start=1)}
    return tuple(labels.get(name, name) for name in names)


KINDS = tuple(FlagKind)
"""By their place in ``domain.flags.URGENCY``."""

# A word of the database becomes a word of the domain by one look-up: calling the enum costs ten times that.
_PURPOSES: Mapping[str | None, Purpose | None] = {None: None, **{each.value: each for each in Purpose}}
_UNDERSTANDINGS: Mapping[str | None, Understanding | None] = {None: None, **{each.value: each for each in Understanding}}
_MEDIA: Mapping[str | None, Medium | None] = {None: None, **{each.value: each for each in Medium}}
_STATES: Mapping[str | None, Transport | None] = {None: None, **{each.value: each for each in Transport}}


def _step(kind: FlagKind | None, person_id: UUID | None, reply_id: UUID | None) -> Step:
    """An open reply is read and judged; whoever asked for a person is rung or visited; whoever is unknown is found first."""
    if kind is None:
        return Step.NONE
    if reply_id is None:
        return _STEP_OF.get(kind, Step.LOOK)
    if person_id is None:
        return Step.ASSIGN_REPLY
    return Step.MAKE_CONTACT if kind is FlagKind.ASKED_FOR_A_PERSON else Step.READ_REPLY
