"""Where the next step of a row, a reply or a flag leads, and what its button says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import url_for

from service.domain.flags import FlagKind
from service.domain.preferences import Medium
from service.queries.work_list_rows import Row, Step
from service.web.locale import lazy


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button: its words and its address."""

    text: str
    href: str


_WORDS: Final[Mapping[Step, str]] = {
    Step.READ_REPLY: lazy("Read and judge"),
    Step.ASSIGN_REPLY: lazy("Find who it is from"),
    Step.MAKE_CONTACT: lazy("Ring or visit"),
    Step.EXPLAIN_AGAIN: lazy("Explain again"),
    Step.ANOTHER_WAY: lazy("Try another way"),
    Step.SETTLE: lazy("Ask if it arrived"),
    Step.LOOK: lazy("See what happened"),
    Step.ASK_PERSON: lazy("Ask them"),
    Step.NONE: lazy("Look"),
}
_LIVE: Final[Mapping[Medium, str]] = {
    Medium.PHONE_CALL: lazy("Ring them"),
    Medium.RELAY_CALL: lazy("Ring through Relay UK"),
    Medium.TEXTPHONE: lazy("Ring by textphone"),
    Medium.BSL_VIDEO: lazy("Call by BSL video"),
    Medium.VISIT: lazy("Visit them"),
    Medium.OFFICE: lazy("Meet at the office"),
    Medium.NAMED_PERSON: lazy("Ask the named person"),
    Medium.PERSON_CONTACTS_US: lazy("Keep it ready for their call"),
}


def next_step(row: Row) -> NextStep:
    words = _WORDS[row.step]
    if row.step is Step.READ_REPLY and row.message_id is None:
        words = lazy("Read and answer")
    if row.kind is FlagKind.RISK:
        words = lazy("Read it now")
    if row.kind is FlagKind.LIVE_CONTACT_DUE and row.medium is not None and row.medium in _LIVE:
        words = _LIVE[row.medium]
    return NextStep(str(words), _address(row))


def _address(row: Row) -> str:
    if row.step in {Step.READ_REPLY, Step.ASSIGN_REPLY}:
        return url_for("replies.show", reply_id=row.reply_id)
    if row.step is Step.SETTLE:
        return url_for("replies.settle", delivery_id=row.delivery_id)
    if row.person_id is None:
        return url_for("work_list.show")
    if row.step is Step.MAKE_CONTACT:
        return contact_url(row.person_id, row.reply_id)
    if row.step is Step.EXPLAIN_AGAIN and row.message_id is not None:
        return explain_url(row.person_id, row.message_id)
    if row.step is Step.ANOTHER_WAY and row.message_id is not None:
        return another_way_url(row.message_id)
    if row.step in {Step.LOOK, Step.NONE} and row.message_id is not None:
        return message_url(row.message_id)
    return person_url(row.person_id)


def contact_url(person_id: UUID, reply_id: UUID | None = None) -> str:
    return url_for("contacts.new", person_id=person_id, reply=reply_id)


def person_url(person_id: UUID) -> str:
    return url_for("people.show", person_id=person_id)


def message_url(message_id: UUID) -> str:
    return url_for("messages.show", message_id=message_id)


def another_way_url(message_id: UUID) -> str:
    return url_for("messages.another_way", message_id=message_id)


def explain_url(person_id: UUID, message_id: UUID) -> str:
    return url_for("messages.new", person_id=person_id, explains=message_id)
