"""Who uses the cluster: file locks, which the kernel lets go of however a process ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

from service.embedded_postgres.account import Home
from service.embedded_postgres.errors import EmbeddedPostgresError, Fault

_PAUSE_SECONDS = 0.02


@contextlib.contextmanager
def turn(home: Home, seconds: float) -> Iterator[None]:
    """One start or stop at a time, over all processes. Raises ``EmbeddedPostgresError`` after ``seconds``."""
    handle = _open(home, "turn.lock")
    try:
        deadline = time.monotonic() + seconds
        while not _try(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    Fault.BUSY, f"Another start or stop of the database in {home.folder} does not end. Look at that one."
                )
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)


class Use:
    """That this object uses the server. The last one to leave stops it."""

    def __init__(self, home: Home) -> None:
        """Only within a ``turn``."""
        self._handle = _open(home, "use.lock")
        _try(self._handle, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Only within a ``turn``: give up the use; True if nobody else has one."""
        last = _try(self._handle, fcntl.LOCK_EX)
        os.close(self._handle)
        return last


def _open(home: Home, name: str) -> int:
    handle = os.open(home.folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    home.own(handle)
    return handle


def _try(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
