"""What is learned after a message left counts against a confirmation as much as what was known before."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from service.domain.contact_points import PointKind
from service.domain.errors import Invalid
from service.domain.judgements import ClosingReason, Verdict
from service.domain.preferences import Medium
from service.domain.safe_contact import Answer, PointStatus
from service.domain.slips import BY_ME, BY_SOMEONE_ELSE, option_box
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import ContactPoint
from service.use_cases.close_message import close_message
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.read_slip import SlipEntry, read_slip
from tests.service.use_cases.changes import say
from tests.service.use_cases.paper import clerk, letter, posted, released
from tests.service.use_cases.stage import Stage


def _answer(stage: Stage, message_id: UUID, words: str) -> UUID:
    with stage.sessions() as session:
        number = session.get_one(ContactPoint, stage.delivery(message_id).point_id).value
    return stage.text(number, words).reply_id


def test_after_wrong_number_no_rule_takes_an_answer_from_there(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    _answer(stage, message_id, "wrong number")
    _answer(stage, message_id, "2")
    assert stage.message(message_id).understanding is not Understanding.UNDERSTOOD


def test_an_answer_from_a_phone_that_became_unsafe_confirms_nothing(stage: Stage) -> None:
    person_id = stage.person()
    message_id = stage.send(person_id)
    say(stage, person_id, PointStatus.NOT_SAFE)
    _answer(stage, message_id, "2")
    assert stage.message(message_id).understanding is Understanding.NONE


def test_a_judgement_asks_again_who_reads_there(stage: Stage) -> None:
    person_id = stage.person()
    message_id = stage.send(person_id)
    reply_id = _answer(stage, message_id, "it is wednesday i think")
    say(stage, person_id, PointStatus.SAFE, others=Answer.YES)
    with pytest.raises(Invalid, match="writing_cannot_confirm"):
        judge_reply(stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD), stage.at)


def test_words_that_they_did_not_write_are_no_evidence(stage: Stage) -> None:
    message_id = stage.send(stage.person())
    reply_id = _answer(stage, message_id, "who comes then")
    with pytest.raises(Invalid, match="words_not_theirs"):
        judge_reply(
            stage.sessions, stage.worker, reply_id, JudgementEntry(Verdict.UNDERSTOOD, "Thursday, thank you"), stage.at
        )


def test_a_slip_of_somebody_else_is_neither_proof_nor_forgotten(stage: Stage) -> None:
    message_id = posted(stage, letter(stage))
    delivery = stage.delivery(message_id)

    def key_in(*filled_by: str) -> None:
        ticks = frozenset({option_box(1), "clear", *filled_by})
        read_slip(stage.sessions, stage.worker, SlipEntry(uuid4(), delivery.code, ticks), delivery.id, stage.at)

    key_in(BY_ME, BY_SOMEONE_ELSE)
    key_in(BY_ME)
    assert stage.message(message_id).understanding is not Understanding.UNDERSTOOD


def test_a_letter_whose_address_became_unsafe_or_that_nobody_waits_for_is_not_posted(stage: Stage) -> None:
    actor, kept, closed = clerk(stage), letter(stage), letter(stage, "Bo Day")
    person_id = stage.person("Cy Orr", medium=Medium.LETTER)
    unsafe = stage.compose(person_id)
    batch_id = released(stage, actor)
    mark_printed(stage.sessions, actor, batch_id, stage.at)
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    close_message(stage.sessions, stage.worker, closed, ClosingReason.SENT_IN_ERROR, "Written twice.", stage.at)
    done = mark_posted(stage.sessions, actor, batch_id, stage.at)
    assert (done.went, len(done.taken_out)) == (1, 2)
    assert stage.delivery(kept).state is Transport.POSTED
    assert stage.delivery(unsafe).state is Transport.HELD
    assert stage.delivery(closed).state is Transport.CANCELLED
