"""Makes a cluster and starts its server, unprivileged, private and durable."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess

from service.embedded_postgres import account, binaries, process
from service.embedded_postgres.account import Home
from service.embedded_postgres.binaries import Binaries
from service.embedded_postgres.errors import EmbeddedPostgresError, Fault

ROLE = "bothways"
SUPERUSER = "postgres"
_LARGEST_LOG = 16 * 1024 * 1024

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # On the command line, so that no file in the cluster can turn them off.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or the detail of an error may hold a person's words, name or number.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


_INITDB_OPTIONS = ("--encoding=UTF8", "--data-checksums", "--auth-local=peer", "--auth-host=reject")


def launch(home: Home) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own: neither Ctrl-C nor the death of its starter reaches it."""
    programs = binaries.choose(_major_of(home))
    if os.geteuid() == 0:
        programs = binaries.within_reach(programs, account.SYSTEM_FOLDER)
    _make_cluster(home, programs)
    home.private_folder(home.socket)
    process.clear_wreck(home.cluster, home.socket)
    names = {home.account.name, pwd.getpwuid(0).pw_name}
    access = home.write("pg_hba.conf", "local all all peer map=bothways\n")
    lines = [f"bothways {name} {role}\n" for name in sorted(names) for role in (ROLE, SUPERUSER)]
    identity = home.write("pg_ident.conf", "".join(lines))
    settings = _SETTINGS | {
        "unix_socket_directories": str(home.socket),
        "hba_file": str(access),
        "ident_file": str(identity),
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    path = home.folder / "postgres.log"
    if path.exists() and path.stat().st_size > _LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as log:
        home.own(log.fileno())
        return subprocess.Popen(  # noqa: S603
            [str(programs.postgres), "-D", str(home.cluster), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            **home.account.start_options(),
        )


def _major_of(home: Home) -> int | None:
    try:
        return int((home.cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _make_cluster(home: Home, programs: Binaries) -> None:
    """A new cluster, whole or not at all: made beside its place and moved there."""
    if home.cluster.exists():
        return
    draft = home.folder / "cluster.new"
    if draft.exists():
        shutil.rmtree(draft)
    home.private_folder(draft)
    locale = ["--locale=C.UTF-8"] if programs.major < 17 else ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603
        [str(programs.initdb), "-D", str(draft), f"--username={SUPERUSER}", *_INITDB_OPTIONS, *locale],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        **home.account.start_options(),
    )
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise EmbeddedPostgresError(
            Fault.INITDB_FAILED, f"PostgreSQL could not make a database in {home.folder}: {made.stderr.strip()}"
        )
    draft.rename(home.cluster)
    folder = os.open(home.folder, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGDATA or PGOPTIONS of the user's must not steer this server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
