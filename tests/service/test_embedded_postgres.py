"""Real servers, really killed; where the tests run as root, by root and by an ordinary user."""

from __future__ import annotations

import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from service.embedded_postgres import (
    EmbeddedPostgres,
    EmbeddedPostgresError,
    Fault,
    process,
    remove,
    resolve_database_url,
    temporary_database,
)
from service.embedded_postgres import binaries as programs

_CHECKOUT = Path(__file__).parents[2]
_WAYS = ["root", "ordinary"] if os.geteuid() == 0 else ["ordinary"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Made by the first test that starts it. Every test leaves it stopped and sound; a first start costs a second."""
    folder = tmp_path_factory.mktemp("server") / "data"
    yield folder
    remove(folder)


@pytest.fixture
def new_data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    remove(tmp_path / "data")


@pytest.fixture
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    started = EmbeddedPostgres(data_dir)
    started.start()
    yield started
    started.stop()


def _ask(url: str, query: str) -> object:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(query.encode())
        row = answer.fetchone() if answer.description else None
        return row and row[0]


def _cluster(data_dir: Path) -> Path:
    return (data_dir / "postgres").resolve() / "cluster"


def _running(data_dir: Path) -> process.Postmaster | None:
    return process.find(_cluster(data_dir))


def _pid(data_dir: Path) -> int:
    running = _running(data_dir)
    assert running is not None
    return running.pid


def _until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


_OTHER_PROCESS = """
import signal, sys
from pathlib import Path
from service.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start(), flush=True)
sys.stdin.readline()
server.stop()
print("left", flush=True)
"""


class _Other:
    """Another process that starts the same server, and leaves it when told."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OTHER_PROCESS, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_CHECKOUT,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def leave(self) -> None:
        out, _ = self.process.communicate("\n", timeout=60)
        assert out.strip() == "left"

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_the_first_start_makes_a_private_durable_database_that_is_not_the_superusers(
    server: EmbeddedPostgres, data_dir: Path
) -> None:
    home = (data_dir / "postgres").resolve()
    socket = Path(server.url.split("host=")[1].split("&")[0])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home / "cluster", socket)] == [0o700, 0o700]
    assert (home / "cluster").stat().st_uid != 0
    assert len(str(socket / ".s.PGSQL.5432")) < 104
    asked = {
        "fsync": "SHOW fsync",
        "checksums": "SHOW data_checksums",
        "tcp": "SHOW listen_addresses",
        "superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
        "lower": "SELECT lower('ŴÉ')",
    }
    assert {name: _ask(server.url, query) for name, query in asked.items()} == {
        "fsync": "on",
        "checksums": "on",
        "tcp": "",
        "superuser": False,
        "lower": "ŵé",
    }


def test_no_rule_of_access_trusts(server: EmbeddedPostgres, data_dir: Path) -> None:
    del server
    rules = ((data_dir / "postgres").resolve() / "pg_hba.conf").read_text().split()
    assert rules == ["local", "all", "all", "peer", "map=bothways"]
    assert not [
        line
        for line in (_cluster(data_dir) / "pg_hba.conf").read_text().splitlines()
        if line.strip() and not line.startswith("#") and "trust" in line
    ]


def test_data_outlives_a_stop(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:
        _ask(server.url, "CREATE TABLE lasting AS SELECT 7 AS number")
        first = server.url
    assert _running(data_dir) is None
    with EmbeddedPostgres(data_dir) as server:
        assert _ask(server.url, "SELECT number FROM lasting") == 7
        assert server.url == first


def test_a_server_killed_by_force_is_revived_with_every_commit(server: EmbeddedPostgres, data_dir: Path) -> None:
    _ask(server.url, "CREATE TABLE kept (number int)")
    _ask(server.url, "INSERT INTO kept VALUES (7)")
    assert not server.revive()
    pid = _pid(data_dir)
    os.kill(pid, signal.SIGKILL)
    _until(lambda: _running(data_dir) is None)

    assert server.revive()

    assert _pid(data_dir) != pid
    assert _ask(server.url, "SELECT number FROM kept") == 7


def test_children_that_outlive_their_killed_server_are_ended_before_a_new_one(
    server: EmbeddedPostgres, data_dir: Path
) -> None:
    connection = psycopg.connect(server.url.replace("+psycopg", ""))
    # A backend that computes doesn't notice that its server is gone.
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000000)")
    backend = psutil.Process(connection.info.backend_pid)
    _until(lambda: backend.cpu_times().user > 0.05)
    os.kill(_pid(data_dir), signal.SIGKILL)
    _until(lambda: _running(data_dir) is None)
    assert backend.status() != psutil.STATUS_ZOMBIE

    assert server.revive()

    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
    connection.close()
    assert _ask(server.url, "SELECT 1") == 1


