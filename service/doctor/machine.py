"""This machine: its settings by name, its disk, its folders, its programs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from service.doctor.finding import Finding, broken, look, ok
from service.embedded_postgres.binaries import installed
from service.settings import Mode, Settings

_PREFIX: Final = "BOTHWAYS_"
_OF_OTHERS: Final = ("BOTHWAYS_SIMULATOR_", "BOTHWAYS_TEST_")
"""The simulator's own, and the tests'."""
_GIGABYTE: Final = 1024**3
_SCARCE, _LOW = 1 * _GIGABYTE, 5 * _GIGABYTE


def settings(given: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Names alone: a value may be a secret."""
    known = {_PREFIX + name.upper() for name in type(given).model_fields}
    found = {name.upper() for name in environment if name.upper().startswith(_PREFIX)}
    named = ", ".join(sorted(found & known)) or "none"
    yield ok("settings", f"Mode {given.mode.value}. Set: {named}.")
    strange = sorted(name for name in found - known if not name.startswith(_OF_OTHERS))
    if strange:
        yield look("settings", f"There is no setting {', '.join(strange)}: check the spelling against docs/settings.md.")
    if given.mode is not Mode.PRODUCTION:
        yield look("settings", "This is no production: safety checks are relaxed. Unset BOTHWAYS_MODE for real people.")
    if given.mode is Mode.PRODUCTION and not given.council_phone:
        yield look("settings", "No message offers a number to ring. Set BOTHWAYS_COUNCIL_PHONE.")
    if given.trust_this_clock:
        yield look("settings", "BOTHWAYS_TRUST_THIS_CLOCK is on: a wrong clock would not be noticed. Unset it when you can.")


def disk(given: Settings) -> Iterator[Finding]:
    place = _nearest(given.data_dir)
    free = shutil.disk_usage(place).free
    words = f"{free / _GIGABYTE:.1f} GB free where {given.data_dir} is."
    if free < _SCARCE:
        yield broken("disk", f"{words} The database stops when it is full. Make room now, or move it to a larger disk.")
    elif free < _LOW:
        yield look("disk", f"{words} Make room, or move it to a larger disk.")
    else:
        yield ok("disk", words)


def print_folder(given: Settings) -> Iterator[Finding]:
    place = _nearest(given.print_folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            yield ok("print_folder", f"{given.print_folder} can be written.")
    except OSError as error:
        yield broken(
            "print_folder",
            f"Print files can't be put into {given.print_folder} ({type(error).__name__}). Let the account that runs the "
            "worker write there, or set BOTHWAYS_PRINTER_DIR to another folder.",
        )


def backup_programs(major: int | None) -> Iterator[Finding]:
    """``major``: of the server; ``None`` where nobody could ask it."""
    wanted = major or 0
    if any(each.major >= wanted and (each.folder / "pg_dump").exists() for each in installed()):
        yield ok("backup", "pg_dump is here, so `bothways backup` works.")
    else:
        version = f" {major} or newer" if major else ""
        yield look("backup", f"`bothways backup` has no pg_dump{version} here. Install postgresql-client{version}.")


def _nearest(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
