"""A file from a scanner taken in: it is kept until a worker process has read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service import audit, queue
from service.database import Sessions, new_id
from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import Invalid
from service.domain.scans import FileState
from service.models import ScanFile

MOST_BYTES = 200 * 1024 * 1024
_KINDS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class TakenIn:
    """``again``: the same file was there already, and nothing was changed."""

    file_id: UUID
    again: bool


def take_in_scan(sessions: Sessions, actor: Actor, content: bytes, now: datetime) -> TakenIn:
    """Raises ``Invalid``: ``scan_empty``, ``scan_too_large``, ``scan_of_no_kind`` (no PDF, TIFF, JPEG or PNG)."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    if not content:
        raise Invalid("scan_empty", field="files")
    if len(content) > MOST_BYTES:
        raise Invalid("scan_too_large", field="files")
    if not any(kind in content[:_HEAD] if kind == _KINDS[0] else content.startswith(kind) for kind in _KINDS):
        raise Invalid("scan_of_no_kind", field="files")
    digest = hashlib.sha256(content).hexdigest()
    with sessions.begin() as session:
        row = {
            "id": new_id(),
            "digest": digest,
            "content": content,
            "state": FileState.WAITING,
            "why": "",
            "pages": 0,
            "read": 0,
            "taken_in_by": actor.id,
            "taken_in_at": now,
        }
        statement = insert(ScanFile).values(row).on_conflict_do_nothing(index_elements=["digest"]).returning(ScanFile.id)
        file_id = session.scalar(statement)
        if file_id is None:
            return TakenIn(session.scalars(select(ScanFile.id).where(ScanFile.digest == digest)).one(), again=True)
        audit.record(session, actor, "took_in", "scan_file", file_id, now)
        queue.enqueue_scans(session)
        return TakenIn(file_id, again=False)
