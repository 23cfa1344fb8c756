"""The code words that are kept for people, to compare with: never to be shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.code_words import Stored
from service.models import CodeWord, Person


class Standing(StrEnum):
    """Whether somebody can be known by a code word."""

    NONE = "none"
    AGREED = "agreed"
    SPENT = "spent"
    """It arrived in writing: others may know it."""


@dataclass(frozen=True, slots=True)
class CodeWordFacts:
    """``since`` is when it was agreed, or when it was given away."""

    standing: Standing = Standing.NONE
    since: datetime | None = None


NO_CODE_WORD: Final = CodeWordFacts()


def code_words_of(session: Session, person_ids: Collection[UUID]) -> tuple[Stored, ...]:
    """The newest of each person, given away or not: a word that is known to others is hidden where it is written again."""
    rows = session.execute(
        select(CodeWord.id, CodeWord.hash, CodeWord.words)
        .join(Person, Person.code_word_id == CodeWord.id)
        .where(Person.id.in_(person_ids))
        .order_by(CodeWord.id)
    )
    return tuple(Stored(*row) for row in rows)


def agreed_word(session: Session, person_id: UUID) -> Stored | None:
    """The one that counts now."""
    query = (
        select(CodeWord.id, CodeWord.hash, CodeWord.words)
        .join(Person, Person.code_word_id == CodeWord.id)
        .where(Person.id == person_id, Person.code_word_spent_at.is_(None))
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Stored(*row)


def code_word_facts(session: Session, person_id: UUID) -> CodeWordFacts:
    """How it stands, without the word: for whoever may see the person."""
    query = (
        select(Person.code_word_spent_at, CodeWord.set_at)
        .join(CodeWord, CodeWord.id == Person.code_word_id)
        .where(Person.id == person_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return NO_CODE_WORD
    if row.code_word_spent_at is not None:
        return CodeWordFacts(Standing.SPENT, row.code_word_spent_at)
    return CodeWordFacts(Standing.AGREED, row.set_at)
