"""Flags of people's own records, for many people at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.domain.flags import Flag, FlagKind, PersonFlagFacts, person_flags
from service.domain.preferences import Medium, MediumChoice, Preference, Reason, Source, Strength, Support
from service.domain.safe_contact import SafeStatus

_INTERPRETERS = frozenset({Support.LANGUAGE_INTERPRETER, Support.BSL_INTERPRETER, Support.ADVOCATE})
"""As the person's own page has it."""
_SAFE_STATUSES = {status.value: status for status in SafeStatus}

FACTS = """
    record.id, record.safe_status, record.check_again_by, record.recorded_at, record.written_language,
    array_to_string(record.reasons, ' '), array_to_string(record.supports, ' '), record.source,
    (SELECT string_agg(choice.medium || '-' || choice.strength || coalesce('-' || choice.rank, ''), ' ' ORDER BY choice.rank)
       FROM medium_choice AS choice WHERE choice.record_id = record.id),
    EXISTS (SELECT FROM contact_point AS point
       JOIN contact_point AS other
         ON md5(other.value) = md5(point.value) AND other.value = point.value AND other.kind = point.kind
        AND other.person_id <> point.person_id
      WHERE point.person_id = person.id),
    (SELECT string_agg(closed.kind, ' ')
       FROM flag_action AS closed
      WHERE closed.subject_id = person.id AND closed.fact_id = record.id AND closed.action = 'closed'),
    person.code_word_spent_at IS NOT NULL
"""
"""Columns for ``flags_told_by``, of a ``person`` and the ``record`` that it points at."""

_OF_PEOPLE = text(
    f"""
    SELECT person.id, {FACTS}
      FROM person JOIN contact_record AS record ON record.id = person.record_id
     WHERE person.id = ANY(CAST(:people AS uuid[]))
    """  # noqa: S608 - only our own words stand in it
)


def flags_of(session: Session, person_ids: Collection[UUID], now: datetime) -> dict[UUID, tuple[Flag, ...]]:
    """What each person's record says, without what somebody closed; in one statement."""
    lines = session.connection().execute(_OF_PEOPLE, {"people": list(person_ids)})
    return {person_id: flags_told_by(person_id, facts, now) for person_id, *facts in lines}


def flags_told_by(person_id: UUID, facts: Sequence[Any], now: datetime) -> tuple[Flag, ...]:
    """``facts`` are the columns of ``FACTS``, in their order."""
    record_id, safe_status, check_again_by, recorded_at, language, reasons, supports, source, *others = facts
    choices, shared, closed, code_word_spent = others
    said = _said(choices, language, reasons, supports, source)
    flags = person_flags(
        PersonFlagFacts(
            person_id=person_id,
            record_id=record_id,
            preference=said.preference,
            safe_status=_SAFE_STATUSES[safe_status],
            recorded_at=recorded_at,
            check_again_by=check_again_by,
            shared_points=int(shared),
            named_person_only=said.named_person_only,
            has_interpreter=said.has_interpreter,
            code_word_spent=code_word_spent,
        ),
        now,
    )
    # A code word that others know is put right by a new one alone.
    settled = set(closed.split()) - {FlagKind.CODE_WORD_SPENT} if closed else set()
    return tuple(flag for flag in flags if flag.kind not in settled) if settled else flags


class _Said(NamedTuple):
    preference: Preference
    named_person_only: bool
    has_interpreter: bool


@lru_cache(maxsize=4096)
def _said(choices: str | None, written_language: str | None, reasons: str, supports: str, source: str | None) -> _Said:
    """The same words make the same preference, and most people say one of a few."""
    preference = Preference(
        choices=tuple(_choice(written) for written in (choices or "").split()),
        written_language=written_language,
        supports=frozenset(Support(word) for word in supports.split()),
        reasons=frozenset(Reason(word) for word in reasons.split()),
        source=Source(source) if source else None,
    )
    named_person_only = set(preference.ranked()) == {Medium.NAMED_PERSON}
    return _Said(preference, named_person_only, bool(preference.supports & _INTERPRETERS))


def _choice(written: str) -> MediumChoice:
    medium, strength, *rank = written.split("-")
    return MediumChoice(Medium(medium), Strength(strength), int(rank[0]) if rank else None)
