"""A message with its first delivery, its rendition and its trace, written in one statement.

The unit of work would write the same rows in four round trips and several times the CPU; this is the hottest write there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import CTE, Column, ColumnElement, Table, bindparam, literal, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.database import Base
from service.models import AuditEntry, Delivery, Message, Rendition

_TABLES: Mapping[str, type[Base]] = {
    "message": Message,
    "delivery": Delivery,
    "rendition": Rendition,
    "audit": AuditEntry,
}
# psycopg keeps the parsed form of a statement only up to 50 parameters: what never differs here is no parameter.
_AS_DECLARED = {
    "message": {"understanding", "open", "proof_met"},
    "delivery": {
        "contradiction", "tries", "awaiting", "postage", "paper", "lease_until", "sent_at", "error_code", "batch_id",
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


def _columns(name: str) -> Iterator[Column[Any]]:
    table = _TABLES[name].__table__
    assert isinstance(table, Table)  # noqa: S101 - every model here is a plain table
    return iter(table.c)


def _parameter(name: str, column: str) -> str:
    return _SAME_AS.get(f"{name}.{column}", f"{name}.{column}").replace(".", "_")


def _as_declared(column: Column[Any]) -> ColumnElement[Any]:
    value = getattr(column.default, "arg", None)
    return literal_column(str(value).lower() if isinstance(value, bool | int) else f"'{value}'", column.type)


def _inserted(name: str) -> CTE:
    values: dict[str, Any] = {}
    for column in _columns(name):
        if column.name not in _AS_DECLARED[name]:
            values[column.name] = bindparam(_parameter(name, column.name), type_=column.type)
        elif column.default is not None:
            values[column.name] = _as_declared(column)
    statement = insert(_TABLES[name]).values(values)
    if name == "rendition":
        statement = statement.on_conflict_do_nothing()
    return statement.cte(f"new_{name}")


_LIVE = select(literal(1)).add_cte(_inserted("message"), _inserted("delivery"), _inserted("audit"))
_CARRIED = _LIVE.add_cte(_inserted("rendition"))


def accept(
    session: Session,
    *,
    message: Mapping[str, Any],
    delivery: Mapping[str, Any],
    rendition: Mapping[str, Any] | None,
    audit: Mapping[str, Any],
) -> None:
    """Write all of them or none. What a mapping leaves out is NULL. Raises ``IntegrityError`` for a key used before.

    The four belong together: the ids, the person, the actor and the moment are taken from ``message``.
    """
    given = {
        "audit": audit,
        "delivery": delivery,
        **({} if rendition is None else {"rendition": rendition}),
        "message": message,
    }
    values = {
        _parameter(name, column.name): row.get(column.name)
        for name, row in given.items()
        for column in _columns(name)
        if column.name not in _AS_DECLARED[name]
    }
    session.connection().execute(_LIVE if rendition is None else _CARRIED, values)
