"""What a delivery report changes, given the try that it is about: reports come late, twice and in any order (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from channels.base import Progress
from service.domain import retries
from service.domain.transport import Transport, TransportEvent, advance, settle

_WAITS = frozenset({Transport.QUEUED, Transport.HELD, Transport.CANCELLED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a delivery is when a report comes, and which of its tries the report is about."""

    state: Transport
    newest: bool = True
    """No other try followed this one."""
    failed: bool = False
    """An earlier report said that this try failed."""
    contradiction: bool = False
    awaiting: bool = True
    """An answer is still looked for."""
    tries: int | None = 1
    """Those that a provider took, this one included; ``None`` while nobody can tell what became of another one."""
    event_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """``error_code`` is set where the try failed by this report, ``due_at`` where it is tried again."""

    state: Transport
    error_code: str | None = None
    due_at: datetime | None = None
    contradiction: bool = field(default=False, kw_only=True)


def change(standing: Standing, progress: Progress, error_code: str | None, now: datetime, jitter: float) -> Change:
    """The delivery after one report. ``jitter``, in [0, 1), spreads what is tried again.

    Tried again by itself is only what failed for a reason that passes, within the bound, while an answer is looked for and
    nothing about it is strange. A second reason for the same failure, one that doesn't pass, ends the waiting.
    """
    state, contradicts = merge(standing, progress)
    settled = Change(state, contradiction=standing.contradiction or contradicts)
    if progress is not Progress.FAILED or not standing.newest:
        return settled
    due_at = None
    if standing.tries is not None:
        due_at = retries.again(error_code, standing.tries, now, jitter, standing.event_at)
    if standing.failed:
        ends = state is Transport.QUEUED and due_at is None
        return replace(settled, state=advance(state, TransportEvent.REFUSE), error_code=error_code) if ends else settled
    if state is not Transport.FAILED:
        return settled
    if due_at is None or state is standing.state or settled.contradiction or not standing.awaiting:
        return replace(settled, error_code=error_code)
    return replace(settled, state=advance(state, TransportEvent.RETRY), error_code=error_code, due_at=due_at)


def merge(standing: Standing, progress: Progress) -> tuple[Transport, bool]:
    """The delivery's state by this report alone, and whether it contradicts what was known.

    A try that failed, and a try that another one followed, were both given up: of those only "delivered" still moves the
    delivery, out of the queue too. That an earlier try was taken though its refusal was clear keeps it from a further one.
    """
    state = standing.state
    if progress is Progress.UNRECOGNISED:
        return state, False
    if progress is Progress.DELIVERED and (standing.failed or not standing.newest):
        return settle(state, progress)[0], True
    if standing.failed or (progress is Progress.FAILED and not standing.newest):
        return state, False
    if not standing.newest:
        return (settle(state, progress)[0] if state in _WAITS else state), True
    return settle(state, progress)
