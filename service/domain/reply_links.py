"""Links that a person answers by without signing in: who may be sent one, when one ends, and what an answer says.

A link carries one random token and nothing of anybody. The words that are kept and shown to workers hold ``PLACE`` in its
stead: the token itself exists in what left, and as a digest. Nobody here can answer for the person by it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from channels.base import Content, EmailContent, LetterContent, TextContent
from channels.letter.link_code import with_address
from service.domain import neutral_words
from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason
from service.domain.safe_contact import PointFacts, SafeStatus
from service.domain.slips import CALL_ME, CLEAR, NOT_CLEAR, option_box

PATH: Final = "/r/"
_LETTERS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""No mark that a mail program would leave out of a link, and no two that look alike."""
_LENGTH: Final = 22
"""Of 58 letters: 128 bits that nobody guesses."""
PLACE: Final = "0" * _LENGTH
"""No token holds a nought, and each is as long: what is counted and measured before is what goes."""
_IN_WORDS: Final = PATH + PLACE


QUICKEST: Final = timedelta(seconds=2)
"""From our making the page to an answer that may confirm."""


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """The council's settings. ``base_url`` has no slash at its end."""

    base_url: str
    in_emails: bool = True
    in_texts: bool = False
    in_letters: bool = True
    lasts: timedelta = timedelta(days=28)

    def carries(self, channel: str) -> bool:
        return {"email": self.in_emails, "sms": self.in_texts, "letter": self.in_letters}.get(channel, False)

    @property
    def address(self) -> str:
        """The link as it stands in words before it leaves."""
        return self.base_url + _IN_WORDS


def may_carry(point: PointFacts, now: datetime) -> bool:
    """Only where the person said that it is safe and that nobody else reads, and nobody else is on record with it."""
    return point.writing_may_confirm and not point.shared and (point.safe_until is None or now < point.safe_until)


def new_token() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def digest_of(token: str) -> str | None:
    """What is kept of it; ``None`` for what is no token, so that nothing is looked up."""
    fits = len(token) == _LENGTH and all(letter in _LETTERS for letter in token)
    return hashlib.sha256(token.encode()).hexdigest() if fits else None


def has_place(content: Content) -> bool:
    match content:
        case TextContent(body):
            return _IN_WORDS in body
        case EmailContent(_, text, _):
            return _IN_WORDS in text
        case LetterContent():
            return _IN_WORDS in content.link


def filled(content: Content, token: str) -> Content:
    """The same words with a link of its own."""
    link = PATH + token
    match content:
        case TextContent(body):
            return TextContent(body.replace(_IN_WORDS, link))
        case EmailContent(_, text, html):
            return replace(content, text=text.replace(_IN_WORDS, link), html=html.replace(_IN_WORDS, link))
        case LetterContent():
            return with_address(content, content.link.replace(_IN_WORDS, link))


class Ended(StrEnum):
    """Why a link opens nothing any more. The page tells nobody which."""

    EXPIRED = "expired"
    STOPPED = "stopped"
    """By a worker."""
    CLOSED = "closed"
    SAFETY_CHANGED = "safety_changed"
    FROZEN = "frozen"
    """Somebody else answers at the point that it was sent to."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """All that decides about one link at one moment. ``unsafe`` holds from the first unsafe word since it left, for good."""

    expires_at: datetime
    revoked: bool
    closed: bool
    unsafe: bool
    frozen: bool


def ended(link: LinkFacts, now: datetime) -> Ended | None:
    """Safety first: a worker who looks must see that before a date."""
    verdicts = (
        (link.frozen, Ended.FROZEN),
        (link.unsafe, Ended.SAFETY_CHANGED),
        (link.revoked, Ended.STOPPED),
        (link.closed, Ended.CLOSED),
        (now >= link.expires_at, Ended.EXPIRED),
    )
    return next((why for holds, why in verdicts if holds), None)


def shows_question(question: Question, asked: str, status: SafeStatus) -> bool:
    """Whether the check and its options may stand on a page that asks nobody who they are.

    Not for somebody who is contacted only in certain ways, and not where the words tell what it is about.
    """
    if question.kind is not QuestionKind.CHOICE or status is not SafeStatus.SAFE:
        return False
    return not neutral_words.telling_words("\n".join((asked, *question.options)))


def answers_to(question: Question) -> tuple[str, ...]:
    """What can be pressed, by the names of a slip's boxes: those of a choice, or that it is clear; then the two others."""
    options = tuple(option_box(number) for number in range(1, len(question.options) + 1))
    return (CLEAR, *options, NOT_CLEAR, CALL_ME)


def read_answer(answer: str, question: Question, *, after: timedelta) -> Interpretation:
    """``after`` it was shown. What nobody could have read yet was pressed by a program that tries out what mails link to."""
    read = interpret_answer(answer, question)
    if read.confirms and after < QUICKEST:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.AUTOMATIC_REPLY)
    return read


def interpret_answer(answer: str, question: Question) -> Interpretation:
    """As a text is read: "clear" proves nothing where a choice or their own words were asked for."""
    if answer == CALL_ME:
        return Interpretation(Category.HELP, confirms=False, reason=Reason.CALL_CHOSEN)
    if answer == NOT_CLEAR:
        return Interpretation(Category.NOT_UNDERSTOOD, confirms=False, reason=Reason.NOT_CLEAR_CHOSEN)
    if answer == CLEAR:
        return _clear(question)
    if question.kind is not QuestionKind.CHOICE or answer not in answers_to(question):
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.NOT_OFFERED)
    if question.right_option is None:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.NO_RIGHT_OPTION)
    if answer != option_box(question.right_option):
        return Interpretation(Category.NOT_UNDERSTOOD, confirms=False, reason=Reason.WRONG_OPTION)
    return Interpretation(Category.UNDERSTOOD, confirms=True, reason=Reason.RIGHT_OPTION)


def _clear(question: Question) -> Interpretation:
    if question.kind is QuestionKind.CHOICE:
        return Interpretation(Category.RECEIVED_ONLY, confirms=False, reason=Reason.YES_TO_A_CHOICE)
    if question.kind is QuestionKind.OPEN:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.OPEN_QUESTION)
    if not question.asked_plain:
        return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.NO_CHECK_ASKED)
    return Interpretation(Category.UNDERSTOOD, confirms=True, reason=Reason.ANSWERED_PLAINLY)
