"""Every fault of the world, and SIGKILL at every step, while messages are accepted and go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.faults.kills import EVERY, SOME, Kill, Reaper
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_MOST_TRIES = 4
_A_ROUND = 10_000
"""So many messages give each kill its traffic once."""


def full(site: Site, say: Say) -> Outcome:
    kills = list(EVERY) * max(1, site.shape.messages // _A_ROUND)
    site.fates.chance("order of kills").shuffle(kills)
    return _killed(site, say, kills)


def short(site: Site, say: Say) -> Outcome:
    """With few kills, for the tests."""
    return _killed(site, say, SOME)


def unkilled(site: Site, say: Say) -> Outcome:
    """The faults of the world alone."""
    return _killed(site, say, ())


def _killed(site: Site, say: Say, kills: Sequence[Kill]) -> Outcome:
    """Between two kills a share of the messages is ordered, so that each finds the service at work."""
    reaper = Reaper(site.database, site.fleet, site.world.moments, site.fates.chance("kills"))
    killed: Counter[str] = Counter()
    missed: list[str] = []
    waiting = [(kill, 1) for kill in kills]
    # A fifth is kept back for steps that have to be tried again.
    share = site.shape.messages * 4 // 5 // (len(kills) + 1) + 1
    while waiting:
        kill, number = waiting.pop(0)
        if reaper.reap(kill, lambda: site.order(share)):
            killed[str(kill)] += 1
            say(f"{site.ordered:6} ordered  killed: {kill}")
        elif number < _MOST_TRIES:
            waiting.insert(min(2, len(waiting)), (kill, number + 1))
        else:
            missed.append(str(kill))
    outcome = finish(site)
    outcome.killed = killed
    outcome.missed = [step for step in missed if not killed[step]]
    outcome.notes += [f"reached once and then no more: {step}" for step in missed if killed[step]]
    return outcome
