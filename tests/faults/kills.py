"""SIGKILL at every named step: at the very moment of a call, in the middle of a transaction, or anywhere."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import psycopg

from tests.faults.database import Database
from tests.faults.fleet import Fleet
from tests.faults.world.moments import Moment, Moments

_REACH_SECONDS = 20.0
_DELAYS = (0.0, 0.0, 0.001, 0.01, 0.05)
_MOST_PASSES = 8


class Victim(StrEnum):
    """What is killed. ``POSTMASTER`` leaves PostgreSQL's children to find out by themselves."""

    WORKER = "worker"
    WEB = "web"
    ACCEPTOR = "acceptor"
    CLERK = "clerk"
    POSTGRES = "postgres"
    POSTMASTER = "postmaster"


@dataclass(frozen=True, slots=True)
class Transaction:
    """Stopped before its COMMIT: ``program`` stands before a table that is shut (from ``after`` on), with this statement."""

    step: str
    table: str
    program: Victim
    statement: str = ""
    after: Moment | None = None


ACCEPT = Transaction("a message is being accepted, before COMMIT", "message", Victim.ACCEPTOR)
ACCEPT_BY_HTTP = Transaction("a message is being accepted over HTTP, before COMMIT", "message", Victim.WEB)
CLAIM = Transaction("a batch is being claimed, before COMMIT", "attempt", Victim.WORKER, "INTO attempt")
RECORD = Transaction(
    "a call's result is being recorded, before COMMIT", "attempt", Victim.WORKER, "UPDATE attempt", Moment.TEXT_TAKEN
)
RECEIPT = Transaction("a report is being kept, before COMMIT", "receipt", Victim.WEB)
ANSWER = Transaction("a person's answer is being kept, before COMMIT", "reply", Victim.WEB)
SWEEP = Transaction("a sweep is at work, before COMMIT", "audit_entry", Victim.WORKER)
RELEASE = Transaction("letters are being released, before COMMIT", "print_batch", Victim.CLERK)

Step = Moment | Transaction | None


@dataclass(frozen=True, slots=True)
class Kill:
    """``step`` is empty for a moment of chance."""

    step: Step
    victim: Victim

    def __str__(self) -> str:
        step = self.step.step if isinstance(self.step, Transaction) else self.step or "at any moment"
        return f"{self.victim} — {step}"


_OF_MOMENT = {
    Moment.TEXT_ASKED: Victim.WORKER,
    Moment.TEXT_TAKEN: Victim.WORKER,
    Moment.TEXT_ANSWERED: Victim.WORKER,
    Moment.MAIL_CONNECTED: Victim.WORKER,
    Moment.MAIL_ASKED: Victim.WORKER,
    Moment.MAIL_TAKEN: Victim.WORKER,
    Moment.MAIL_ANSWERED: Victim.WORKER,
    Moment.REPORT_POSTED: Victim.WEB,
    Moment.REPORT_ANSWERED: Victim.WEB,
    Moment.ANSWER_POSTED: Victim.WEB,
    Moment.BATCH_PRINTED: Victim.CLERK,
}
_TRANSACTIONS = (ACCEPT, ACCEPT_BY_HTTP, CLAIM, RECORD, RECEIPT, ANSWER, SWEEP, RELEASE)

EVERY: tuple[Kill, ...] = (
    *(Kill(moment, victim) for moment, victim in _OF_MOMENT.items()),
    *(Kill(moment, Victim.POSTGRES) for moment in _OF_MOMENT),
    *(Kill(step, step.program) for step in _TRANSACTIONS),
    *(Kill(step, Victim.POSTGRES) for step in _TRANSACTIONS),
    *(Kill(step, Victim.POSTMASTER) for step in (ACCEPT, CLAIM, RECORD, RECEIPT)),
    *(Kill(None, victim) for victim in Victim),
)
SOME: tuple[Kill, ...] = (
    Kill(CLAIM, Victim.WORKER),
    Kill(Moment.TEXT_TAKEN, Victim.WORKER),
    Kill(ACCEPT, Victim.ACCEPTOR),
    Kill(RECORD, Victim.POSTGRES),
    Kill(ACCEPT_BY_HTTP, Victim.WEB),
)
"""What the short run has time for."""


class Reaper:
    """Carries kills out. What it can't reach it says."""

    def __init__(self, database: Database, fleet: Fleet, moments: Moments, chance: random.Random) -> None:
        self._database = database
        self._fleet = fleet
        self._moments = moments
        self._chance = chance

    def reap(self, kill: Kill, feed: Callable[[], object]) -> bool:
        """Whether the step was reached within a few seconds, and the victim killed there.

        ``feed`` brings traffic; it is called once the trap is set.
        """
        step = kill.step
        self._database.wait()
        try:
            if isinstance(step, Transaction):
                return self._within(step, kill.victim, feed)
            if isinstance(step, Moment):
                return self._at(step, kill.victim, feed)
            feed()
            time.sleep(self._chance.random())
            self._strike(kill.victim)
        except psycopg.Error:
            # The server went away under the trap itself.
            return False
        finally:
            self._moments.clear()
        return True

    def _at(self, moment: Moment, victim: Victim, feed: Callable[[], object]) -> bool:
        delay = self._chance.choice(_DELAYS)

        def strike() -> None:
            time.sleep(delay)
            self._strike(victim)

        passes = 1 if moment is Moment.BATCH_PRINTED else self._chance.randint(1, _MOST_PASSES)
        struck = self._moments.trap(moment, passes, strike)
        feed()
        return struck.wait(_REACH_SECONDS)

    def _within(self, step: Transaction, victim: Victim, feed: Callable[[], object]) -> bool:
        with contextlib.ExitStack() as stack:
            go_on = None
            if step.after is not None:
                go_on = stack.enter_context(self._stopped_at(step.after, feed))
                if go_on is None:
                    return False
            bar = stack.enter_context(self._database.barred(step.table))
            if go_on is None:
                feed()
            else:
                go_on.set()
            if not bar.wait_for(step.program, step.statement, _REACH_SECONDS):
                return False
            self._strike(victim)
            return True

    @contextlib.contextmanager
    def _stopped_at(self, moment: Moment, feed: Callable[[], object]) -> Iterator[threading.Event | None]:
        """A call that stands still until the event is set, or nothing where none came by."""
        here, go_on = threading.Event(), threading.Event()

        def stop() -> None:
            here.set()
            go_on.wait(_REACH_SECONDS)

        self._moments.trap(moment, 1, stop)
        feed()
        try:
            yield go_on if here.wait(_REACH_SECONDS) else None
        finally:
            go_on.set()

    def _strike(self, victim: Victim) -> None:
        if victim in {Victim.POSTGRES, Victim.POSTMASTER}:
            self._database.kill(children=victim is Victim.POSTGRES)
        else:
            self._fleet.kill(self._chance.choice(self._fleet.names(victim)))
