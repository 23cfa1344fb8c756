"""How a scenario ends: the verdict, what was met and killed, and what else it found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.faults.site import Shape, Site
from tests.faults.verdict import Verdict, judge

Say = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """``missed`` are steps that no try reached: they prove nothing, so they are faults. ``notes`` are only told."""

    verdict: Verdict
    met: Mapping[str, int]
    killed: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What a scenario found wrong beside the verdict."""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def faults(self) -> list[str]:
        return [*self.verdict.faults(), *(f"never reached: {step}" for step in self.missed), *self.wrong]


def finish(site: Site) -> Outcome:
    """Order what is left, wait until all is at rest, and compare the books."""
    site.order(site.shape.messages)
    restless = site.settle()
    outcome = Outcome(judge(site, restless), site.world.journal.all_met())
    if site.fleet.fault is not None:
        outcome.wrong.append(f"the supervisor met {site.fleet.fault!r}")
    died = {program.name: program.ended for program in site.fleet.programs() if program.ended}
    if died:
        outcome.notes.append("ended by themselves: " + ", ".join(f"{name} {times} times" for name, times in died.items()))
    deadlocks = site.database.log.read_bytes().count(b"deadlock detected")
    if deadlocks:
        outcome.notes.append(f"deadlocks that PostgreSQL broke: {deadlocks}")
    return outcome


def run(shape: Shape, scenario: Callable[[Site, Say], Outcome], say: Say) -> Outcome:
    """Build a site, do it, judge it, and leave nothing but the evidence of a bad run."""
    begun = time.monotonic()
    with Site(shape) as site:
        outcome = scenario(site, say)
        if outcome.faults():
            say(f"logs and journal: {site.keep_evidence()}")
    outcome.seconds = time.monotonic() - begun
    return outcome
