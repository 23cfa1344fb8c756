"""Whether what is due goes out, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.container import Container
from service.doctor.finding import Finding, broken, look, ok
from service.queries.measures import Measures, measures

_LONG_SECONDS: Final = 600
_SEAL_SECONDS: Final = 300
_MAILBOX_ROUNDS: Final = 10
_HALTS: Final = {
    "account_refused": "the provider does not know us. Check its credentials; one send is tried each minute.",
    "restored": "this database came out of a backup. Keep a worker running, then run `bothways resume`.",
}


def findings(container: Container) -> Iterator[Finding]:
    with container.sessions() as session:
        found = measures(session, container.clock())
    yield _workers(found)
    yield from _left_behind(found)
    for (channel, reason), seconds in sorted(found.halts.items()):
        what = "All sending" if channel == "*" else f"Sending by {channel}"
        why = _HALTS.get(reason, f"{reason}.")
        yield broken("halt", f"{what} stands still since {_long(seconds)}: {why}")
    if container.mailbox is not None:
        yield _mailbox(found.mailbox_age, container.settings.imap_seconds)
    unknown = sum(found.unknown.values())
    if unknown:
        yield look("unknown", f"Of {unknown} deliveries nobody can tell whether they left. They stand on the work list.")
    alerts = sum(found.alerts.values())
    if alerts:
        yield look(
            "alerts", f"{alerts} alerts that nobody saw: {', '.join(sorted(found.alerts))}. They stand on the work list."
        )


def _workers(found: Measures) -> Finding:
    if found.workers:
        return ok("worker", f"{found.workers} alive.")
    return broken("worker", "No worker gave a sign of life in the last minute, so nothing leaves. Start `bothways worker`.")


def _left_behind(found: Measures) -> Iterator[Finding]:
    for channel in ("sms", "email"):
        age = found.queue_age[channel]
        if age > _LONG_SECONDS:
            due = sum(number for (each, _lane), number in found.due.items() if each == channel)
            yield look("queue", f"{due} wait to go by {channel}, the oldest since {_long(age)}. A broadcast takes its time.")
    if found.stalled_jobs:
        yield look("jobs", f"{found.stalled_jobs} jobs lost their worker. Another takes them up within two minutes.")
    if found.unsealed_age > _SEAL_SECONDS:
        yield look("audit", f"The audit was not sealed for {_long(found.unsealed_age)}. A worker does it each minute.")


def _mailbox(age: int | None, every: int) -> Finding:
    if age is None:
        return look("mailbox", "The mailbox was never read. A worker reads it; start one, and look again in a minute.")
    if age > every * _MAILBOX_ROUNDS:
        return broken("mailbox", f"The mailbox was not read for {_long(age)}: replies lie in it. Look at the worker's log.")
    return ok("mailbox", f"The mailbox was read {_long(age)} ago.")


def _long(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    if seconds < 7200:
        return f"{seconds // 60} minutes"
    return f"{seconds // 3600} hours"
