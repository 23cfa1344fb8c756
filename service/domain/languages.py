"""Whether our own phrases may be used in a language: a draft until a named translator approved these very words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ENGLISH = "en"
"""What the phrases are written in: approved from the start, and the only one that is."""


class Part(StrEnum):
    """What is approved by itself: the words that people get, and the words that workers see around them."""

    MESSAGES = "messages"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody who knows the language read every phrase. Both are names: the second wrote it down."""

    translator: str
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How the phrases of one part stand in one locale. ``approval`` is of today's words: an older one says nothing."""

    locale: str
    part: Part
    phrases: int
    missing: int
    approval: Approval | None

    @property
    def approved(self) -> bool:
        return self.locale == ENGLISH or self.approval is not None


def refusal(*, has_phrases: bool, approved: bool, drafts_allowed: bool) -> str | None:
    """Why nothing may be written in a language other than English; ``None`` where it may. It is never left in English."""
    if not has_phrases:
        return "language_without_phrases"
    return None if approved or drafts_allowed else "language_draft"
