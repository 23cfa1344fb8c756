"""What a slip that came back says: ticks and one written line, never more sure than the person made it."""

from __future__ import annotations

from collections.abc import Collection

from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason

BY_ME, WITH_HELP, BY_SOMEONE_ELSE = "by_me", "with_help", "by_someone_else"
FILLED_BY = (BY_ME, WITH_HELP, BY_SOMEONE_ELSE)
CALL_ME, VISIT_ME, WRITE_DIFFERENTLY = "call_me", "visit_me", "write_differently"
CLEAR, NOT_CLEAR = "clear", "not_clear"
NOTHING_TICKED = "nothing_ticked"
"""Entered by a worker, printed nowhere: the slip came back without a mark, which is an answer for a person to read."""
_WANTS_A_PERSON = frozenset({CALL_ME, VISIT_ME})


def option_box(number: int) -> str:
    """The name of the box of a choice's option, counted from 1."""
    return f"option_{number}"


def interpret_slip(ticks: Collection[str], line: str, question: Question) -> Interpretation:
    """Confirms only where one answer is ticked, it is the right one, nothing else is, and the person filled it in."""
    ticked = set(ticks)
    filled_by = ticked & set(FILLED_BY)
    answers = ticked - set(FILLED_BY)
    if answers & _WANTS_A_PERSON:
        return Interpretation(Category.HELP, confirms=False, reason=Reason.CALL_CHOSEN)
    if WRITE_DIFFERENTLY in answers:
        return Interpretation(Category.CHANGE_PREFERENCE, confirms=False, reason=Reason.PHRASE)
    if line.strip():
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.OWN_WORDS)
    if len(answers) > 1:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.TWO_ANSWERS)
    if not answers:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.EMPTY)
    (answer,) = answers
    right, wrong = _verdict(answer, question)
    if wrong is not None:
        return Interpretation(Category.NOT_UNDERSTOOD, confirms=False, reason=wrong)
    if right is None:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.NOT_OFFERED)
    themselves = len(filled_by) == 1 and BY_SOMEONE_ELSE not in filled_by
    return Interpretation(
        Category.UNDERSTOOD if themselves else Category.ANSWER_FREE,
        confirms=themselves,
        reason=right if themselves else Reason.THIRD_PERSON,
    )


def _verdict(answer: str, question: Question) -> tuple[Reason | None, Reason | None]:
    if question.kind is QuestionKind.NONE and answer in {CLEAR, NOT_CLEAR}:
        return (Reason.ANSWERED_PLAINLY, None) if answer == CLEAR else (None, Reason.NOT_CLEAR_CHOSEN)
    offered = {option_box(number) for number in range(1, len(question.options) + 1)}
    if question.kind is QuestionKind.CHOICE and question.right_option is not None and answer in offered:
        right = answer == option_box(question.right_option)
        return (Reason.RIGHT_OPTION, None) if right else (None, Reason.WRONG_OPTION)
    return None, None
