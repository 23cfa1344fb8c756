"""The same words to many: each their own way, each once, whatever stops it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from service.domain.actors import Actor, Role
from service.domain.broadcasts import ListRow, key_of, request_key
from service.domain.errors import Conflict, InvalidFields, NotAllowed, NotFound
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer
from service.domain.transport import Lane, Transport
from service.models import AuditEntry, Broadcast, BroadcastRow, Delivery, Message, Person
from service.queries import broadcasts
from service.queries.broadcasts import Listed, Progress
from service.use_cases.carry_on_broadcast import Step, carry_on_broadcast
from service.use_cases.preview_broadcast import preview_broadcast
from service.use_cases.start_broadcast import start_broadcast
from service.use_cases.stop_broadcast import stop_broadcast
from tests.service.use_cases.stage import Stage, add_worker, plain

NEWS = Draft(Purpose.GENERAL, "Our office moves to Town Square on Monday.")


def start(stage: Stage, people: Sequence[UUID | None], draft: Draft = NEWS, *, actor: Actor | None = None) -> UUID:
    rows = [Listed(line, person, None if person else "row_person_missing") for line, person in enumerate(people, start=2)]
    digest = str(people)
    return start_broadcast(
        stage.sessions,
        actor or stage.worker,
        draft,
        rows,
        stage.at,
        key=key_of(draft, digest, ""),
        template="News",
        people=digest,
    )


def test_words_that_a_scam_would_use_go_to_nobody(stage: Stage) -> None:
    person = stage.person()
    for words, code in (("Please pay £20 now.", "asks_for_money"), ("Reply with your PIN.", "asks_for_bank_details")):
        scam = Draft(Purpose.GENERAL, words)
        with pytest.raises(InvalidFields) as started:
            start(stage, [person], scam)
        with pytest.raises(InvalidFields):
            preview_broadcast(stage.sessions, stage.worker, scam, [person], stage.at, channels=stage.channels, letters={})
        assert [fault.code for fault in started.value.faults] == [code]


def step(stage: Stage, broadcast_id: UUID, most: int = 400) -> Step:
    return carry_on_broadcast(stage.sessions, stage.worker, broadcast_id, stage.at, channels=stage.channels, most=most)


def progress(stage: Stage, broadcast_id: UUID) -> Progress:
    with stage.sessions() as session:
        key = session.get_one(Broadcast, broadcast_id).key
        found = broadcasts.progress(session, stage.worker, key)
    assert found is not None
    return found


def counts(stage: Stage, broadcast_id: UUID) -> tuple[int, int, int]:
    found = progress(stage, broadcast_id)
    return found.accepted, found.refused, found.waiting


def messages(stage: Stage) -> list[Message]:
    with stage.sessions() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def crowd(stage: Stage, number: int) -> list[UUID]:
    return [stage.person(f"Person {place}") for place in range(number)]


def test_each_is_told_in_their_own_way_in_the_lane_for_bulk(stage: Stage) -> None:
    people = [
        stage.person("Tess"),
        stage.person("Ella", medium=Medium.EMAIL),
        stage.person("Lou", medium=Medium.LETTER),
        stage.person("Phil", medium=Medium.PHONE_CALL),
    ]
    broadcast_id = start(stage, people)
    assert messages(stage) == []
    assert step(stage, broadcast_id) == Step(4, 0, more=True)
    assert step(stage, broadcast_id) == Step(0, 0, more=False)
    with stage.sessions() as session:
        sent = session.execute(
            select(Delivery.medium, Delivery.state, Delivery.lane, Message.broadcast_id, Message.request_key)
            .join(Message, Message.id == Delivery.message_id)
            .order_by(Delivery.medium)
        ).all()
    assert {(row.medium, row.state) for row in sent} == {
        (Medium.TEXT, Transport.QUEUED),
        (Medium.EMAIL, Transport.QUEUED),
        (Medium.LETTER, Transport.QUEUED),
        (Medium.PHONE_CALL, Transport.TO_DO),
    }
    assert {row.lane for row in sent} == {Lane.BULK}
    assert {row.broadcast_id for row in sent} == {broadcast_id}
    assert {row.request_key for row in sent} == {request_key(broadcast_id, line) for line in range(2, 6)}
    assert progress(stage, broadcast_id).finished_at == stage.at


def test_what_was_accepted_goes_out(stage: Stage) -> None:
    step(stage, start(stage, crowd(stage, 3)))
    stage.carry()
    assert len(stage.sms.journal) == 3


def test_replies_are_the_work_of_whoever_knows_the_person(stage: Stage) -> None:
    theirs = stage.person("Ann", worker=stage.duty_worker)
    step(stage, start(stage, [theirs]))
    assert [(message.owner_id, message.author_id) for message in messages(stage)] == [
        (stage.duty_worker.id, stage.worker.id)
    ]


def test_it_goes_on_where_it_was(stage: Stage) -> None:
    people = crowd(stage, 5)
    broadcast_id = start(stage, people)
    assert step(stage, broadcast_id, most=2) == Step(2, 0, more=True)
    assert start(stage, people) == broadcast_id
    while step(stage, broadcast_id, most=2).more:
        pass
    assert counts(stage, broadcast_id) == (5, 0, 0)
    assert Counter(message.person_id for message in messages(stage)) == Counter(people)


def test_a_commit_that_fails_leaves_every_row_waiting_and_no_message(stage: Stage) -> None:
    broadcast_id = start(stage, crowd(stage, 3))

    def lost(_connection: object) -> None:
        raise ConnectionError("the database went away")

    engine = stage.sessions.kw["bind"]
    event.listen(engine, "commit", lost)
    with pytest.raises(ConnectionError):
        step(stage, broadcast_id)
    event.remove(engine, "commit", lost)
    assert counts(stage, broadcast_id) == (0, 0, 3)
    assert messages(stage) == []
    assert step(stage, broadcast_id).accepted == 3


def test_a_row_whose_message_is_there_already_makes_no_second_one(stage: Stage) -> None:
    people = crowd(stage, 3)
    broadcast_id = start(stage, people)
    step(stage, broadcast_id)
    with stage.sessions.begin() as session:
        for row in session.scalars(select(BroadcastRow)):
            row.outcome, row.message_id = "waiting", None
    step(stage, broadcast_id)
    assert len(messages(stage)) == 3
    with stage.sessions() as session:
        kept = set(session.scalars(select(BroadcastRow.message_id)))
    assert kept == {message.id for message in messages(stage)}


def test_who_cannot_be_told_is_refused_alone_with_the_reason(stage: Stage) -> None:
    seen = stage.person("Ann", others=Answer.YES)
    safe = stage.person("Ben")
    telling = Draft(Purpose.GENERAL, "Your social worker moves to Town Square.")
    broadcast_id = start(stage, [seen, None, safe], telling)
    assert step(stage, broadcast_id) == Step(1, 1, more=True)
    with stage.sessions() as session:
        assert broadcasts.refusals(session, stage.worker, broadcast_id) == [
            (2, "refused_not_neutral"),
            (3, "row_person_missing"),
        ]
    assert [message.person_id for message in messages(stage)] == [safe]


def test_a_person_who_became_restricted_meanwhile_is_left_out(stage: Stage) -> None:
    person = stage.person("Ann", worker=stage.duty_worker)
    broadcast_id = start(stage, [person])
    with stage.sessions.begin() as session:
        session.get_one(Person, person).restricted = True
    assert step(stage, broadcast_id) == Step(0, 1, more=True)
    assert messages(stage) == []


def test_a_row_that_the_database_refuses_harms_no_other(stage: Stage) -> None:
    people = crowd(stage, 3)
    broadcast_id = start(stage, people)
    elsewhere = stage.compose(stage.person("Else"), plain())
    with stage.sessions.begin() as session:
        session.get_one(Message, elsewhere).request_key = request_key(broadcast_id, 3)
    assert step(stage, broadcast_id) == Step(2, 1, more=True)
    with stage.sessions() as session:
        assert broadcasts.refusals(session, stage.worker, broadcast_id) == [(3, "request_key_taken")]


def test_stopped_it_stays_stopped_until_the_same_command_comes_again(stage: Stage) -> None:
    people = crowd(stage, 4)
    broadcast_id = start(stage, people)
    step(stage, broadcast_id, most=1)
    stop_broadcast(stage.sessions, stage.worker, broadcast_id, stage.at)
    assert step(stage, broadcast_id) == Step(0, 0, more=False)
    assert counts(stage, broadcast_id) == (1, 0, 3)
    assert progress(stage, broadcast_id).finished_at is None
    assert start(stage, people) == broadcast_id
    assert step(stage, broadcast_id).accepted == 3


def test_other_words_of_a_template_wait_until_the_first_are_sent_or_stopped(stage: Stage) -> None:
    people = crowd(stage, 2)
    broadcast_id = start(stage, people)
    corrected = Draft(Purpose.GENERAL, "Our office moves to Town Square on Tuesday.")
    with pytest.raises(Conflict, match="broadcast_under_way"):
        start(stage, people, corrected)
    stop_broadcast(stage.sessions, stage.worker, broadcast_id, stage.at)
    assert start(stage, people, corrected) != broadcast_id


def test_words_that_are_not_sound_start_nothing(stage: Stage) -> None:
    with pytest.raises(InvalidFields):
        start(stage, crowd(stage, 1), Draft(Purpose.GENERAL, "We come on ((day))."))
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Broadcast)) == 0


def test_what_it_is_about_may_be_over_before_the_last_is_told(stage: Stage) -> None:
    draft = Draft(Purpose.GENERAL, "We are closed on Thursday.", event_at=stage.at + timedelta(days=1))
    broadcast_id = start(stage, crowd(stage, 2), draft)
    step(stage, broadcast_id, most=1)
    stage.forward(timedelta(days=2))
    step(stage, broadcast_id)
    with stage.sessions() as session:
        assert [reason for _, reason in broadcasts.refusals(session, stage.worker, broadcast_id)] == ["event_past"]


def test_only_those_who_work_with_people_send(stage: Stage) -> None:
    clerk = add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    with pytest.raises(NotAllowed):
        start(stage, crowd(stage, 1), actor=clerk)
    broadcast_id = start(stage, crowd(stage, 1))
    with pytest.raises(NotAllowed):
        carry_on_broadcast(stage.sessions, clerk, broadcast_id, stage.at, channels={})
    with pytest.raises(NotAllowed):
        stop_broadcast(stage.sessions, clerk, broadcast_id, stage.at)


def test_what_is_not_there_cannot_be_carried_on_or_stopped(stage: Stage) -> None:
    with pytest.raises(NotFound):
        step(stage, uuid4())
    with pytest.raises(NotFound):
        stop_broadcast(stage.sessions, stage.worker, uuid4(), stage.at)


def test_each_step_of_it_is_written_down(stage: Stage) -> None:
    people = crowd(stage, 1)
    broadcast_id = start(stage, people)
    stop_broadcast(stage.sessions, stage.worker, broadcast_id, stage.at)
    start(stage, people)
    while step(stage, broadcast_id).more:
        pass
    with stage.sessions() as session:
        written = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_id == broadcast_id).order_by(AuditEntry.id)
        ).all()
    assert written == ["broadcast_started", "broadcast_stopped", "broadcast_resumed", "broadcast_finished"]


# The list


def test_a_list_names_people_by_reference_or_id_once_each(stage: Stage) -> None:
    ann, ben = stage.person("Ann"), stage.person("Ben")
    with stage.sessions.begin() as session:
        session.get_one(Person, ann).case_reference = "C-1"
    rows = [
        ListRow(2, case_reference="c-1"),
        ListRow(3, person_id=ben),
        ListRow(4, person_id=ann),
        ListRow(5, case_reference="C-2"),
        ListRow(6, person_id=uuid4()),
        ListRow(7, fault="row_short"),
    ]
    with stage.sessions() as session:
        listed = broadcasts.who_is_listed(session, stage.worker, rows)
    assert [(one.line, one.person_id, one.reason) for one in listed] == [
        (2, ann, None),
        (3, ben, None),
        (4, ann, "row_person_twice"),
        (5, None, "row_person_missing"),
        (6, None, "row_person_missing"),
        (7, None, "row_short"),
    ]


def test_of_two_references_that_differ_by_a_capital_the_one_as_written_is_meant(stage: Stage) -> None:
    small, capital = stage.person("Ann"), stage.person("Ben")
    with stage.sessions.begin() as session:
        session.get_one(Person, small).case_reference = "ab1"
        session.get_one(Person, capital).case_reference = "AB1"
    rows = [ListRow(2, case_reference="AB1"), ListRow(3, case_reference="Ab1")]
    with stage.sessions() as session:
        listed = broadcasts.who_is_listed(session, stage.worker, rows)
    assert [(one.person_id, one.reason) for one in listed] == [(capital, None), (None, "row_person_missing")]


def test_a_restricted_record_is_told_as_nobody(stage: Stage) -> None:
    hidden = stage.person("Ann", worker=stage.duty_worker, restricted=True)
    with stage.sessions.begin() as session:
        session.get_one(Person, hidden).case_reference = "C-1"
    rows = [ListRow(2, case_reference="C-1"), ListRow(3, person_id=hidden)]
    with stage.sessions() as session:
        listed = broadcasts.who_is_listed(session, stage.worker, rows)
    assert [(one.person_id, one.reason) for one in listed] == [(None, "row_person_missing")] * 2


# Looking first


def test_a_look_tells_what_sending_would_do_and_does_nothing(stage: Stage) -> None:
    people = [
        stage.person("Tess"),
        stage.person("Ella", medium=Medium.EMAIL),
        stage.person("Lou", medium=Medium.LETTER),
        stage.person("Lea", medium=Medium.LETTER),
        stage.person("Phil", medium=Medium.PHONE_CALL),
        stage.person("Seen", others=Answer.YES),
    ]
    telling = Draft(Purpose.GENERAL, "Your social worker moves to Town Square.")
    found = preview_broadcast(stage.sessions, stage.worker, telling, people, stage.at, channels=stage.channels, letters={})
    assert found == [
        Medium.TEXT,
        Medium.EMAIL,
        Medium.LETTER,
        Medium.LETTER,
        Medium.PHONE_CALL,
        "refused_not_neutral",
    ]
    assert messages(stage) == []
    broadcast_id = start(stage, people, telling)
    step(stage, broadcast_id)
    with stage.sessions() as session:
        told = dict(session.execute(select(Delivery.person_id, Delivery.medium)).all())
        refusals = broadcasts.refusals(session, stage.worker, broadcast_id)
    assert [told.get(person) for person in people] == [*found[:5], None]
    assert [reason for _, reason in refusals] == found[5:]


def test_a_letter_that_cannot_be_printed_is_told_for_everybody_who_would_get_it(stage: Stage) -> None:
    people = [stage.person(f"L{number}", medium=Medium.LETTER) for number in range(2)]
    draft = Draft(Purpose.GENERAL, "See you there \U0001f3e2")
    found = preview_broadcast(stage.sessions, stage.worker, draft, people, stage.at, channels={}, letters={})
    assert found == ["glyph_missing"] * 2
