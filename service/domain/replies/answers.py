"""What is left when nobody asks for anything: not understood, no, own words, received, understood."""

from __future__ import annotations

from service.domain.replies.question import Category, Interpretation, QuestionKind, Reason
from service.domain.replies.table import Piece
from service.domain.replies.whole import Reading

_ACKS = frozenset({Piece.ACK, Piece.ACK_LIGHT, Piece.RECEIPT})
_LEADS = frozenset({Piece.LEAD, Piece.LEAD_CHOICE, Piece.LEAD_LABEL})
_SAYS_NOTHING = _LEADS | {Piece.FILLER, Piece.PLEASE, Piece.CLOSING}
_CHOSEN = frozenset({Piece.NUMBER, Piece.LABEL})
_ANSWERS = frozenset({Piece.YES, Piece.CLAIM, Piece.NUMBER, Piece.LABEL})
_ASSENTS = frozenset({Piece.YES, Piece.CLAIM})
_CLEAR, _NOT_CLEAR = 1, 2
_MOST_PIECES = 10


def answer(reading: Reading) -> Interpretation:
    """The first of the last five categories that fits; confirms only what passed every guard."""
    content = [piece for piece, _ in reading.parts if piece not in _SAYS_NOTHING]
    pieces = frozenset(content)
    if Piece.LOST in pieces and pieces <= _ACKS | {Piece.LOST}:
        return _plainly(Category.NOT_UNDERSTOOD, Reason.PHRASE, reading)
    for category in (Category.NOT_UNDERSTOOD, Category.NO):
        found = reading.table.anywhere[category].search(reading.words, reading.spoken)
        if found is not None:
            return Interpretation(category, confirms=False, reason=Reason.PHRASE, matched=found)
    if content and content[0] is Piece.NO:
        return _plainly(Category.NO, Reason.PHRASE, reading)
    # Some acknowledgements hold a guard word ("no problem", "will do"); with one of them nothing confirms anyway.
    acknowledges = pieces <= _ACKS or (Piece.ACK in pieces and pieces <= _ACKS | _ASSENTS)
    obstacle = _obstacle(reading, guarded=not acknowledges)
    if obstacle is not None:
        return _to_a_person(obstacle)
    if not content:
        return _to_a_person(Reason.OWN_WORDS)
    if pieces <= _ACKS:
        return _plainly(Category.RECEIVED_ONLY, Reason.ACKNOWLEDGED, reading)
    if reading.question.kind == QuestionKind.OPEN:
        return _to_a_person(Reason.OPEN_QUESTION)
    if reading.question.kind == QuestionKind.CHOICE:
        return _choice(reading)
    return _plain_question(reading)


def _obstacle(reading: Reading, *, guarded: bool) -> Reason | None:
    """Why the reply can't be a plain answer; None if every word of it is known and allowed beside one."""
    pieces = reading.pieces
    if reading.reply.asks:
        return Reason.QUESTION
    if guarded:
        guard = _guard(reading)
        if guard is not None:
            return guard
    if reading.reply.hesitates:
        return Reason.HEDGE
    if reading.reply.quotes:
        return Reason.QUOTED
    if Piece.NO in pieces:
        return Reason.NEGATION
    known = pieces <= _ACKS | _ANSWERS | _SAYS_NOTHING and len(reading.parts) <= _MOST_PIECES
    if known and _in_place(reading):
        return None
    return Reason.EXTRA_CONTENT if pieces & _ANSWERS else Reason.OWN_WORDS


def _guard(reading: Reading) -> Reason | None:
    table = reading.table
    word = next((table.guards[word] for word in reading.guarded if word in table.guards), None)
    if word is not None or not table.guard_phrases:
        return word
    spoken = f" {' '.join(reading.guarded)} "
    return next((reason for phrase, reason in table.guard_phrases.items() if f" {phrase} " in spoken), None)


