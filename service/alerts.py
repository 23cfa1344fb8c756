"""What somebody has to know though no person's record is at fault: one alert a thing, however often it happens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.database import new_id
from service.models import Alert


def note(session: Session, kind: str, door: str, detail: str, now: datetime) -> None:
    """Add it, or count it where the same stands unseen. All three are codes: what is not believed is not stored."""
    new = insert(Alert).values(id=new_id(), kind=kind, door=door, detail=detail, at=now, times=1)
    again = new.on_conflict_do_update(
        index_elements=["kind", "door", "detail"],
        index_where=Alert.seen_at.is_(None),
        set_={"times": Alert.times + 1, "at": new.excluded.at},
    )
    session.execute(again)
