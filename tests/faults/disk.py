"""A small disk of a run's own, in memory, to be filled."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_NAME = "bothways-faults-"


def may_mount() -> bool:
    """Only root may mount a disk of its own."""
    return os.geteuid() == 0


def mount(folder: Path, megabytes: int) -> None:
    """A disk at ``folder``, with the owner and the mode that the folder had."""
    before = folder.stat()
    options = f"size={megabytes}m,uid={before.st_uid},gid={before.st_gid},mode={before.st_mode & 0o7777:o}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, f"{_NAME}{os.getpid()}", str(folder)], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def unmount_left() -> None:
    """Those of runs that were killed."""
    for line in Path("/proc/mounts").read_text().splitlines():
        name, place = line.split()[:2]
        if name.startswith(_NAME) and not psutil.pid_exists(int(name.removeprefix(_NAME))):
            unmount(Path(place))
