"""Put a released batch into the printer's folder: safe to do twice, and made good later where the folder was away."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from channels.base import PreparedBatch
from channels.letter.print_queue import put
from service.database import Sessions
from service.domain.errors import NotFound
from service.models import PrintBatch


def hand_over_batch(sessions: Sessions, folder: Path, batch_id: UUID) -> bool:
    """``False`` where a carrier prints it, so that there is nothing to put there.

    Raises ``OSError`` where the folder can't be written; the batch stays in the database and can be handed over later.
    """
    with sessions() as session:
        batch = session.get(PrintBatch, batch_id)
        if batch is None:
            raise NotFound("batch_not_found")
        made = PreparedBatch(batch.pdf, batch.manifest, batch.sheets)
    if not made.pdf:
        return False
    put(made, folder, batch_id)
    return True


def hand_over_waiting(sessions: Sessions, folder: Path) -> int:
    """Every batch that is neither printed nor in the folder; returns how many were put there."""
    with sessions() as session:
        waiting = session.scalars(
            select(PrintBatch.id).where(
                PrintBatch.printed_at.is_(None), PrintBatch.posted_at.is_(None), func.octet_length(PrintBatch.pdf) > 0
            )
        ).all()
    missing = [batch_id for batch_id in waiting if not (folder / f"{batch_id}.json").exists()]
    for batch_id in missing:
        hand_over_batch(sessions, folder, batch_id)
    return len(missing)
