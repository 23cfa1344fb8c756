"""The very moment of call N: the outside world stops there and lets the run do something before it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum


class Moment(StrEnum):
    """Where a call, or a webhook of ours, stands."""

    TEXT_ASKED = "a text was asked for, nothing is taken yet"
    TEXT_TAKEN = "a text was taken, no answer yet"
    TEXT_ANSWERED = "a text was taken and answered"
    MAIL_CONNECTED = "a mail's line is open"
    MAIL_ASKED = "a mail's content has come, nothing is taken yet"
    MAIL_TAKEN = "a mail was taken, no answer yet"
    MAIL_ANSWERED = "a mail was taken and answered"
    REPORT_POSTED = "a report is on its way to the web"
    REPORT_ANSWERED = "the web has answered a report"
    ANSWER_POSTED = "a person's answer is on its way to the web"
    BATCH_PRINTED = "a batch lies in the printer's folder"


class Moments:
    """One trap at a time for each moment; ``passing`` costs next to nothing while none is set."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._traps: dict[Moment, tuple[int, Callable[[], None]]] = {}

    def trap(self, moment: Moment, passes: int, do: Callable[[], None]) -> threading.Event:
        """Have ``do`` called by the thread that is the ``passes``-th to come by from now; set once it returned."""
        done = threading.Event()

        def spring() -> None:
            try:
                do()
            finally:
                done.set()

        with self._lock:
            self._traps[moment] = (passes, spring)
        return done

    def clear(self) -> None:
        with self._lock:
            self._traps.clear()

    def passing(self, moment: Moment) -> None:
        if not self._traps:
            return
        with self._lock:
            passes, do = self._traps.get(moment, (0, None))
            if do is None:
                return
            if passes > 1:
                self._traps[moment] = (passes - 1, do)
                return
            del self._traps[moment]
        do()
