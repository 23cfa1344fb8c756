"""``bothways send`` to everybody, killed in the middle again and again, and given once more each time."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import TextClause, select, text

from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.models import Person, SavedTemplate
from tests.faults import reading
from tests.faults.council import CASEWORKER
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_TEMPLATE = "Office moves"
_KILLS = 3
_REACH_SECONDS = 90.0
_PROGRAM = "send"
_STANDING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE :program AND wait_event_type = 'Lock'"
)
_BUSY = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE :program AND state <> 'idle'"
)
_ACCEPTED = text("SELECT count(*) FROM message")


def broadcast(site: Site, say: Say) -> Outcome:
    command = _prepared(site)
    killed = 0
    # The first has to have written down its list: a row is held by its person, and so would the list be.
    places = [
        _no_message(site),
        *(_nobody_from(site, number * site.shape.messages // _KILLS) for number in range(1, _KILLS)),
    ]
    for held in places:
        killed += _killed_once(site, command, held)
        # What the server still finishes of it would be taken for the next one, standing.
        while _counted(site, _BUSY):
            time.sleep(0.01)
        say(f"killed: {_accepted(site)} of {site.shape.messages} were accepted")
    last = [subprocess.run(command, env=_environment(site), capture_output=True, check=True).stdout for _ in range(2)]
    with site.sessions() as session:
        numbers = {person: number for number, person in enumerate(site.council.people)}
        site.answers.update(dict.fromkeys(numbers.values(), ""))
        site.answers.update({numbers[line.person_id]: str(line.message_id) for line in reading.lines(session)})
    site.ordered = len(site.answers)
    outcome = finish(site)
    outcome.killed["the command, in the middle"] = killed
    outcome.notes.extend(said.decode().strip().splitlines()[0] for said in last)
    if killed < _KILLS:
        outcome.wrong.append(f"the command was killed only {killed} times")
    return outcome


def _prepared(site: Site) -> Sequence[str]:
    with site.sessions.begin() as session:
        template = SavedTemplate(
            name=_TEMPLATE,
            purpose=Purpose.GENERAL,
            body="Hello. Our office moves to 1 Town Square.",
            check_kind=CheckKind.NONE,
            created_at=site.world.outside.clock(),
        )
        session.add(template)
    people = site.folder / "people.csv"
    with people.open("w", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["person_id"])
        rows.writerows([person] for person in site.council.people)
    words = ["send", "--template", _TEMPLATE, "--to", str(people), "--as", CASEWORKER, "--yes"]
    return [sys.executable, "-m", "service.cli", *words]


def _killed_once(site: Site, command: Sequence[str], held: AbstractContextManager[None]) -> bool:
    """Whether it was killed in the middle of a transaction, with rows written that nobody ever sees."""
    env = {**_environment(site), "PGAPPNAME": _PROGRAM}
    until = time.monotonic() + _REACH_SECONDS
    with held, subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None and time.monotonic() < until:
                if _counted(site, _STANDING):
                    return True
                time.sleep(0.01)
            return False
        finally:
            process.kill()


@contextmanager
def _no_message(site: Site) -> Iterator[None]:
    with site.database.barred("message"):
        yield


@contextmanager
def _nobody_from(site: Site, position: int) -> Iterator[None]:
    """Whoever writes to one of these people waits: only its first commits are made, however fast it is."""
    with site.sessions() as session:
        session.execute(select(Person.id).where(Person.id.in_(site.council.people[position:])).with_for_update())
        yield


def _counted(site: Site, query: TextClause) -> int:
    with site.sessions() as session:
        return int(session.scalar(query, {"program": f"{_PROGRAM}%"}) or 0)


def _accepted(site: Site) -> int:
    with site.sessions() as session:
        return int(session.scalar(_ACCEPTED) or 0)


def _environment(site: Site) -> dict[str, str]:
    return {**os.environ, **site.environment(site.database.url)}
