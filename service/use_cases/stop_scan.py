"""Reading a scanned file is stopped, or goes on where it stopped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service import audit, queue
from service.database import Sessions
from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.scans import FileState
from service.models import ScanFile


def stop_scan(sessions: Sessions, actor: Actor, file_id: UUID, now: datetime, *, stop: bool) -> None:
    """What was read stays. A file that is read already is left as it is. Raises ``NotFound``."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    before, after = (FileState.WAITING, FileState.STOPPED) if stop else (FileState.STOPPED, FileState.WAITING)
    with sessions.begin() as session:
        file = session.scalar(select(ScanFile).where(ScanFile.id == file_id).with_for_update())
        if file is None:
            raise NotFound("scan_not_found")
        if file.state is not before:
            return
        file.state, file.lease_until = after, None
        audit.record(session, actor, "stopped" if stop else "went_on", "scan_file", file_id, now)
        if not stop:
            queue.enqueue_scans(session)
