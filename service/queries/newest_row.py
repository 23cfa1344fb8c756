"""When the newest thing happened that stands in the database: no clock may be behind it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.database import UtcDateTime

# Ids are in the order of time, so the newest row is the end of each primary key.
_NEWEST = text(
    """
    SELECT greatest((SELECT created_at FROM message ORDER BY id DESC LIMIT 1),
                    (SELECT at FROM audit_entry ORDER BY id DESC LIMIT 1)) AS newest
    """
).columns(newest=UtcDateTime())


def newest_row(session: Session) -> datetime | None:
    """Of messages and audit; ``None`` in a new database."""
    newest: datetime | None = session.scalar(_NEWEST)
    return newest
