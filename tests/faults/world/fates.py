"""What becomes of each message out there, drawn from the seed: the same seed is the same world."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Way(StrEnum):
    """How a message goes out."""

    TEXT = "text"
    MAIL = "mail"
    LETTER = "letter"


class Door(StrEnum):
    """How the first try of a message is met. Every later try is simply taken."""

    TAKEN = "taken"
    SLOW = "taken, answered late"
    BUSY = "429, or 451 at the recipient"
    FAULT_BEFORE = "500 and not taken, or 451 after the content"
    FAULT_AFTER = "500 though taken"
    SILENT_BEFORE = "no answer, not taken"
    SILENT_AFTER = "no answer though taken"
    DROPPED_BEFORE = "line dropped, not taken"
    DROPPED_AFTER = "line dropped though taken"
    GARBLED = "taken, answer unreadable"
    REFUSED = "refused for good"


class Reports(StrEnum):
    """What is reported of a text that was taken."""

    IN_ORDER = "in order"
    EARLY = "before our answer"
    REPEATED = "each three times"
    REORDERED = "the last one first"
    LATE = "late"
    LOST = "none"
    FAILED = "failed for good"
    PASSING = "failed for now: the next try arrives"
    CONTRADICTED = "failed, then delivered"
    UNHEARD = "with a status that nobody knows"


@dataclass(frozen=True, slots=True)
class Fate:
    """``answers`` is how often the person's reply comes in: 0 for silence, 2 for a webhook that is repeated."""

    door: Door
    reports: Reports = Reports.IN_ORDER
    answers: int = 0

    @property
    def arrives(self) -> bool:
        """Whether what was taken reaches the person."""
        return self.reports not in {Reports.FAILED, Reports.PASSING}


_TEXT_DOORS = {
    Door.TAKEN: 720,
    Door.SLOW: 40,
    Door.BUSY: 60,
    Door.FAULT_BEFORE: 25,
    Door.FAULT_AFTER: 25,
    Door.SILENT_BEFORE: 5,
    Door.SILENT_AFTER: 10,
    Door.DROPPED_BEFORE: 25,
    Door.DROPPED_AFTER: 30,
    Door.GARBLED: 20,
    Door.REFUSED: 40,
}
_MAIL_DOORS = {
    Door.TAKEN: 790,
    Door.SLOW: 40,
    Door.BUSY: 50,
    Door.FAULT_BEFORE: 20,
    Door.SILENT_BEFORE: 3,
    Door.SILENT_AFTER: 7,
    Door.DROPPED_BEFORE: 20,
    Door.DROPPED_AFTER: 30,
    Door.GARBLED: 10,
    Door.REFUSED: 30,
}
_REPORTS = {
    Reports.IN_ORDER: 560,
    Reports.EARLY: 60,
    Reports.REPEATED: 80,
    Reports.REORDERED: 80,
    Reports.LATE: 80,
    Reports.LOST: 60,
    Reports.FAILED: 40,
    Reports.PASSING: 20,
    Reports.CONTRADICTED: 20,
    Reports.UNHEARD: 20,
}
_WAYS = {Way.TEXT: 56, Way.MAIL: 36, Way.LETTER: 8}
_ANSWERS = {0: 80, 1: 15, 2: 5}


class Fates:
    """Each message by its number, from 0; drawn apart, so that a longer run begins as a shorter one."""

    def __init__(self, seed: int, *, harmless: bool = False) -> None:
        self._seed = seed
        self._harmless = harmless

    def way(self, number: int) -> Way:
        return _drawn(self._chance("way", number), _WAYS)

    def urgent(self, number: int) -> bool:
        return self._chance("urgent", number).random() < 0.1

    def fate(self, number: int) -> Fate:
        chance = self._chance("fate", number)
        way = self.way(number)
        if way is Way.LETTER or self._harmless:
            return Fate(Door.TAKEN)
        if way is Way.MAIL:
            return Fate(_drawn(chance, _MAIL_DOORS))
        fate = Fate(_drawn(chance, _TEXT_DOORS), _drawn(chance, _REPORTS), _drawn(chance, _ANSWERS))
        return fate if fate.arrives else Fate(fate.door, fate.reports)

    def chance(self, name: str) -> random.Random:
        """A source of its own for another part of the run."""
        return self._chance(name, 0)

    def _chance(self, name: str, number: int) -> random.Random:
        return random.Random(f"{self._seed}:{name}:{number}")


_Drawn = TypeVar("_Drawn")


def _drawn(chance: random.Random, weights: dict[_Drawn, int]) -> _Drawn:
    return chance.choices(list(weights), list(weights.values()))[0]


def described() -> list[str]:
    """The matrix, for the head of a report."""
    return [
        f"{heading}: "
        + "; ".join(f"{what} {100 * weight / sum(weights.values()):.1f} %" for what, weight in weights.items())
        for heading, weights in (("Texts", _TEXT_DOORS), ("Their reports", _REPORTS), ("Mails", _MAIL_DOORS))
    ]
