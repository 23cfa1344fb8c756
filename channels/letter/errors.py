"""What a letter can't be printed for, with its place: never with its words."""

from __future__ import annotations

from dataclasses import dataclass

from channels.errors import Uncarriable


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the letter as ``LetterDocument`` names it, and which one of several, counted from 0.

    A part of the second language is named ``second_…``.
    """

    part: str
    number: int = 0


class Unprintable(Uncarriable):
    """``place`` is None where it can't be told."""

    def __init__(self, code: str, place: Place | None = None) -> None:
        super().__init__(code)
        self.place = place
