"""Put a released batch into the printer's folder: safe to do twice, and made good later where the folder was away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from channels.base import LetterContent, PreparedBatch
from channels.letter.manifest import enclosed_files
from channels.letter.print_queue import put
from service import renditions
from service.database import Sessions
from service.domain.errors import NotFound
from service.models import Delivery, PrintBatch, Rendition


def hand_over_batch(sessions: Sessions, folder: Path, batch_id: UUID) -> bool:
    """``False`` where a carrier prints it, so that there is nothing to put there.

    Raises ``OSError`` where the folder can't be written; the batch stays in the database and can be handed over later.
    """
    with sessions() as session:
        batch = session.get(PrintBatch, batch_id)
        if batch is None:
            raise NotFound("batch_not_found")
        made = PreparedBatch(batch.pdf, batch.manifest, batch.sheets)
        files = dict(_enclosed(session, batch_id))
    if not made.pdf:
        return False
    put(made, folder, batch_id, files)
    return True


def _enclosed(session: Session, batch_id: UUID) -> Iterator[tuple[str, bytes]]:
    """What an embosser or a burner makes for the batch's letters, by the names in the manifest."""
    rows = session.execute(
        select(Delivery.batch_position, Rendition)
        .join(Rendition, Rendition.digest == Delivery.rendition_digest)
        .where(Delivery.batch_id == batch_id, Rendition.kind == renditions.WITH_ENCLOSURE)
    )
    for position, kept in rows:
        content = renditions.restored(kept.kind, kept.content, kept.pages)
        if isinstance(content, LetterContent):
            yield from enclosed_files(batch_id, position or 0, content)


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
