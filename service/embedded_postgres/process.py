"""The server as the operating system sees it: alive, left over, or only a file that says so."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_QUIT_SECONDS = 5.0
_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A live server of one cluster, as its own pid file describes it."""

    pid: int
    socket: Path
    port: int
    ready: bool


def find(cluster: Path) -> Postmaster | None:
    """The live server of ``cluster``; ``None`` where the pid file is missing, half-written or stale.

    The number alone proves nothing: after a restart of a container it may be anybody's. A server of this cluster has
    the cluster as its working directory.
    """
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
        port, socket = int(lines[3]), Path(lines[4])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if not socket.is_absolute() or not is_postmaster(pid, cluster):
        return None
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return Postmaster(pid, socket, port, ready)


def is_postmaster(pid: int, cluster: Path) -> bool:
    """Whether ``pid`` is the head of a server on ``cluster``, and not an orphaned child of one that was killed."""
    try:
        process = psutil.Process(pid)
        parent = process.parent()
        return _works_in(process, cluster) and not (parent is not None and _works_in(parent, cluster))
    except psutil.Error:
        return False


def signal_and_wait(cluster: Path, pids: set[int], number: signal.Signals, seconds: float) -> set[int]:
    """Signal those that are processes of this cluster, wait for their end; those that still run afterwards."""
    deadline = time.monotonic() + seconds
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    while (left := {pid for pid in pids if _runs_in(pid, cluster)}) and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
    return left


def clear_wreck(cluster: Path, socket: Path) -> None:
    """End what a killed server left: children that hold its shared memory, its pid file and its socket's lock.

    Only for a cluster without a live server, within a ``turn``. PostgreSQL would refuse to start beside such children,
    and beside files that name a number which now is a zombie's or a stranger's; ending them is what its recovery expects.
    """
    left = {pid for pid in psutil.pids() if _runs_in(pid, cluster)}
    for number in (signal.SIGQUIT, signal.SIGKILL):
        left = left and signal_and_wait(cluster, left, number, _QUIT_SECONDS)
    for stale in (cluster / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _runs_in(pid: int, cluster: Path) -> bool:
    try:
        return _works_in(psutil.Process(pid), cluster)
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """True for a live PostgreSQL process of this cluster; a zombie has no working directory any more."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == cluster
    except (psutil.Error, OSError):
        return False
