"""What a voice is asked to say, and what any voice must be able to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Engine", "Utterance"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """``text`` as it is to be spoken, numbers and codes in words. ``pause`` is the silence after it, in seconds."""

    text: str
    pause: float = 0.4
    slow: bool = False


class Engine(Protocol):
    """Makes speech. Another one than eSpeak can stand here."""

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...

    def speak(self, language: str, utterances: Sequence[Utterance]) -> Iterator[bytes]:
        """Blocks of 16-bit samples of one channel, silence included. Raises ``Unmakeable`` (``audio_no_voice``,
        ``audio_engine_failed``) or ``NotInstalled`` (``audio_not_installed``)."""
        ...
