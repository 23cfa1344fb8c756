"""What came beside the words of a reply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a reply: its kind as the sender's program named it, and its bytes where they could be counted.

    Nobody opened it, and nobody fetches it.
    """

    media_type: str
    size: int | None
