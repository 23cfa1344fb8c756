from __future__ import annotations

import pytest

from service.domain.reading import Words, read
from service.domain.replies import Category, Question, QuestionKind, Reason

PLAIN = Question()
CHOICE = Question(QuestionKind.CHOICE, ("Monday", "Tuesday"), 2)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (Words("Yes"), PLAIN),
        (Words("Yes\n\nKind regards\nAmina Yusuf", "Yes", "Amina Yusuf"), PLAIN),
        (Words("2\n\nSent from my iPhone", "2"), CHOICE),
        (Words("Tuesday\n\nThis email is confidential, if you are not the recipient …", "Tuesday"), CHOICE),
    ],
)
def test_a_signature_does_not_stop_a_plain_answer(words: Words, question: Question) -> None:
    assert read(words, "en", question).confirms


@pytest.mark.parametrize(
    ("words", "question"),
    [
        # The names are an answer, a guard word, or a request: then all of it is read.
        (Words("Yes\nThanks\nMonday", "Yes\nThanks", "Monday"), CHOICE),
        (Words("Yes\n--\nNot Really", "Yes", "Not Really"), PLAIN),
        (Words("Yes\n--\nCall me please", "Yes", "Call me please"), PLAIN),
        (Words("Yes\n--\nwho is this?", "Yes", "who is this?"), PLAIN),
        (Words("Hello\n--\nTuesday", "Hello", "Tuesday"), CHOICE),
    ],
)
def test_what_stands_in_a_signature_is_never_the_answer_and_never_unread(words: Words, question: Question) -> None:
    assert not read(words, "en", question).confirms


def test_danger_is_found_wherever_it_stands() -> None:
    words = Words("Yes\n--\nhe hits me", "Yes", "he hits me")
    assert read(words, "en", PLAIN).category is Category.RISK


def test_files_that_nobody_looked_at_leave_it_to_a_person() -> None:
    found = read(Words("Yes"), "en", PLAIN, files=1)
    assert (found.category, found.confirms, found.reason) == (Category.ANSWER_FREE, False, Reason.EXTRA_CONTENT)
    assert read(Words("wrong number"), "en", PLAIN, files=1).category is Category.WRONG_PERSON
