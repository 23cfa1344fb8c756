"""One line of the doctor's: what was looked at, how it is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    LOOK = "look at this"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """``about`` is a stable code; ``words`` are plain English, without a secret and without anything about a person."""

    about: str
    verdict: Verdict
    words: str


def ok(about: str, words: str) -> Finding:
    return Finding(about, Verdict.OK, words)


def look(about: str, words: str) -> Finding:
    return Finding(about, Verdict.LOOK, words)


def broken(about: str, words: str) -> Finding:
    return Finding(about, Verdict.BROKEN, words)
