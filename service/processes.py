"""Runs the service's processes as one: they start in order, come back when they die, and end together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

_log = structlog.get_logger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
_GRACE_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Command:
    """One child. ``env`` is added to our own environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class _Child:
    def __init__(self, command: Command) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self._pause = _FIRST_PAUSE
        self._started_at = 0.0
        self._due_at = 0.0

    def look(self, now: float) -> None:
        """Start it when it is due; notice its death and put the next start off, longer each time."""
        if self.process is None:
            if now >= self._due_at:
                self._start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self._started_at >= _STEADY_SECONDS:
            self._pause = _FIRST_PAUSE
        _log.error("process_died", process=self.command.name, exit_code=code, restart_in_seconds=self._pause)
        self.kill_group(signal.SIGKILL)
        self.process = None
        self._due_at = now + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def stop(self) -> None:
        """Ask the whole group to end, and make it after the grace."""
        if self.process is None:
            return
        self.kill_group(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE_SECONDS)
        self.kill_group(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def _start(self, now: float) -> None:
        self._started_at = now
        self.process = subprocess.Popen(  # noqa: S603
            list(self.command.argv),
            env={**os.environ, **self.command.env},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509  the supervisor has one thread
        )
        _log.info("process_started", process=self.command.name, pid=self.process.pid)


def run_together(
    commands: Sequence[Command], *, ready: Callable[[], None] | None = None, every_second: Callable[[], object] | None = None
) -> None:
    """Run all of them until SIGTERM, SIGINT or SIGHUP, then stop them, last first, with ten seconds' grace each.

    A child that ends, however it ends, is started again after 1, 2, 4 … 30 seconds; a minute of steady work resets
    that. On Linux the children are ended even when we are killed. ``ready`` is called once, when all were started;
    ``every_second`` is the place to revive the database, and what it raises ends everything. Only for the main thread
    of a process without other threads.
    """
    children = [_Child(command) for command in commands]
    with _asked_to_stop() as asked:
        try:
            for child in children:
                child.look(time.monotonic())
            if ready is not None:
                ready()
            next_second = 0.0
            while not asked():
                now = time.monotonic()
                if every_second is not None and now >= next_second:
                    every_second()
                    next_second = now + 1.0
                for child in children:
                    child.look(now)
                time.sleep(_LOOK_SECONDS)
        finally:
            for child in reversed(children):
                child.stop()


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    asked = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    heeded = [number for number in _STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in heeded}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask Linux for SIGTERM when its parent is gone."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        # Not SIGKILL: the child has processes of its own to end.
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
