"""The demo's clock: real time plus an offset in whole seconds, kept in a file that the service reads too."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

FURTHEST_SECONDS = 10 * 366 * 24 * 3600


class SimulatedClock:
    """Reads the file at every question, so that whoever writes it, everybody sees the same time."""

    def __init__(self, clock_file: Path) -> None:
        self._file = clock_file
        self._writing = threading.Lock()

    def offset_seconds(self) -> int:
        """Seconds ahead of real time; 0 while there is no file or it holds no whole number."""
        try:
            return int(self._file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def now(self) -> datetime:
        """The simulated time, aware UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds())

    def set_offset(self, seconds: int) -> None:
        """Raises ``ValueError`` outside ten years either way. A reader sees the old number or the new, never half."""
        if abs(seconds) > FURTHEST_SECONDS:
            raise ValueError("the clock can be moved at most ten years")
        with self._writing:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_name(self._file.name + ".new")
            fresh.write_text(str(seconds), encoding="ascii")
            os.replace(fresh, self._file)  # noqa: PTH105 - the atomic rename is the point

    def advance(self, seconds: int) -> None:
        """Raises ``ValueError`` where ``set_offset`` does."""
        self.set_offset(self.offset_seconds() + seconds)
