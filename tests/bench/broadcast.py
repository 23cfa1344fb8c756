"""The same words to a hundred thousand people: who is on the list, how each would be told, and all of them accepted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from service.commands.send import carry_on_to_the_end
from service.container import Container
from service.domain.actors import Actor
from service.domain.broadcasts import ListRow, key_of, list_digest
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.queries import broadcasts
from service.queries.broadcasts import Listed
from service.use_cases.carry_on_broadcast import Step
from service.use_cases.preview_broadcast import Letters, preview_broadcast
from service.use_cases.start_broadcast import start_broadcast
from tests.bench.crowd import gather
from tests.bench.machine import Figure, database_cpu_seconds

PEOPLE = 100_000
_FIRST, _LOOKED_AT = 40_000_000, 500
_DRAFT = Draft(
    purpose=Purpose.GENERAL,
    body="Hello. Your bins will be emptied on Friday 27 November, a day later than usual. Please put them out by 7am.",
)


class _Watch:
    """CPU and wall time from one moment to the next, told as a figure."""

    def __init__(self) -> None:
        self._began, self._own, self._database = time.perf_counter(), time.process_time(), database_cpu_seconds()

    def figure(self, name: str, number: int, promised: str = "") -> tuple[Figure, float]:
        seconds = time.perf_counter() - self._began
        own = (time.process_time() - self._own) * 1000 / number
        database = (database_cpu_seconds() - self._database) * 1000 / number
        return Figure(name, own, database, 0.0, number / seconds, promised), seconds


def rows(container: Container, actor: Actor, now: datetime, *, people: int = PEOPLE) -> Iterator[str]:
    """Lines of the table; the seconds that each step took stand in its name."""
    gather(container, "B", people, now, first=_FIRST, mixed=True)
    watch = _Watch()
    asked = [ListRow(line, case_reference=f"B-{line}") for line in range(1, people + 1)]
    with container.sessions() as session:
        listed = broadcasts.who_is_listed(session, actor, asked)
    yield _row(watch, "read the list", people)
    watch = _Watch()
    found = _looked(container, actor, listed, now)
    if set(found) != {Medium.TEXT, Medium.EMAIL, Medium.LETTER, Medium.PHONE_CALL}:
        raise SystemExit(f"not everybody would be told: {found}")
    ways = ", ".join(f"{number:,} {way}" for way, number in found.most_common())
    yield _row(watch, f"dry run ({ways})", people)
    watch = _Watch()
    digest = list_digest(asked)
    key = key_of(_DRAFT, digest, "bench")
    broadcast_id = start_broadcast(container.sessions, actor, _DRAFT, listed, now, key=key, template="Bins", people=digest)
    told: list[Step] = []
    carry_on_to_the_end(container, actor, broadcast_id, tell=told.append)
    if (accepted := sum(step.accepted for step in told)) != people:
        raise SystemExit(f"{accepted} of {people} were accepted")
    yield _row(watch, "accept", people, "≤ 60 s for 100,000")


def _row(watch: _Watch, step: str, number: int, promised: str = "") -> str:
    figure, seconds = watch.figure("", number, promised)
    return figure.row().replace("|  |", f"| broadcast to {number:,}: {step}: {seconds:.1f} s |", 1)


def _looked(container: Container, actor: Actor, listed: list[Listed], now: datetime) -> Counter[Medium | str]:
    letters: Letters = {}
    found: Counter[Medium | str] = Counter()
    people = [one.person_id for one in listed if one.person_id is not None]
    for start in range(0, len(people), _LOOKED_AT):
        some = people[start : start + _LOOKED_AT]
        found.update(
            preview_broadcast(container.sessions, actor, _DRAFT, some, now, channels=container.channels, letters=letters)
        )
    return found
