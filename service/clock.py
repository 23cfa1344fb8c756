"""What time it is: the system's, or the simulator's where its clock file is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def clock_from(clock_file: Path | None) -> Callable[[], datetime]:
    """Gives the moment, aware UTC. The file holds an offset in whole seconds; a missing or broken one is no offset."""
    if clock_file is None:
        return _system
    return lambda: _system() + timedelta(seconds=_offset(clock_file))


def _system() -> datetime:
    return datetime.now(UTC)


def _offset(clock_file: Path) -> int:
    try:
        return int(clock_file.read_text())
    except (OSError, ValueError):
        return 0
