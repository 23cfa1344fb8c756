"""A slip confirms in one case alone: the right box, nothing else, by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.replies import Category, Question, QuestionKind, Reason
from service.domain.slips import FILLED_BY, interpret_slip

CHOICE = Question(QuestionKind.CHOICE, ("Monday", "Thursday"), 2, asked_plain=False)
PLAIN = Question()
OPEN = Question(QuestionKind.OPEN, asked_plain=False)
BOXES = ("option_1", "option_2", "option_3", "clear", "not_clear", "call_me", "visit_me", "write_differently", *FILLED_BY)


@pytest.mark.parametrize("by", ["by_me", "with_help"])
def test_the_right_box_by_themselves_confirms(by: str) -> None:
    assert interpret_slip({"option_2", by}, "", CHOICE).confirms
    assert interpret_slip({"clear", by}, " ", PLAIN).confirms


@pytest.mark.parametrize(
    ("ticks", "line", "question", "category", "reason"),
    [
        ({"option_2", "by_someone_else"}, "", CHOICE, Category.ANSWER_FREE, Reason.THIRD_PERSON),
        ({"option_2"}, "", CHOICE, Category.ANSWER_FREE, Reason.THIRD_PERSON),
        ({"option_2", "by_me", "with_help"}, "", CHOICE, Category.ANSWER_FREE, Reason.THIRD_PERSON),
        ({"option_1", "by_me"}, "", CHOICE, Category.NOT_UNDERSTOOD, Reason.WRONG_OPTION),
        ({"option_1", "option_2", "by_me"}, "", CHOICE, Category.ANSWER_FREE, Reason.TWO_ANSWERS),
        ({"option_3", "by_me"}, "", CHOICE, Category.ANSWER_FREE, Reason.NOT_OFFERED),
        ({"option_2", "by_me"}, "but when?", CHOICE, Category.ANSWER_FREE, Reason.OWN_WORDS),
        ({"option_2", "call_me", "by_me"}, "", CHOICE, Category.HELP, Reason.CALL_CHOSEN),
        ({"visit_me"}, "", CHOICE, Category.HELP, Reason.CALL_CHOSEN),
        ({"option_2", "write_differently", "by_me"}, "", CHOICE, Category.CHANGE_PREFERENCE, Reason.PHRASE),
        ({"not_clear", "by_me"}, "", PLAIN, Category.NOT_UNDERSTOOD, Reason.NOT_CLEAR_CHOSEN),
        ({"clear", "by_me"}, "", OPEN, Category.ANSWER_FREE, Reason.NOT_OFFERED),
        (set(), "", CHOICE, Category.ANSWER_FREE, Reason.EMPTY),
        ({"by_me"}, "", CHOICE, Category.ANSWER_FREE, Reason.EMPTY),
    ],
)
def test_everything_else_is_for_a_person(
    ticks: set[str], line: str, question: Question, category: Category, reason: Reason
) -> None:
    read = interpret_slip(ticks, line, question)
    assert (read.confirms, read.category, read.reason) == (False, category, reason)


@given(ticks=st.sets(st.sampled_from(BOXES)), line=st.text(max_size=5), question=st.sampled_from([CHOICE, PLAIN, OPEN]))
def test_whatever_is_ticked_only_the_one_right_slip_confirms(ticks: set[str], line: str, question: Question) -> None:
    right = {CHOICE: "option_2", PLAIN: "clear"}.get(question)
    sure = not line.strip() and right is not None and ticks in ({right, "by_me"}, {right, "with_help"})
    assert interpret_slip(ticks, line, question).confirms is sure
