"""One row of the work list: who, their words or the silence, and the one next step. Codes; pages put them into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row as SqlRow

from service.domain.flags import Flag, FlagKind
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.slips import option_box
from service.domain.transport import Transport
from service.domain.understanding import Understanding

Line = SqlRow[*tuple[Any, ...]]
"""A line as the database gives it; its columns are read by name."""

LONGEST_WORDS = 600
"""Characters of somebody's words in a row; the page of the reply has them whole."""


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
    ``ours`` is the start of what we wrote. ``folded`` are this person's other flags, most urgent first.
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

    def with_folded(self, flags: Sequence[Flag]) -> Row:
        return replace(self, folded=tuple(flag.kind for flag in flags))

    def with_more_waiting(self, number: int) -> Row:
        return replace(self, more_waiting=number) if number else self

    def with_words(self, last_words: Mapping[UUID, str]) -> Row:
        """A row about a message shows the newest words about it, where it has none of its own."""
        if self.reply_id is not None or self.message_id is None or self.message_id not in last_words:
            return self
        return replace(self, **_shortened(last_words[self.message_id]))


def row_of_reply(line: Line, flag: Flag) -> Row:
    """An open reply: read and judge it; whoever asked for a person is rung or visited; whoever is unknown is found first."""
    step = Step.MAKE_CONTACT if flag.kind is FlagKind.ASKED_FOR_A_PERSON else Step.READ_REPLY
    if line.person_id is None:
        step = Step.ASSIGN_REPLY
    return Row(
        kind=flag.kind,
        step=step,
        person_id=line.person_id,
        name=line.name or "",
        since=line.received_at,
        sender=line.sender,
        route=line.route,
        ticked=ticked(line.ticks, line.options or ()),
        ours=line.ours or "",
        language=line.language or "en",
        purpose=line.purpose,
        understanding=line.understanding,
        reply_id=line.id,
        message_id=line.message_id,
        owner_id=line.owner_id,
        owner=line.owner or "",
        **_shortened(line.body),
    )


def row_of_message(line: Line, flag: Flag) -> Row:
    """An open message, or one of its deliveries."""
    return _of_message(line, flag.kind, _STEP_OF.get(flag.kind, Step.LOOK), flag.since, flag.due)


def waiting_row(line: Line) -> Row:
    """An open message that is not yet due."""
    return _of_message(line, None, Step.NONE, line.sent_at or line.created_at, line.confirm_by)


def ticked(names: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """The boxes of a slip as people read them: an option's own label, the name of any other box."""
    labels = {option_box(number): label for number, label in enumerate(options, start=1)}
    return tuple(labels.get(name, name) for name in names)


def _of_message(line: Line, kind: FlagKind | None, step: Step, since: datetime, due: datetime | None) -> Row:
    return Row(
        kind=kind,
        step=step,
        person_id=line.person_id,
        name=line.name or "",
        since=since,
        due=due,
        ours=line.ours,
        language=line.language,
        purpose=line.purpose,
        understanding=line.understanding,
        medium=line.medium,
        state=line.state,
        held_reason=line.held_reason,
        error_code=line.error_code,
        sent_at=line.sent_at,
        expected_on=line.expected_on,
        message_id=line.id,
        delivery_id=line.delivery_id,
        owner_id=line.owner_id,
        owner=line.owner or "",
    )


def _shortened(words: str) -> dict[str, Any]:
    if len(words) <= LONGEST_WORDS:
        return {"words": words, "words_cut": False}
    return {"words": words[:LONGEST_WORDS].rsplit(None, 1)[0], "words_cut": True}
