"""One set of words for many people: the list, the draft as it is kept, and by what the same sending is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from service.domain.errors import DomainError, Invalid, InvalidFields
from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose
from service.domain.table_file import Record, cells_of

LIST_COLUMNS = ("case_reference", "person_id")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list: an id, or a case reference, or why it names nobody."""

    line: int
    person_id: UUID | None = None
    case_reference: str | None = None
    fault: str | None = None


def read_list_row(record: Record, headings: tuple[str, ...]) -> ListRow:
    """An id counts before a reference. Whether there is such a person is asked elsewhere."""
    try:
        cells = cells_of(record, headings, LIST_COLUMNS)
    except Invalid as fault:
        return ListRow(record.line, fault=fault.code)
    typed = cells.get("person_id", "").strip()
    reference = cells.get("case_reference", "").strip()
    if "\x00" in reference:
        return ListRow(record.line, fault="cell_unprintable")
    if typed:
        try:
            return ListRow(record.line, person_id=UUID(typed))
        except ValueError:
            return ListRow(record.line, fault="row_person_missing")
    return ListRow(record.line, case_reference=reference or None, fault=None if reference else "row_person_missing")


def list_digest(rows: Iterable[ListRow]) -> str:
    """Of who stands in the list, in order; line breaks and other columns don't count."""
    named = [str(row.person_id or (row.case_reference or "").casefold()) for row in rows]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def key_of(draft: Draft, people: str, name: str) -> str:
    """The same words to the same list under the same name are the same broadcast."""
    said = json.dumps([kept(draft), people, name], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def request_key(broadcast_id: UUID, position: int) -> UUID:
    """The same for each try at one row, so that no try makes a second message."""
    return uuid5(broadcast_id, str(position))


def kept(draft: Draft) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        "purpose": draft.purpose.value,
        "body": draft.body,
        "language": draft.language,
        "check_kind": draft.check_kind.value,
        "question": draft.question,
        "options": list(draft.options),
        "right_option": draft.right_option,
        "expected_answer": draft.expected_answer,
        "event_at": draft.event_at.isoformat() if draft.event_at else None,
    }


def draft_from(stored: Mapping[str, Any]) -> Draft:
    """What ``kept`` made, and nothing that was stored beside it."""
    return Draft(
        purpose=Purpose(stored["purpose"]),
        body=stored["body"],
        language=stored["language"],
        check_kind=CheckKind(stored["check_kind"]),
        question=stored["question"],
        options=tuple(stored["options"]),
        right_option=stored["right_option"],
        expected_answer=stored["expected_answer"],
        event_at=datetime.fromisoformat(stored["event_at"]) if stored["event_at"] else None,
    )


def reason_of(error: DomainError) -> str:
    """The code that stands beside a refused row."""
    return error.faults[0].code if isinstance(error, InvalidFields) else error.code
