"""Which message a reply answers (DOMAIN.md §8). Never "the latest wins": where facts don't decide, a worker does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One delivery to the sender. ``code`` is plain; ``awaiting`` says that its message still waits for an answer."""

    delivery_id: UUID
    message_id: UUID
    person_id: UUID
    code: str
    awaiting: bool


class How(StrEnum):
    """What tied the reply to the message."""

    CODE = "code"
    REFERENCE = "reference"
    """The mail that it answers, as the reply itself names it (RFC 5322 In-Reply-To and References)."""
    SOLE_OPEN = "sole_open"
    UNASSIGNED = "unassigned"


class Unmatched(StrEnum):
    """Why a worker must choose."""

    NONE_OPEN = "none_open"
    SEVERAL_OPEN = "several_open"
    CODE_NOT_THEIRS = "code_not_theirs"
    """A quoted code that no message to this sender carries: it may be a slip of the finger, or someone else's message."""
    MAIL_NOT_THEIRS = "mail_not_theirs"
    """It answers a mail of ours that went to somebody else: forwarded to them, or written from an address that is new."""
    TWO_CODES = "two_codes"


@dataclass(frozen=True, slots=True)
class Match:
    """``candidates`` are what a worker chooses from, in the order given; empty once matched.

    ``persons`` are all who are known at this number or address, however sure the match: more than one means shared,
    and then nothing that is written from there confirms by itself.
    """

    delivery_id: UUID | None
    message_id: UUID | None
    how: How
    candidates: tuple[OpenQuestion, ...]
    persons: tuple[UUID, ...]
    why: Unmatched | None = None


def match(
    sender_open: Sequence[OpenQuestion],
    quoted: Sequence[str],
    by_code: Sequence[OpenQuestion],
    by_reference: Sequence[OpenQuestion] = (),
    *,
    names_anothers: bool = False,
) -> Match:
    """Tie a reply to a delivery by DOMAIN.md §8.

    ``sender_open`` are the deliveries to this sender whose messages are open; ``quoted`` the plain codes in the reply;
    ``by_code`` the deliveries to this sender, closed ones too, that carry a quoted code, ``by_reference`` those whose mail
    the reply names. A closed message is matched by its code; without one, only the sole message awaiting an answer is.
    Several deliveries of one message count as one message, and then the first given stands for it.

    A named mail is weaker than a code: people answer an old mail to say something new. It decides between questions that
    are open, and it finds a closed message where nothing is open; where it names a closed one beside an open one, or
    several, a worker decides. ``names_anothers``: it names a mail to somebody else, so what this sender was asked may not be
    what it answers.
    """
    persons = tuple(dict.fromkeys(question.person_id for question in (*by_code, *by_reference, *sender_open)))
    awaiting = [question for question in sender_open if question.awaiting]
    codes = dict.fromkeys(quoted)

    if len(codes) > 1:
        return _unassigned(Unmatched.TWO_CODES, [*by_code, *awaiting], persons)
    if codes:
        theirs = [question for question in by_code if question.code in codes]
        if _messages(theirs) == 1:
            return Match(theirs[0].delivery_id, theirs[0].message_id, How.CODE, (), persons)
        why = Unmatched.SEVERAL_OPEN if theirs else Unmatched.CODE_NOT_THEIRS
        return _unassigned(why, theirs or awaiting, persons)
    if names_anothers:
        return _unassigned(Unmatched.MAIL_NOT_THEIRS, [*by_reference, *awaiting], persons)
    if by_reference:
        named = by_reference[0]
        if _messages(by_reference) == 1 and (not awaiting or any(question.awaiting for question in by_reference)):
            return Match(named.delivery_id, named.message_id, How.REFERENCE, (), persons)
        return _unassigned(Unmatched.SEVERAL_OPEN, [*by_reference, *awaiting], persons)
    if _messages(awaiting) == 1:
        return Match(awaiting[0].delivery_id, awaiting[0].message_id, How.SOLE_OPEN, (), persons)
    if awaiting:
        return _unassigned(Unmatched.SEVERAL_OPEN, awaiting, persons)
    return _unassigned(Unmatched.NONE_OPEN, list(sender_open), persons)


def _messages(questions: Sequence[OpenQuestion]) -> int:
    return len({question.message_id for question in questions})


def _unassigned(why: Unmatched, candidates: Sequence[OpenQuestion], persons: tuple[UUID, ...]) -> Match:
    return Match(None, None, How.UNASSIGNED, tuple(dict.fromkeys(candidates)), persons, why)
