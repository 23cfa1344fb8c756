"""Which format goes by which channel, and which is made by people (DOMAIN §3, "Format")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.domain.preferences import Format, Medium, Preference
from service.domain.purposes import Purpose

_OF_ANY_SCREEN = frozenset(form for form in Format if form.letter_size is not None)
CARRIED: Final[Mapping[str, frozenset[Format]]] = {
    # A phone shows a text as large as its owner set it.
    "sms": _OF_ANY_SCREEN,
    "email": _OF_ANY_SCREEN | {Format.EASY_READ, Format.AUDIO_DOWNLOAD, Format.BRAILLE_1, Format.BRAILLE_2},
    "letter": _OF_ANY_SCREEN | {Format.EASY_READ, Format.BRAILLE_1, Format.BRAILLE_2, Format.AUDIO_CD, Format.AUDIO_USB},
}
"""By channel, what it can bring to the person who needs it."""

BY_PEOPLE: Final[Mapping[Format, Medium | None]] = {
    Format.BSL_VIDEO: Medium.BSL_VIDEO,
    Format.READ_ALOUD: None,
    Format.MAKATON: Medium.VISIT,
    Format.MOON: Medium.VISIT,
    Format.APHASIA_FRIENDLY: Medium.VISIT,
}
"""What no software makes, and how a worker brings it: ``None`` is any way of speaking that is safe."""


def is_carried(channel: str, wanted: Format | None) -> bool:
    return wanted is None or wanted in CARRIED.get(channel, frozenset())


def waits_too_long(purpose: Purpose, medium: Medium, wanted: Format | None) -> bool:
    """Urgent news never waits for a format that must be made and posted: a person is told now, and the format follows."""
    return purpose is Purpose.URGENT and medium is Medium.LETTER and wanted is not None and wanted not in _OF_ANY_SCREEN


@dataclass(frozen=True, slots=True)
class EasyReadChoice:
    """What a worker adds to words that go out as Easy Read: as in ``Draft``."""

    signed_by: str = ""
    checked_by_people: bool = False
    pictures: tuple[str, ...] = ()


class Mismatch(StrEnum):
    """What would go out differs from the recorded need: blocked, or overridden with a reason."""

    FORMAT = "format"
    LANGUAGE = "language"


def mismatches(preference: Preference, language: str, channel: str) -> tuple[Mismatch, ...]:
    found: list[Mismatch] = []
    if not is_carried(channel, preference.format):
        found.append(Mismatch.FORMAT)
    if preference.written_language not in {None, language}:
        found.append(Mismatch.LANGUAGE)
    return tuple(found)
