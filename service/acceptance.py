"""Messages with their first deliveries, renditions and traces, written in one statement, however many they are.

The unit of work would write the same rows in four round trips a message and several times the CPU; this is the hottest
write there is. One JSON parameter carries every row, so that the statement's text never changes and is planned once.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import Column, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from channels.base import Content
from service import renditions
from service.database import Base, new_id
from service.domain.messages import CheckKind, Draft, Plan
from service.domain.preferences import Paper
from service.domain.purposes import Purpose
from service.domain.transport import QUESTION_OPEN, Lane, Transport
from service.domain.understanding import Proof
from service.models import AuditEntry, Delivery, Message, Rendition


class Accepted(NamedTuple):
    """The rows of one message by their columns' names; what a mapping leaves out is NULL, or as the model declares it.

    The four belong together: the ids, the person, the actor and the moment are taken from ``message``. ``rendition`` is
    ``None`` where a worker speaks.
    """

    message: Mapping[str, Any]
    delivery: Mapping[str, Any]
    rendition: Mapping[str, Any] | None
    audit: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A plan with the code that it carries and what will arrive; ``content`` is empty where a worker does it."""

    plan: Plan
    code: str
    content: Content | None


def message_row(draft: Draft, *, quiz: bool) -> dict[str, Any]:
    """What the draft alone decides; who, whose and when are added by the caller."""
    choice = draft.check_kind is CheckKind.CHOICE
    return {
        "id": new_id(),
        "purpose": draft.purpose,
        "body": draft.body.strip(),
        "language": draft.language,
        "event_at": draft.event_at,
        "check_kind": draft.check_kind,
        "question": draft.question.strip(),
        "options": [option.strip() for option in draft.options] if choice else [],
        "right_option": draft.right_option if choice else None,
        "expected_answer": draft.expected_answer.strip(),
        "proof": draft.proof if quiz else Proof.JUDGED,
        "explains_id": draft.explains_id,
        "override_reason": draft.override_reason.strip(),
    }


def delivery_row(finished: Finished, purpose: Purpose, *, asks: bool, held: bool, bulk: bool = False) -> dict[str, Any]:
    """The first state of one way out; ids of message and person and the moment are added by the caller."""
    plan = finished.plan
    live = plan.channel == "live"
    urgent = purpose is Purpose.URGENT
    return {
        "id": new_id(),
        "medium": plan.medium,
        "channel": plan.channel,
        "point_id": plan.point.point_id if plan.point else None,
        "code": finished.code,
        "state": Transport.TO_DO if live else Transport.HELD if held else Transport.QUEUED,
        "held_reason": QUESTION_OPEN if held else None,
        "due_at": plan.confirm_by if live else plan.send_at,
        "lane": Lane.URGENT if urgent else Lane.BULK if bulk else Lane.ORDINARY,
        "asks": asks and purpose is not Purpose.CONVERSATION,
        "rendition_digest": finished.content.digest() if finished.content is not None else None,
        "why": [[why.medium, why.verdict, str(why.point_id) if why.point_id else None] for why in plan.why],
        "expected_on": plan.expected_on,
        "plain_envelope": plan.point.plain_envelope if plan.point else False,
        "postage": plan.postage,
        "paper": plan.paper if plan.channel == "letter" else Paper.WHITE,
    }


def rendition_row(content: Content | None, now: datetime) -> dict[str, Any] | None:
    """What will arrive, as it is kept; ``None`` where nothing is written."""
    if content is None:
        return None
    return {
        "digest": content.digest(),
        "kind": renditions.kind_of(content),
        "content": renditions.stored(content),
        "pages": getattr(content, "pages", 0),
        "created_at": now,
    }


_TABLES: Mapping[str, type[Base]] = {
    "message": Message,
    "delivery": Delivery,
    "rendition": Rendition,
    "audit": AuditEntry,
}
# Nobody sets these at accept: they stand in the statement as the model declares them.
_AS_DECLARED = {
    "message": {"understanding", "open", "proof_met"},
    "delivery": {
        "contradiction", "tries", "awaiting", "lease_until", "sent_at", "error_code", "batch_id",
        "batch_position",
    },
    "rendition": set[str](),
    "audit": {"position", "seal"},
}  # fmt: skip
_SAME_AS = {
    "delivery.message_id": "message.id",
    "delivery.person_id": "message.person_id",
    "delivery.created_at": "message.created_at",
    "delivery.state_at": "message.created_at",
    "rendition.created_at": "message.created_at",
    "audit.at": "message.created_at",
    "audit.subject_id": "message.id",
    "audit.person_id": "message.person_id",
    "audit.actor_id": "message.author_id",
}
_BYTES = "rendition.content"
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


def _columns(name: str) -> Iterator[Column[Any]]:
    table = _TABLES[name].__table__
    assert isinstance(table, Table)  # noqa: S101 - every model here is a plain table
    return iter(table.c)


def _given() -> Iterator[tuple[str, Column[Any]]]:
    """Each value that travels, once."""
    for name in _TABLES:
        for column in _columns(name):
            known = f"{name}.{column.name}"
            if column.name not in _AS_DECLARED[name] and known not in _SAME_AS:
                yield known, column


_KEYS = {known: f"v{number}" for number, (known, _) in enumerate(_given())}
_PLACES = [(_KEYS[known], known.split(".")[0], known.split(".")[1], known == _BYTES) for known in _KEYS]


def _declared(column: Column[Any]) -> str:
    value = getattr(column.default, "arg", None)
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def _insert(name: str) -> str:
    names, values = [], []
    for column in _columns(name):
        known = f"{name}.{column.name}"
        names.append(f'"{column.name}"')
        if column.name in _AS_DECLARED[name]:
            values.append(_declared(column))
        elif known == _BYTES:
            values.append(f"decode(new.{_KEYS[known]}, 'base64')")
        else:
            values.append(f"new.{_KEYS[_SAME_AS.get(known, known)]}")
    which = f" WHERE new.{_KEYS['rendition.digest']} IS NOT NULL ON CONFLICT DO NOTHING" if name == "rendition" else ""
    return f'INSERT INTO "{_TABLES[name].__tablename__}" ({", ".join(names)}) SELECT {", ".join(values)} FROM new{which}'  # noqa: S608


def _statement() -> str:
    typed = ", ".join(
        f"{_KEYS[known]} {'text' if known == _BYTES else column.type.compile(dialect=_DIALECT)}"
        for known, column in _given()
    )
    written = ", ".join(f"new_{name} AS ({_insert(name)})" for name in ("rendition", "message", "delivery"))
    given = f"json_to_recordset(CAST(:rows AS json)) AS given ({typed})"
    new = f"new AS MATERIALIZED (SELECT * FROM {given})"  # noqa: S608 - the models' own names
    return f"WITH {new}, {written} {_insert('audit')}"


_ACCEPT = text(_statement())


def accept(session: Session, accepted: Sequence[Accepted]) -> None:
    """Write all of them or none. Raises ``IntegrityError`` for a request key used before."""
    rows = [_row(each) for each in accepted]
    session.connection().execute(_ACCEPT, {"rows": to_json(rows).decode()})


def _row(accepted: Accepted) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, name, column, is_bytes in _PLACES:
        values = getattr(accepted, name)
        value = values.get(column) if values is not None else None
        if value is not None:
            row[key] = base64.b64encode(value).decode() if is_bytes else value
    return row
