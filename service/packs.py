"""The council's own pictures, read once a process, as fonts are: photographs of its workers and buildings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from easyread import picture_packs
from easyread.pictures import Pack

__all__ = ["load", "packs"]

_folders: list[Path] = []


def load(folder: Path | None) -> None:
    """From now on these pictures come first. Raises ``Unreadable`` with the line of the pack's list that is wrong."""
    _folders[:] = [folder] if folder is not None else []
    packs()


def packs() -> tuple[Pack, ...]:
    return tuple(_read(folder) for folder in _folders)


@cache
def _read(folder: Path) -> Pack:
    return picture_packs.load(folder)
