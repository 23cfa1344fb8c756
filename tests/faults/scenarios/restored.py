"""A backup is made while messages go out; later everything dies, the database is lost, and the backup is restored.

What left since the backup is not in it. The restored system holds its sending, asks the providers first, and sends what
they don't know once somebody says so: nothing goes out twice.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from psycopg import sql

from tests.faults import reading
from tests.faults.council import MANAGER
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_MOST_TRIES = 60
_TRY_SECONDS = 1.0
_SEND_SECONDS = 60.0
_WORDS_OF_A_COMMAND = 300


def restored(site: Site, say: Say) -> Outcome:
    site.order(site.shape.messages // 2)
    site.wait_for_traffic()
    site.waiting()
    known = set(site.answers)
    backup = site.folder / "backup.dump"
    _command(site, "backup", str(backup))
    at_backup = len(site.world.journal.taken())
    say(f"backup made; {at_backup} were taken so far")

    # These are accepted, and no backup knows them; some of them are sent, and some of what the backup holds as waiting.
    site.order(site.shape.messages // 8)
    _wait_for(site, at_backup + site.shape.messages // 8)
    site.fleet.rest()
    site.waiting()
    told = {f"{one.provider_id} {one.status}" for one in site.world.journal.all_told()}
    answered, taken = set(site.answers), len(site.world.journal.taken())
    _lose_database(site)
    say(f"everything died and the database is gone; {taken} were taken so far")

    _command(site, "restore", str(backup))
    with site.sessions() as session:
        people = {line.person_id for line in reading.lines(session)}
    came_back = {number for number, person in enumerate(site.council.people) if person in people}
    site.fleet.rise()
    said, went = _resumed(site, taken)
    say(said)
    outcome = finish(site)
    verdict = outcome.verdict
    forgotten = answered - came_back
    verdict.lost = [number for number in verdict.lost if number not in forgotten]
    verdict.untold = [one for one in verdict.untold if one not in told]
    # Tries that were begun after the backup.
    verdict.untraced = []
    outcome.notes.append(f"accepted after the backup, and so not in it: {len(forgotten)}")
    outcome.notes.append(said)
    if went:
        outcome.wrong.append(f"{went} went out before anybody said so")
    if known - came_back:
        outcome.wrong.append(f"{len(known - came_back)} were accepted before the backup and are not in it")
    return outcome


def _wait_for(site: Site, taken: int) -> None:
    until = time.monotonic() + _SEND_SECONDS
    while len(site.world.journal.taken()) < taken and time.monotonic() < until:
        time.sleep(0.05)


def _resumed(site: Site, taken: int) -> tuple[str, int]:
    """What ``bothways resume`` says once it agrees (the providers were asked about everything), and what went out before."""
    for _ in range(_MOST_TRIES):
        time.sleep(_TRY_SECONDS)
        site.move_clock(60)
        went = len(site.world.journal.taken()) - taken
        done = _run(site, "resume", "--as", MANAGER)
        if done.returncode == 0:
            return done.stdout.decode().strip().replace("\n", " "), went
    raise RuntimeError(f"resume never agreed: {done.stderr.decode()[-_WORDS_OF_A_COMMAND:]}")


def _command(site: Site, *words: str) -> None:
    done = _run(site, *words)
    if done.returncode:
        raise RuntimeError(f"bothways {words[0]}: {done.stderr.decode()[-_WORDS_OF_A_COMMAND:]}")


def _run(site: Site, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **site.environment(site.database.url)}
    return subprocess.run([sys.executable, "-m", "service.cli", *words], env=env, capture_output=True, check=False)


def _lose_database(site: Site) -> None:
    """An empty database stands in its place, as on a new machine."""
    site.engine.dispose()
    name = sql.Identifier(Path(str(site.engine.url.database)).name)
    with contextlib.closing(site.database.superuser("postgres")) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))
