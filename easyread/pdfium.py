"""PDFium may be called by one thread at a time, whoever calls it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from types import TracebackType

__all__ = ["turn"]


class Turn:
    """Held while PDFium is at work. A process that calls it elsewhere too gives one lock to all: ``share``."""

    def __init__(self) -> None:
        self._lock: AbstractContextManager[object] = threading.Lock()

    def share(self, lock: AbstractContextManager[object]) -> None:
        """Before the first page is read."""
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.__enter__()

    def __exit__(
        self, type_: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.__exit__(type_, value, traceback)


turn = Turn()
