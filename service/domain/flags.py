"""Flags: questions asked of the facts and ``now``, never rows. A flag that nobody computed is still true (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service.domain.preferences import COST_BARRIERS, READS_NONE, Preference
from service.domain.replies import Category
from service.domain.safe_contact import SafeStatus
from service.domain.transport import Transport
from service.domain.understanding import Understanding

REASK_AFTER = timedelta(days=365)


class FlagKind(StrEnum):
    """What may be wrong. The order is the order of the work list: danger first, paperwork last."""

    RISK = "risk"
    ASKED_FOR_A_PERSON = "asked_for_a_person"
    IDENTITY_DOUBT = "identity_doubt"
    NOT_UNDERSTOOD = "not_understood"
    UNASSIGNED = "unassigned"
    SEND_UNKNOWN = "send_unknown"
    CONTACT_POINT_DEAD = "contact_point_dead"
    NOT_SENT = "not_sent"
    CHANGED_IN_FLIGHT = "changed_in_flight"
    NOT_RECEIVED = "not_received"
    OPTED_OUT = "opted_out"
    LIVE_CONTACT_DUE = "live_contact_due"
    CONTRADICTION = "contradiction"
    REPLY_UNREAD = "reply_unread"
    QUESTION_HELD = "question_held"
    SAFE_CONTACT_STALE = "safe_contact_stale"
    CODE_WORD_SPENT = "code_word_spent"
    REVIEW_DUE = "review_due"
    PREFERENCE_NOT_ASKED = "preference_not_asked"
    PROXY_ONLY = "proxy_only"
    COST_BARRIER = "cost_barrier"
    LANGUAGE_UNMET = "language_unmet"
    CONTACT_POINT_SHARED = "contact_point_shared"


URGENCY = {kind: place for place, kind in enumerate(FlagKind)}


@dataclass(frozen=True, slots=True)
class Flag:
    """``fact_id`` is the fact that started it: with kind and subject it is the flag's key, to which actions are written."""

    kind: FlagKind
    subject_id: UUID
    fact_id: UUID
    since: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """A reply that no worker has dealt with."""

    reply_id: UUID
    message_id: UUID | None
    category: Category
    identity_doubt: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """One way out that is still looked to for an answer."""

    delivery_id: UUID
    message_id: UUID
    state: Transport
    state_at: datetime
    held_reason: str | None
    error_code: str | None
    contradiction: bool
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """An open message."""

    message_id: UUID
    understanding: Understanding
    confirm_by: datetime | None
    created_at: datetime


_OF_CATEGORY = {
    Category.RISK: FlagKind.RISK,
    Category.HELP: FlagKind.ASKED_FOR_A_PERSON,
    Category.WRONG_PERSON: FlagKind.IDENTITY_DOUBT,
    Category.NOT_UNDERSTOOD: FlagKind.NOT_UNDERSTOOD,
    Category.NO: FlagKind.NOT_UNDERSTOOD,
    Category.OPT_OUT: FlagKind.OPTED_OUT,
    Category.CHANGE_PREFERENCE: FlagKind.REVIEW_DUE,
}


def reply_flag(reply: ReplyFacts) -> Flag:
    """An open reply is always a flag: its own kind, or that nobody dealt with it."""
    kind = _OF_CATEGORY.get(reply.category)
    if kind is None and reply.identity_doubt:
        kind = FlagKind.IDENTITY_DOUBT
    if kind is None and reply.message_id is None:
        kind = FlagKind.UNASSIGNED
    return Flag(kind or FlagKind.REPLY_UNREAD, reply.message_id or reply.reply_id, reply.reply_id, reply.received_at)


_OF_STATE = {
    Transport.UNKNOWN: FlagKind.SEND_UNKNOWN,
    Transport.FAILED: FlagKind.NOT_SENT,
    Transport.RETURNED: FlagKind.CONTACT_POINT_DEAD,
    Transport.TO_DO: FlagKind.LIVE_CONTACT_DUE,
}


def delivery_flags(delivery: DeliveryFacts) -> tuple[Flag, ...]:
    """What its transport asks of a person."""
    kind = _OF_STATE.get(delivery.state)
    if delivery.state is Transport.HELD:
        kind = FlagKind.QUESTION_HELD if delivery.held_reason == "question_open" else FlagKind.CHANGED_IN_FLIGHT
    found = (
        [] if kind is None else [Flag(kind, delivery.message_id, delivery.delivery_id, delivery.state_at, delivery.due_at)]
    )
    if delivery.contradiction:
        found.append(Flag(FlagKind.CONTRADICTION, delivery.message_id, delivery.delivery_id, delivery.state_at))
    return tuple(found)


def message_flag(message: MessageFacts, now: datetime) -> Flag | None:
    """Not received, or not understood, by the deadline; or shown not to be understood, whatever the hour."""
    if message.understanding is Understanding.UNDERSTOOD:
        return None
    overdue = message.confirm_by is not None and message.confirm_by <= now
    if message.understanding is Understanding.MISUNDERSTOOD:
        return Flag(FlagKind.NOT_UNDERSTOOD, message.message_id, message.message_id, message.created_at, message.confirm_by)
    if not overdue or message.confirm_by is None:
        return None
    kind = FlagKind.NOT_RECEIVED if message.understanding is Understanding.NONE else FlagKind.NOT_UNDERSTOOD
    return Flag(kind, message.message_id, message.message_id, message.confirm_by, message.confirm_by)


@dataclass(frozen=True, slots=True)
class PersonFlagFacts:
    """What a person's own record says."""

    person_id: UUID
    record_id: UUID
    preference: Preference
    safe_status: SafeStatus
    recorded_at: datetime
    check_again_by: datetime | None
    shared_points: int
    named_person_only: bool
    has_interpreter: bool
    system_languages: frozenset[str] = frozenset({"en"})
    code_word_spent: bool = False


def person_flags(person: PersonFlagFacts, now: datetime) -> tuple[Flag, ...]:
    """Flags of a person, not of a message (DOMAIN §4 keeps the two apart)."""
    stale = person.check_again_by is not None and person.check_again_by <= now
    language = person.preference.written_language
    unmet = language is not None and language not in person.system_languages and not person.has_interpreter
    verdicts: Iterable[tuple[bool, FlagKind]] = (
        (not person.preference.is_a_choice, FlagKind.PREFERENCE_NOT_ASKED),
        (now - person.recorded_at > REASK_AFTER, FlagKind.REVIEW_DUE),
        (stale, FlagKind.SAFE_CONTACT_STALE),
        (person.code_word_spent, FlagKind.CODE_WORD_SPENT),
        (person.named_person_only, FlagKind.PROXY_ONLY),
        (bool(person.preference.reasons & COST_BARRIERS), FlagKind.COST_BARRIER),
        (unmet or (language == READS_NONE and not person.has_interpreter), FlagKind.LANGUAGE_UNMET),
        (person.shared_points > 0, FlagKind.CONTACT_POINT_SHARED),
    )
    return tuple(Flag(kind, person.person_id, person.record_id, person.recorded_at) for holds, kind in verdicts if holds)


def most_urgent(flags: Iterable[Flag]) -> Flag:
    """The one that gives a person's row its next step: the most urgent kind, then the one that waits longest."""
    return min(flags, key=lambda flag: (URGENCY[flag.kind], flag.since))
