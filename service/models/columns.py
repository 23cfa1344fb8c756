"""Columns that hold a word of the domain."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Enum


def word(enum: type[StrEnum]) -> Enum:
    """Stored as its own text, so that a new word needs no migration and a dump can be read."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=48,
        values_callable=lambda members: [member.value for member in members],
    )
