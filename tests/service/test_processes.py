"""Real processes under a real supervisor, which runs in a process of its own since it takes the signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

_CHECKOUT = Path(__file__).parents[2]

_SUPERVISOR = """
import sys
from pathlib import Path
from service import processes
from service.processes import Command, run_together

journal = Path(sys.argv[1])

def child(name, body, **env):
    start = "import os, signal, sys, time; from pathlib import Path;"
    start += f"journal = open({str(journal)!r}, 'a', buffering=1);"
    start += f"print({name!r}, 'pid', os.getpid(), file=journal);"
    return Command(name, [sys.executable, "-c", start + "\\n" + body], env)

SERVES = '''
def end(*_):
    print(os.environ["NAME"], "ended", 0, file=journal)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print(os.environ["NAME"], "serves", 0, file=journal)
while True:
    time.sleep(0.05)
'''
"""


class _Supervised:
    """A supervisor in a process of its own, and what its children wrote: (name, event, value) a line."""

    def __init__(self, journal: Path, script: str) -> None:
        self._journal = journal
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SUPERVISOR + textwrap.dedent(script), str(journal)],
            cwd=_CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
            # A shell's background job ignores SIGINT, and so would what it starts: here it must be heard.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )

    def lines(self) -> list[tuple[str, str, int]]:
        if not self._journal.exists():
            return []
        words = [line.split() for line in self._journal.read_text().splitlines()]
        return [(name, event, int(value)) for name, event, value in words]

    def events(self, event: str) -> list[str]:
        return [name for name, happened, _ in self.lines() if happened == event]

    def pids(self, name: str) -> list[int]:
        return [value for named, event, value in self.lines() if (named, event) == (name, "pid")]

    def end(self, number: signal.Signals) -> str:
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=30)
        return out

    def clean(self) -> None:
        self.process.kill()
        self.process.communicate()
        for name in {name for name, _, _ in self.lines()}:
            for pid in self.pids(name):
                if _alive(pid):
                    psutil.Process(pid).kill()


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[[str], _Supervised]]:
    made: list[_Supervised] = []

    def start(script: str) -> _Supervised:
        made.append(_Supervised(tmp_path / f"journal{len(made)}", script))
        return made[-1]

    yield start
    for supervised in made:
        supervised.clean()


def _until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


_THREE = """
    run_together(
        [child(name, SERVES, NAME=name) for name in ("database", "web", "worker")],
        ready=lambda: print("ready", flush=True),
    )
    print("over", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_run_until_a_signal_and_stop_last_first(supervise: Callable[[str], _Supervised], number: signal.Signals) -> None:
    running = supervise(_THREE)
    _until(lambda: len(running.events("serves")) == 3)
    out = running.end(number)
    assert running.process.returncode == 0
    assert running.events("ended") == ["worker", "web", "database"]
    assert [line for line in out.splitlines() if line in {"ready", "over"}] == ["ready", "over"]


def test_the_children_end_when_the_supervisor_is_killed(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise(_THREE)
    _until(lambda: len(running.events("serves")) == 3)
    pids = [pid for name in ("database", "web", "worker") for pid in running.pids(name)]
    assert all(_alive(pid) for pid in pids)
    running.end(signal.SIGKILL)
    _until(lambda: not any(_alive(pid) for pid in pids))
    assert sorted(running.events("ended")) == ["database", "web", "worker"]


def test_a_killed_child_comes_back_and_the_others_stay(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("    processes._FIRST_PAUSE = 0.1" + _THREE)
    _until(lambda: len(running.events("serves")) == 3)
    psutil.Process(running.pids("web")[0]).kill()
    _until(lambda: running.events("serves").count("web") == 2)
    out = running.end(signal.SIGTERM)
    assert [len(running.pids(name)) for name in ("database", "web", "worker")] == [1, 2, 1]
    assert "process_died" in out


def test_a_child_that_keeps_dying_is_started_ever_more_rarely(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("""
    processes._FIRST_PAUSE, processes._LONGEST_PAUSE, processes._LOOK_SECONDS = 0.2, 0.8, 0.01
    run_together([child("broken", "print('broken', 'at', time.monotonic_ns(), file=journal); sys.exit(3)")])
    """)
    _until(lambda: len(running.events("at")) == 6)
    running.end(signal.SIGTERM)
    times = [value / 1e9 for _, event, value in running.lines() if event == "at"]
    gaps = [later - earlier for earlier, later in pairwise(times)][:5]
    assert [low <= gap for low, gap in zip([0.2, 0.4, 0.8, 0.8, 0.8], gaps, strict=True)] == [True] * 5
    assert gaps[-1] < 3.2


def test_steady_work_earns_a_quick_restart_again(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("""
    processes._FIRST_PAUSE, processes._LONGEST_PAUSE, processes._LOOK_SECONDS = 0.05, 60.0, 0.01
    processes._STEADY_SECONDS = 0.0
    run_together([child("brief", "print('brief', 'at', 0, file=journal)")])
    """)
    _until(lambda: len(running.events("at")) == 12)
    running.end(signal.SIGTERM)
    assert running.process.returncode == 0


def test_a_child_that_ignores_the_signal_is_ended_by_force_after_the_grace(
    supervise: Callable[[str], _Supervised],
) -> None:
    running = supervise("""
    processes._GRACE_SECONDS = 0.3
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', 'serves', 0, file=journal); time.sleep(60)"
    run_together([child("deaf", deaf)])
    """)
    _until(lambda: running.events("serves"))
    began = time.monotonic()
    running.end(signal.SIGTERM)
    assert time.monotonic() - began < 10
    assert not _alive(running.pids("deaf")[0])


def test_what_a_killed_child_had_started_does_not_outlive_it(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("""
    body = '''
    import subprocess
    helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    print("helper", "pid", helper.pid, file=journal)
    time.sleep(60)
    '''.replace("\\n    ", "\\n")
    run_together([child("parent", body)])
    """)
    _until(lambda: running.pids("helper"))
    psutil.Process(running.pids("parent")[0]).kill()
    _until(lambda: not _alive(running.pids("helper")[0]))
    running.end(signal.SIGTERM)


def test_every_second_something_can_be_looked_after(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("""
    looked = lambda: print("looked", flush=True)
    run_together([child("web", SERVES, NAME="web")], every_second=looked)
    """)
    began = time.monotonic()
    _until(lambda: running.events("serves"))
    time.sleep(1.3)
    assert 2 <= running.end(signal.SIGTERM).count("looked") <= time.monotonic() - began + 2


def test_a_program_that_does_not_exist_ends_everything_at_once(supervise: Callable[[str], _Supervised]) -> None:
    running = supervise("""
    try:
        run_together([child("web", SERVES, NAME="web"), Command("gone", ["/nonexistent/program"])])
    except FileNotFoundError:
        print("not found", flush=True)
    """)
    out, _ = running.process.communicate(timeout=30)
    assert "not found" in out
    assert not any(_alive(pid) for pid in running.pids("web"))
