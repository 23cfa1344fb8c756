"""The decision: the first category that fits, and a confirmation only where the whole reply is the answer asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from service.domain import codes
from service.domain.replies.answers import answer
from service.domain.replies.loading import table_for
from service.domain.replies.masked import unmasked
from service.domain.replies.question import Category, Interpretation, Question, Reason
from service.domain.replies.several import agreed, in_danger, is_own_word
from service.domain.replies.table import Piece, Table
from service.domain.replies.whole import Reading, prepare
from service.domain.replies.words import Plain, plain

_ENGLISH = "en"

# Phones put these words round our own text when somebody taps a heart on it (iMessage, Google Messages).
_TAPBACK = re.compile(
    r"\s*(?P<verb>liked|loved|laughed at|emphasi[sz]ed|disliked|questioned|reacted\s.{1,12}?\sto|removed an? .{1,24}? from"
    r"|[^\w\s\"\u201c]{1,8}\s*to)\s*(?:a message|an image|[\"\u201c\u00ab\u2018].*[\"\u201d\u00bb\u2019])\s*",
    re.IGNORECASE | re.DOTALL,
)
_TAPPED_DOUBT = re.compile(r"disliked|questioned|laughed|removed|\U0001f44e|\u2753|\u203c", re.IGNORECASE)
_NOT_NAMED = re.compile(
    r"\s*(?:(?P<this>this(?: is)?)\s+|(?:i'?m|i am|it'?s|it is)\s+)?(?:not|isn'?t)\s+(?P<name>[^\W\d_]{2,})\s*[.!]*\s*",
    re.IGNORECASE,
)
_BESIDE_STOP = frozenset({Piece.STOP, Piece.PLEASE, Piece.FILLER, Piece.ACK_LIGHT})
_BESIDE_CALL = frozenset({Piece.FILLER, Piece.PLEASE, Piece.CLOSING, Piece.ACK, Piece.ACK_LIGHT, Piece.RECEIPT})


def interpret(text: str, language: str, question: Question, *, trust_drafts: bool = False) -> Interpretation:
    """Read one reply. ``language`` is the person's BCP 47 tag. Never raises, whatever the text.

    A language without a table is read only for danger, STOP, digits, labels and a wish to be called, and confirms
    nothing; nor does one whose table no named reader has checked, unless ``trust_drafts``: then the category is a proposal.
    Whatever the language, English is read beside it and danger is looked for in every language that has a table.
    """
    tapped = _TAPBACK.fullmatch(text)
    if tapped is not None:
        return _tapback(tapped["verb"])
    own = _once(codes.strip(text))
    reply = plain(own)
    if not reply.words:
        return _wordless(reply)
    table, english = table_for(language), _english()
    beside = prepare(own, reply, question, english)
    if table is None:
        return in_danger(reply, beside) or _unread(beside)
    reading = beside if table is english else prepare(own, reply, question, table)
    read = _checked(_read_by(reading), reading, None if table is english else beside)
    if read.category is not Category.RISK:
        read = _hidden_danger(own, table, english) or read
    if table is english:
        return read
    if read.confirms and not (table.approved or trust_drafts):
        return replace(read, confirms=False, reason=Reason.LANGUAGE_NOT_APPROVED)
    return read


def _once(own: str) -> str:
    """An answer that came twice, as when a phone sends again or two texts are one: each line by itself says the same."""
    lines = own.split("\n") if "\n" in own else ()
    said = {plain(line).words for line in lines if line.strip()}
    return next(line for line in lines if line.strip()) if len(said) == 1 and len(lines) > 1 else own


@cache
def _english() -> Table:
    table = table_for(_ENGLISH)
    if table is None:
        raise RuntimeError("the English table is part of the package")
    return table


def _hidden_danger(own: str, *tables: Table) -> Interpretation | None:
    for meant in unmasked(own):
        words = plain(meant).words
        for table in tables:
            spelled = table.canonical(words)
            found = table.anywhere[Category.RISK].search(spelled, " ".join(spelled))
            if found is not None:
                return Interpretation(Category.RISK, confirms=False, reason=Reason.PHRASE, matched=found)
    return None


def _checked(read: Interpretation, reading: Reading, beside: Reading | None) -> Interpretation:
    """What the person's language makes of it, held against English and against danger in any language."""
    if read.category is Category.RISK:
        return read
    if beside is not None:
        english = _read_by(beside)
        if english.category is Category.RISK and is_own_word(english, reading):
            return read
        alone = not beside.pieces & {Piece.OTHER, Piece.LABEL}
        read = agreed(read, english, whole=Piece.OTHER not in reading.pieces, english_alone=alone)
        if read.category is Category.RISK:
            return read
    if Piece.OTHER not in reading.pieces or (beside is not None and Piece.OTHER not in beside.pieces):
        return read
    return in_danger(reading.reply, reading, *([beside] if beside is not None else [])) or read


