"""The understanding axis: what a person has shown they understood, and who or what says so (DOMAIN.md §2).

Nothing on this axis can be moved by a carrier: a delivery report, a read receipt or an opened link has no event here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Understanding(StrEnum):
    """Where one message stands. Only ``UNDERSTOOD`` is confirmed; everything else is waiting."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    UNDERSTOOD = "understood"
    MISUNDERSTOOD = "misunderstood"


class Proof(StrEnum):
    """What a message asks for, and what a confirmation was: the person *said* so, *showed* it, or a worker *judged* it."""

    SAID = "said"
    SHOWN = "shown"
    JUDGED = "judged"


class UnderstandingEvent(StrEnum):
    """What can happen on this axis.

    The first four come from a reply as the rules read it; the ``JUDGED_*`` come from a named worker on the person's own
    words, by any route. ``CONTRADICTED`` is a wrong option or "I don't understand".
    """

    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CONFIRMED_BY_RULE = "confirmed_by_rule"
    CONTRADICTED = "contradicted"
    JUDGED_UNDERSTOOD = "judged_understood"
    JUDGED_PARTLY = "judged_partly"
    JUDGED_NOT_UNDERSTOOD = "judged_not_understood"
    JUDGED_CANNOT_TELL = "judged_cannot_tell"
    JUDGED_SOMEONE_ELSE = "judged_someone_else"


class UnprovenConfirmation(Exception):
    """A rule tried to confirm where only a worker may: the caller forgot to ask ``rule_may_confirm``."""

    def __init__(self, state: Understanding, event: UnderstandingEvent) -> None:
        super().__init__(f"unproven_confirmation: {event.value} from {state.value}")
        self.code = "unproven_confirmation"
        self.state = state
        self.event = event


_S, _E = Understanding, UnderstandingEvent

# Read by row: what each event makes of each state. A pair that is missing is impossible and raises.
ALLOWED: dict[tuple[Understanding, UnderstandingEvent], Understanding] = {
    # "OK" and "thanks" never lift a message above what is known, and never soften a misunderstanding.
    (_S.NONE, _E.ACKNOWLEDGED): _S.ACKNOWLEDGED,
    (_S.ACKNOWLEDGED, _E.ACKNOWLEDGED): _S.ACKNOWLEDGED,
    (_S.ANSWERED, _E.ACKNOWLEDGED): _S.ANSWERED,
    (_S.UNDERSTOOD, _E.ACKNOWLEDGED): _S.UNDERSTOOD,
    (_S.MISUNDERSTOOD, _E.ACKNOWLEDGED): _S.MISUNDERSTOOD,
    # Words that need a person. After a confirmation they open it again: "yes" and then "but when?" is "yes but when?".
    (_S.NONE, _E.ANSWERED): _S.ANSWERED,
    (_S.ACKNOWLEDGED, _E.ANSWERED): _S.ANSWERED,
    (_S.ANSWERED, _E.ANSWERED): _S.ANSWERED,
    (_S.UNDERSTOOD, _E.ANSWERED): _S.ANSWERED,
    (_S.MISUNDERSTOOD, _E.ANSWERED): _S.MISUNDERSTOOD,
    # From MISUNDERSTOOD there is no such row: after a wrong answer only a judgement confirms.
    (_S.NONE, _E.CONFIRMED_BY_RULE): _S.UNDERSTOOD,
    (_S.ACKNOWLEDGED, _E.CONFIRMED_BY_RULE): _S.UNDERSTOOD,
    (_S.ANSWERED, _E.CONFIRMED_BY_RULE): _S.UNDERSTOOD,
    (_S.UNDERSTOOD, _E.CONFIRMED_BY_RULE): _S.UNDERSTOOD,
    # Someone else's reply is nothing from the person; "cannot tell" neither proves nor disproves.
    (_S.NONE, _E.JUDGED_CANNOT_TELL): _S.ANSWERED,
    (_S.ACKNOWLEDGED, _E.JUDGED_CANNOT_TELL): _S.ANSWERED,
    (_S.ANSWERED, _E.JUDGED_CANNOT_TELL): _S.ANSWERED,
    (_S.UNDERSTOOD, _E.JUDGED_CANNOT_TELL): _S.ANSWERED,
    (_S.MISUNDERSTOOD, _E.JUDGED_CANNOT_TELL): _S.MISUNDERSTOOD,
    **{(state, _E.CONTRADICTED): _S.MISUNDERSTOOD for state in _S},
    **{(state, _E.JUDGED_UNDERSTOOD): _S.UNDERSTOOD for state in _S},
    **{(state, _E.JUDGED_PARTLY): _S.MISUNDERSTOOD for state in _S},
    **{(state, _E.JUDGED_NOT_UNDERSTOOD): _S.MISUNDERSTOOD for state in _S},
    **{(state, _E.JUDGED_SOMEONE_ELSE): _S.NONE for state in _S},
}

_DOUBTS = frozenset({_E.CONTRADICTED, _E.JUDGED_PARTLY, _E.JUDGED_NOT_UNDERSTOOD, _E.JUDGED_SOMEONE_ELSE})
_STRENGTH = {Proof.SAID: 0, Proof.SHOWN: 1, Proof.JUDGED: 2}


def advance(state: Understanding, event: UnderstandingEvent) -> Understanding:
    """The state after ``event``. Raises ``UnprovenConfirmation`` for a rule's confirmation after a misunderstanding."""
    try:
        return ALLOWED[state, event]
    except KeyError:
        raise UnprovenConfirmation(state, event) from None


def meets(proof: Proof, standard: Proof) -> bool:
    """Whether ``proof`` is enough where ``standard`` was asked for. A judgement is enough everywhere."""
    return _STRENGTH[proof] >= _STRENGTH[standard]


def rule_may_confirm(history: Iterable[UnderstandingEvent], *, others_may_read: bool, proof: Proof, standard: Proof) -> bool:
    """Whether a reply that the rules read as a confirmation may count without a worker.

    ``history`` holds the events of this message and of those that it explains again. ``others_may_read`` is true where
    someone else may read, or answer, what goes to this contact point. ``proof`` is what the reply is, ``standard`` what
    the message asks for. One wrong or not-understood reply, or one reply by somebody else, leaves it to a judgement.
    """
    if others_may_read or proof is Proof.JUDGED or not meets(proof, standard):
        return False
    return _DOUBTS.isdisjoint(history)
