"""What came in, read as a reply: its words, without a signature that stands under the answer, and what came beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from service.domain.replies import Category, Interpretation, Question, Reason, interpret

_NAMES_READ_AS: Final = frozenset({Reason.OWN_WORDS, Reason.LANGUAGE_NOT_READ, Reason.EMPTY})
"""What rules make of a name. Whatever else they find in the lines under an answer belongs to the answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """``answer`` is the part above a signature, ``None`` where there is none; ``signed_by`` are the names in it."""

    whole: str
    answer: str | None = None
    signed_by: str = ""


def read(words: Words, language: str, question: Question, *, files: int = 0, trust_drafts: bool = False) -> Interpretation:
    """As ``interpret``; with files beside the words it confirms nothing: nobody has looked at them yet."""
    found = _read(words, language, question, trust_drafts=trust_drafts)
    return _more_than_an_answer(found) if files else found


def _read(words: Words, language: str, question: Question, *, trust_drafts: bool) -> Interpretation:
    whole = interpret(words.whole, language, question, trust_drafts=trust_drafts)
    if words.answer is None or whole.category is Category.RISK:
        return whole
    if words.signed_by:
        names = interpret(words.signed_by, language, question)
        if names.category is not Category.ANSWER_FREE or names.reason not in _NAMES_READ_AS:
            return _more_than_an_answer(whole)
    return interpret(words.answer, language, question, trust_drafts=trust_drafts)


def _more_than_an_answer(found: Interpretation) -> Interpretation:
    if not found.confirms:
        return found
    return replace(found, confirms=False, category=Category.ANSWER_FREE, reason=Reason.EXTRA_CONTENT)
