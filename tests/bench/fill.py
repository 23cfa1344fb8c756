"""Millions of messages, written by the database itself: fictional people of many teams, a small part of it still open.

What the work list does not read (attempts, receipts, judgements, audit) is left out; everything else is as wide as in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

MESSAGES_A_TEAM = 50_000
"""A year's messages of one team; 200 of them are open: 0.4 %, as in ``service.demo.seeding``."""
OPEN_A_TEAM = 200
OPEN_OF_THE_BUSIEST = 350
"""Of every 35 open messages 25 ask for somebody: the busiest team's list has 250 rows, an ordinary one's some 140."""
MESSAGES_A_PERSON = 10
DAYS = 365
OPEN_DAYS = 12
BYTES_A_MESSAGE = 1_700
"""Measured at 1 million: a message with its delivery, its reply, its share of a person, and the indexes of all of them."""

_TABLES = ("person", "contact_record", "medium_choice", "contact_point", "message", "delivery", "reply")
_STEPS = re.compile(r"^--> (.+)\n((?:.+\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Index:
    name: str
    statement: str
    table: str
    constraint: bool


def fill(engine: Engine, messages: int) -> Iterator[str]:
    """Fill an empty, migrated database; says what was done. Afterwards it is fit to be read, and for nothing else."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("maintenance_work_mem = '1GB'", "work_mem = '256MB'", "synchronous_commit = off"):
            connection.execute(text(f"SET {setting}"))
        indexes = list(_bared(connection))
        given = {
            "messages": messages,
            "people": messages // MESSAGES_A_PERSON,
            "teams": max(2, messages // MESSAGES_A_TEAM),
            "window": messages * OPEN_DAYS // DAYS,
            "usual": OPEN_A_TEAM,
            "busiest": OPEN_OF_THE_BUSIEST,
            "step": DAYS * 86_400_000 // messages,
        }
        for what, statement in _STEPS.findall(Path(__file__).with_suffix(".sql").read_text()):
            number = connection.execute(text(statement), given if ":" in statement else {}).rowcount
            yield f"{what}: {number:,}" if number > 0 else what
        for index in indexes:
            connection.execute(text(index.statement))
            yield index.name
        connection.execute(text("VACUUM (ANALYZE, PARALLEL 2)"))
        yield "vacuumed and analysed"


def _bared(connection: Connection) -> Iterator[_Index]:
    """Take off what makes writing slow: references, the log, and the indexes, which come back at the end."""
    references = text(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND connamespace = :here"
    )
    here = connection.scalar(text("SELECT 'public'::regnamespace::oid"))
    for table, name in connection.execute(references, {"here": here}).all():
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    for table in _TABLES:
        connection.execute(text(f"ALTER TABLE {table} SET UNLOGGED"))
    found = connection.execute(
        text(
            """
            SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid), index.indrelid::regclass::text,
                   EXISTS (SELECT FROM pg_constraint WHERE conindid = index.indexrelid)
              FROM pg_index AS index WHERE index.indrelid::regclass::text = ANY(:tables)
            """
        ),
        {"tables": list(_TABLES)},
    ).all()
    for index in (_Index(*line) for line in found):
        drop = f"ALTER TABLE {index.table} DROP CONSTRAINT {index.name}" if index.constraint else f"DROP INDEX {index.name}"
        connection.execute(text(drop))
        yield index