def _in_place(reading: Reading) -> bool:
    """Whether the pieces stand where they mean nothing else.

    A kiss comes last (an "x" before an answer may cross it out), "option" right before the one answer. A number written
    as a word is an answer only without another beside it: "yes one" may be one of anything. "Received 1" counts letters.
    """
    parts = [piece for piece, _ in reading.parts]
    pieces = reading.pieces
    answered = False
    for piece, then in zip(parts, [*parts[1:], Piece.OTHER], strict=True):
        if piece in _LEADS and (answered or then not in _may_follow(piece, reading.question.kind)):
            return False
        answered = answered or piece in _CHOSEN
    spelled_out = bool(pieces & (_ASSENTS | {Piece.LABEL})) and any(str(n) not in reading.words for n in reading.numbers)
    return parts[0] is not Piece.CLOSING and not spelled_out and not (Piece.RECEIPT in pieces and pieces & _CHOSEN)


def _may_follow(lead: Piece, kind: QuestionKind) -> frozenset[Piece]:
    if lead is Piece.LEAD or (lead is Piece.LEAD_CHOICE and kind == QuestionKind.CHOICE):
        return _CHOSEN
    return frozenset({Piece.LABEL})


def _plain_question(reading: Reading) -> Interpretation:
    pieces, numbers = reading.pieces, reading.numbers
    if len(numbers) > 1 or (numbers and numbers[0] != _CLEAR and pieces & _ASSENTS):
        return _to_a_person(Reason.TWO_ANSWERS)
    if not reading.question.asked_plain:
        return _to_a_person(Reason.NO_CHECK_ASKED)
    if Piece.ACK in pieces or (Piece.RECEIPT in pieces and Piece.CLAIM not in pieces):
        # "Yes, received": it came, and nothing says that it was clear.
        if numbers:
            return _to_a_person(Reason.EXTRA_CONTENT)
        return _plainly(Category.RECEIVED_ONLY, Reason.ACKNOWLEDGED, reading)
    if numbers and numbers[0] != _CLEAR:
        if numbers[0] == _NOT_CLEAR:
            return _plainly(Category.NOT_UNDERSTOOD, Reason.NOT_CLEAR_CHOSEN, reading)
        return _to_a_person(Reason.NOT_OFFERED)
    if any(" " in number and str(_CLEAR) not in number.split() for number in reading.numbered):
        # "One" is the answer that was asked for; "the first one" is the first of what?
        return _to_a_person(Reason.EXTRA_CONTENT)
    if Piece.PLEASE in pieces and not numbers:
        # "Yes please" takes up an offer; it doesn't say that anything is clear.
        return _to_a_person(Reason.EXTRA_CONTENT)
    return _plainly(Category.UNDERSTOOD, Reason.ANSWERED_PLAINLY, reading, confirms=True)


def _choice(reading: Reading) -> Interpretation:
    question = reading.question
    labels = [value for piece, value in reading.parts if piece is Piece.LABEL]
    numbers = reading.numbers
    if not labels and not numbers:
        return _plainly(Category.RECEIVED_ONLY, Reason.YES_TO_A_CHOICE, reading)
    if len(labels) > 1 or len(numbers) > 1 or len({*labels, *numbers}) > 1:
        return _to_a_person(Reason.TWO_ANSWERS)
    order = [piece for piece, _ in reading.parts if piece in _CHOSEN]
    if Piece.ACK in reading.pieces or order == [Piece.LABEL, Piece.NUMBER]:
        # "2 Tuesday" says one thing twice; the 2 in "Tuesday 2" may be an hour.
        return _to_a_person(Reason.EXTRA_CONTENT)
    chosen = labels[0] if labels else numbers[0]
    if not 1 <= chosen <= len(question.options):
        return _to_a_person(Reason.NOT_OFFERED)
    by_word = not labels and str(chosen) not in reading.words
    if not labels and (chosen in reading.options.unclear or (by_word and not reading.options.by_word)):
        return _to_a_person(Reason.AMBIGUOUS_OPTION)
    if question.right_option is None:
        return _to_a_person(Reason.NO_RIGHT_OPTION)
    if chosen != question.right_option:
        return _plainly(Category.NOT_UNDERSTOOD, Reason.WRONG_OPTION, reading)
    return _plainly(Category.UNDERSTOOD, Reason.RIGHT_OPTION, reading, confirms=True)


def _to_a_person(reason: Reason) -> Interpretation:
    return Interpretation(Category.ANSWER_FREE, confirms=False, reason=reason)


def _plainly(category: Category, reason: Reason, reading: Reading, *, confirms: bool = False) -> Interpretation:
    return Interpretation(category, confirms, reason, reading.spoken)
