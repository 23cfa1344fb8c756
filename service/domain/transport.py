"""The transport axis: how far one delivery got on its way to the person (DOMAIN.md §2, §7). Never "understood"."""

from __future__ import annotations

import sys
from enum import IntEnum, StrEnum

from channels.base import Progress


class Transport(StrEnum):
    """Where one delivery stands. Printed, posted and returned are paper; to do and done are a worker's task."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    PRINTED = "printed"
    POSTED = "posted"
    RETURNED = "returned"
    TO_DO = "to_do"
    DONE = "done"


class Lane(IntEnum):
    """Who goes first where not all can go at once. Bulk is never starved: a share of every batch is kept for it."""

    URGENT = 0
    ORDINARY = 1
    BULK = 2


QUESTION_OPEN = "question_open"
"""Why a question is held: another one to the same number waits for its answer."""


class TransportEvent(StrEnum):
    """What can happen to a delivery.

    ``REFUSE`` is a clear no, by us or by the provider; ``LOSE`` a try whose outcome nobody can tell (timeout, 5xx, lease
    run out); ``PUT_BACK`` a try that certainly was not taken and may be made again; ``RETRY`` a decision to try again
    after a failure; ``SPOIL`` a printed letter that must be printed again.
    """

    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    CLAIM = "claim"
    ACCEPT = "accept"
    DELIVER = "deliver"
    REFUSE = "refuse"
    LOSE = "lose"
    PUT_BACK = "put_back"
    RETRY = "retry"
    PRINT = "print"
    SPOIL = "spoil"
    POST = "post"
    RETURN = "return"
    DO = "do"


class ImpossibleTransport(Exception):
    """An event that this state can't have. Nothing was changed."""

    def __init__(self, state: Transport, event: TransportEvent) -> None:
        super().__init__(f"impossible_transport: {event.value} from {state.value}")
        self.code = "impossible_transport"
        self.state = state
        self.event = event


_S, _E = Transport, TransportEvent

ALLOWED: dict[tuple[Transport, TransportEvent], Transport] = {
    (_S.HELD, _E.RELEASE): _S.QUEUED,
    (_S.HELD, _E.CANCEL): _S.CANCELLED,
    (_S.QUEUED, _E.HOLD): _S.HELD,
    (_S.QUEUED, _E.CANCEL): _S.CANCELLED,
    (_S.QUEUED, _E.REFUSE): _S.FAILED,
    (_S.QUEUED, _E.CLAIM): _S.SENDING,
    (_S.SENDING, _E.HOLD): _S.HELD,
    (_S.SENDING, _E.CANCEL): _S.CANCELLED,
    (_S.SENDING, _E.PUT_BACK): _S.QUEUED,
    (_S.SENDING, _E.ACCEPT): _S.SENT,
    (_S.SENDING, _E.DELIVER): _S.DELIVERED,
    (_S.SENDING, _E.REFUSE): _S.FAILED,
    (_S.SENDING, _E.LOSE): _S.UNKNOWN,
    (_S.SENT, _E.DELIVER): _S.DELIVERED,
    (_S.SENT, _E.REFUSE): _S.FAILED,
    (_S.UNKNOWN, _E.ACCEPT): _S.SENT,
    (_S.UNKNOWN, _E.DELIVER): _S.DELIVERED,
    (_S.UNKNOWN, _E.REFUSE): _S.FAILED,
    (_S.FAILED, _E.RETRY): _S.QUEUED,
    (_S.QUEUED, _E.PRINT): _S.PRINTED,
    (_S.PRINTED, _E.SPOIL): _S.QUEUED,
    (_S.PRINTED, _E.CANCEL): _S.CANCELLED,
    (_S.PRINTED, _E.POST): _S.POSTED,
    (_S.POSTED, _E.RETURN): _S.RETURNED,
    (_S.TO_DO, _E.DO): _S.DONE,
    (_S.TO_DO, _E.CANCEL): _S.CANCELLED,
}

_RECEIPT_SAYS = {
    Progress.ACCEPTED: _S.SENT,
    Progress.SENT: _S.SENT,
    Progress.FAILED: _S.FAILED,
    Progress.DELIVERED: _S.DELIVERED,
}
_RANK = {_S.SENDING: 0, _S.UNKNOWN: 0, _S.SENT: 1, _S.FAILED: 2, _S.DELIVERED: 3}
_NOT_LEFT = frozenset({_S.HELD, _S.QUEUED, _S.CANCELLED})


def advance(state: Transport, event: TransportEvent) -> Transport:
    """The state after ``event``. Raises ``ImpossibleTransport``; for delivery reports use ``settle``."""
    try:
        return ALLOWED[state, event]
    except KeyError:
        raise ImpossibleTransport(state, event) from None


def settle(state: Transport, progress: Progress) -> tuple[Transport, bool]:
    """Merge one delivery report into an attempt's state: the new state, and whether the two contradict each other.

    Reports come late, twice and in any order, so the state follows their rank, never their time: sent, then failed,
    then delivered. A contradiction (failed and delivered; a report about something that never left; a report about
    paper or a visit) raises a flag and never an error. ``UNKNOWN`` is settled by the first report that says anything.
    """
    reported = _RECEIPT_SAYS.get(progress)
    if reported is None:
        return state, False
    if state in _NOT_LEFT:
        return reported, True
    rank = _RANK.get(state)
    if rank is None:
        return state, True
    contradiction = {state, reported} == {_S.FAILED, _S.DELIVERED}
    return (reported if _RANK[reported] > rank else state), contradiction


def mermaid() -> str:
    """The table above as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2", *(f"    [*] --> {start}" for start in (_S.HELD, _S.QUEUED, _S.TO_DO))]
    lines += [f"    {state} --> {after}: {event}" for (state, event), after in ALLOWED.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(mermaid())
