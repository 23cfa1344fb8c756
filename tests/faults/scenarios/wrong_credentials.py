"""The text provider and the mail server don't know us for a while: sends are held, one alert, nothing marked failed."""

from __future__ import annotations

import time

from sqlalchemy import text

from tests.faults import reading
from tests.faults.outcome import Outcome, Say, finish
from tests.faults.site import Site

_WITHIN_SECONDS = 30.0
_MINUTES = 20
"""By the service's clock: longer than any bounded row of tries."""
_STATES = text("SELECT state, count(*) FROM delivery WHERE channel <> 'letter' GROUP BY state")


def wrong_credentials(site: Site, say: Say) -> Outcome:
    site.world.outside.known = False
    half = site.order(site.shape.messages // 2)
    _until_accepted(site, half)
    for _ in range(_MINUTES):
        time.sleep(0.7)
        site.move_clock(60)
    with site.sessions() as session:
        states = {row[0]: row[1] for row in session.execute(_STATES)}
        alerts = [alert for alert in reading.alerts(session) if "account" in f"{alert[0]} {alert[2]}"]
    refused = site.world.journal.all_met().get("credentials refused", 0)
    say(f"after {_MINUTES} minutes without credentials: {states}, {refused} calls, alerts {alerts}")

    site.world.outside.known = True
    outcome = finish(site)
    outcome.notes.append(f"calls while nobody knew us: {refused}")
    if states.keys() - {"queued", "sending"}:
        outcome.wrong.append(f"something was marked while nobody knew us: {states}")
    if not 1 <= len(alerts) <= 2 or len({door for _, door, _, _ in alerts}) < len(alerts):
        outcome.wrong.append(f"not one alert a channel: {alerts}")
    return outcome


def _until_accepted(site: Site, number: int) -> None:
    until = time.monotonic() + _WITHIN_SECONDS
    while site.waiting()[0] and time.monotonic() < until:
        time.sleep(0.1)
    assert len(site.answers) == number
