"""Names of formats, for pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.web.locale import lazy

FORM_LABELS: Final[Mapping[str, str]] = {
    "plain": lazy("Plain text"),
    "html": lazy("Web page"),
    "screen-pdf": lazy("PDF for a screen"),
    "easy-read": lazy("Easy Read, printed"),
    "easy-read-html": lazy("Easy Read, on a screen"),
    "large-print-16": lazy("Large print, 16 point"),
    "large-print-18": lazy("Large print, 18 point"),
    "large-print-20": lazy("Large print, 20 point"),
    "large-print-24": lazy("Large print, 24 point"),
    "large-print-28": lazy("Large print, 28 point"),
    "braille-1": lazy("Braille, grade 1"),
    "braille-2": lazy("Braille, grade 2"),
    "audio-ogg": lazy("Audio, for phones and browsers"),
    "audio-mp3": lazy("Audio, for players and CDs"),
}
