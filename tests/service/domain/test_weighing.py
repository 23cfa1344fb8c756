from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.messages import CheckKind
from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason
from service.domain.understanding import ALLOWED, Proof, Understanding, UnderstandingEvent, advance
from service.domain.weighing import Axis, Check, step, weigh

AXES = st.builds(
    Axis, st.sampled_from(Understanding), open=st.booleans(), judged_only=st.booleans(), proof_met=st.none()
).filter(lambda axis: axis.judged_only or axis.understanding is not Understanding.MISUNDERSTOOD)
CHECKS = st.builds(Check, st.sampled_from(CheckKind), st.sampled_from(Proof))
READ = st.builds(Interpretation, st.sampled_from(Category), st.booleans(), st.sampled_from(Reason))
YES = Interpretation(Category.UNDERSTOOD, confirms=True, reason=Reason.ANSWERED_PLAINLY)
PLAIN = Check(CheckKind.NONE, Proof.SAID)


@given(AXES, CHECKS, READ, st.booleans(), st.booleans(), st.booleans())
def test_nothing_confirms_but_a_whole_answer_from_a_proven_sender_nobody_doubts(
    axis: Axis, check: Check, read: Interpretation, doubt: bool, vouched: bool, by_someone_else: bool
) -> None:
    weighed = weigh(axis, check, read, doubt=doubt, vouched=vouched, by_someone_else=by_someone_else)
    after = weighed.step.axis
    if weighed.confirmed:
        assert read.confirms
        assert vouched
        assert (doubt, by_someone_else, axis.judged_only) == (False, False, False)
        assert after == Axis(Understanding.UNDERSTOOD, open=False, judged_only=False, proof_met=weighed.proof)
    elif after.understanding is Understanding.UNDERSTOOD:
        # It was before; "thanks" takes nothing away.
        assert axis.understanding is Understanding.UNDERSTOOD
    assert after.judged_only or not axis.judged_only
    assert not (weighed.step.settles and weighed.step.reopens)
    assert after.open or not weighed.step.reopens


@given(AXES, CHECKS, READ)
def test_whoever_wrote_it_in_doubt_nothing_moves(axis: Axis, check: Check, read: Interpretation) -> None:
    weighed = weigh(axis, check, read, doubt=True, vouched=True)
    assert (weighed.event, weighed.step.settles, weighed.step.reopens) == (None, False, False)
    assert weighed.step.axis.understanding is axis.understanding


@pytest.mark.parametrize(("state", "event"), ALLOWED)
def test_the_state_is_the_tables_and_only_a_confirmation_settles(state: Understanding, event: UnderstandingEvent) -> None:
    taken = step(Axis(state, open=state is not Understanding.UNDERSTOOD), event, Proof.JUDGED)
    assert taken.axis.understanding is advance(state, event)
    assert taken.settles == (taken.axis.understanding is Understanding.UNDERSTOOD)
    assert taken.axis.open == (not taken.settles)


def test_words_after_a_confirmation_open_it_again_and_its_proof_is_gone() -> None:
    understood = Axis(Understanding.UNDERSTOOD, open=False, proof_met=Proof.SAID)
    taken = step(understood, UnderstandingEvent.ANSWERED)
    assert taken.reopens
    assert taken.axis == Axis(Understanding.ANSWERED)


def test_a_misunderstanding_opens_what_a_person_had_closed() -> None:
    closed = Axis(Understanding.ANSWERED, open=False)
    assert step(closed, UnderstandingEvent.CONTRADICTED).axis == Axis(Understanding.MISUNDERSTOOD, judged_only=True)
    assert not step(closed, UnderstandingEvent.ANSWERED).reopens


@pytest.mark.parametrize("first", [Category.WRONG_PERSON, Category.NOT_UNDERSTOOD, Category.NO])
def test_after_these_a_yes_is_a_workers_to_judge(first: Category) -> None:
    said = Interpretation(first, confirms=False, reason=Reason.PHRASE)
    axis = weigh(Axis(), PLAIN, said, doubt=False, vouched=True).step.axis
    assert axis.judged_only
    assert not weigh(axis, PLAIN, YES, doubt=False, vouched=True).confirmed


def test_only_a_check_that_asks_plainly_makes_yes_an_answer() -> None:
    for kind, asks in itertools.product(CheckKind, (True, False)):
        question = Check(kind, Proof.SAID, ("Monday", "Thursday"), 2, asks).question
        assert question == Question(
            QuestionKind(kind.value), ("Monday", "Thursday"), 2, asked_plain=kind is CheckKind.NONE and asks
        )
