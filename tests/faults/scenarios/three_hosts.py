"""Three hosts, a web and a worker each, on one PostgreSQL; one of them is killed for good in the middle."""

from __future__ import annotations

import threading

from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site
from tests.faults.world.fates import Way
from tests.faults.world.moments import Moment

_REACH_SECONDS = 60.0


def three_hosts(site: Site, say: Say) -> Outcome:
    """The host dies while one of its workers' calls is under way somewhere, at a moment of chance for each."""
    site.order(site.shape.messages // 2)
    passes = site.fates.chance("host").randint(site.shape.messages // 20, site.shape.messages // 5)
    dead = threading.Event()

    def kill_host() -> None:
        for name in ("worker-2", "web-2"):
            site.fleet.kill(name, for_good=True)
        dead.set()

    reached = site.world.moments.trap(Moment.TEXT_TAKEN, passes, kill_host).wait(_REACH_SECONDS)
    taken = len(site.world.journal.taken())
    say(f"the second host is dead after {taken} were taken")
    outcome = finish(site)
    outcome.notes.append(f"taken before the host died: {taken}; after: {outcome.verdict.taken - taken}")
    outcome.killed["host 2: worker and web — a text was taken, no answer yet"] = int(reached and dead.is_set())
    fastest = _most_in_a_second([one.at for one in site.world.journal.taken() if one.way is Way.TEXT])
    outcome.notes.append(f"the most texts taken in one second: {fastest}; the pace of all hosts: {site.shape.a_second}")
    # A bucket one second deep: what was saved up, and what came in meanwhile.
    if fastest > 2 * site.shape.a_second:
        outcome.wrong.append("together the hosts sent faster than the sender may")
    if not reached:
        outcome.wrong.append("the host was never killed: nothing was proven")
    return outcome


def _most_in_a_second(moments: list[float]) -> int:
    """``moments`` in the order in which they came."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most
