"""Scanned slips on their way to a person: what a file and a slip may be, and what is proposed of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

MARKED, UNSURE = "marked", "unsure"


class FileState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    STOPPED = "stopped"
    READ = "read"
    REFUSED = "refused"


class PageState(StrEnum):
    """What became of a slip, or of a page without one."""

    TO_LOOK_AT = "to_look_at"
    RECORDED = "recorded"
    SET_ASIDE = "set_aside"
    BLANK = "blank"


def proposed(reading: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The boxes that are plainly marked: to be shown ticked, for a person to look at beside the picture."""
    return frozenset(name for group in reading for name, mark, _, _ in group["boxes"] if mark == MARKED)


def unsure(reading: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The boxes that a person must look at, each with why."""
    return {name: why for group in reading for name, mark, _, why in group["boxes"] if mark == UNSURE}


def is_sure(reading: Iterable[Mapping[str, Any]], *, written: bool) -> bool:
    """Whether every box is plainly marked or plainly empty, one answer is marked, and nothing is written anywhere."""
    groups = list(reading)
    if written or any(group["why"] not in {"", "nothing_marked"} for group in groups):
        return False
    return bool(groups) and bool(groups[0]["automatic"])
