"""Live contact: its words settle what was talked about, and nothing else."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from service.domain.errors import Conflict, Invalid
from service.domain.judgements import LIVE_ROUTES, ContactRoute, Verdict
from service.domain.preferences import Medium
from service.domain.safe_contact import Answer
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.use_cases.record_contact import ContactMade, record_contact
from tests.service.use_cases.stage import Stage, plain

NUMBER = "+447700900201"


def _made(verdicts: dict[UUID, Verdict] | None = None, **more: object) -> ContactMade:
    values: dict[str, object] = {
        "entry_key": uuid4(),
        "route": ContactRoute.CALL,
        "reached": True,
        "words": "Thursday at ten.",
        "verdicts": verdicts or {},
        **more,
    }
    return ContactMade(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("route", sorted(LIVE_ROUTES))
def test_every_live_route_confirms_even_where_others_may_read(stage: Stage, route: ContactRoute) -> None:
    person_id = stage.person(number=NUMBER, others=Answer.YES)
    message_id = stage.send(person_id, plain("Please ring us."))
    made = _made({message_id: Verdict.UNDERSTOOD}, route=route)
    record_contact(stage.sessions, stage.worker, person_id, made, stage.at)
    message = stage.message(message_id)
    assert (message.understanding, message.proof_met) == (Understanding.UNDERSTOOD, Proof.JUDGED)


@pytest.mark.parametrize("route", sorted(set(ContactRoute) - LIVE_ROUTES))
def test_what_is_written_is_no_live_contact(stage: Stage, route: ContactRoute) -> None:
    person_id = stage.person(number=NUMBER)
    with pytest.raises(Invalid, match="route_not_live"):
        record_contact(stage.sessions, stage.worker, person_id, _made(route=route), stage.at)


def test_without_their_words_nothing_is_judged(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id)
    for fault, change in (
        ("words_missing", {"words": " ", "note": "went well"}),
        ("nobody_reached", {"reached": False}),
    ):
        with pytest.raises(Invalid, match=fault):
            record_contact(
                stage.sessions, stage.worker, person_id, _made({message_id: Verdict.UNDERSTOOD}, **change), stage.at
            )
    with pytest.raises(Invalid, match="words_or_note_missing"):
        record_contact(stage.sessions, stage.worker, person_id, _made(words=""), stage.at)
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_fault_in_one_message_records_nothing_of_the_other(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    mine, theirs = stage.send(person_id), stage.send(stage.person("Bob", number="+447700900202"))
    made = _made({mine: Verdict.UNDERSTOOD, theirs: Verdict.UNDERSTOOD})
    with pytest.raises(Invalid, match="message_not_theirs"):
        record_contact(stage.sessions, stage.worker, person_id, made, stage.at)
    assert [stage.message(message_id).open for message_id in (mine, theirs)] == [True, True]


def test_a_message_that_is_settled_is_not_judged_again(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    message_id = stage.send(person_id)
    stage.text(NUMBER, "2")
    with pytest.raises(Conflict, match="message_already_closed"):
        record_contact(stage.sessions, stage.worker, person_id, _made({message_id: Verdict.PARTLY}), stage.at)


def test_open_replies_are_dealt_with_only_where_named_and_theirs(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    stage.send(person_id)
    asked, other = stage.text(NUMBER, "call me").reply_id, stage.text(NUMBER, "what time?").reply_id
    stage.send(stage.person("Bob", number="+447700900202"))
    theirs = stage.text("+447700900202", "call me").reply_id
    made = _made(replies=frozenset({asked, theirs}))
    record_contact(stage.sessions, stage.worker, person_id, made, stage.at)
    assert [stage.reply(reply_id).open for reply_id in (asked, other, theirs)] == [False, True, True]


def test_a_try_that_reached_nobody_is_kept_and_leaves_the_task(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.VISIT)
    message_id = stage.send(person_id)
    made = _made(reached=False, words="", note="No answer at the door.")
    contact_id = record_contact(stage.sessions, stage.worker, person_id, made, stage.at)
    assert stage.reply(contact_id).person_id == person_id
    assert stage.delivery(message_id).state is Transport.TO_DO


def test_the_same_entry_twice_is_one_contact(stage: Stage) -> None:
    person_id = stage.person(number=NUMBER)
    made = _made()
    first = record_contact(stage.sessions, stage.worker, person_id, made, stage.at)
    assert record_contact(stage.sessions, stage.worker, person_id, made, stage.at) == first