def test_a_second_start_joins_and_its_stop_leaves_the_first_alone(server: EmbeddedPostgres, data_dir: Path) -> None:
    pid = _pid(data_dir)
    other = _Other(data_dir)
    assert other.url == server.url
    other.leave()
    assert _pid(data_dir) == pid
    assert _ask(server.url, "SELECT 1") == 1


def test_the_first_to_leave_does_not_stop_the_server_under_the_others(data_dir: Path) -> None:
    first = EmbeddedPostgres(data_dir)
    first.start()
    other = _Other(data_dir)
    first.stop()
    assert _ask(other.url, "SELECT 1") == 1
    other.leave()
    assert _running(data_dir) is None


def test_starts_at_the_same_moment_share_one_server(data_dir: Path) -> None:
    others = [_Other(data_dir) for _ in range(3)]
    assert len({other.url for other in others}) == 1
    for other in others:
        other.leave()
    assert _running(data_dir) is None


def test_a_killed_starter_leaves_a_server_that_the_next_start_adopts_and_stops(data_dir: Path) -> None:
    other = _Other(data_dir)
    pid = _pid(data_dir)
    other.kill()
    with EmbeddedPostgres(data_dir) as server:
        assert _pid(data_dir) == pid
        assert server.url == other.url
        assert _ask(server.url, "SELECT 1") == 1
    assert _running(data_dir) is None


@pytest.mark.parametrize("holder", ["nobody", "a process that is not the server", "half a file"])
def test_a_stale_pid_file_does_not_stop_a_start(data_dir: Path, holder: str) -> None:
    with EmbeddedPostgres(data_dir) as server:
        lines = (_cluster(data_dir) / "postmaster.pid").read_text().splitlines()
        url = server.url
    owner = _cluster(data_dir).stat()
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid, cwd="/") as stranger:
        pid = stranger.pid if holder == "a process that is not the server" else 4_190_000
        stale = "12" if holder == "half a file" else "\n".join([str(pid), *lines[1:]])
        path = _cluster(data_dir) / "postmaster.pid"
        path.write_text(stale)
        os.chown(path, owner.st_uid, owner.st_gid)

        with EmbeddedPostgres(data_dir) as server:
            assert server.url == url
            assert _ask(server.url, "SELECT 1") == 1

        assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_first_start_is_begun_afresh(new_data_dir: Path) -> None:
    with EmbeddedPostgres(new_data_dir):
        home = (new_data_dir / "postgres").resolve()
    (home / "cluster").rename(home / "cluster.new")
    (home / "cluster.new" / "PG_VERSION").unlink()
    with EmbeddedPostgres(new_data_dir) as server:
        assert _ask(server.url, "SELECT 1") == 1
    assert not (home / "cluster.new").exists()


