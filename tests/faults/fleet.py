"""The real processes, each in a group of its own, started again when they die, as a supervisor of the machine would."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LOOK_SECONDS = 0.02
_PAUSE_SECONDS = 0.3
_MOST_ENDINGS, _YOUNG_SECONDS = 12, 10.0


class DeadProgram(Exception):
    """A process that can't be kept running."""


@dataclass
class Program:
    """``ended`` counts deaths that nobody ordered, ``died_young`` those soon after a start, in a row.

    ``wanted`` is false once it is to stay away.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    wanted: bool = True
    process: subprocess.Popen[bytes] | None = None
    due: float = 0.0
    killed: int = 0
    ended: int = 0
    died_young: int = 0
    started: float = 0.0
    orders: int = field(default=0, repr=False)

    def start(self) -> None:
        # Linux ends them should the harness itself be killed: nothing of a run may stay behind.
        guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*guard, *self.argv],
                env={**os.environ, **self.env, "PGAPPNAME": self.name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Fleet:
    """``keep`` is called by the same thread that starts everything: Linux ends a child with the thread that made it."""

    def __init__(self, keep: Callable[[], None]) -> None:
        self._keep = keep
        self._programs: dict[str, Program] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="fleet")
        self.fault: Exception | None = None

    def add(self, program: Program) -> None:
        with self._lock:
            self._programs[program.name] = program

    def start(self) -> None:
        self._thread.start()

    def names(self, kind: str) -> list[str]:
        """Those of a kind that are to run: ``worker`` answers ``worker-1`` and its like."""
        with self._lock:
            return [name for name, program in self._programs.items() if name.startswith(kind) and program.wanted]

    def programs(self) -> list[Program]:
        with self._lock:
            return list(self._programs.values())

    def require_life(self) -> None:
        """Raise ``DeadProgram`` for one that ends again and again by itself: nothing could be proven with it."""
        for program in self.programs():
            if program.died_young > _MOST_ENDINGS:
                words = program.log.read_text(errors="replace").strip().splitlines() or [""]
                raise DeadProgram(f"{program.name} does not stay up: {words[-1]}")

    def kill(self, name: str, *, for_good: bool = False) -> None:
        """SIGKILL to the whole group, at once, from any thread."""
        with self._lock:
            program = self._programs[name]
            program.wanted = program.wanted and not for_good
            program.killed += 1
            program.orders += 1
            program.signal(signal.SIGKILL)

    def rest(self) -> None:
        """Everything is killed and stays away, until ``rise``."""
        for program in self.programs():
            self.kill(program.name, for_good=True)
        while any(program.process is not None for program in self.programs()):
            time.sleep(_LOOK_SECONDS)

    def rise(self) -> None:
        for program in self.programs():
            program.wanted = True

    def stop(self) -> None:
        """End everything: orderly where it heeds SIGTERM within a few seconds."""
        self._stopping.set()
        self._thread.join()
        for program in self.programs():
            program.signal(signal.SIGTERM)
        for program in self.programs():
            if program.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.process.wait(4)
            program.signal(signal.SIGKILL)
            program.process.wait()

    def _supervise(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            try:
                self._keep()
                self._look()
                self.fault = None
            except Exception as fault:  # noqa: BLE001 - a start that was killed in its turn is made again; told if it stays
                self.fault = fault

    def _look(self) -> None:
        now = time.monotonic()
        with self._lock:
            for program in self._programs.values():
                if program.process is not None and program.process.poll() is not None:
                    # A member of the group may outlive its head, which was killed alone.
                    program.signal(signal.SIGKILL)
                    program.process = None
                    program.due = now + (0 if program.orders else _PAUSE_SECONDS)
                    program.ended += 0 if program.orders else 1
                    young = not program.orders and now - program.started < _YOUNG_SECONDS
                    program.died_young = program.died_young + 1 if young else 0
                    program.orders = 0
                if program.process is None and program.wanted and now >= program.due:
                    program.start()
