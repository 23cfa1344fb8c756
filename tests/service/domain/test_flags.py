"""Flags are questions asked of the facts and the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.database import new_id
from service.domain.flags import (
    REASK_AFTER,
    URGENCY,
    DeliveryFacts,
    Flag,
    FlagKind,
    MessageFacts,
    PersonFlagFacts,
    ReplyFacts,
    delivery_flags,
    message_flag,
    most_urgent,
    person_flags,
    reply_flag,
)
from service.domain.preferences import READS_NONE, Medium, MediumChoice, Preference, Reason, Source, Strength
from service.domain.replies import Category
from service.domain.safe_contact import SafeStatus
from service.domain.transport import Transport
from service.domain.understanding import Understanding

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
CHOSEN = Preference(choices=(MediumChoice(Medium.TEXT, Strength.PREFERS, 1),), source=Source.PERSON, written_language="en")


def _reply(category: Category, *, doubt: bool = False, tied: bool = True) -> Flag:
    return reply_flag(ReplyFacts(new_id(), new_id() if tied else None, category, doubt, NOW))


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("doubt", [True, False])
@pytest.mark.parametrize("tied", [True, False])
def test_an_open_reply_is_always_a_flag(category: Category, *, doubt: bool, tied: bool) -> None:
    assert _reply(category, doubt=doubt, tied=tied).since == NOW


def test_danger_outweighs_doubt_and_doubt_outweighs_being_unread() -> None:
    assert _reply(Category.RISK, doubt=True, tied=False).kind is FlagKind.RISK
    assert _reply(Category.UNDERSTOOD, doubt=True).kind is FlagKind.IDENTITY_DOUBT
    assert _reply(Category.ANSWER_FREE, tied=False).kind is FlagKind.UNASSIGNED
    assert _reply(Category.RECEIVED_ONLY).kind is FlagKind.REPLY_UNREAD


def test_danger_comes_before_a_call_and_a_call_before_silence() -> None:
    order = [FlagKind.RISK, FlagKind.ASKED_FOR_A_PERSON, FlagKind.NOT_UNDERSTOOD, FlagKind.NOT_RECEIVED]
    assert sorted(order, key=URGENCY.__getitem__) == order
    assert max(FlagKind, key=URGENCY.__getitem__) is FlagKind.CONTACT_POINT_SHARED


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (Understanding.NONE, FlagKind.NOT_RECEIVED),
        (Understanding.ACKNOWLEDGED, FlagKind.NOT_UNDERSTOOD),
        (Understanding.ANSWERED, FlagKind.NOT_UNDERSTOOD),
    ],
)
def test_a_deadline_is_a_moment_not_a_day(state: Understanding, kind: FlagKind) -> None:
    facts = MessageFacts(new_id(), state, NOW, NOW - timedelta(days=2))
    assert message_flag(facts, NOW - TICK) is None
    flag = message_flag(facts, NOW)
    assert flag is not None
    assert (flag.kind, flag.due, flag.fact_id) == (kind, NOW, facts.message_id)


def test_misunderstood_waits_for_no_deadline_and_understood_for_none_at_all() -> None:
    early = MessageFacts(new_id(), Understanding.MISUNDERSTOOD, None, NOW)
    assert message_flag(early, NOW) is not None
    assert message_flag(MessageFacts(new_id(), Understanding.UNDERSTOOD, NOW, NOW), NOW + REASK_AFTER) is None
    assert message_flag(MessageFacts(new_id(), Understanding.NONE, None, NOW), NOW + REASK_AFTER) is None


def _delivery(state: Transport, *, held: str | None = None, contradiction: bool = False) -> list[FlagKind]:
    facts = DeliveryFacts(new_id(), new_id(), state, NOW, held, None, contradiction, NOW)
    return [flag.kind for flag in delivery_flags(facts)]


def test_each_state_that_needs_a_person_says_so() -> None:
    assert _delivery(Transport.UNKNOWN) == [FlagKind.SEND_UNKNOWN]
    assert _delivery(Transport.FAILED) == [FlagKind.NOT_SENT]
    assert _delivery(Transport.RETURNED) == [FlagKind.CONTACT_POINT_DEAD]
    assert _delivery(Transport.TO_DO) == [FlagKind.LIVE_CONTACT_DUE]
    assert _delivery(Transport.HELD, held="question_open") == [FlagKind.QUESTION_HELD]
    assert _delivery(Transport.HELD, held="not_safe") == [FlagKind.CHANGED_IN_FLIGHT]
    assert _delivery(Transport.DELIVERED, contradiction=True) == [FlagKind.CONTRADICTION]
    assert _delivery(Transport.DELIVERED) == []


def _person(preference: Preference = CHOSEN, **more: Any) -> set[FlagKind]:
    values: dict[str, Any] = {
        "person_id": new_id(),
        "record_id": new_id(),
        "preference": preference,
        "safe_status": SafeStatus.SAFE,
        "recorded_at": NOW,
        "check_again_by": None,
        "shared_points": 0,
        "named_person_only": False,
        "has_interpreter": False,
        **more,
    }
    return {flag.kind for flag in person_flags(PersonFlagFacts(**values), NOW)}


def test_a_record_that_is_whole_and_fresh_has_no_flag() -> None:
    assert _person() == set()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (FlagKind.REVIEW_DUE, {"recorded_at": NOW - REASK_AFTER - TICK}),
        (FlagKind.SAFE_CONTACT_STALE, {"check_again_by": NOW}),
        (FlagKind.PROXY_ONLY, {"named_person_only": True}),
        (FlagKind.CONTACT_POINT_SHARED, {"shared_points": 1}),
    ],
)
def test_each_fact_of_a_record_has_its_flag(kind: FlagKind, change: dict[str, Any]) -> None:
    assert _person(**change) == {kind}


def test_only_their_own_words_are_a_choice() -> None:
    by_carer = Preference(choices=CHOSEN.choices, source=Source.FAMILY_OR_CARER, written_language="en")
    assert _person(by_carer) == {FlagKind.PREFERENCE_NOT_ASKED}
    assert FlagKind.PREFERENCE_NOT_ASKED in _person(Preference())


@pytest.mark.parametrize("language", ["ur", READS_NONE])
def test_a_language_is_met_by_an_interpreter(language: str) -> None:
    preference = Preference(choices=CHOSEN.choices, source=Source.PERSON, written_language=language)
    assert _person(preference) == {FlagKind.LANGUAGE_UNMET}
    assert _person(preference, has_interpreter=True) == set()


def test_cost_is_named() -> None:
    preference = Preference(choices=CHOSEN.choices, source=Source.PERSON, reasons=frozenset({Reason.COST}))
    assert _person(preference) == {FlagKind.COST_BARRIER}


def test_of_two_alike_the_longer_wait_comes_first() -> None:
    older, newer = (Flag(FlagKind.REPLY_UNREAD, new_id(), new_id(), NOW + wait) for wait in (timedelta(0), TICK))
    assert most_urgent([newer, older]) is older
