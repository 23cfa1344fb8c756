"""What is done to the service while messages go out. Each ends in a verdict; ``make faults`` runs them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.faults.outcome import Outcome, Say
from tests.faults.scenarios.broadcast import broadcast
from tests.faults.scenarios.database_gone import database_gone
from tests.faults.scenarios.disk_full import disk_full
from tests.faults.scenarios.matrix import full
from tests.faults.scenarios.queue_lost import queue_lost
from tests.faults.scenarios.restored import restored
from tests.faults.scenarios.three_hosts import three_hosts
from tests.faults.scenarios.wrong_credentials import wrong_credentials
from tests.faults.site import Shape, Site

__all__ = ["BY_NAME", "Scenario"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """``most`` bounds the messages of what needs no more to be proven; ``disk`` is in MB, and needs root."""

    words: str
    do: Callable[[Site, Say], Outcome]
    most: int = 1_000_000
    hosts: int = 1
    harmless: bool = False
    disk: int = 0
    a_second: int = 0

    def shape(self, seed: int, messages: int, breakage: str) -> Shape:
        return Shape(seed, min(messages, self.most), self.hosts, self.harmless, breakage, self.disk, self.a_second)


BY_NAME: Mapping[str, Scenario] = {
    "matrix": Scenario("Every fault outside, and SIGKILL at every step.", full),
    "three-hosts": Scenario(
        "Three hosts on one PostgreSQL; one is killed for good in the middle.", three_hosts, most=1000, hosts=3, a_second=60
    ),
    "queue-lost": Scenario("Every job row is deleted, again and again.", queue_lost, most=400),
    "database-gone": Scenario("PostgreSQL is killed and stays away for a while, three times.", database_gone, most=400),
    "wrong-credentials": Scenario("No provider knows us for twenty minutes.", wrong_credentials, most=300),
    "broadcast": Scenario("The same words to everybody, by a command that is killed again and again.", broadcast, most=1600),
    "restored": Scenario("Everything is lost but a backup, which is restored.", restored, most=600, a_second=6),
    "disk-full": Scenario("The database's disk is full for a while.", disk_full, most=400, disk=160),
}
