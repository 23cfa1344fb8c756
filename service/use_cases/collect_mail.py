"""Reading the mailbox in turns: who reads now, and how far it was read. The reading itself happens with no session open."""

from __future__ import annotations

from sqlalchemy import case, func, literal, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import BigInteger

from channels.email.mailbox import Cursor
from service.database import Sessions
from service.models import Mailbox, Team

_NOWHERE = Cursor(0, 0)
"""UIDVALIDITY is never 0 (RFC 9051 §9, ``nz-number``): no folder takes this for its own, and begins at its start."""


def take_turn(sessions: Sessions, name: str, *, every_seconds: int) -> Cursor | None:
    """Where to go on reading, or ``None``: somebody read, or moved the cursor, less than ``every_seconds`` ago.

    Whoever gets a cursor has the mailbox to themselves while they read and move it on: that keeps two hosts apart, and a
    host that died holds nobody up. ``None`` too while there is no team that could own what comes.
    """
    clock = func.clock_timestamp()
    earliest = clock - literal_column(f"interval '{int(every_seconds)} seconds'")
    start = select(
        literal(name), literal(_NOWHERE.uid_validity, BigInteger), literal(_NOWHERE.last_uid, BigInteger), clock
    ).where(select(Team.id).exists())
    turn = (
        insert(Mailbox)
        .from_select(["name", "uid_validity", "last_uid", "at"], start)
        .on_conflict_do_update(
            index_elements=[Mailbox.name],
            set_={"at": clock},
            # A moment to come was written under another clock: it binds nobody.
            where=~Mailbox.at.between(earliest, clock),
        )
        .returning(Mailbox.uid_validity, Mailbox.last_uid)
    )
    with sessions.begin() as session:
        row = session.execute(turn).first()
    return None if row is None else Cursor(row.uid_validity, row.last_uid)


def move_cursor(sessions: Sessions, name: str, cursor: Cursor) -> None:
    """What lies up to here was dealt with. Never backwards under one UIDVALIDITY; renews the turn."""
    further = case(
        (Mailbox.uid_validity == cursor.uid_validity, func.greatest(Mailbox.last_uid, cursor.last_uid)),
        else_=cursor.last_uid,
    )
    moved = update(Mailbox).where(Mailbox.name == name)
    with sessions.begin() as session:
        session.execute(
            moved.values(uid_validity=cursor.uid_validity, last_uid=further, at=func.clock_timestamp()),
            execution_options={"synchronize_session": False},
        )
