"""What a message, or a way of contact, is for (DOMAIN.md §3)."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """People may choose another medium for each; deadlines follow it too.

    ``CONVERSATION`` is an answer in a thread: it may go without any check, and nobody chooses a medium for it apart.
    """

    APPOINTMENT = "appointment"
    DECISION = "decision"
    URGENT = "urgent"
    GENERAL = "general"
    CONVERSATION = "conversation"
    """An answer to something that the person wrote first, in the same thread."""