def _tapback(verb: str) -> Interpretation:
    category = Category.ANSWER_FREE if _TAPPED_DOUBT.search(verb) else Category.RECEIVED_ONLY
    return Interpretation(category, confirms=False, reason=Reason.TAPBACK, matched=verb.strip().casefold())


def _wordless(reply: Plain) -> Interpretation:
    if reply.asks:
        return Interpretation(Category.NOT_UNDERSTOOD, confirms=False, reason=Reason.QUESTION)
    return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.EMPTY)


def _read_by(reading: Reading) -> Interpretation:
    return (
        _said(Category.RISK, reading)
        or _not_typed(reading)
        or _said(Category.WRONG_PERSON, reading)
        or _not_named(reading)
        or _stops(reading)
        or _said(Category.OPT_OUT, reading)
        or _said(Category.CHANGE_PREFERENCE, reading)
        or _said(Category.HELP, reading)
        or _calls(reading)
        or answer(reading)
    )


def _unread(reading: Reading) -> Interpretation:
    found = _said(Category.RISK, reading) or _stops(reading)
    if found is not None:
        return found
    pieces = reading.pieces
    if pieces == {Piece.CALL} or reading.numbers == (0,) == tuple(value for _, value in reading.parts):
        return _calls(reading) or answer(reading)
    if pieces == {Piece.LABEL} or all(word.isdecimal() for word in reading.words):
        read = answer(reading)
        return replace(read, confirms=False, reason=Reason.LANGUAGE_NOT_APPROVED) if read.confirms else read
    return Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.LANGUAGE_NOT_READ)


def _said(category: Category, reading: Reading) -> Interpretation | None:
    found = reading.table.anywhere[category].search(reading.words, reading.spoken)
    return None if found is None else Interpretation(category, confirms=False, reason=Reason.PHRASE, matched=found)


def _not_typed(reading: Reading) -> Interpretation | None:
    """A phone that answers for somebody who drives, and our own words sent back."""
    for spotter, reason in ((reading.table.automatic, Reason.AUTOMATIC_REPLY), (reading.table.echo, Reason.ECHO)):
        found = spotter.search(reading.words, reading.spoken)
        if found is not None:
            return Interpretation(Category.ANSWER_FREE, confirms=False, reason=reason, matched=found)
    return None


def _not_named(reading: Reading) -> Interpretation | None:
    """Not Sarah, this isn't Sarah: a name is whatever is no word of the table. The short forms need its capital."""
    found = _NOT_NAMED.fullmatch(reading.own.replace("\u2019", "'"))
    if found is None or reading.table.knows(found["name"]):
        return None
    if not found["this"] and (not found["name"][0].isupper() or reading.own.isupper()):
        return None
    return Interpretation(Category.WRONG_PERSON, confirms=False, reason=Reason.PHRASE, matched=reading.spoken)


def _stops(reading: Reading) -> Interpretation | None:
    pieces = reading.pieces
    alone = tuple(piece for piece, _ in reading.parts) == (Piece.STOP_BARE,)
    if reading.reply.asks or not (alone or (Piece.STOP in pieces and pieces <= _BESIDE_STOP)):
        return None
    return Interpretation(Category.OPT_OUT, confirms=False, reason=Reason.STOP_WORD, matched=reading.spoken)


def _calls(reading: Reading) -> Interpretation | None:
    """0, CALL or HELP as the reply; CALL beside any other plain answer, too."""
    pieces = reading.pieces
    called = Piece.CALL in pieces and not pieces & {Piece.OTHER, Piece.NO}
    zero = reading.numbers == (0,) and pieces <= _BESIDE_CALL | {Piece.NUMBER}
    if not called and not zero:
        return None
    return Interpretation(Category.HELP, confirms=False, reason=Reason.CALL_CHOSEN, matched=reading.spoken)
