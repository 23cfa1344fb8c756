"""What goes into an interpretation and what comes out: plain values, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """How a message checks: not at all beyond "is this clear?", by a choice with a right answer, or in own words."""

    NONE = "none"
    CHOICE = "choice"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Question:
    """What the message asked.

    ``options`` are a choice's labels in the order printed, ``right_option`` counts from 1. ``asked_plain`` says that the
    message carried the house's line "Reply 1 if this is clear, 2 if not, 0 or CALL to talk to someone"; where it did
    not, a "yes" may answer anything and confirms nothing.
    """

    kind: QuestionKind = QuestionKind.NONE
    options: tuple[str, ...] = ()
    right_option: int | None = None
    asked_plain: bool = True


class Category(StrEnum):
    """What a reply is. In this order the first that fits wins."""

    RISK = "risk"
    WRONG_PERSON = "wrong_person"
    OPT_OUT = "opt_out"
    CHANGE_PREFERENCE = "change_preference"
    HELP = "help"
    NOT_UNDERSTOOD = "not_understood"
    NO = "no"
    ANSWER_FREE = "answer_free"
    RECEIVED_ONLY = "received_only"
    UNDERSTOOD = "understood"


class Reason(StrEnum):
    """Why. Stable codes that are stored and that pages put into words."""

    PHRASE = "phrase"
    """A phrase of this category's table."""
    ANSWERED_PLAINLY = "answered_plainly"
    RIGHT_OPTION = "right_option"
    WRONG_OPTION = "wrong_option"
    NOT_CLEAR_CHOSEN = "not_clear_chosen"
    CALL_CHOSEN = "call_chosen"
    STOP_WORD = "stop_word"
    ACKNOWLEDGED = "acknowledged"
    YES_TO_A_CHOICE = "yes_to_a_choice"
    TAPBACK = "tapback"
    EMPTY = "empty"
    OPEN_QUESTION = "open_question"
    NO_CHECK_ASKED = "no_check_asked"
    NO_RIGHT_OPTION = "no_right_option"
    NOT_OFFERED = "not_offered"
    AMBIGUOUS_OPTION = "ambiguous_option"
    TWO_ANSWERS = "two_answers"
    AUTOMATIC_REPLY = "automatic_reply"
    ECHO = "echo"
    QUOTED = "quoted"
    QUESTION = "question"
    NEGATION = "negation"
    CONDITION = "condition"
    CONTRAST = "contrast"
    THIRD_PERSON = "third_person"
    HEDGE = "hedge"
    EXTRA_CONTENT = "extra_content"
    OWN_WORDS = "own_words"
    LANGUAGES_DISAGREE = "languages_disagree"
    """Two languages read it, and only one as the answer."""
    SAID_BY_A_WORKER = "said_by_a_worker"
    """Not the rules: somebody read danger in it."""
    LANGUAGE_NOT_READ = "language_not_read"
    LANGUAGE_NOT_APPROVED = "language_not_approved"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A proposal. ``confirms`` is true only where the whole reply is the answer asked for.

    Whether it may count is ``understanding.rule_may_confirm``'s to say. ``matched`` is the normalised phrase that
    decided, to be shown to a worker and never logged: it is the person's words.
    """

    category: Category
    confirms: bool
    reason: Reason
    matched: str | None = None