def test_a_cluster_of_another_major_version_is_refused_untouched(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:
        url = server.url
    version = _cluster(data_dir) / "PG_VERSION"
    version.write_text("14\n")
    server = EmbeddedPostgres(data_dir)
    with pytest.raises(EmbeddedPostgresError, match="written by PostgreSQL 14") as refused:
        server.start()
    assert refused.value.code is Fault.WRONG_MAJOR
    version.write_text("18\n")
    with EmbeddedPostgres(data_dir) as server:
        assert server.url == url


def test_a_server_that_cannot_start_says_where_the_reason_is(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    (_cluster(data_dir) / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    server = EmbeddedPostgres(data_dir)
    with pytest.raises(EmbeddedPostgresError, match=r"postgres\.log") as failed:
        server.start()
    assert failed.value.code is Fault.START_FAILED
    assert "no_such_setting" in server.log.read_text()
    (_cluster(data_dir) / "postgresql.auto.conf").write_text("")


def test_the_log_holds_no_words_of_a_statement(server: EmbeddedPostgres) -> None:
    _ask(server.url, "CREATE TABLE people (name text UNIQUE)")
    for _ in range(2):
        try:
            _ask(server.url, "INSERT INTO people VALUES ('Aisha Example')")
        except psycopg.errors.UniqueViolation:
            break
    log = server.log.read_text()
    assert "duplicate key" in log
    assert "Aisha" not in log


def test_a_data_folder_with_a_very_long_path_gets_a_short_private_socket(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30)
    with EmbeddedPostgres(data_dir) as server:
        socket = Path(server.url.split("host=")[1].split("&")[0])
        assert len(str(socket / ".s.PGSQL.5432")) < 104
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert _ask(server.url, "SELECT 1") == 1
    remove(data_dir)
    assert not socket.exists()


def test_the_url_that_is_set_wins_over_the_embedded_server(tmp_path: Path) -> None:
    class Settings:
        database_url = "postgres://bothways@db.example/bothways"
        data_dir = tmp_path / "unused"

    with resolve_database_url(Settings()) as url:
        assert url == "postgresql+psycopg://bothways@db.example/bothways"
    assert not Settings.data_dir.exists()


def test_without_a_url_the_embedded_server_runs_while_it_is_needed(data_dir: Path) -> None:
    class Settings:
        database_url = ""

        def __init__(self, folder: Path) -> None:
            self.data_dir = folder

    with resolve_database_url(Settings(data_dir)) as url:
        assert _ask(url, "SELECT current_database()") == "bothways"
    assert _running(data_dir) is None


def test_a_temporary_database_leaves_nothing_behind() -> None:
    with temporary_database() as url:
        home = Path(url.split("host=")[1].split("&")[0]).parent
        pid = int((home / "cluster" / "postmaster.pid").read_text().split()[0])
        assert _ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert not home.exists()
    assert not process.is_postmaster(pid, home / "cluster")


def test_the_wheels_programs_come_first_and_the_machines_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert programs.choose(None).wheel_version
    monkeypatch.setattr(programs, "_of_wheel", lambda: None)
    monkeypatch.setattr(programs, "_MACHINE_PLACES", ())
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(EmbeddedPostgresError) as missing:
        programs.choose(None)
    assert missing.value.code is Fault.NO_BINARIES


_AS_USER = """
import os, signal, sys
from pathlib import Path
import psycopg
from service.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, account, binaries, process
uid, data_dir = int(sys.argv[1]), Path(sys.argv[2])
if uid != os.geteuid():
    # The checkout and its interpreter may lie where only root can go, so this process changes its user instead of
    # being started by it, and takes the programs from where that user reaches them.
    reached = binaries.within_reach(binaries.choose(None), account.SYSTEM_FOLDER)
    binaries._of_wheel = lambda: reached
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
"""

_WHOLE_LIFE = """
first, second = EmbeddedPostgres(data_dir), EmbeddedPostgres(data_dir)
url = first.start()
with psycopg.connect(url.replace("+psycopg", "")) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
cluster = (data_dir / "postgres").resolve() / "cluster"
os.kill(process.find(cluster).pid, signal.SIGKILL)
while process.find(cluster):
    pass
assert first.revive()
assert second.start() == url
first.stop()
with psycopg.connect(url.replace("+psycopg", "")) as connection:
    print(connection.execute("SELECT number FROM kept").fetchone()[0], cluster.stat().st_uid)
second.stop()
assert process.find(cluster) is None
"""

_REFUSAL = """
try:
    EmbeddedPostgres(data_dir).start()
except EmbeddedPostgresError as error:
    print(error.code)
"""


def _as_user(uid: int, script: str, data_dir: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _AS_USER + script, str(uid), str(data_dir)],
        capture_output=True,
        text=True,
        cwd=_CHECKOUT,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.fixture(params=_WAYS)
def user(request: pytest.FixtureRequest) -> int:
    """Ourselves; and, where we are root, somebody who is not."""
    return pwd.getpwnam("nobody").pw_uid if request.param == "ordinary" and os.geteuid() == 0 else os.geteuid()


@pytest.fixture
def users_folder(user: int) -> Iterator[Path]:
    """A data folder-to-be in a folder of the user's own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o711)
        os.chown(place, user, -1)
        yield Path(place) / "data"
        remove(Path(place) / "data")


def test_root_and_an_ordinary_user_each_run_it_unprivileged(user: int, users_folder: Path) -> None:
    number, owner = _as_user(user, _WHOLE_LIFE, users_folder).split()
    assert number == "7"
    assert int(owner) != 0
    assert (int(owner) == user) == (user != 0)
    assert (users_folder / "postgres").is_symlink() == (user == 0)


def test_whoever_starts_a_cluster_its_owner_runs_it(user: int, users_folder: Path) -> None:
    """Root may start an ordinary user's, who can go on with it afterwards."""
    _as_user(user, _WHOLE_LIFE, users_folder)
    owner = _cluster(users_folder).stat().st_uid
    with EmbeddedPostgres(users_folder) as server:
        assert _ask(server.url, "SELECT number FROM kept") == 7
        assert psutil.Process(_pid(users_folder)).uids().real == owner
    assert _as_user(user, _WHOLE_LIFE.replace("CREATE TABLE kept AS", ""), users_folder) == f"7 {owner}"


def test_an_ordinary_user_is_refused_what_is_another_users() -> None:
    ordinary = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        os.chown(place, ordinary, -1)
        (Path(place) / "postgres").symlink_to("/usr")
        assert _as_user(ordinary, _REFUSAL, Path(place)) == Fault.ANOTHER_USER
