"""Whether a machine's clock may be believed. A wrong one sends at night, lets deadlines pass and orders rows falsely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

MOST_BEHIND: Final = timedelta(minutes=5)
"""Hosts that keep time by NTP differ by far less; more than this is a clock that was never set."""


class ClockBehind(Exception):
    """This machine's clock is behind what stands in the database. The text is for whoever starts the service."""

    code = "clock_behind"

    def __init__(self, now: datetime, newest: datetime) -> None:
        super().__init__(
            f"This machine's clock says {_shown(now)}, but the database holds a row of {_shown(newest)}. "
            "Set the clock (timedatectl set-ntp true), then start again. If this clock is right and the row was written "
            "by a machine whose clock was ahead, start with BOTHWAYS_TRUST_THIS_CLOCK=true."
        )


def require_not_behind(now: datetime, newest: datetime | None) -> None:
    """Raises ``ClockBehind`` if ``now`` is more than ``MOST_BEHIND`` before the newest row."""
    if newest is not None and newest - now > MOST_BEHIND:
        raise ClockBehind(now, newest)


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%-d %B %Y %H:%M:%S UTC")
