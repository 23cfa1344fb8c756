from __future__ import annotations

import random
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from service.domain.matching import How, OpenQuestion, Unmatched, match

AMINA, BEN = uuid4(), uuid4()


def question(code: str, person: UUID = AMINA, *, awaiting: bool = True, message: UUID | None = None) -> OpenQuestion:
    return OpenQuestion(uuid4(), message or uuid4(), person, code, awaiting)


def test_a_code_of_this_sender_decides_among_several() -> None:
    one, two = question("AAA"), question("BBB")
    got = match([one, two], ("BBB",), [two])
    assert (got.delivery_id, got.message_id, got.how) == (two.delivery_id, two.message_id, How.CODE)
    assert got.candidates == ()


def test_a_code_finds_a_closed_message_although_another_is_waiting() -> None:
    waiting, closed = question("AAA"), question("BBB", awaiting=False)
    assert match([waiting], ("BBB",), [closed]).delivery_id == closed.delivery_id


def test_yesterdays_code_is_not_outdone_by_todays_question() -> None:
    yesterday, today = question("AAA"), question("BBB")
    assert match([today, yesterday], ("AAA",), [yesterday]).delivery_id == yesterday.delivery_id


def test_someone_elses_code_is_never_put_down_to_the_sole_open_question() -> None:
    sole = question("AAA")
    got = match([sole], ("CCC",), [])
    assert (got.how, got.delivery_id, got.why) == (How.UNASSIGNED, None, Unmatched.CODE_NOT_THEIRS)
    assert got.candidates == (sole,)


def test_two_codes_are_a_workers_choice() -> None:
    one, two = question("AAA"), question("BBB")
    got = match([one, two], ("AAA", "BBB"), [one, two])
    assert (got.how, got.why, got.candidates) == (How.UNASSIGNED, Unmatched.TWO_CODES, (one, two))


def test_two_codes_of_which_one_is_anothers_are_a_workers_choice_too() -> None:
    one = question("AAA")
    assert match([one], ("AAA", "CCC"), [one]).why is Unmatched.TWO_CODES


def test_the_same_code_twice_is_one_code() -> None:
    one = question("AAA")
    assert match([], ("AAA", "AAA"), [one]).how is How.CODE


def test_the_only_question_awaiting_an_answer_is_taken_without_a_code() -> None:
    waiting, answered = question("AAA"), question("BBB", awaiting=False)
    got = match([answered, waiting], (), [])
    assert (got.delivery_id, got.how) == (waiting.delivery_id, How.SOLE_OPEN)


def test_two_ways_of_one_message_are_one_question() -> None:
    message = uuid4()
    first, second = question("AAA", message=message), question("BBB", message=message)
    got = match([first, second], (), [])
    assert (got.how, got.message_id) == (How.SOLE_OPEN, message)


def test_nothing_open_leaves_the_answered_ones_as_candidates() -> None:
    answered = question("AAA", awaiting=False)
    got = match([answered], (), [])
    assert (got.how, got.why, got.candidates) == (How.UNASSIGNED, Unmatched.NONE_OPEN, (answered,))
    assert match([], (), []).persons == ()


def test_a_shared_number_shows_every_person_on_it() -> None:
    hers, his = question("AAA", AMINA), question("BBB", BEN)
    got = match([hers, his], (), [])
    assert (got.how, got.why) == (How.UNASSIGNED, Unmatched.SEVERAL_OPEN)
    assert set(got.persons) == {AMINA, BEN}
    assert set(match([hers, his], ("BBB",), [his]).persons) == {AMINA, BEN}


def test_the_mail_that_is_answered_decides_between_open_questions() -> None:
    one, two = question("AAA"), question("BBB")
    got = match([one, two], (), [], [two])
    assert (got.how, got.delivery_id, got.message_id) == (How.REFERENCE, two.delivery_id, two.message_id)


def test_a_quoted_code_is_stronger_than_the_mail_that_is_answered() -> None:
    one, two = question("AAA"), question("BBB")
    assert match([one, two], ("AAA",), [one], [two]).delivery_id == one.delivery_id
    assert match([one, two], ("CCC",), [], [two]).why is Unmatched.CODE_NOT_THEIRS


def test_an_old_mail_answered_while_nothing_is_open_is_found() -> None:
    closed = question("AAA", awaiting=False)
    got = match([], (), [], [closed])
    assert (got.how, got.message_id, got.persons) == (How.REFERENCE, closed.message_id, (AMINA,))


def test_an_old_mail_answered_while_another_question_is_open_is_a_workers_choice() -> None:
    closed, waiting = question("AAA", awaiting=False), question("BBB")
    got = match([waiting], (), [], [closed])
    assert (got.how, got.why, got.candidates) == (How.UNASSIGNED, Unmatched.SEVERAL_OPEN, (closed, waiting))


def test_a_thread_that_names_several_messages_is_a_workers_choice() -> None:
    one, two = question("AAA"), question("BBB")
    assert match([one, two], (), [], [one, two]).why is Unmatched.SEVERAL_OPEN


QUESTIONS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from([AMINA, BEN]), st.booleans()), max_size=5).map(
    lambda rows: [question(code, person, awaiting=awaiting) for code, person, awaiting in rows]
)


@given(QUESTIONS, st.lists(st.sampled_from("ABCDE"), max_size=3), st.randoms(use_true_random=False))
def test_order_never_decides(sent: list[OpenQuestion], quoted: list[str], shuffler: random.Random) -> None:
    by_code = [each for each in sent if each.code in quoted]
    shuffled = shuffler.sample(sent, len(sent))
    one = match(sent, tuple(quoted), by_code)
    other = match(shuffled, tuple(quoted), [each for each in shuffled if each.code in quoted])
    assert (one.delivery_id, one.how, one.why) == (other.delivery_id, other.how, other.why)
    assert set(one.candidates) == set(other.candidates)
    assert (one.delivery_id is None) == (one.how is How.UNASSIGNED) == (one.why is not None)
    if one.how is How.SOLE_OPEN:
        assert not quoted
