"""Who runs PostgreSQL, and where its cluster lies: PostgreSQL refuses to run as root."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.embedded_postgres.errors import EmbeddedPostgresError, Fault

SYSTEM_FOLDER = Path("/var/lib/bothways")
_SYSTEM_USER = "bothways"
_FALLBACKS = ("postgres", "nobody")
_LONGEST_SOCKET_PATH = 100  # sockaddr_un holds 104 bytes on macOS and 108 on Linux
_SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's user that runs the server."""

    name: str
    uid: int
    gid: int

    def start_options(self) -> Mapping[str, Any]:
        """What ``subprocess`` needs to start a program as this user."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Home:
    """Where one cluster lives: ``cluster`` and ``socket`` are the server's, the rest is ours."""

    folder: Path
    account: Account
    cluster: Path = field(init=False)
    socket: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cluster", self.folder / "cluster")
        socket = self.folder / "socket"
        if len(os.fsencode(socket / _SOCKET_NAME)) > _LONGEST_SOCKET_PATH:
            # Not tempfile.gettempdir(): two processes with different TMPDIR must find the same server.
            socket = Path("/tmp") / f"bothways-{_digest(self.folder)}"  # noqa: S108  checked by private_folder
        object.__setattr__(self, "socket", socket)

    def private_folder(self, folder: Path) -> None:
        """Make ``folder`` the server's alone (0700), or refuse it if somebody else's stands there."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid:
                raise EmbeddedPostgresError(
                    Fault.UNSAFE_PATH,
                    f"{folder} belongs to somebody else, so the database can't trust it. Remove it and start again.",
                ) from None
            if stat.S_IMODE(found.st_mode) != 0o700:
                folder.chmod(0o700)
        else:
            self._hand_over(folder)

    def write(self, name: str, text: str) -> Path:
        """Write a file that the server may read and can't change where it has a user of its own."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o640)
        self.own(path)
        return path

    def own(self, path: Path | int) -> None:
        """Give a file that root made to the owner of the folder, so that the next start needn't be root's."""
        if os.geteuid() == 0:
            owner = self.folder.stat()
            os.chown(path, owner.st_uid, owner.st_gid)

    def _hand_over(self, folder: Path) -> None:
        if os.geteuid() == 0:
            os.chown(folder, self.account.uid, self.account.gid)


def find_home(data_dir: Path) -> Home:
    """The home of the cluster of ``data_dir``, made if there is none.

    An ordinary user's lies in the data folder. Root's lies under ``/var/lib/bothways``, and the data folder holds a link
    to it. A cluster that exists is run by its owner, whoever starts it; raises ``EmbeddedPostgresError`` otherwise.
    """
    place = data_dir.absolute() / "postgres"
    try:
        if not os.path.lexists(place):
            _make_home(place)
        folder = place.resolve(strict=True)
        if os.geteuid() not in (0, folder.stat().st_uid):
            raise _another_user(place)
        owner = _owner_of(folder)
    except (PermissionError, FileNotFoundError) as error:
        raise _another_user(place) from error
    return Home(folder, Account(owner.pw_name, owner.pw_uid, owner.pw_gid))


def remove_home(data_dir: Path) -> None:
    """Delete a stopped cluster for good, with every row in it."""
    place = data_dir.absolute() / "postgres"
    if not os.path.lexists(place):
        return
    home = find_home(data_dir)
    shutil.rmtree(home.folder)
    if home.socket.parent != home.folder and home.socket.exists():
        shutil.rmtree(home.socket)
    if place.is_symlink():
        place.unlink()


def _make_home(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        place.mkdir(mode=0o700, exist_ok=True)
        return
    account = _unprivileged()
    folder = SYSTEM_FOLDER / _digest(place)
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o710, exist_ok=True)
    # Root's folder, which the server's user may pass through: it can't plant a link for root to follow.
    os.chown(folder, 0, account.gid)
    folder.chmod(0o710)
    try:
        place.symlink_to(folder)
    except FileExistsError:
        return  # another start of ours came first, to the same folder


def _owner_of(folder: Path) -> pwd.struct_passwd:
    """Whose cluster it is; of a new home, whose it will be."""
    try:
        return pwd.getpwuid((folder / "cluster").stat().st_uid)
    except FileNotFoundError:
        owner = folder.stat().st_uid
    return pwd.getpwuid(owner) if owner != 0 else pwd.getpwnam(_unprivileged().name)


def _unprivileged() -> Account:
    for name in (_SYSTEM_USER, *_FALLBACKS):
        if name == _SYSTEM_USER:
            _add_system_user()
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise EmbeddedPostgresError(
        Fault.NO_ACCOUNT,
        "PostgreSQL does not run as root, and no other user could be made for it. "
        "Add a user called bothways, or start Bothways as an ordinary user.",
    )


def _add_system_user() -> None:
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if command:
            subprocess.run(  # noqa: S603
                [command, *"--system --user-group --no-create-home --shell /usr/sbin/nologin".split(), _SYSTEM_USER],
                capture_output=True,
                check=False,  # a read-only /etc: the fallbacks stand in
            )


def _another_user(place: Path) -> EmbeddedPostgresError:
    return EmbeddedPostgresError(
        Fault.ANOTHER_USER,
        f"The database at {place} belongs to another user. Start Bothways as the user who made it (perhaps root), "
        "or set BOTHWAYS_DATA_DIR to a folder of your own.",
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
